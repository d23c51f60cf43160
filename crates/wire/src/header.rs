use alloc::vec::Vec;

use crate::{
    codec::{Reader, Writer},
    error::DecodeError,
    id::{ListId, StatementId},
    label, limit,
    number::Epoch,
    statement::{SUITE, Statement},
};

/// The clear part of an envelope: where it belongs (`spec/protocol.md#envelope`).
///
/// All of it is bound into the encryption by [`Header::info`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The list.
    pub list_id: ListId,
    /// The epoch of the statement.
    pub epoch: Epoch,
    /// The statement whose key the record is sealed to.
    pub statement_id: StatementId,
}

impl Header {
    /// The header of records that are sealed to a statement.
    #[must_use]
    pub fn of_statement(statement: &Statement) -> Self {
        Self {
            list_id: statement.list_id(),
            epoch: statement.epoch(),
            statement_id: statement.id(),
        }
    }

    /// Reads a header.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`], [`DecodeError::TrailingBytes`],
    /// [`DecodeError::UnsupportedVersion`], [`DecodeError::UnsupportedSuite`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let header = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(header)
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.version(VERSION)?;
        if reader.u16()? != SUITE {
            return Err(DecodeError::UnsupportedSuite);
        }
        let mut fields = reader.fields::<{ 16 + 4 + 32 }>()?;
        Ok(Self {
            list_id: ListId::from_bytes(fields.array()),
            epoch: Epoch(fields.u32()),
            statement_id: StatementId::from_bytes(fields.array()),
        })
    }

    /// The bytes. The fields determine them, so that they equal those received.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; limit::HEADER] {
        let mut writer = Writer::with_capacity(limit::HEADER);
        writer
            .u8(VERSION)
            .u16(SUITE)
            .bytes(self.list_id.as_bytes())
            .u32(self.epoch.0)
            .bytes(self.statement_id.as_bytes());
        let mut bytes = [0; limit::HEADER];
        bytes.copy_from_slice(writer.as_bytes());
        bytes
    }

    /// The HPKE `info` of a record with this header.
    #[must_use]
    pub fn info(&self) -> Vec<u8> {
        [label::RECORD, &self.to_bytes()].concat()
    }
}

const VERSION: u8 = 1;

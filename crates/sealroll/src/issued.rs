//! Statements that the owner has issued, and what became of them.

use sealroll_wire::{
    Certificate, DecodeError, Descriptor, Reader, RootFingerprint, Statement, StatementId, Time,
    Verified, Writer, limit,
};

/// A statement of this owner.
pub(crate) struct IssuedStatement {
    pub(crate) statement: Verified<Statement>,
    pub(crate) id: StatementId,
    /// Whether its entry was found in the log.
    pub(crate) logged: bool,
    /// When the owner saw the entry of its successor.
    pub(crate) superseded_at: Option<Time>,
}

impl IssuedStatement {
    pub(crate) fn new(statement: Verified<Statement>) -> Self {
        Self {
            id: statement.id(),
            statement,
            logged: false,
            superseded_at: None,
        }
    }

    pub(crate) fn read(
        reader: &mut Reader<'_>,
        fingerprint: &RootFingerprint,
        certificates: &[Verified<Certificate>],
        descriptors: &[Verified<Descriptor>],
    ) -> Result<Self, DecodeError> {
        let statement = Statement::from_bytes(reader.bytes(limit::STATEMENT)?)?;
        let descriptor = descriptors
            .iter()
            .find(|descriptor| descriptor.hash() == statement.descriptor_hash())
            .ok_or(DecodeError::BadValue)?;
        let statement = statement
            .verify(fingerprint, certificates, descriptor)
            .map_err(|_| DecodeError::BadValue)?;
        let logged = match reader.u8()? {
            0 => false,
            1 => true,
            _ => return Err(DecodeError::BadValue),
        };
        let superseded_at = match reader.time()? {
            time if time.seconds() == 0 => None,
            time => Some(time),
        };
        Ok(Self {
            id: statement.id(),
            statement,
            logged,
            superseded_at,
        })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer
            .bytes(self.statement.as_bytes())
            .u8(u8::from(self.logged))
            .time(self.superseded_at.unwrap_or_default());
    }

    /// Bytes that [`write`](Self::write) appends.
    pub(crate) const LENGTH: usize = limit::STATEMENT + 1 + 8;
}

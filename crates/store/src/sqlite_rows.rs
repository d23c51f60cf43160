//! How envelopes stand in rows: as they are, or masked by the vault.

use std::sync::Arc;

use sealroll_wire::{Epoch, ListId, RecordId};

use crate::{error::StoreError, sqlite_write::ENC_OFFSET, vault::NONCE, vault::Vault};

/// Makes rows of envelopes and reads them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows(pub(crate) Option<Arc<Vault>>);

impl Rows {
    /// Puts what is stored of an envelope in the place of what is in `row`.
    pub(crate) fn close(
        &self,
        list: &ListId,
        epoch: Epoch,
        (record, envelope): (&RecordId, &[u8]),
        row: &mut Vec<u8>,
    ) -> Result<(), StoreError> {
        row.clear();
        match &self.0 {
            Some(vault) => vault.close(list, epoch, (record, envelope), row),
            None => {
                row.extend_from_slice(envelope);
                Ok(())
            }
        }
    }

    /// The envelope of a row.
    pub(crate) fn open(
        &self,
        list: &ListId,
        epoch: Epoch,
        row: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        match &self.0 {
            Some(vault) => vault.open_row(list, epoch, row),
            None => Ok(row.to_vec()),
        }
    }

    /// The encapsulated key of a row.
    pub(crate) fn enc(
        &self,
        list: &ListId,
        epoch: Epoch,
        row: &[u8],
    ) -> Result<[u8; 32], StoreError> {
        let end = ENC_OFFSET + 32 + if self.0.is_some() { NONCE } else { 0 };
        let start = self.open(list, epoch, row.get(..end).ok_or(StoreError::Corrupt)?)?;
        let enc = start.get(ENC_OFFSET..).and_then(|enc| enc.first_chunk());
        enc.copied().ok_or(StoreError::Corrupt)
    }

    /// Whether the rows of an epoch can still be read.
    pub(crate) fn is_readable(&self, list: &ListId, epoch: Epoch) -> bool {
        self.0.as_ref().is_none_or(|vault| vault.has(list, epoch))
    }
}

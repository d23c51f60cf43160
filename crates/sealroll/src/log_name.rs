//! Which log of a list.

use core::fmt;

use sealroll_log::{KeyName, NoteKey, SignedCheckpoint, VerifiedCheckpoint};
use sealroll_wire::{Generation, ListId, Part, Terms, VerifyingKey, origin};

use crate::receipt::ReceiptError;
use crate::record_log::key_name;

/// A log of a list: one for its instructions, one for the records of each generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogName {
    /// The instruction log (`spec/protocol.md#instruction-log`).
    Instructions,
    /// The record log of a generation (`spec/protocol.md#log`).
    Records(Generation),
}

impl LogName {
    /// The generation of a record log.
    pub(crate) const fn generation(self) -> Option<Generation> {
        match self {
            Self::Instructions => None,
            Self::Records(generation) => Some(generation),
        }
    }

    /// Path of the log under the API.
    pub(crate) fn path(self, list_id: &ListId) -> String {
        format!("/v1/lists/{list_id}/logs/{self}")
    }

    /// Origin of its checkpoints in its first part, which is the name of its key.
    pub(crate) fn origin(self, terms: &Terms) -> KeyName {
        let list_id = terms.root_fingerprint.list_id();
        key_name(&match self {
            Self::Instructions => origin::instruction_log(&terms.origin, &list_id),
            Self::Records(generation) => origin::record_log(&terms.origin, &list_id, generation),
        })
    }

    /// Which part of this log a checkpoint of it is of (`spec/protocol.md#log-recovery`).
    pub(crate) fn part(self, checkpoint: &SignedCheckpoint, terms: &Terms) -> Part {
        let part = checkpoint.part(&self.origin(terms));
        part.unwrap_or(Part::FIRST)
    }

    /// Verifies a checkpoint of this log under the terms of its list (RCP-1, RCP-2).
    pub(crate) fn verify_checkpoint(
        self,
        bytes: &[u8],
        terms: &Terms,
    ) -> Result<VerifiedCheckpoint, ReceiptError> {
        verify_checkpoint(bytes, self.origin(terms), terms.log_key)
    }
}

/// Verifies a checkpoint of the log with this origin and key.
pub(crate) fn verify_checkpoint(
    bytes: &[u8],
    origin: KeyName,
    key: VerifyingKey,
) -> Result<VerifiedCheckpoint, ReceiptError> {
    SignedCheckpoint::parse(bytes)
        .and_then(|checkpoint| {
            let key = checkpoint.part_key(&NoteKey::new(origin, key));
            checkpoint.verify(&key)
        })
        .map_err(ReceiptError::of_checkpoint)
}

impl fmt::Display for LogName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instructions => f.write_str("instructions"),
            Self::Records(generation) => generation.fmt(f),
        }
    }
}

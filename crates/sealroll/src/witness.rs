//! What the owner's witness has seen of a log.

use sealroll_log::{Frontier, SignedCheckpoint};
use sealroll_wire::{DecodeError, Part, Reader, Terms, Writer};

use crate::log_name::LogName;

/// The last head that the witness cosigned, and the right edge of the tree that it computed
/// itself.
#[derive(Clone)]
pub(crate) struct WitnessedHead {
    pub(crate) edge: Frontier,
    /// The checkpoint as received, signed by the log: evidence if the log ever contradicts it.
    pub(crate) checkpoint: Vec<u8>,
}

impl WitnessedHead {
    /// Which part of its log it is of.
    pub(crate) fn part(&self, log: LogName, terms: &Terms) -> Part {
        let checkpoint = SignedCheckpoint::parse(&self.checkpoint);
        checkpoint.map_or(Part::FIRST, |checkpoint| log.part(&checkpoint, terms))
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let edge = reader.bytes16(MAX_EDGE)?;
        let edge = Frontier::from_bytes(edge).map_err(|_| DecodeError::BadValue)?;
        let checkpoint = reader.bytes16(MAX_CHECKPOINT)?.to_vec();
        Ok(Self { edge, checkpoint })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer
            .bytes16(&self.edge.to_bytes())
            .and_then(|writer| writer.bytes16(&self.checkpoint))
            .expect("an edge has at most 64 hashes, and longer checkpoints are refused");
    }

    /// Bytes that [`write`](Self::write) appends.
    pub(crate) fn length(&self) -> usize {
        4 + self.edge.to_bytes().len() + self.checkpoint.len()
    }
}

/// Longest checkpoint that a witness keeps: room for the log and many cosignatures.
pub(crate) const MAX_CHECKPOINT: usize = 16_384;
const MAX_EDGE: usize = 8 + 64 * 32;

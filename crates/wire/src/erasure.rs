use alloc::{format, string::String};
use core::fmt;

use crate::{
    document::{DocumentKind, ProcessorText},
    hex::Hex,
    id::{InstructionId, ListId, RetentionId},
    note_lines::NoteLines,
    number::Epoch,
    time::Time,
};

/// The processor's certificate that envelopes were erased (`spec/protocol.md#erasure`).
///
/// It is an attestation: nobody can prove that no copy exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The list.
    pub list_id: ListId,
    /// The epoch of the records.
    pub epoch: Epoch,
    /// Number of envelopes deleted.
    pub records: u64,
    /// RFC 9162 tree hash over their entries in the order of generation and leaf index.
    pub root: [u8; 32],
    /// When they were deleted, by the processor's clock.
    pub destroyed: Time,
    /// From when no backup can give them back; not before `destroyed`.
    pub backups: Time,
    /// Why.
    pub reason: ErasureReason,
}

/// Why envelopes were erased. Written as the rest of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErasureReason {
    /// The retention of the terms was over.
    Retention(RetentionId),
    /// The owner has ordered it.
    Instruction(InstructionId),
}

impl ErasureReason {
    /// The hash that the purge entry carries.
    #[must_use]
    pub const fn hash(&self) -> &[u8; 32] {
        match self {
            Self::Retention(id) => id.as_bytes(),
            Self::Instruction(id) => id.as_bytes(),
        }
    }

    fn read(value: &str) -> Option<Self> {
        let (kind, id) = value.split_once(' ')?;
        match kind {
            "retention" => Some(Self::Retention(id.parse().ok()?)),
            "instruction" => Some(Self::Instruction(id.parse().ok()?)),
            _ => None,
        }
    }
}

impl fmt::Display for ErasureReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Retention(id) => write!(formatter, "retention {id}"),
            Self::Instruction(id) => write!(formatter, "instruction {id}"),
        }
    }
}

impl ProcessorText for Erasure {
    const KIND: DocumentKind = DocumentKind::Erasure;

    fn to_text(&self) -> String {
        let Self {
            list_id,
            epoch,
            records,
            root,
            destroyed,
            backups,
            reason,
        } = self;
        let root = Hex(root);
        format!(
            "{FIRST_LINE}\nlist {list_id}\nepoch {epoch}\nrecords {records}\nroot {root}\n\
             destroyed {destroyed}\nbackups {backups}\nreason {reason}\n"
        )
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = NoteLines::new(text, FIRST_LINE)?;
        let read = Self {
            list_id: lines.parse("list")?,
            epoch: lines.parse("epoch")?,
            records: lines.number("records")?,
            root: lines.hash("root")?,
            destroyed: lines.time("destroyed")?,
            backups: lines.time("backups")?,
            reason: ErasureReason::read(lines.value("reason")?)?,
        };
        lines.finish()?;
        (read.backups >= read.destroyed).then_some(read)
    }

    fn list_id(&self) -> Option<&ListId> {
        Some(&self.list_id)
    }
}

const FIRST_LINE: &str = "sealroll-v1 erasure";

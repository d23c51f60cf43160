use alloc::{format, string::String};

use crate::{
    error::classes,
    id::ListId,
    limit,
    number::{Epoch, Serial},
    time::Time,
};

/// An order of the owner to the processor, the text of a signed note that a person can read
/// (`spec/protocol.md#retention`).
///
/// The note around it, with its signature, is the log crate's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// The list.
    pub list_id: ListId,
    /// The number of the instruction; it rises within the list.
    pub serial: Serial,
    /// When it was given.
    pub time: Time,
    /// What is ordered.
    pub order: Order,
}

impl Instruction {
    /// The text to be signed; its last line ends with a line feed.
    #[must_use]
    pub fn to_text(&self) -> String {
        let Self {
            list_id,
            serial,
            time,
            order,
        } = self;
        let order = match order {
            Order::PurgeEpoch(epoch) => format!("{PURGE_EPOCH}{epoch}"),
        };
        format!("{FIRST_LINE}\nlist {list_id}\nserial {serial}\ntime {time}\n{order}\n")
    }

    /// Reads exactly what [`Instruction::to_text`] writes.
    ///
    /// # Errors
    /// [`InstructionError::BadInstruction`] for anything else (`spec/protocol.md#INS-1`).
    pub fn from_text(text: &str) -> Result<Self, InstructionError> {
        if text.len() > limit::MAX_INSTRUCTION {
            return Err(InstructionError::BadInstruction);
        }
        Self::read(text).ok_or(InstructionError::BadInstruction)
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        if lines.next()? != FIRST_LINE {
            return None;
        }
        let list_id = lines.next()?.strip_prefix("list ")?.parse().ok()?;
        let serial = lines.next()?.strip_prefix("serial ")?.parse().ok()?;
        let time = Time::from_rfc3339(lines.next()?.strip_prefix("time ")?).ok()?;
        let epoch = lines.next()?.strip_prefix(PURGE_EPOCH)?.parse().ok()?;
        if lines.next().is_some() {
            return None;
        }
        Some(Self {
            list_id,
            serial,
            time,
            order: Order::PurgeEpoch(epoch),
        })
    }
}

/// What an [`Instruction`] orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Order {
    /// Erase every envelope of the epoch.
    PurgeEpoch(Epoch),
}

classes! {
    /// Why a text is not an instruction.
    InstructionError {
        /// The text is not understood.
        BadInstruction => "bad-instruction", "the instruction is not understood";
    }
}

const FIRST_LINE: &str = "sealroll-v1 instruction";
const PURGE_EPOCH: &str = "purge epoch ";

use alloc::{format, string::String};
use core::fmt;

use crate::{
    error::classes,
    id::{DeviceFingerprint, DisclosureId, DocumentId, InstructionId, ListId, ReaderId, RecordId},
    limit,
    note_lines::NoteLines,
    number::{Epoch, Serial},
    time::Time,
};

/// An order of the owner to the processor, the text of a signed note that a person can read
/// (`spec/protocol.md#instruction`).
///
/// The note around it, with its signature, is the log crate's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// The list.
    pub list_id: ListId,
    /// The number of the instruction; it rises within the list.
    pub serial: Serial,
    /// The instruction before; `None` in the first of the list.
    pub previous: Option<InstructionId>,
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
            previous,
            time,
            order,
        } = self;
        let previous = previous.unwrap_or(NONE);
        format!(
            "{FIRST_LINE}\nlist {list_id}\nserial {serial}\nprevious {previous}\ntime {time}\n{order}\n"
        )
    }

    /// Reads exactly what [`Instruction::to_text`] writes.
    ///
    /// # Errors
    /// [`InstructionError::BadInstruction`] for anything else (`spec/protocol.md#INS-1`).
    pub fn from_text(text: &str) -> Result<Self, InstructionError> {
        if text.len() > limit::MAX_DOCUMENT {
            return Err(InstructionError::BadInstruction);
        }
        Self::read(text).ok_or(InstructionError::BadInstruction)
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = NoteLines::new(text, FIRST_LINE)?;
        let list_id = lines.parse("list")?;
        let serial = lines.parse("serial")?;
        let previous = lines.parse("previous")?;
        let time = lines.time("time")?;
        let order = Order::from_line(lines.next()?)?;
        lines.finish()?;
        Some(Self {
            list_id,
            serial,
            previous: (previous != NONE).then_some(previous),
            time,
            order,
        })
    }
}

/// What an [`Instruction`] orders. Written as its line of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Order {
    /// Erase every envelope of the epoch.
    PurgeEpoch(Epoch),
    /// Erase one envelope.
    EraseRecord(RecordId),
    /// The owner has opened this canary in a drill.
    DrillRecord(RecordId),
    /// Keep an envelope and hand it out to nobody.
    RestrictRecord(RecordId),
    /// End the restriction of an envelope.
    LiftRecord(RecordId),
    /// Do not purge the epoch for its age.
    HoldEpoch(Epoch),
    /// End the hold of an epoch.
    LiftEpoch(Epoch),
    /// Let the bearer of a token read the logs.
    AdmitReader(ReaderId),
    /// End what [`Order::AdmitReader`] allowed.
    DismissReader(ReaderId),
    /// Nothing to do: this holder cannot derive the epoch's keys any more.
    PuncturedEpoch(Epoch),
    /// The owner objects to a processor statement.
    ObjectProcessor(DocumentId),
    /// The owner has made a disclosure.
    Disclose(DisclosureId),
    /// The owner has granted something to a device. The root signs it.
    GrantDevice(DeviceFingerprint),
    /// Take nothing more that this certificate's key signs. The root signs it.
    RevokeCertificate(Serial),
    /// Erase everything and take nothing more. The root signs it.
    TerminateList,
}

impl Order {
    /// Whether the root signs the order, not an instruction key (`spec/protocol.md#instruction`).
    #[must_use]
    pub const fn is_of_root(&self) -> bool {
        matches!(
            self,
            Self::TerminateList | Self::GrantDevice(_) | Self::RevokeCertificate(_)
        )
    }

    fn from_line(line: &str) -> Option<Self> {
        if line == TERMINATE_LIST {
            return Some(Self::TerminateList);
        }
        if let Some(id) = line.strip_prefix(DISCLOSE) {
            return Some(Self::Disclose(id.parse().ok()?));
        }
        let (verb, object) = line.split_once(' ')?;
        let (noun, value) = object.split_once(' ')?;
        Some(match (verb, noun) {
            ("purge", "epoch") => Self::PurgeEpoch(value.parse().ok()?),
            ("erase", "record") => Self::EraseRecord(value.parse().ok()?),
            ("drill", "record") => Self::DrillRecord(value.parse().ok()?),
            ("restrict", "record") => Self::RestrictRecord(value.parse().ok()?),
            ("lift", "record") => Self::LiftRecord(value.parse().ok()?),
            ("hold", "epoch") => Self::HoldEpoch(value.parse().ok()?),
            ("lift", "epoch") => Self::LiftEpoch(value.parse().ok()?),
            ("admit", "reader") => Self::AdmitReader(value.parse().ok()?),
            ("dismiss", "reader") => Self::DismissReader(value.parse().ok()?),
            ("punctured", "epoch") => Self::PuncturedEpoch(value.parse().ok()?),
            ("grant", "device") => Self::GrantDevice(value.parse().ok()?),
            ("revoke", "certificate") => Self::RevokeCertificate(value.parse().ok()?),
            ("object", "processor") => Self::ObjectProcessor(value.parse().ok()?),
            _ => return None,
        })
    }
}

impl fmt::Display for Order {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PurgeEpoch(epoch) => write!(formatter, "purge epoch {epoch}"),
            Self::EraseRecord(record) => write!(formatter, "erase record {record}"),
            Self::DrillRecord(record) => write!(formatter, "drill record {record}"),
            Self::RestrictRecord(record) => write!(formatter, "restrict record {record}"),
            Self::LiftRecord(record) => write!(formatter, "lift record {record}"),
            Self::HoldEpoch(epoch) => write!(formatter, "hold epoch {epoch}"),
            Self::LiftEpoch(epoch) => write!(formatter, "lift epoch {epoch}"),
            Self::AdmitReader(reader) => write!(formatter, "admit reader {reader}"),
            Self::DismissReader(reader) => write!(formatter, "dismiss reader {reader}"),
            Self::PuncturedEpoch(epoch) => write!(formatter, "punctured epoch {epoch}"),
            Self::GrantDevice(device) => write!(formatter, "grant device {device}"),
            Self::RevokeCertificate(serial) => write!(formatter, "revoke certificate {serial}"),
            Self::ObjectProcessor(document) => write!(formatter, "object processor {document}"),
            Self::Disclose(disclosure) => write!(formatter, "{DISCLOSE}{disclosure}"),
            Self::TerminateList => formatter.write_str(TERMINATE_LIST),
        }
    }
}

classes! {
    /// Why a text is not an instruction.
    InstructionError {
        /// The text is not understood.
        BadInstruction => "bad-instruction", "the instruction is not understood";
    }
}

const DISCLOSE: &str = "disclose ";
const TERMINATE_LIST: &str = "terminate list";
const FIRST_LINE: &str = "sealroll-v1 instruction";
/// Stands for the instruction before the first.
const NONE: InstructionId = InstructionId::from_bytes([0; InstructionId::LENGTH]);

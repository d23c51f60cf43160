//! What an owner's device knows of the instructions of its list.

use sealroll_log::Note;
use sealroll_wire::{DecodeError, Instruction, InstructionId, Order, Reader, Writer, limit};

use crate::witness::WitnessedHead;

/// The chain of instructions, as far as this device has followed it.
#[derive(Default)]
pub(crate) struct Orders {
    /// The last instruction that was carried out: the next one names it.
    pub(crate) last: Option<InstructionId>,
    /// Signed, but not yet answered.
    pub(crate) pending: Option<PendingOrder>,
    /// Every instruction that this device has signed.
    pub(crate) own: Vec<InstructionId>,
    /// What the witness has cosigned of the instruction log.
    pub(crate) head: Option<WitnessedHead>,
    /// The newest processor statement that this device has seen, as a note.
    pub(crate) processor: Vec<u8>,
}

/// An instruction on its way.
pub(crate) struct PendingOrder {
    pub(crate) note: Vec<u8>,
    pub(crate) id: InstructionId,
    pub(crate) order: Order,
}

impl PendingOrder {
    /// Reads a note that this device has signed.
    pub(crate) fn from_note(note: Vec<u8>) -> Result<Self, DecodeError> {
        let parsed = Note::parse(&note).map_err(|_| DecodeError::BadValue)?;
        let instruction = Instruction::from_text(parsed.text());
        Ok(Self {
            order: instruction.map_err(|_| DecodeError::BadValue)?.order,
            id: InstructionId::of_note(&note),
            note,
        })
    }
}

impl Orders {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let last = InstructionId::from_bytes(reader.array()?);
        let pending = match reader.bytes16(limit::MAX_DOCUMENT)? {
            [] => None,
            note => Some(PendingOrder::from_note(note.to_vec())?),
        };
        let mut own = Vec::new();
        for _ in 0..reader.u32()? {
            own.push(InstructionId::from_bytes(reader.array()?));
        }
        let head = match reader.u8()? {
            0 => None,
            1 => Some(WitnessedHead::read(reader)?),
            _ => return Err(DecodeError::BadValue),
        };
        Ok(Self {
            last: (last != NONE).then_some(last),
            pending,
            own,
            head,
            processor: reader.bytes16(limit::MAX_DOCUMENT)?.to_vec(),
        })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        let pending = self.pending.as_ref();
        writer
            .bytes(self.last.unwrap_or(NONE).as_bytes())
            .bytes16(pending.map_or(&[][..], |pending| &pending.note))
            .expect("an instruction has at most 4096 bytes")
            .u32(u32::try_from(self.own.len()).expect("nobody gives 2^32 orders"));
        for id in &self.own {
            writer.bytes(id.as_bytes());
        }
        writer.u8(u8::from(self.head.is_some()));
        if let Some(head) = &self.head {
            head.write(writer);
        }
        writer
            .bytes16(&self.processor)
            .expect("a processor statement has at most 4096 bytes");
    }

    /// Bytes that [`write`](Self::write) appends.
    pub(crate) fn length(&self) -> usize {
        let pending = self
            .pending
            .as_ref()
            .map_or(0, |pending| pending.note.len());
        let head = self.head.as_ref().map_or(0, WitnessedHead::length);
        32 + 2 + pending + 4 + self.own.len() * 32 + 1 + head + 2 + self.processor.len()
    }
}

/// Stands for the instruction before the first.
const NONE: InstructionId = InstructionId::from_bytes([0; InstructionId::LENGTH]);

use alloc::{format, string::String};

use crate::{
    document::{DocumentKind, ProcessorText},
    id::{InstructionId, ListId},
    note_lines::NoteLines,
    time::Time,
};

/// The processor's word that an instruction was carried out
/// (`spec/protocol.md#acknowledgement`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The list.
    pub list_id: ListId,
    /// The instruction.
    pub instruction: InstructionId,
    /// When it was carried out, by the processor's clock.
    pub time: Time,
}

impl ProcessorText for Acknowledgement {
    const KIND: DocumentKind = DocumentKind::Acknowledgement;

    fn to_text(&self) -> String {
        let Self {
            list_id,
            instruction,
            time,
        } = self;
        format!("{FIRST_LINE}\nlist {list_id}\ninstruction {instruction}\ntime {time}\n")
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = NoteLines::new(text, FIRST_LINE)?;
        let read = Self {
            list_id: lines.parse("list")?,
            instruction: lines.parse("instruction")?,
            time: lines.time("time")?,
        };
        lines.finish()?;
        Some(read)
    }

    fn list_id(&self) -> Option<&ListId> {
        Some(&self.list_id)
    }
}

const FIRST_LINE: &str = "sealroll-v1 acknowledgement";

use alloc::{format, string::String, string::ToString};

use crate::{
    document::{DocumentKind, ProcessorText},
    hex::{self, Hex},
    id::ListId,
    note_lines::NoteLines,
    number::{Generation, Part, parse_decimal},
    time::Time,
};

/// The processor's word that it goes on with a log from a backup, under another name
/// (`spec/protocol.md#log-recovery`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The list.
    pub list_id: ListId,
    /// The generation of a record log; `None` for the instruction log.
    pub generation: Option<Generation>,
    /// The part that begins, never the first one.
    pub part: Part,
    /// Number of entries that were restored, which is the index of the opening's own entry.
    pub restored: u64,
    /// Root hash of the tree of these entries.
    pub root: [u8; 32],
    /// The largest size that the processor knows it has signed of the log before, not below
    /// `restored`.
    pub signed: Option<u64>,
    /// When, by the processor's clock.
    pub time: Time,
}

impl ProcessorText for Opening {
    const KIND: DocumentKind = DocumentKind::Opening;

    fn to_text(&self) -> String {
        let Self {
            list_id,
            generation,
            part,
            restored,
            root,
            signed,
            time,
        } = self;
        let log = generation.map_or_else(|| INSTRUCTIONS.to_string(), |log| log.to_string());
        let signed = signed.map_or_else(|| UNKNOWN.to_string(), |size| size.to_string());
        let root = Hex(root);
        format!(
            "{FIRST_LINE}\nlist {list_id}\nlog {log}\npart {part}\nrestored {restored} {root}\n\
             signed {signed}\ntime {time}\n"
        )
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = NoteLines::new(text, FIRST_LINE)?;
        let list_id = lines.parse("list")?;
        let generation = match lines.value("log")? {
            INSTRUCTIONS => None,
            generation => Some(generation.parse().ok()?),
        };
        let part = lines.parse("part")?;
        let (restored, root) = lines.value("restored")?.split_once(' ')?;
        let restored = parse_decimal(restored).ok()?;
        let signed = match lines.value("signed")? {
            UNKNOWN => None,
            size => Some(parse_decimal(size).ok()?),
        };
        let read = Self {
            list_id,
            generation,
            part,
            restored,
            root: hex::parse(root).ok()?,
            signed,
            time: lines.time("time")?,
        };
        lines.finish()?;
        let is_less = read.signed.is_some_and(|signed| signed < restored);
        (read.part != Part::FIRST && !is_less).then_some(read)
    }

    fn list_id(&self) -> Option<&ListId> {
        Some(&self.list_id)
    }
}

const FIRST_LINE: &str = "sealroll-v1 opening";
const INSTRUCTIONS: &str = "instructions";
const UNKNOWN: &str = "unknown";

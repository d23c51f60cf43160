use alloc::{format, string::String, vec::Vec};

use crate::{
    document::{DocumentKind, ProcessorText},
    id::ListId,
    limit,
    note_lines::{NoteLines, plain},
    time::Time,
};

/// Who processes, where and with whose help (`spec/protocol.md#processor-statement`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessorStatement {
    /// The processor's origin.
    pub origin: String,
    /// Its number; it rises with each change.
    pub version: u64,
    /// When it was made.
    pub time: Time,
    /// The company or person that runs the service.
    pub operator: String,
    /// Where data is processed.
    pub region: String,
    /// The program and its version.
    pub software: String,
    /// Whose help the operator takes, and where.
    pub sub_processors: Vec<String>,
}

impl ProcessorText for ProcessorStatement {
    const KIND: DocumentKind = DocumentKind::ProcessorStatement;

    fn to_text(&self) -> String {
        let Self {
            origin,
            version,
            time,
            operator,
            region,
            software,
            sub_processors,
        } = self;
        let mut text = format!(
            "{FIRST_LINE}\norigin {origin}\nversion {version}\ntime {time}\noperator {operator}\n\
             region {region}\nsoftware {software}\n"
        );
        for name in sub_processors {
            text.push_str(SUB_PROCESSOR);
            text.push_str(name);
            text.push('\n');
        }
        text
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = NoteLines::new(text, FIRST_LINE)?;
        let mut read = Self {
            origin: lines.plain("origin", limit::MAX_STATEMENT_TEXT)?.into(),
            version: lines.number("version")?,
            time: lines.time("time")?,
            operator: lines.plain("operator", limit::MAX_STATEMENT_TEXT)?.into(),
            region: lines.plain("region", limit::MAX_STATEMENT_TEXT)?.into(),
            software: lines.plain("software", limit::MAX_STATEMENT_TEXT)?.into(),
            sub_processors: Vec::new(),
        };
        while let Some(line) = lines.next() {
            let name = plain(line.strip_prefix(SUB_PROCESSOR)?, limit::MAX_STATEMENT_TEXT)?;
            read.sub_processors.push(name.into());
        }
        let fits = read.sub_processors.len() <= limit::MAX_SUB_PROCESSORS;
        (fits && read.version >= 1).then_some(read)
    }

    fn list_id(&self) -> Option<&ListId> {
        None
    }

    fn origin(&self) -> Option<&str> {
        Some(&self.origin)
    }
}

const FIRST_LINE: &str = "sealroll-v1 processor";
const SUB_PROCESSOR: &str = "sub-processor ";

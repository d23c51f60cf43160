//! Pages that auditors and owners read (`spec/protocol.md#http`).

use sealroll_wire::{Reader, Statement, limit};

/// Reads a page of documents, each with its leaf index, ascending.
pub(crate) fn read_documents(bytes: &[u8]) -> Option<Vec<(u64, &[u8])>> {
    let mut reader = Reader::new(bytes);
    let mut page: Vec<(u64, &[u8])> = Vec::new();
    while !reader.is_empty() {
        let index = reader.u64().ok()?;
        let document = reader.bytes16(limit::MAX_DOCUMENT).ok()?;
        let ascending = page.last().is_none_or(|(before, _)| *before < index);
        if !ascending || page.len() == MAX_PAGE {
            return None;
        }
        page.push((index, document));
    }
    Some(page)
}

/// Reads a page of statements, their serials ascending. When they were logged is the processor's
/// word and is passed over.
pub(crate) fn read_statements_page(bytes: &[u8]) -> Option<Vec<Statement>> {
    let mut reader = Reader::new(bytes);
    let mut page: Vec<Statement> = Vec::new();
    while !reader.is_empty() {
        reader.u64().ok()?;
        let statement = Statement::from_bytes(reader.bytes(limit::STATEMENT).ok()?).ok()?;
        let ascending = page
            .last()
            .is_none_or(|before| before.serial() <= statement.serial());
        if !ascending || page.len() == MAX_PAGE {
            return None;
        }
        page.push(statement);
    }
    Some(page)
}

const MAX_PAGE: usize = 1000;

//! An owner with the keys and statements of a vector.
//!
//! The library restores an owner from the state that it saved; a vector's parts are written in
//! that form. Its online keys are not in the vectors, so they are made up; they sign nothing that
//! is compared.

use sealroll::Owner;
use sealroll_log::{Entry, Frontier};
use sealroll_wire::{DocumentKind, Statement, Writer};
use serde_json::Value;

use crate::value::{bytes, items, number, text, unhex};

/// The parts of an owner's state.
pub(crate) struct OwnerState {
    pub(crate) root_document: Vec<u8>,
    pub(crate) certificates: Vec<Vec<u8>>,
    /// Of each edition of the poster, the newest first.
    pub(crate) presence_secrets: Vec<Vec<u8>>,
    pub(crate) descriptors: Vec<Vec<u8>>,
    /// Generations with their frontiers.
    pub(crate) frontiers: Vec<(u32, Vec<u8>)>,
    /// Statements, and when the owner saw the successor's entry; 0 for never.
    pub(crate) statements: Vec<(Vec<u8>, u64)>,
    /// What was cosigned.
    pub(crate) head: Option<Head>,
    /// The instruction that waits for its answer; empty for none.
    pub(crate) pending: Vec<u8>,
}

/// The log of a generation as it was when it was cosigned.
pub(crate) struct Head {
    pub(crate) generation: u32,
    /// The right edge of its tree.
    pub(crate) edge: Frontier,
    /// The checkpoint; empty where only the edge counts.
    pub(crate) checkpoint: Vec<u8>,
}

impl OwnerState {
    /// The owner of kind `owner-inbox`.
    pub(crate) fn of_inbox(input: &Value) -> Self {
        let superseded = |statement: &[u8]| {
            let id = Statement::from_bytes(statement)
                .map(|it| it.id().to_string())
                .unwrap_or_default();
            let mut superseded = items(input, "superseded").iter();
            let found = superseded.find(|item| item["statement_id"] == id);
            found.map_or(0, |item| number(item, "seen"))
        };
        let statements = list(input, "statements").into_iter();
        let frontiers = items(input, "frontiers").iter().map(|item| {
            let generation = number(item, "generation") as u32;
            (generation, bytes(item, "frontier"))
        });
        Self {
            root_document: bytes(input, "root_document"),
            certificates: list(input, "certificates"),
            presence_secrets: list(input, "presence_secrets"),
            descriptors: list(input, "descriptors"),
            frontiers: frontiers.collect(),
            statements: statements.map(|it| (it.clone(), superseded(&it))).collect(),
            head: None,
            pending: Vec::new(),
        }
    }

    /// The owner of kind `sync`, who needs no key of an epoch.
    pub(crate) fn of_sync(input: &Value, head: Option<Head>) -> Self {
        let statements = list(input, "own_statements").into_iter();
        Self {
            root_document: bytes(input, "root_document"),
            certificates: list(input, "certificates"),
            presence_secrets: vec![vec![0; 32]],
            descriptors: vec![bytes(input, "descriptor")],
            frontiers: Vec::new(),
            statements: statements.map(|statement| (statement, 0)).collect(),
            head,
            pending: Vec::new(),
        }
    }

    /// The owner of kind `acknowledgement`, who has given one instruction.
    pub(crate) fn of_acknowledgement(input: &Value) -> Self {
        Self {
            root_document: bytes(input, "root_document"),
            certificates: list(input, "certificates"),
            presence_secrets: vec![vec![0; 32]],
            descriptors: vec![bytes(input, "descriptor")],
            frontiers: Vec::new(),
            statements: Vec::new(),
            head: None,
            pending: text(input, "note").into(),
        }
    }

    /// Restores the owner.
    pub(crate) fn restore(&self) -> Owner {
        let mut writer = Writer::new();
        writer
            .u8(4)
            .bytes(&self.root_document)
            .u32(31)
            .u8(0)
            .u8(self.presence_secrets.len() as u8);
        for secret in &self.presence_secrets {
            writer.bytes(secret).bytes(&[0; 32]);
        }
        // No other device is known, and no serial was handed out.
        writer.u32(0).u32(0).u64(0).u64(0).u64(0);
        writer.u32(self.descriptors.len() as u32);
        for descriptor in &self.descriptors {
            writer.bytes16(descriptor).expect("a short descriptor");
        }
        writer.u32(self.certificates.len() as u32);
        for certificate in &self.certificates {
            writer.bytes(certificate);
        }
        writer.u8(4);
        for serial in [2, 3, 1, 4] {
            writer.bytes(&[serial as u8; 32]).u64(serial);
        }
        writer.u32(self.frontiers.len() as u32);
        for (generation, frontier) in &self.frontiers {
            writer.u32(*generation).u32(u32::MAX);
            writer.u32(frontier.len() as u32).bytes(frontier);
        }
        writer.u32(self.statements.len() as u32);
        for (statement, superseded) in &self.statements {
            writer.bytes(statement).u8(1).u64(*superseded);
        }
        writer.u32(u32::from(self.head.is_some()));
        if let Some(head) = &self.head {
            writer.u32(head.generation);
            let edge = head.edge.to_bytes();
            writer.bytes16(&edge).expect("a short edge");
            writer.bytes16(&head.checkpoint).expect("a short note");
        }
        writer.u32(0);
        // No instruction was carried out or seen.
        writer.bytes(&[0; 32]);
        writer.bytes16(&self.pending).expect("a short note");
        writer.u32(0).u8(0);
        writer.bytes(&[0; 2]);
        // No recovery code, blob, canary or drill.
        writer.u8(0).u64(0).u32(0).u32(0);
        writer.bytes(&[0; 48]).bytes(&[0; 2]).u64(0);
        Owner::from_bytes(&writer.into_bytes()).expect("the state of an owner")
    }
}

/// An inbox that has these entries of one log, and the notes of openings.
pub(crate) fn inbox(generation: u32, entries: &[Entry], openings: &[&str]) -> sealroll::Inbox {
    let mut writer = Writer::new();
    writer
        .u8(2)
        .u32(1)
        .u32(generation)
        .u64(entries.len() as u64);
    for entry in entries {
        writer.bytes(&entry.to_bytes());
    }
    writer.u32(openings.len() as u32);
    for note in openings {
        writer.u8(DocumentKind::Opening.number());
        writer.bytes16(note.as_bytes()).expect("a short note");
    }
    // Nothing has been opened.
    writer.u64(0).u64(0).u64(0).u64(0);
    sealroll::Inbox::from_bytes(&writer.into_bytes()).expect("the state of an inbox")
}

fn list(input: &Value, name: &str) -> Vec<Vec<u8>> {
    items(input, name).iter().map(unhex).collect()
}

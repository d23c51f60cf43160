use sealroll_log::{
    Entry, EntryKind, KeyName, NoteKey, Receipt, SignedCheckpoint, SignedDocument, WitnessPolicy,
};
use sealroll_wire::{
    Acknowledgement, DocumentKind, Erasure, InstructionId, Order, ProcessorText, origin,
};

use super::{
    client::{Client, Response},
    owner::Owner,
};

/// The orders that an owner has given.
#[derive(Default)]
pub(crate) struct Orders {
    pub(crate) serial: u64,
    pub(crate) last: Option<InstructionId>,
}

impl Orders {
    /// Gives the next order and checks its acknowledgement (`spec/protocol.md#ACK-1`).
    pub(crate) fn give(
        &mut self,
        owner: &Owner,
        client: &mut Client,
        order: Order,
    ) -> InstructionId {
        let note = owner.note(self.serial + 1, self.last, order);
        let id = InstructionId::of_note(note.as_str().as_bytes());
        let response = post(owner, client, note.as_str()).ok();
        acknowledged(owner, &response, id);
        self.serial += 1;
        self.last = Some(id);
        id
    }

    /// Gives the next order, which is refused and does not count.
    pub(crate) fn refused(&self, owner: &Owner, client: &mut Client, order: Order) -> Response {
        let note = owner.note(self.serial + 1, self.last, order);
        post(owner, client, note.as_str())
    }
}

pub(crate) fn post(owner: &Owner, client: &mut Client, note: &str) -> Response {
    client.post(&owner.path("/instructions"), note.as_bytes())
}

/// Checks the answer to an order; returns the acknowledgement's index.
pub(crate) fn acknowledged(owner: &Owner, response: &Response, id: InstructionId) -> u64 {
    let (note, rest) = part(&response.body);
    let (proof, rest) = part(rest);
    assert!(rest.is_empty());
    let document =
        SignedDocument::<Acknowledgement>::verify(note, "log.test", &owner.list(), owner.log_key)
            .unwrap();
    assert_eq!(document.text().instruction, id);
    let entry = Entry::of_document(DocumentKind::Acknowledgement, note);
    let receipt = Receipt::parse(proof).unwrap();
    let verified = receipt
        .verify(&entry.to_bytes(), &log_key(owner), WitnessPolicy::Ignore)
        .unwrap();
    verified.index()
}

/// Every entry of the instruction log with its document, held against checkpoint and hashes.
pub(crate) fn instruction_log(owner: &Owner, client: &mut Client) -> Vec<(Entry, Vec<u8>)> {
    let response = owner
        .get(client, &owner.path("/logs/instructions/checkpoint"))
        .ok();
    let checkpoint = SignedCheckpoint::parse(&response.body).unwrap();
    let key = checkpoint.part_key(&log_key(owner));
    checkpoint.verify(&key).unwrap();
    let entries = owner.entries(client, "instructions", &checkpoint);
    let mut documents = Vec::new();
    loop {
        let path = format!("/documents?from={}", documents.len());
        let page = owner.get(client, &owner.path(&path)).ok();
        let mut rest = &page.body[..];
        if rest.is_empty() {
            break;
        }
        while let Some((index, after)) = rest.split_first_chunk() {
            assert_eq!(u64::from_be_bytes(*index), documents.len() as u64);
            let (document, after) = part(after);
            documents.push(document.to_vec());
            rest = after;
        }
    }
    assert_eq!(entries.len(), documents.len());
    for (entry, document) in entries.iter().zip(&documents) {
        let kind = match entry.kind {
            EntryKind::Document(kind) => Some(kind),
            _ => None,
        };
        assert_eq!(entry.hash, kind.unwrap().hash(document));
    }
    entries.into_iter().zip(documents).collect()
}

/// The kinds of the documents in the instruction log.
pub(crate) fn kinds(log: &[(Entry, Vec<u8>)]) -> Vec<u8> {
    log.iter().map(|(entry, _)| entry.kind.number()).collect()
}

/// The erasure certificates in the instruction log.
pub(crate) fn erasures(owner: &Owner, client: &mut Client) -> Vec<Erasure> {
    let log = instruction_log(owner, client);
    let notes = log
        .iter()
        .filter(|(entry, _)| entry.kind == EntryKind::Document(Erasure::KIND));
    notes
        .map(|(_, note)| {
            let signed =
                SignedDocument::<Erasure>::verify(note, "log.test", &owner.list(), owner.log_key);
            signed.unwrap().text().clone()
        })
        .collect()
}

pub(crate) fn log_key(owner: &Owner) -> NoteKey {
    let name = origin::instruction_log("log.test", &owner.list());
    NoteKey::new(KeyName::new(&name).unwrap(), owner.log_key)
}

/// A part with its length before it, and the rest.
fn part(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (length, rest) = bytes.split_first_chunk().unwrap();
    rest.split_at(usize::from(u16::from_be_bytes(*length)))
}

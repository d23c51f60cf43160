use sealroll_log::{Entry, EntryKind, NoteKey, Receipt, WitnessPolicy};
use sealroll_wire::{EnvelopeRef, Header, RecordId, Statement, UploadToken};

use super::client::{Client, Response};

/// Random bytes behind a valid header: to the processor an envelope like any other.
pub(crate) fn envelope(statement: &Statement, number: u64) -> Vec<u8> {
    envelope_with(&Header::of_statement(statement), number, 512)
}

pub(crate) fn envelope_with(header: &Header, number: u64, bucket: usize) -> Vec<u8> {
    let mut bytes = header.to_bytes().to_vec();
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678;
    while bytes.len() < bucket + 135 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(number | 1);
        bytes.push((state >> 56) as u8);
    }
    // The highest byte of `enc`, so that it is a canonical public key.
    bytes[118] &= 0x3f;
    bytes
}

pub(crate) fn record_id(envelope: &[u8]) -> RecordId {
    RecordId::of_envelope(envelope)
}

pub(crate) fn path(envelope: &[u8]) -> String {
    let list = EnvelopeRef::from_bytes(envelope).unwrap().header().list_id;
    format!("/v1/lists/{list}/records/{}", record_id(envelope))
}

pub(crate) fn upload(client: &mut Client, envelope: &[u8]) -> Response {
    put(client, &path(envelope), envelope)
}

/// Sends an upload to any path, as one who saw the code of [`token`].
pub(crate) fn put(client: &mut Client, path: &str, envelope: &[u8]) -> Response {
    let token = token().to_authorization();
    let headers = [("authorization", token.as_str())];
    client.send("PUT", path, &headers, envelope).unwrap()
}

/// The token of every list's code here.
pub(crate) fn token() -> UploadToken {
    UploadToken::from_bytes([1; 32])
}

/// Checks a receipt like a guest does (`spec/protocol.md#receipt`); returns index and tree size.
pub(crate) fn verify_receipt(receipt: &[u8], envelope: &[u8], log: &NoteKey) -> (u64, u64) {
    let entry = Entry {
        kind: EntryKind::Record,
        epoch: EnvelopeRef::from_bytes(envelope).unwrap().header().epoch,
        hash: record_id(envelope).to_bytes(),
    };
    let receipt = Receipt::parse(receipt).unwrap();
    let verified = receipt
        .verify(&entry.to_bytes(), log, WitnessPolicy::Ignore)
        .unwrap();
    (verified.index(), verified.checkpoint().head().size)
}

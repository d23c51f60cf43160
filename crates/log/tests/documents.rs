//! Notes of a processor.

use ed25519_dalek::SigningKey;
use sealroll_log::{KeyName, Note, NoteSigner, SignedDocument, SignedDocumentError};
use sealroll_wire::{
    Acknowledgement, DocumentId, DocumentKind, InstructionId, ListId, ProcessorStatement,
    ProcessorText, Time, VerifyingKey, origin,
};

#[test]
fn what_the_log_key_signs_is_taken() {
    let signed = SignedDocument::sign(acknowledgement(), ORIGIN, &signer(1)).unwrap();
    let found = verify::<Acknowledgement>(signed.note()).unwrap();
    assert_eq!(found, signed);
    assert_eq!(found.text(), &acknowledgement());
    let id = DocumentId::new(DocumentKind::Acknowledgement, signed.note().as_bytes());
    assert_eq!(found.id(), id);
    let statement = SignedDocument::sign(statement(ORIGIN), ORIGIN, &signer(1)).unwrap();
    assert!(statement.note().contains(" processor.example/processor "));
    assert_eq!(verify(statement.note()), Ok(statement));
}

#[test]
fn doc_2_anything_else_is_refused() {
    let good = SignedDocument::sign(acknowledgement(), ORIGIN, &signer(1)).unwrap();
    let good = good.note();
    let refused = |note: &str| verify::<Acknowledgement>(note).unwrap_err().code();
    let line = good.rsplit_once("\n\n").unwrap().1;
    assert_eq!(refused(&format!("{good}{line}")), "bad-signature");
    let text = acknowledgement().to_text();
    let name = KeyName::new(&origin::instruction_log(ORIGIN, &list())).unwrap();
    let other_key = Note::sign(&text, &name, &signer(2)).unwrap();
    assert_eq!(refused(other_key.as_str()), "bad-signature");
    let name = KeyName::new(&origin::processor(ORIGIN)).unwrap();
    let other_name = Note::sign(&text, &name, &signer(1)).unwrap();
    assert_eq!(refused(other_name.as_str()), "bad-signature");
    assert_eq!(refused(&good.replacen("08:", "09:", 1)), "bad-signature");
    assert_eq!(refused(&text), "bad-document");
    assert_eq!(refused(&good.replacen("time", "when", 1)), "bad-document");
    assert_eq!(refused(&good.replacen("05", "06", 1)), "wrong-list");
    let long = KeyName::new(&"w".repeat(200)).unwrap();
    let mut long_note = good.to_owned();
    while long_note.len() <= 4096 {
        let more = Note::sign(&text, &long, &signer(1)).unwrap();
        long_note.push_str(more.as_str().rsplit_once("\n\n").unwrap().1);
    }
    assert_eq!(refused(&long_note), "bad-document");
}

#[test]
fn a_statement_of_another_processor_is_refused() {
    let other = SignedDocument::sign(statement("other.example"), "other.example", &signer(1));
    let refusal = verify::<ProcessorStatement>(other.unwrap().note()).unwrap_err();
    assert_eq!(refusal, SignedDocumentError::BadSignature);
}

fn verify<T: ProcessorText>(note: &str) -> Result<SignedDocument<T>, SignedDocumentError> {
    let log_key = VerifyingKey::from_bytes(&signer(1).public_key()).expect("a good key");
    SignedDocument::verify(note.as_bytes(), ORIGIN, &list(), log_key)
}

fn acknowledgement() -> Acknowledgement {
    Acknowledgement {
        list_id: list(),
        instruction: InstructionId::from_bytes([9; 32]),
        time: Time::from_rfc3339("2026-11-21T08:30:00Z").expect("a valid time"),
    }
}

fn statement(origin: &str) -> ProcessorStatement {
    ProcessorStatement {
        origin: origin.into(),
        version: 1,
        time: Time::from_rfc3339("2026-11-21T08:30:00Z").expect("a valid time"),
        operator: "Beispiel GmbH".into(),
        region: "Germany".into(),
        software: "sealroll-processor 0.1.0".into(),
        sub_processors: Vec::new(),
    }
}

fn list() -> ListId {
    ListId::from_bytes([5; 16])
}

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

const ORIGIN: &str = "processor.example";

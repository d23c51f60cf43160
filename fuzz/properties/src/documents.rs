//! Texts that a processor signs: acknowledgements, erasure certificates, processor
//! statements, and the openings of logs that go on from a backup.

use core::fmt::Debug;

use sealroll_log::{Note, SignedDocument};
use sealroll_wire::{
    Acknowledgement, Erasure, ErasureReason, Generation, InstructionId, Opening, Part,
    ProcessorStatement, ProcessorText,
};

use crate::depth::reach;
use crate::list::{self, EPOCH, List, NOW};
use crate::seed::Seed;

/// A document has one spelling; signed, it is accepted only as it was signed.
///
/// The input is a text, which the processor signs, or a note.
pub fn document(data: &[u8]) {
    document_of::<Acknowledgement>(data, "acknowledgement");
    document_of::<Erasure>(data, "erasure");
    document_of::<ProcessorStatement>(data, "processor statement");
    document_of::<Opening>(data, "opening");
}

fn document_of<T>(data: &[u8], state: &'static str)
where
    T: ProcessorText + Clone + PartialEq + Debug,
{
    let text = Note::parse(data).map_or_else(
        |_| String::from_utf8_lossy(data).into_owned(),
        |note| note.text().to_owned(),
    );
    let Ok(read) = T::from_text(&text) else {
        return;
    };
    reach(state);
    assert_eq!(read.to_text(), text);

    let list_id = List::shared().root.list_id();
    let log_key = list::verifying(list::log_signer());
    let verify = |note: &[u8]| SignedDocument::<T>::verify(note, list::ORIGIN, &list_id, log_key);
    let Ok(signed) = SignedDocument::sign(read.clone(), list::ORIGIN, list::log_signer()) else {
        return;
    };
    let here = read.list_id().is_none_or(|named| *named == list_id)
        && read.origin().is_none_or(|named| named == list::ORIGIN);
    let verified = verify(signed.note().as_bytes());
    assert_eq!(verified.is_ok(), here);
    if let Ok(verified) = verified {
        reach("verified");
        assert_eq!(*verified.text(), read);
        let more = format!("{}\n", signed.note());
        assert!(verify(more.as_bytes()).is_err());
    }
    let genuine = data == signed.note().as_bytes();
    assert_eq!(verify(data).is_ok(), here && genuine);
}

/// Seeds of [`document`].
pub fn document_seeds() -> Vec<Seed> {
    let list_id = List::shared().root.list_id();
    let instruction = InstructionId::from_bytes([5; 32]);
    let acknowledgement = Acknowledgement {
        list_id,
        instruction,
        time: NOW,
    };
    let erasure = Erasure {
        list_id,
        epoch: EPOCH,
        records: 3,
        root: [6; 32],
        destroyed: NOW,
        backups: NOW.saturating_add(86_400),
        reason: ErasureReason::Instruction(instruction),
    };
    let statement = ProcessorStatement {
        origin: list::ORIGIN.into(),
        version: 1,
        time: NOW,
        operator: "Example Ltd".into(),
        region: "Lübeck".into(),
        software: "sealroll 0.1.0".into(),
        sub_processors: vec!["Host Ltd, Hamburg".into()],
    };
    let opening = Opening {
        list_id,
        generation: Some(Generation(1)),
        part: Part(2),
        restored: 3,
        root: [7; 32],
        signed: Some(4),
        time: NOW,
    };
    let unknown = Opening {
        generation: None,
        signed: None,
        ..opening.clone()
    };
    vec![
        Seed::new("opening-signed", signed(opening.clone())),
        Seed::new("opening", opening.to_text()),
        Seed::new("opening-unknown", unknown.to_text()),
        Seed::new("acknowledgement-signed", signed(acknowledgement.clone())),
        Seed::new("acknowledgement", acknowledgement.to_text()),
        Seed::new("erasure-signed", signed(erasure.clone())),
        Seed::new("erasure", erasure.to_text()),
        Seed::new("statement-signed", signed(statement.clone())),
        Seed::new("statement", statement.to_text()),
    ]
}

fn signed<T: ProcessorText>(text: T) -> String {
    let signed = SignedDocument::sign(text, list::ORIGIN, list::log_signer());
    signed.expect("a valid text").note().to_owned()
}

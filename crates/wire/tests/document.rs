//! Texts of a processor and tokens of readers (`spec/protocol.md#retention`).

use sealroll_wire::{
    Acknowledgement, DescriptorHash, DocumentError, DocumentId, DocumentKind, Epoch, Erasure,
    ErasureReason, Generation, InstructionId, ListId, Opening, Part, ProcessorStatement,
    ProcessorText, ReaderToken, RetentionId, Time, label, labelled_hash, origin,
};

#[test]
fn each_text_has_its_form() {
    let list = "05".repeat(16);
    let id = "09".repeat(32);
    assert_form(
        &acknowledgement(),
        &format!(
            "sealroll-v1 acknowledgement\nlist {list}\ninstruction {id}\ntime 2026-11-21T08:30:00Z\n"
        ),
    );
    assert_form(
        &erasure(),
        &format!(
            "sealroll-v1 erasure\nlist {list}\nepoch 7\nrecords 412\nroot {}\n\
             destroyed 2026-11-21T08:30:00Z\nbackups 2026-11-21T09:30:00Z\nreason instruction {id}\n",
            "03".repeat(32)
        ),
    );
    let retained = Erasure {
        reason: ErasureReason::Retention(RetentionId::from_bytes([9; 32])),
        ..erasure()
    };
    assert!(
        retained
            .to_text()
            .ends_with(&format!("reason retention {id}\n"))
    );
    assert_form(&retained, &retained.to_text());
    assert_form(
        &statement(),
        "sealroll-v1 processor\norigin log.example\nversion 1\ntime 2026-11-21T08:30:00Z\n\
         operator Beispiel GmbH\nregion Germany\nsoftware sealroll-processor 0.1.0\n\
         sub-processor Nord AG\nsub-processor West AG\n",
    );
}

#[test]
fn doc_1_other_forms_are_refused() {
    let changes = [
        ("sealroll-v1", "sealroll-v2"),
        ("list 05", "list 5"),
        ("epoch 7", "epoch 07"),
        ("records 412", "records -1"),
        ("root 03", "root 3"),
        ("backups 2026-11-21T09", "backups 2026-11-21T07"),
        ("instruction 09", "mistake 09"),
        ("\nreason", "\n\nreason"),
        ("reason ", "because "),
    ];
    for (from, to) in changes {
        refused::<Erasure>(&erasure().to_text(), from, to);
    }
    let changes = [
        ("version 1", "version 0"),
        ("operator Beispiel GmbH", "operator "),
        ("region Germany", "region  Germany"),
        ("region Germany", "region \u{202e}ynamreG"),
        ("sub-processor Nord AG", "subprocessor Nord AG"),
        ("sub-processor Nord AG\n", "\n"),
    ];
    for (from, to) in changes {
        refused::<ProcessorStatement>(&statement().to_text(), from, to);
    }
    refused::<Acknowledgement>(&acknowledgement().to_text(), "Z\n", "Z\n\n");
}

#[test]
fn doc_1_texts_are_bounded() {
    let with = |operator: usize, sub_processors: usize| {
        let statement = ProcessorStatement {
            operator: "a".repeat(operator),
            sub_processors: vec!["b".repeat(200); sub_processors],
            ..statement()
        };
        ProcessorStatement::from_text(&statement.to_text()).map(drop)
    };
    assert_eq!(with(200, 16), Ok(()));
    assert_eq!(with(201, 0), Err(DocumentError::BadDocument));
    assert_eq!(with(1, 17), Err(DocumentError::BadDocument));
}

#[test]
fn an_opening_has_its_form() {
    let (list, root) = ("05".repeat(16), "03".repeat(32));
    let text = format!(
        "sealroll-v1 opening\nlist {list}\nlog 3\npart 9\nrestored 400 {root}\nsigned 500\n\
         time 2026-11-21T08:30:00Z\n"
    );
    let opening = Opening {
        list_id: ListId::from_bytes([5; 16]),
        generation: Some(Generation(3)),
        part: Part(9),
        restored: 400,
        root: [3; 32],
        signed: Some(500),
        time: Time::from_rfc3339("2026-11-21T08:30:00Z").expect("a valid time"),
    };
    assert_form(&opening, &text);
    let of_instructions = Opening {
        generation: None,
        signed: None,
        ..opening
    };
    let text = text.replace("log 3", "log instructions");
    assert_form(
        &of_instructions,
        &text.replace("signed 500", "signed unknown"),
    );
    for (good, bad) in [
        ("part 9", "part 0"),
        ("signed 500", "signed 399"),
        ("restored 400", "restored"),
    ] {
        let bad = Opening::from_text(&text.replace(good, bad));
        assert_eq!(bad, Err(DocumentError::BadDocument));
    }
}

#[test]
fn rcp_1_a_part_is_a_number_of_its_own_behind_the_name() {
    let name = "log.example/x/05/3";
    for (part, text) in [
        (Part::FIRST, String::from(name)),
        (Part(1), format!("{name}/1")),
        (Part(u64::MAX), format!("{name}/18446744073709551615")),
    ] {
        assert_eq!(origin::of_part(name, part), text);
        assert_eq!(origin::part_of(&text, name), Some(part));
    }
    for other in ["/0", "/01", "/", "1", "/1/2", "/18446744073709551616", "/x"] {
        assert_eq!(origin::part_of(&format!("{name}{other}"), name), None);
    }
    assert_eq!(origin::part_of("log.example/x/05", name), None);
}

#[test]
fn documents_are_named_by_kind_and_bytes() {
    let hash = |kind: DocumentKind| kind.hash(b"bytes");
    let instruction = InstructionId::of_note(b"bytes").to_bytes();
    assert_eq!(hash(DocumentKind::Instruction), instruction);
    let hashes = DocumentKind::ALL.map(hash);
    for (index, one) in hashes.iter().enumerate() {
        assert!(!hashes[..index].contains(one));
    }
    let expected = labelled_hash(label::DOCUMENT, &[&[12], b"bytes"]);
    assert_eq!(hash(DocumentKind::Erasure), expected);
    assert_eq!(
        DocumentId::new(DocumentKind::Erasure, b"bytes").to_bytes(),
        expected
    );
}

#[test]
fn a_reason_is_named_by_list_epoch_and_terms() {
    let list = ListId::from_bytes([5; 16]);
    let id =
        |epoch, terms| RetentionId::new(&list, Epoch(epoch), &DescriptorHash::from_bytes(terms));
    assert_eq!(id(7, [1; 32]), id(7, [1; 32]));
    assert_ne!(id(7, [1; 32]), id(8, [1; 32]));
    assert_ne!(id(7, [1; 32]), id(7, [2; 32]));
    let reason = ErasureReason::Retention(id(7, [1; 32]));
    assert_eq!(reason.hash(), id(7, [1; 32]).as_bytes());
}

#[test]
fn rdr_1_a_token_is_named_by_its_hash_and_never_shown() {
    let token = ReaderToken::from_bytes([7; 32]);
    let [one, other] = [[5; 16], [6; 16]].map(ListId::from_bytes);
    assert_ne!(token.reader_id(&one), token.reader_id(&other));
    let text = token.to_text();
    let read = ReaderToken::from_text(&text).expect("its own text");
    assert_eq!(read.reader_id(&one), token.reader_id(&one));
    assert_eq!(format!("{token:?}"), "ReaderToken(<redacted>)");
    for wrong in [
        "",
        &text[1..],
        &format!("{}=", *text),
        &text.replace('B', "+"),
    ] {
        assert!(ReaderToken::from_text(wrong).is_none(), "{wrong}");
    }
}

fn assert_form<T: ProcessorText + PartialEq + core::fmt::Debug>(value: &T, text: &str) {
    assert_eq!(value.to_text(), text);
    assert_eq!(T::from_text(text).as_ref(), Ok(value));
}

fn refused<T: ProcessorText + PartialEq + core::fmt::Debug>(good: &str, from: &str, to: &str) {
    assert!(good.contains(from), "{from}");
    let refusal = T::from_text(&good.replacen(from, to, 1));
    assert_eq!(refusal, Err(DocumentError::BadDocument), "{from} -> {to}");
}

fn acknowledgement() -> Acknowledgement {
    Acknowledgement {
        list_id: ListId::from_bytes([5; 16]),
        instruction: InstructionId::from_bytes([9; 32]),
        time: time("2026-11-21T08:30:00Z"),
    }
}

fn erasure() -> Erasure {
    Erasure {
        list_id: ListId::from_bytes([5; 16]),
        epoch: Epoch(7),
        records: 412,
        root: [3; 32],
        destroyed: time("2026-11-21T08:30:00Z"),
        backups: time("2026-11-21T09:30:00Z"),
        reason: ErasureReason::Instruction(InstructionId::from_bytes([9; 32])),
    }
}

fn statement() -> ProcessorStatement {
    ProcessorStatement {
        origin: "log.example".into(),
        version: 1,
        time: time("2026-11-21T08:30:00Z"),
        operator: "Beispiel GmbH".into(),
        region: "Germany".into(),
        software: "sealroll-processor 0.1.0".into(),
        sub_processors: vec!["Nord AG".into(), "West AG".into()],
    }
}

fn time(text: &str) -> Time {
    Time::from_rfc3339(text).expect("a valid time")
}

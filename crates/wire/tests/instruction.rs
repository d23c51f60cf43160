//! Instructions and the names of logs and signers (`spec/protocol.md#instruction`).

use sealroll_wire::{
    DeviceFingerprint, DisclosureId, DocumentId, Epoch, Generation, Instruction, InstructionError,
    InstructionId, ListId, Order, ReaderId, RecordId, Serial, Time, label, labelled_hash, origin,
};

#[test]
fn an_instruction_has_this_form() {
    let instruction = instruction();
    let text = "sealroll-v1 instruction\n\
                list 05050505050505050505050505050505\n\
                serial 12\n\
                previous 0909090909090909090909090909090909090909090909090909090909090909\n\
                time 2026-11-21T08:30:00Z\n\
                purge epoch 7\n";
    assert_eq!(instruction.to_text(), text);
    assert_eq!(Instruction::from_text(text), Ok(instruction));
    let id = InstructionId::of_note(text.as_bytes());
    let hash = labelled_hash(label::INSTRUCTION, &[text.as_bytes()]);
    assert_eq!(id.to_bytes(), hash);
}

#[test]
fn the_first_instruction_names_none_before_it() {
    let first = Instruction {
        previous: None,
        ..instruction()
    };
    let text = first.to_text();
    assert!(text.contains(&format!("\nprevious {}\n", "0".repeat(64))));
    assert_eq!(Instruction::from_text(&text), Ok(first));
}

#[test]
fn each_order_has_its_line() {
    let hex = "09".repeat(32);
    let (record, reader) = (RecordId::from_bytes([9; 32]), ReaderId::from_bytes([9; 32]));
    let document = DocumentId::from_bytes([9; 32]);
    let disclosure = DisclosureId::from_bytes([9; 32]);
    let orders = [
        (Order::PurgeEpoch(Epoch(0)), "purge epoch 0".to_owned()),
        (Order::EraseRecord(record), format!("erase record {hex}")),
        (Order::DrillRecord(record), format!("drill record {hex}")),
        (
            Order::RestrictRecord(record),
            format!("restrict record {hex}"),
        ),
        (Order::LiftRecord(record), format!("lift record {hex}")),
        (
            Order::HoldEpoch(Epoch(u32::MAX)),
            "hold epoch 4294967295".to_owned(),
        ),
        (Order::LiftEpoch(Epoch(7)), "lift epoch 7".to_owned()),
        (Order::AdmitReader(reader), format!("admit reader {hex}")),
        (
            Order::DismissReader(reader),
            format!("dismiss reader {hex}"),
        ),
        (
            Order::PuncturedEpoch(Epoch(7)),
            "punctured epoch 7".to_owned(),
        ),
        (
            Order::GrantDevice(DeviceFingerprint::from_bytes(*record.as_bytes())),
            format!("grant device {hex}"),
        ),
        (
            Order::RevokeCertificate(Serial(u64::MAX)),
            format!("revoke certificate {}", u64::MAX),
        ),
        (
            Order::ObjectProcessor(document),
            format!("object processor {hex}"),
        ),
        (Order::Disclose(disclosure), format!("disclose {hex}")),
        (Order::TerminateList, "terminate list".to_owned()),
    ];
    for (order, line) in orders {
        assert_eq!(order.to_string(), line);
        let words = ["terminate", "grant", "revoke"];
        let is_of_root = words.iter().any(|word| line.starts_with(word));
        assert_eq!(order.is_of_root(), is_of_root);
        let ordered = Instruction {
            order,
            ..instruction()
        };
        let text = ordered.to_text();
        assert!(text.ends_with(&format!("\n{line}\n")), "{text}");
        assert_eq!(Instruction::from_text(&text), Ok(ordered));
    }
}

#[test]
fn ins_1_what_is_not_understood_is_refused() {
    let good = instruction().to_text();
    let changes = [
        ("sealroll-v1", "sealroll-v2"),
        ("instruction\n", "instruction \n"),
        ("list 0505", "list 05"),
        ("list 0505", "list 0A05"),
        ("serial 12", "serial 012"),
        ("serial 12", "serial -1"),
        ("serial 12\n", ""),
        ("previous 09", "previous "),
        ("previous 09", "Previous 09"),
        ("08:30:00Z", "08:30:00+00:00"),
        ("08:30:00Z", "08:30:00.5Z"),
        ("purge epoch", "purge  epoch"),
        ("purge epoch", "erase epoch"),
        ("purge epoch 7", "lift list"),
        ("purge epoch 7", "terminate list "),
        ("purge epoch 7", "disclose 09"),
        ("epoch 7", "epoch 4294967296"),
        ("epoch 7\n", "epoch 7"),
        ("epoch 7\n", "epoch 7\n\n"),
        ("epoch 7\n", "epoch 7\npurge epoch 8\n"),
        ("epoch 7\n", "epoch 7\r\n"),
    ];
    for (from, to) in changes {
        assert!(good.contains(from), "{from}");
        let refusal = Instruction::from_text(&good.replacen(from, to, 1));
        assert_eq!(
            refusal,
            Err(InstructionError::BadInstruction),
            "{from} -> {to}"
        );
    }
    let long = good + &"x".repeat(5000);
    assert_eq!(
        Instruction::from_text(&long),
        Err(InstructionError::BadInstruction)
    );
}

#[test]
fn names_of_logs_and_signers() {
    let list = ListId::from_bytes([5; 16]);
    let base = "log.example/x/05050505050505050505050505050505";
    assert_eq!(
        origin::record_log("log.example/x", &list, Generation(3)),
        format!("{base}/3")
    );
    assert_eq!(
        origin::witness("log.example/x", &list),
        format!("{base}/owner")
    );
    assert_eq!(
        origin::instruction("log.example/x", &list, Serial(2)),
        format!("{base}/instruction/2")
    );
    assert_eq!(
        origin::instruction_log("log.example/x", &list),
        format!("{base}/instructions")
    );
    assert_eq!(origin::root("log.example/x", &list), format!("{base}/root"));
    assert_eq!(
        origin::processor("log.example/x"),
        "log.example/x/processor"
    );
}

fn instruction() -> Instruction {
    Instruction {
        list_id: ListId::from_bytes([5; 16]),
        serial: Serial(12),
        previous: Some(InstructionId::from_bytes([9; 32])),
        time: Time::from_rfc3339("2026-11-21T08:30:00Z").expect("a valid time"),
        order: Order::PurgeEpoch(Epoch(7)),
    }
}

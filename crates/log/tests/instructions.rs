//! Signed instructions.

use ed25519_dalek::SigningKey;
use sealroll_log::{KeyName, Note, NoteSigner, SignedInstruction, SignedInstructionError};
use sealroll_wire::{
    Certificate, CertificateBody, Environment, Epoch, Instruction, InstructionId, KeyUse, ListId,
    Order, RootDocument, Serial, Time, VerifyingKey, origin,
};

#[test]
fn an_instruction_of_a_certified_key_is_taken() {
    let note = signed(&instruction());
    let found = verify(&note, NOW).unwrap();
    assert_eq!(found.instruction(), &instruction());
    assert_eq!(found.certificate(), Some(Serial(7)));
    assert_eq!(found.id(), &InstructionId::of_note(note.as_bytes()));
}

#[test]
fn each_instruction_follows_the_last() {
    let found = verify(&signed(&instruction()), NOW).unwrap();
    let stale = Err(SignedInstructionError::Stale);
    assert_eq!(found.check_follows(Some((Serial(41), BEFORE))), Ok(()));
    for last in [42, 43] {
        assert_eq!(found.check_follows(Some((Serial(last), BEFORE))), stale);
    }
    let other = InstructionId::from_bytes([8; 32]);
    assert_eq!(found.check_follows(Some((Serial(41), other))), stale);
    assert_eq!(found.check_follows(None), stale);
    let first = Instruction {
        previous: None,
        ..instruction()
    };
    let first = verify(&signed(&first), NOW).unwrap();
    assert_eq!(first.check_follows(None), Ok(()));
    assert_eq!(first.check_follows(Some((Serial(41), BEFORE))), stale);
}

#[test]
fn the_root_and_nobody_else_ends_a_list() {
    let order = Instruction {
        order: Order::TerminateList,
        ..instruction()
    };
    let root = KeyName::new(&origin::root(ORIGIN, &list_id())).unwrap();
    let found = verify(&sign(&order.to_text(), root.clone(), ROOT_SEED), TO).unwrap();
    assert_eq!(found.certificate(), None);
    let class = |note: &str| verify(note, NOW).unwrap_err().code();
    assert_eq!(class(&signed(&order)), "bad-instruction");
    assert_eq!(
        class(&sign(&order.to_text(), root.clone(), 3)),
        "bad-signature"
    );
    let purge = sign(&instruction().to_text(), root, ROOT_SEED);
    assert_eq!(class(&purge), "bad-instruction");
}

#[test]
fn each_fault_has_its_class() {
    let good = signed(&instruction());
    let line = good.rsplit_once("\n\n").unwrap().1;
    let other_list = Instruction {
        list_id: ListId::from_bytes([6; 16]),
        ..instruction()
    };
    let under =
        |name: &str, seed| sign(&instruction().to_text(), KeyName::new(name).unwrap(), seed);
    let log = origin::record_log(ORIGIN, &list_id(), sealroll_wire::Generation(7));
    let uncertified = origin::instruction(ORIGIN, &list_id(), Serial(8));
    let cases = [
        ("", "bad-instruction"),
        (good.trim_end(), "bad-instruction"),
        (&format!("{good}{line}"), "bad-instruction"),
        (
            &good.replacen("purge epoch 5", "purge epoch 05", 1),
            "bad-instruction",
        ),
        (&under(&log, 3), "bad-instruction"),
        (
            &under(&format!("{}0", key_name()), 3).replacen("/70 ", "/07 ", 1),
            "bad-instruction",
        ),
        (&under("processor.example/owner", 3), "bad-instruction"),
        (&signed(&other_list), "wrong-list"),
        (&under(&uncertified, 3), "bad-signature"),
        (&under(key_name().as_str(), 4), "bad-signature"),
        (
            &good.replacen("purge epoch 5", "purge epoch 6", 1),
            "bad-signature",
        ),
    ];
    for (note, class) in cases {
        let error = verify(note, NOW).unwrap_err();
        assert_eq!(error.code(), class, "{note}");
    }
}

#[test]
fn the_certificate_must_allow_it_now() {
    let note = signed(&instruction());
    let class = |key_use, now| {
        let certificate = certificate(key_use);
        let found = SignedInstruction::verify(note.as_bytes(), ORIGIN, &root(), time(now), |_| {
            Some(&certificate)
        });
        found.map_err(SignedInstructionError::code).map(drop)
    };
    assert_eq!(class(KeyUse::Instruction, FROM), Ok(()));
    assert_eq!(class(KeyUse::Instruction, TO - 1), Ok(()));
    assert_eq!(class(KeyUse::Instruction, FROM - 1), Err("expired"));
    assert_eq!(class(KeyUse::Instruction, TO), Err("expired"));
    assert_eq!(class(KeyUse::Http, NOW), Err("wrong-use"));
}

fn verify(note: &str, now: u64) -> Result<SignedInstruction, SignedInstructionError> {
    let certificate = certificate(KeyUse::Instruction);
    SignedInstruction::verify(note.as_bytes(), ORIGIN, &root(), time(now), |serial| {
        (serial == Serial(7)).then_some(&certificate)
    })
}

fn certificate(key_use: KeyUse) -> Certificate {
    let body = CertificateBody {
        root_fingerprint: root().fingerprint(),
        serial: Serial(7),
        key_use,
        rights: sealroll_wire::Rights::NONE,
        not_before: time(FROM),
        not_after: time(TO),
        public_key: VerifyingKey::from_bytes(&signer(3).public_key())
            .expect("the tests use good values"),
    };
    body.sign(|message| signer(9).sign_message(message))
        .expect("the tests use good values")
}

fn instruction() -> Instruction {
    Instruction {
        list_id: list_id(),
        serial: Serial(42),
        previous: Some(BEFORE),
        time: Time::new(NOW).expect("the tests use good values"),
        order: Order::PurgeEpoch(Epoch(5)),
    }
}

fn signed(instruction: &Instruction) -> String {
    sign(&instruction.to_text(), key_name(), 3)
}

fn sign(text: &str, name: KeyName, seed: u8) -> String {
    let note = Note::sign(text, &name, &signer(seed)).expect("the tests use good values");
    note.as_str().to_owned()
}

fn key_name() -> KeyName {
    KeyName::new(&origin::instruction(ORIGIN, &list_id(), Serial(7)))
        .expect("the tests use good values")
}

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn time(seconds: u64) -> Time {
    Time::new(seconds).expect("the tests use good values")
}

fn list_id() -> ListId {
    root().list_id()
}

fn root() -> RootDocument {
    let public_key = VerifyingKey::from_bytes(&signer(ROOT_SEED).public_key());
    let public_key = public_key.expect("the tests use good values");
    RootDocument::new(Environment::Test, public_key, 20_000, &[5; 16])
}

const ORIGIN: &str = "processor.example";
const ROOT_SEED: u8 = 9;
const BEFORE: InstructionId = InstructionId::from_bytes([4; 32]);
const FROM: u64 = 1_790_000_000;
const TO: u64 = FROM + 86_400;
const NOW: u64 = FROM + 3600;

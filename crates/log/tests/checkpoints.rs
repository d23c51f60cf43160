//! Checkpoints, with the example of the specification.

use ed25519_dalek::SigningKey;
use proptest::prelude::*;
use sealroll_log::{
    Checkpoint, CheckpointError, Hash, KeyName, NameError, Note, NoteError, NoteKey, NoteSigner,
    SignedCheckpoint, TreeHead,
};
use sealroll_wire::VerifyingKey;

const EXAMPLE_CHECKPOINT: &str = "example.com/behind-the-sofa\n20852163\n\
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u{2014} example.com/behind-the-sofa \
    Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
    \u{2014} witness.example.com/w1 \
    jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn name(text: &str) -> KeyName {
    KeyName::new(text).expect("the tests use good names")
}

fn key(text: &str, signer: &SigningKey) -> NoteKey {
    let key = VerifyingKey::from_bytes(&signer.public_key()).expect("made by a signing key");
    NoteKey::new(name(text), key)
}

#[test]
fn the_example_checkpoint_is_read() {
    let signed = SignedCheckpoint::parse(EXAMPLE_CHECKPOINT.as_bytes()).unwrap();
    assert_eq!(signed.as_str(), EXAMPLE_CHECKPOINT);
    let checkpoint = signed.checkpoint();
    assert_eq!(checkpoint.origin().as_str(), "example.com/behind-the-sofa");
    assert_eq!(checkpoint.head().size, 20_852_163);
    assert_eq!(checkpoint.to_text(), signed.note().text());
    let names: Vec<&str> = signed
        .note()
        .signatures()
        .iter()
        .map(|line| line.name())
        .collect();
    assert_eq!(
        names,
        ["example.com/behind-the-sofa", "witness.example.com/w1"]
    );
    // The example's cosignature was made at the time that its text shows.
    let cosignature = signed.note().signatures()[1].signature();
    assert_eq!(cosignature.len(), 72);
    assert_eq!(cosignature[..8], 1_679_315_147_u64.to_be_bytes());
}

#[test]
fn a_signed_checkpoint_verifies_for_its_log_only() {
    let log = signer(7);
    let head = TreeHead {
        size: 1,
        root: Hash::leaf(b"entry"),
    };
    let checkpoint = Checkpoint::new(name("log.example/1"), head).unwrap();
    let signed = checkpoint.sign(&log);
    let read = SignedCheckpoint::parse(signed.as_str().as_bytes()).unwrap();
    assert_eq!(read, signed);
    let verified = read.verify(&key("log.example/1", &log)).unwrap();
    assert_eq!(verified.checkpoint(), &checkpoint);
    assert_eq!(verified.signed(), &signed);

    let other = read.verify(&key("log.example/2", &log));
    assert_eq!(other, Err(CheckpointError::OriginMismatch));
    let other = read.verify(&key("log.example/1", &signer(8)));
    assert_eq!(
        other,
        Err(CheckpointError::Note(NoteError::NoKnownSignature))
    );
    let altered = signed.as_str().replacen("\n1\n", "\n2\n", 1);
    let altered = SignedCheckpoint::parse(altered.as_bytes()).unwrap();
    let refused = altered.verify(&key("log.example/1", &log));
    assert_eq!(refused, Err(CheckpointError::Note(NoteError::BadSignature)));
    // A log's key name must be its origin.
    let note = Note::sign(&checkpoint.to_text(), &name("log.example/2"), &log).unwrap();
    let refused = SignedCheckpoint::from_note(note)
        .unwrap()
        .verify(&key("log.example/2", &log));
    assert_eq!(refused, Err(CheckpointError::OriginMismatch));
}

#[test]
fn a_checkpoint_that_is_malformed_is_refused() {
    let root = Hash::leaf(b"entry").to_base64();
    let empty = Hash::empty_root().to_base64();
    Checkpoint::parse(&format!("a\n0\n{empty}\n")).unwrap();
    for (text, error) in [
        (String::new(), CheckpointError::Lines),
        ("a\n".into(), CheckpointError::Lines),
        ("a\n1\n".into(), CheckpointError::Lines),
        (format!("a\n1\n{root}"), CheckpointError::Lines),
        (format!("a\n1\n{root}\n\n"), CheckpointError::Extension),
        (
            format!("a\n1\n{root}\nextension\n"),
            CheckpointError::Extension,
        ),
        (
            format!("\n1\n{root}\n"),
            CheckpointError::Origin(NameError::Empty),
        ),
        (
            format!("a b\n1\n{root}\n"),
            CheckpointError::Origin(NameError::Character),
        ),
        (format!("a\n01\n{root}\n"), CheckpointError::Size),
        (format!("a\n00\n{root}\n"), CheckpointError::Size),
        (format!("a\n\n{root}\n"), CheckpointError::Size),
        (format!("a\n+1\n{root}\n"), CheckpointError::Size),
        (format!("a\n-1\n{root}\n"), CheckpointError::Size),
        (format!("a\n1 \n{root}\n"), CheckpointError::Size),
        (
            format!("a\n9223372036854775808\n{root}\n"),
            CheckpointError::Size,
        ),
        ("a\n1\n\n".into(), CheckpointError::Root),
        ("a\n1\nAAAA\n".into(), CheckpointError::Root),
        (
            format!("a\n1\n{}\n", root.trim_end_matches('=')),
            CheckpointError::Root,
        ),
        (format!("a\n1\n{root} \n"), CheckpointError::Root),
        (format!("a\n0\n{root}\n"), CheckpointError::EmptyTree),
    ] {
        assert_eq!(Checkpoint::parse(&text), Err(error), "{text:?}");
    }
    assert_eq!(
        Checkpoint::parse(&"a".repeat(400)),
        Err(CheckpointError::TooLong)
    );
    let large = TreeHead {
        size: u64::MAX,
        root: Hash::leaf(b""),
    };
    assert_eq!(
        Checkpoint::new(name("a"), large),
        Err(CheckpointError::Size)
    );
}

proptest! {
    #[test]
    fn what_is_read_as_a_checkpoint_is_written_the_same(text in "[ab ]{0,3}\n[0-9]{0,3}\n[AB]{42}[AQ]=\n") {
        if let Ok(checkpoint) = Checkpoint::parse(&text) {
            prop_assert_eq!(checkpoint.to_text(), text);
        }
    }
}

//! Receipts.

mod heads;

use proptest::prelude::*;
use sealroll_log::limit::MAX_RECEIPT_LENGTH;
use sealroll_log::{
    CheckpointError, CosignatureError, Hash, InclusionError, InclusionProof, NodeSource, NoteError,
    NoteKey, Receipt, ReceiptError, SignedCheckpoint, WitnessPolicy,
};

use heads::{ORIGIN, cosigned, entries, log_key, name, signed, time, verifying_key, witness_key};

fn receipt(index: u64, checkpoint: SignedCheckpoint) -> Receipt {
    let size = checkpoint.checkpoint().head().size;
    let proof = InclusionProof::generate(&entries(), index, size);
    Receipt::new(index, proof.expect("within the tree"), checkpoint).expect("within the tree")
}

#[test]
fn a_receipt_has_the_form_of_the_specification() {
    let entries = entries();
    let receipt = receipt(20, signed(21));
    let sibling = entries.node(4, 0).unwrap().to_base64();
    let upper = entries.node(2, 4).unwrap().to_base64();
    let expected = format!(
        "c2sp.org/tlog-proof@v1\nindex 20\n{upper}\n{sibling}\n\n{}",
        signed(21)
    );
    assert_eq!(receipt.as_str(), expected);
    assert_eq!(Receipt::parse(expected.as_bytes()), Ok(receipt));
}

#[test]
fn every_receipt_of_every_size_verifies() {
    let entries = entries();
    for size in 1..=21 {
        let checkpoint = signed(size);
        for index in 0..size {
            let receipt = receipt(index, checkpoint.clone());
            let read = Receipt::parse(receipt.as_str().as_bytes()).unwrap();
            assert_eq!(read, receipt);
            let entry = entries.0[index as usize].to_bytes();
            let verified = read
                .verify(&entry, &log_key(), WitnessPolicy::Ignore)
                .unwrap();
            assert_eq!(verified.index(), index);
            assert_eq!(verified.checkpoint().head().size, size);
            assert_eq!(*verified.leaf_hash(), Hash::leaf(&entry));
            assert!(verified.cosigned().is_none());
        }
    }
}

#[test]
fn a_receipt_fails_for_another_entry_log_or_key() {
    let entries = entries();
    let receipt = receipt(3, signed(21));
    let entry = entries.0[3].to_bytes();
    let other = entries.0[4].to_bytes();
    let ignore = WitnessPolicy::Ignore;
    let mismatch = ReceiptError::Inclusion(InclusionError::RootMismatch);
    assert_eq!(receipt.verify(&other, &log_key(), ignore), Err(mismatch));
    let key = NoteKey::new(name("processor.example/00/2"), verifying_key(1));
    let wrong_log = ReceiptError::Checkpoint(CheckpointError::OriginMismatch);
    assert_eq!(receipt.verify(&entry, &key, ignore), Err(wrong_log));
    let key = NoteKey::new(name(ORIGIN), verifying_key(9));
    let unsigned = ReceiptError::Checkpoint(CheckpointError::Note(NoteError::NoKnownSignature));
    assert_eq!(receipt.verify(&entry, &key, ignore), Err(unsigned));

    let proof = receipt.proof().clone();
    let moved = Receipt::new(4, proof.clone(), signed(21)).unwrap();
    assert_eq!(moved.verify(&entry, &log_key(), ignore), Err(mismatch));
    let refused = Receipt::new(21, proof, signed(21));
    assert_eq!(refused, Err(ReceiptError::IndexOutOfRange));
    let short = InclusionProof::from_hashes(receipt.proof().hashes()[1..].to_vec()).unwrap();
    let short = Receipt::new(3, short, signed(21)).unwrap();
    let refused = ReceiptError::Inclusion(InclusionError::ProofTooShort);
    assert_eq!(short.verify(&entry, &log_key(), ignore), Err(refused));
}

#[test]
fn witnesses_are_asked_as_the_policy_says() {
    let entry = entries().0[3].to_bytes();
    let known = [witness_key(2)];
    let verify = |receipt: &Receipt, policy| receipt.verify(&entry, &log_key(), policy);

    let plain = receipt(3, signed(21));
    assert!(verify(&plain, WitnessPolicy::Ignore).is_ok());
    assert!(
        verify(&plain, WitnessPolicy::IfPresent(&known))
            .unwrap()
            .cosigned()
            .is_none()
    );
    let refused = Err(ReceiptError::Cosignature(CosignatureError::Missing));
    assert_eq!(verify(&plain, WitnessPolicy::Required(&known)), refused);

    let good = receipt(3, cosigned(21, 2, 5));
    assert!(
        verify(&good, WitnessPolicy::Ignore)
            .unwrap()
            .cosigned()
            .is_none()
    );
    for policy in [
        WitnessPolicy::IfPresent(&known),
        WitnessPolicy::Required(&known),
    ] {
        assert_eq!(
            verify(&good, policy).unwrap().cosigned().unwrap().time(),
            time(5)
        );
    }
    let strangers = [witness_key(3)];
    let none = verify(&good, WitnessPolicy::IfPresent(&strangers)).unwrap();
    assert!(none.cosigned().is_none());

    let line = cosigned(20, 2, 5).note().signatures()[1].to_string();
    let forged = Receipt::parse(format!("{plain}{line}\n").as_bytes()).unwrap();
    assert!(verify(&forged, WitnessPolicy::Ignore).is_ok());
    let refused = Err(ReceiptError::Cosignature(CosignatureError::BadSignature));
    assert_eq!(verify(&forged, WitnessPolicy::IfPresent(&known)), refused);
    assert_eq!(verify(&forged, WitnessPolicy::Required(&known)), refused);
}

#[test]
fn a_receipt_that_is_malformed_is_refused() {
    let good = receipt(3, signed(21)).to_string();
    let hash = Hash::leaf(b"").to_base64();
    let index = |line: &str| good.replacen("index 3", line, 1);
    let after_index = |line: &str| good.replacen("index 3\n", &format!("index 3\n{line}\n"), 1);
    let note = |error| ReceiptError::Checkpoint(CheckpointError::Note(error));
    for (text, error) in [
        (String::new(), ReceiptError::NoCheckpoint),
        (good.replacen("@v1", "@v2", 1), ReceiptError::Header),
        (format!("\n{good}"), ReceiptError::Header),
        (format!("\n\n{good}"), ReceiptError::Header),
        (good.replacen('\n', "\r\n", 1), ReceiptError::Header),
        (index("extra AAAA\nindex 3"), ReceiptError::Extra),
        (index("extra \nindex 3"), ReceiptError::Extra),
        (index("index 03"), ReceiptError::Index),
        (index("index -3"), ReceiptError::Index),
        (index("index  3"), ReceiptError::Index),
        (index("index 3 "), ReceiptError::Index),
        (index("index"), ReceiptError::Index),
        (index("Index 3"), ReceiptError::Index),
        (index("index 9223372036854775807"), ReceiptError::Index),
        (index("index 21"), ReceiptError::IndexOutOfRange),
        (
            index("index 9223372036854775806"),
            ReceiptError::IndexOutOfRange,
        ),
        (good.replacen("index 3\n", "", 1), ReceiptError::Index),
        (after_index("AAAA"), ReceiptError::ProofHash),
        (after_index(&format!("{hash} ")), ReceiptError::ProofHash),
        (
            after_index(hash.trim_end_matches('=')),
            ReceiptError::ProofHash,
        ),
        (
            after_index(&[hash.as_str(); 63].join("\n")),
            ReceiptError::ProofTooLong,
        ),
        (
            after_index(""),
            ReceiptError::Checkpoint(CheckpointError::Extension),
        ),
        (
            good.split_once("\n\n").unwrap().0.into(),
            ReceiptError::NoCheckpoint,
        ),
        (
            good.split_once("\n\n").unwrap().0.to_string() + "\n\n",
            note(NoteError::NoSeparator),
        ),
        (good.clone() + "\n", note(NoteError::Unterminated)),
        (good.trim_end().into(), note(NoteError::Unterminated)),
        (good.clone() + "rest\n", note(NoteError::SignatureLine)),
        (
            good.replacen("\n21\n", "\n021\n", 1),
            ReceiptError::Checkpoint(CheckpointError::Size),
        ),
        (
            good.replacen("\n\n\u{2014}", "\nextension\n\n\u{2014}", 1),
            ReceiptError::Checkpoint(CheckpointError::Extension),
        ),
    ] {
        assert_eq!(Receipt::parse(text.as_bytes()), Err(error), "{text}");
    }
    assert_eq!(Receipt::parse(&[0xff; 10]), Err(ReceiptError::NotUtf8));
    assert_eq!(
        Receipt::parse(&vec![0; MAX_RECEIPT_LENGTH + 1]),
        Err(ReceiptError::TooLong)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_altered_bit_of_a_receipt_fails(index in 0_u64..21, bit in any::<prop::sample::Index>()) {
        let receipt = receipt(index, cosigned(21, 2, 5));
        let mut bytes = receipt.as_str().as_bytes().to_vec();
        let bit = bit.index(bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        let entry = entries().0[index as usize].to_bytes();
        if let Ok(read) = Receipt::parse(&bytes) {
            prop_assert_eq!(read.as_str().as_bytes(), &bytes);
            let known = [witness_key(2)];
            prop_assert!(read.verify(&entry, &log_key(), WitnessPolicy::Required(&known)).is_err());
        }
    }

    #[test]
    fn reading_a_receipt_keeps_its_bytes_or_fails(
        text in "c2sp.org/tlog-proof@v1\nindex [0-2]{1,2}\n([AQ]{42}[AQ]=\n){0,2}\n\
                 a\n[0-9]{1,2}\n[AQ]{42}[AQ]=\n\n(\u{2014} a [AQ]{7}=\n){1,2}",
    ) {
        if let Ok(receipt) = Receipt::parse(text.as_bytes()) {
            let (proof, checkpoint) = (receipt.proof().clone(), receipt.checkpoint().clone());
            let written = Receipt::new(receipt.index(), proof, checkpoint).unwrap();
            prop_assert_eq!(&written, &receipt);
            prop_assert_eq!(receipt.as_str(), text);
        }
    }
}

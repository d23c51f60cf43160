//! Cosignatures of witnesses.

mod heads;

use sealroll_log::limit::MAX_SIGNATURES;
use sealroll_log::{
    Checkpoint, ConsistencyError, ConsistencyProof, CosignatureError, CosignerKey, Hash, NoteError,
    SignedCheckpoint, TreeHead,
};

use heads::{
    ORIGIN, OWNER, cosigned, entries, log_key, name, signed, signer, time, verified, verifying_key,
    witness_key,
};

#[test]
fn a_cosignature_signs_what_the_specification_says() {
    let verified = verified(21);
    let line = verified.cosign(
        verified.head(),
        &name(OWNER),
        &signer(2),
        time(1_679_315_147),
    );
    let cosigned = verified
        .with_cosignature(&line.unwrap(), &[witness_key(2)])
        .unwrap();
    assert_eq!(cosigned.time(), time(1_679_315_147));
    assert_eq!(cosigned.cosignatures()[0].signer, 0);

    let note = cosigned.verified().signed().note();
    let signature = note.signatures()[1].signature();
    assert_eq!(signature[..8], 1_679_315_147_u64.to_be_bytes());
    let message = format!(
        "cosignature/v1\ntime 1679315147\n{}",
        verified.checkpoint().to_text()
    );
    let signature = signature[8..].try_into().unwrap();
    assert!(
        verifying_key(2)
            .verify(message.as_bytes(), signature)
            .is_ok()
    );
}

#[test]
fn only_a_head_that_was_checked_is_cosigned() {
    let verified = verified(21);
    for head in [
        TreeHead {
            size: 20,
            ..*verified.head()
        },
        TreeHead {
            root: Hash::leaf(b""),
            ..*verified.head()
        },
    ] {
        let refused = verified.cosign(&head, &name(OWNER), &signer(2), time(5));
        assert_eq!(refused, Err(CosignatureError::HeadMismatch));
    }
}

#[test]
fn known_witnesses_must_sign_well_and_unknown_ones_are_ignored() {
    let checkpoint = cosigned(21, 2, 5).verify(&log_key()).unwrap();
    let known = [witness_key(3), witness_key(2)];
    let cosigned = checkpoint.verify_cosignatures(&known).unwrap();
    assert_eq!(cosigned.cosignatures().len(), 1);
    assert_eq!(cosigned.cosignatures()[0].signer, 1);
    let missing = Err(CosignatureError::Missing);
    assert_eq!(checkpoint.verify_cosignatures(&known[..1]), missing);
    assert_eq!(checkpoint.verify_cosignatures(&[]), missing);
    // The log's own signature is no cosignature, even under the same key and name.
    let log_as_witness = CosignerKey::new(name(ORIGIN), verifying_key(1));
    assert_eq!(checkpoint.verify_cosignatures(&[log_as_witness]), missing);

    // A cosignature of one checkpoint is none of another.
    let line = self::cosigned(20, 2, 5).note().signatures()[1].to_string();
    let refused = verified(21).with_cosignature(&line, &known);
    assert_eq!(refused, Err(CosignatureError::BadSignature));
    let foreign = format!("{}{line}\n", signed(21));
    let foreign = SignedCheckpoint::parse(foreign.as_bytes()).unwrap();
    let refused = foreign
        .verify(&log_key())
        .unwrap()
        .verify_cosignatures(&known);
    assert_eq!(refused, Err(CosignatureError::BadSignature));
}

#[test]
fn a_cosignature_line_is_added_only_if_it_is_good() {
    let checkpoint = verified(21);
    let known = [witness_key(2), witness_key(3)];
    let good = cosigned(21, 2, 5).note().signatures()[1].to_string();
    assert!(
        checkpoint
            .with_cosignature(&format!("{good}\n"), &known)
            .is_ok()
    );

    let unknown = cosigned(21, 4, 5).note().signatures()[1].to_string();
    let refused = checkpoint.with_cosignature(&unknown, &known);
    assert_eq!(refused, Err(CosignatureError::Missing));
    for (line, error) in [
        ("", NoteError::SignatureLine),
        ("a", NoteError::SignatureLine),
        ("\u{2014} a b", NoteError::SignatureEncoding),
    ] {
        let refused = checkpoint.with_cosignature(line, &known);
        assert_eq!(refused, Err(CosignatureError::Note(error)));
    }
    let two_lines = format!("{good}\n{good}");
    let refused = checkpoint.with_cosignature(&two_lines, &known);
    assert_eq!(
        refused,
        Err(CosignatureError::Note(NoteError::SignatureEncoding))
    );
}

#[test]
fn a_later_cosignature_replaces_an_earlier_one() {
    let known = [witness_key(2), witness_key(3)];
    let line = |seed, seconds| cosigned(21, seed, seconds).note().signatures()[1].to_string();
    let mut checkpoint = verified(21);
    for seconds in 0..MAX_SIGNATURES as u64 * 2 {
        let cosigned = checkpoint
            .with_cosignature(&line(2, seconds), &known)
            .unwrap();
        assert_eq!(cosigned.time(), time(seconds));
        checkpoint = cosigned.verified().clone();
    }
    assert_eq!(checkpoint.signed().note().signatures().len(), 2);
    for seconds in [3, 31] {
        let same = checkpoint
            .with_cosignature(&line(2, seconds), &known)
            .unwrap();
        assert_eq!(same.verified(), &checkpoint);
    }
    let both = checkpoint.with_cosignature(&line(3, 7), &known).unwrap();
    assert_eq!(both.cosignatures().len(), 2);
    assert_eq!(both.time(), time(31));
    let read = SignedCheckpoint::parse(both.verified().signed().as_str().as_bytes()).unwrap();
    assert_eq!(
        read.verify(&log_key()).unwrap().verify_cosignatures(&known),
        Ok(both)
    );
}

#[test]
fn a_malformed_cosignature_of_a_known_witness_is_refused() {
    let known = [witness_key(2)];
    let good = cosigned(21, 2, 5);
    let line = good.note().signatures()[1].clone();
    let with = |signature: &[u8]| {
        let mut bytes = line.id().to_be_bytes().to_vec();
        bytes.extend_from_slice(signature);
        let checkpoint = format!("{}\u{2014} {OWNER} {}\n", signed(21), base64(&bytes));
        let checkpoint = SignedCheckpoint::parse(checkpoint.as_bytes()).unwrap();
        checkpoint
            .verify(&log_key())
            .unwrap()
            .verify_cosignatures(&known)
    };
    assert!(with(line.signature()).is_ok());
    assert_eq!(with(&line.signature()[..71]), Err(CosignatureError::Length));
    assert_eq!(
        with(&[line.signature(), &[0]].concat()),
        Err(CosignatureError::Length)
    );
    let mut late = line.signature().to_vec();
    late[0] = 0x80;
    assert_eq!(with(&late), Err(CosignatureError::Time));
    let mut altered = line.signature().to_vec();
    altered[7] ^= 1;
    assert_eq!(with(&altered), Err(CosignatureError::BadSignature));
}

/// RFC 4648 section 4, slowly.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let number = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        for position in 0..4 {
            let sextet = (number >> (18 - 6 * position)) & 63;
            let present = position as usize <= chunk.len();
            text.push(if present {
                ALPHABET[sextet as usize] as char
            } else {
                '='
            });
        }
    }
    text
}

#[test]
fn growth_is_checked_between_checkpoints() {
    let (old, new) = (verified(13), verified(21));
    let proof = ConsistencyProof::generate(&entries(), 13, 21).unwrap();
    new.check_extends(old.checkpoint(), &proof).unwrap();
    let refused = old.check_extends(new.checkpoint(), &proof);
    assert_eq!(refused, Err(ConsistencyError::TreeShrank));
    let other = Checkpoint::new(name("processor.example/00/2"), *old.head()).unwrap();
    assert_eq!(
        new.check_extends(&other, &proof),
        Err(ConsistencyError::OriginMismatch)
    );
}

//! Signed notes, verifier keys and checkpoints, with the examples of the specifications.

use ed25519_dalek::SigningKey;
use proptest::prelude::*;
use sealroll_log::limit::{MAX_KEY_NAME_LENGTH, MAX_NOTE_LENGTH, MAX_SIGNATURES};
use sealroll_log::{
    CosignerKey, KeyError, KeyName, NameError, Note, NoteError, NoteKey, NoteSigner,
};
use sealroll_wire::VerifyingKey;

const EXAMPLE_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const EXAMPLE_NOTE: &str = "This is an example message.\n\n\u{2014} example.com/foo \
    Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

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
fn the_example_key_verifies_the_example_note() {
    let key = NoteKey::parse(EXAMPLE_KEY).unwrap();
    assert_eq!(key.to_string(), EXAMPLE_KEY);
    assert_eq!(
        (key.name().as_str(), key.id()),
        ("example.com/foo", 0x530d_903a)
    );
    let note = Note::parse(EXAMPLE_NOTE.as_bytes()).unwrap();
    assert_eq!(note.as_str(), EXAMPLE_NOTE);
    let keys = [self::key("example.com/bar", &signer(1)), key];
    let verified = note.verify(&keys).unwrap();
    assert_eq!(verified.text(), "This is an example message.\n");
    assert_eq!(verified.signers(), [1]);
    assert_eq!(note.verify(&keys[..1]), Err(NoteError::NoKnownSignature));
    assert_eq!(note.verify(&[]), Err(NoteError::NoKnownSignature));

    let altered = EXAMPLE_NOTE.replace("This", "this");
    let altered = Note::parse(altered.as_bytes()).unwrap();
    assert_eq!(altered.verify(&keys), Err(NoteError::BadSignature));
}

#[test]
fn a_written_note_is_read_back_and_verifies() {
    let signer = signer(1);
    for text in ["a\n", "\n", "a\n\nb\n", "a\n\n", "\u{2014} a b\n", "\n\n\n"] {
        let note = Note::sign(text, &name("a.example"), &signer).unwrap();
        let read = Note::parse(note.as_str().as_bytes()).unwrap();
        assert_eq!(read, note);
        let keys = [key("a.example", &signer)];
        assert_eq!(read.verify(&keys).unwrap().text(), text);
        let line = &read.signatures()[0];
        assert_eq!((line.name(), line.id()), ("a.example", keys[0].id()));
        assert_eq!(line.signature().len(), 64);
    }
    for (text, error) in [
        ("", NoteError::Unterminated),
        ("a", NoteError::Unterminated),
        ("a\r\n", NoteError::ControlCharacter),
        ("a\tb\n", NoteError::ControlCharacter),
    ] {
        assert_eq!(Note::sign(text, &name("a"), &signer), Err(error));
    }
    let long = "a".repeat(MAX_NOTE_LENGTH) + "\n";
    assert_eq!(
        Note::sign(&long, &name("a"), &signer),
        Err(NoteError::TooLong)
    );
}

#[test]
fn a_note_that_is_malformed_is_refused() {
    let line = EXAMPLE_NOTE.split_once("\n\n").unwrap().1;
    let good = |text: &str| format!("{text}\n\n{line}");
    Note::parse(good("text").as_bytes()).unwrap();
    let space = NoteError::SignatureName(NameError::Character);
    for (note, error) in [
        (String::new(), NoteError::NoSeparator),
        ("text\n".into(), NoteError::NoSeparator),
        (format!("text\n{line}"), NoteError::NoSeparator),
        (format!("\n{line}"), NoteError::NoSeparator),
        ("text\n\n".into(), NoteError::Unterminated),
        (good("text").trim_end().into(), NoteError::Unterminated),
        (good("text") + "\n", NoteError::Unterminated),
        (good("text") + "\n\n", NoteError::Unterminated),
        (good("te\txt"), NoteError::ControlCharacter),
        (good("te\0xt"), NoteError::ControlCharacter),
        (good("text\r"), NoteError::ControlCharacter),
        (format!("text\r\n\r\n{line}"), NoteError::ControlCharacter),
        (good("text") + "a line\n", NoteError::SignatureLine),
        (
            good("text") + "- a.example AAAAAAA=\n",
            NoteError::SignatureLine,
        ),
        (
            good("text") + "\u{2014}a.example AAAAAAA=\n",
            NoteError::SignatureLine,
        ),
        (
            good("text") + "\u{2014} a.example\n",
            NoteError::SignatureLine,
        ),
        (good("text") + "\u{2014} \n", NoteError::SignatureLine),
        (
            good("text") + "\u{2014}  AAAAAAA=\n",
            NoteError::SignatureName(NameError::Empty),
        ),
        (good("text") + "\u{2014} a+b AAAAAAA=\n", space),
        (good("text") + "\u{2014} a\u{a0}b AAAAAAA=\n", space),
        (good("text") + "\u{2014} a\u{2003}b AAAAAAA=\n", space),
        (
            good("text") + "\u{2014} a AAAAAAB=\n",
            NoteError::SignatureEncoding,
        ),
        (
            good("text") + "\u{2014} a AAAAAAA\n",
            NoteError::SignatureEncoding,
        ),
        (
            good("text") + "\u{2014} a AAAAAA==\n",
            NoteError::SignatureEncoding,
        ),
        (
            good("text") + "\u{2014} a AAAAAAA= \n",
            NoteError::SignatureEncoding,
        ),
        (
            good("text") + "\u{2014} a  AAAAAAA=\n",
            NoteError::SignatureEncoding,
        ),
        (good("text") + "\u{2014} a \n", NoteError::SignatureEncoding),
    ] {
        assert_eq!(Note::parse(note.as_bytes()), Err(error), "{note:?}");
    }
    assert_eq!(Note::parse(b"text\xff\n\n"), Err(NoteError::NotUtf8));
    assert_eq!(
        Note::parse(&[b'a'; MAX_NOTE_LENGTH + 1]),
        Err(NoteError::TooLong)
    );
}

#[test]
fn sixteen_signatures_are_read_and_seventeen_refused() {
    let signer = signer(1);
    let mut text = Note::sign("text\n", &name("known"), &signer)
        .unwrap()
        .to_string();
    let large = format!("{}AAA=", "A".repeat(6660));
    for number in 1..MAX_SIGNATURES {
        text += &format!("\u{2014} unknown{number} {large}\n");
    }
    let note = Note::parse(text.as_bytes()).unwrap();
    assert_eq!(note.signatures().len(), 16);
    assert!(note.verify(&[key("known", &signer)]).is_ok());
    text += "\u{2014} unknown AAAAAAA=\n";
    assert_eq!(
        Note::parse(text.as_bytes()),
        Err(NoteError::TooManySignatures)
    );
}

#[test]
fn one_bad_signature_of_a_known_key_spoils_the_note() {
    let (first, second) = (signer(1), signer(2));
    let keys = [key("first", &first), key("second", &second)];
    let note = Note::sign("text\n", &name("first"), &first).unwrap();
    let other = Note::sign("other\n", &name("second"), &second).unwrap();
    let line = other.as_str().split_once("\n\n").unwrap().1;
    let spoiled = Note::parse(format!("{note}{line}").as_bytes()).unwrap();
    assert!(spoiled.verify(&keys[..1]).is_ok());
    assert_eq!(spoiled.verify(&keys), Err(NoteError::BadSignature));

    // A line that shares only the name with a known key is that of an unknown key.
    let renamed = Note::sign("text\n", &name("second"), &first).unwrap();
    let line = renamed.as_str().split_once("\n\n").unwrap().1;
    let note = Note::parse(format!("{note}{line}").as_bytes()).unwrap();
    assert_eq!(note.verify(&keys).unwrap().signers(), [0]);

    // A known key's line must have the length of an Ed25519 signature.
    let short = format!("text\n\n\u{2014} first {}\n", {
        let line = note.signatures()[0].to_string();
        let long = line.rsplit_once(' ').unwrap().1;
        long[..88].to_string()
    });
    let short = Note::parse(short.as_bytes()).unwrap();
    assert_eq!(short.verify(&keys), Err(NoteError::BadSignature));
}

#[test]
fn verifier_keys_are_read_strictly() {
    let name_error = |error| KeyError::Name(error);
    for (text, error) in [
        ("", KeyError::Format),
        ("example.com/foo", KeyError::Format),
        ("example.com/foo+530d903a", KeyError::Format),
        (
            "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            name_error(NameError::Empty),
        ),
        (
            "a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            name_error(NameError::Character),
        ),
        (
            "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            KeyError::Format,
        ),
        (
            "example.com/foo+30d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            KeyError::Format,
        ),
        (
            "example.com/foo++30d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            KeyError::Format,
        ),
        (
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            KeyError::KeyId,
        ),
        (
            "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            KeyError::KeyId,
        ),
        (
            "example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            KeyError::SignatureType,
        ),
        ("example.com/foo+530d903a+", KeyError::Format),
        ("example.com/foo+530d903a+Aeky", KeyError::PublicKey),
        (
            "example.com/foo+530d903a+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            KeyError::PublicKey,
        ),
        (
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
            KeyError::Format,
        ),
    ] {
        assert_eq!(NoteKey::parse(text), Err(error), "{text}");
    }
    let long = "a".repeat(400);
    assert_eq!(NoteKey::parse(&long), Err(KeyError::TooLong));
    assert_eq!(
        CosignerKey::parse(EXAMPLE_KEY),
        Err(KeyError::SignatureType)
    );

    let key = NoteKey::parse(EXAMPLE_KEY).unwrap();
    let witness = CosignerKey::new(key.name().clone(), *key.verifying_key());
    assert_ne!(witness.id(), key.id());
    assert_eq!(CosignerKey::parse(&witness.to_string()), Ok(witness));
}

#[test]
fn names_are_bounded() {
    assert!(KeyName::new(&"a".repeat(MAX_KEY_NAME_LENGTH)).is_ok());
    let long = "a".repeat(MAX_KEY_NAME_LENGTH + 1);
    assert_eq!(KeyName::new(&long), Err(NameError::TooLong));
    assert_eq!(KeyName::new(""), Err(NameError::Empty));
    for bad in ["a b", "a+b", "a\nb", "a\u{85}b", "a\u{3000}b", "\0"] {
        assert_eq!(KeyName::new(bad), Err(NameError::Character), "{bad:?}");
    }
}

proptest! {
    #[test]
    fn what_is_read_as_a_note_keeps_its_bytes(
        text in "([a \u{2014}\n]{0,12}\n)?\n(\u{2014} [a+]{1,2} [AQ=]{4,12}\n){0,3}",
    ) {
        if let Ok(note) = Note::parse(text.as_bytes()) {
            let mut written = format!("{}\n", note.text());
            for line in note.signatures() {
                written += &format!("{line}\n");
            }
            prop_assert_eq!(&written, &text);
            prop_assert_eq!(note.as_str(), text);
        }
    }

    #[test]
    fn any_altered_bit_of_a_note_fails(bit in 0..EXAMPLE_NOTE.len() * 8) {
        let key = NoteKey::parse(EXAMPLE_KEY).unwrap();
        let mut bytes = EXAMPLE_NOTE.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Ok(note) = Note::parse(&bytes) {
            prop_assert!(note.verify(&[key]).is_err());
        }
    }
}

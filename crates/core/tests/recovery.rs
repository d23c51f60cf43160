//! Recovery codes: writing, reading, and what a mistyped code is answered with.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/fixed_rng.rs"]
mod fixed_rng;

use proptest::prelude::*;
use sealroll_core::{
    Argon2Cost, CanaryPlace, DecryptionKeys, Edition, Frontier, HpkeError, KeyFileSecret,
    RecoveryBlob, RecoveryBlobError, RecoveryCode, RecoveryCodeError, RecoveryContent,
    RecoveryParameters, X25519PublicKey,
};
use sealroll_wire::{DecodeError, Epoch, Generation, ListId, RecordId, Time};
use sha2::{Digest, Sha256};

use fixed_rng::FixedRng;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The text of a code, computed with big numbers instead of bit by bit.
fn naive(code: [u8; 16]) -> String {
    let hash = Sha256::new()
        .chain_update(b"sealroll-v1 recovery-code\0")
        .chain_update(code);
    let check = u32::from_be_bytes(*hash.finalize().first_chunk().unwrap()) >> 12;
    let number = u128::from_be_bytes(code);
    let mut digits: Vec<u8> = (0..26)
        .map(|place| match place {
            25 => number << 2 & 31,
            _ => number >> (123 - 5 * place) & 31,
        })
        .map(|digit| u8::try_from(digit).unwrap())
        .collect();
    digits.extend(
        (0..4)
            .rev()
            .map(|place| u8::try_from(check >> (5 * place) & 31).unwrap()),
    );
    let text: Vec<u8> = digits
        .iter()
        .map(|digit| ALPHABET[usize::from(*digit)])
        .collect();
    let groups: Vec<_> = text
        .chunks(5)
        .map(|group| str::from_utf8(group).unwrap())
        .collect();
    groups.join("-")
}

fn written(code: [u8; 16]) -> String {
    RecoveryCode::from_bytes(&code).to_text().to_string()
}

fn error(text: &str) -> RecoveryCodeError {
    RecoveryCode::parse(text).unwrap_err()
}

proptest! {
    #[test]
    fn a_code_is_written_as_the_specification_says(code: [u8; 16]) {
        prop_assert_eq!(written(code), naive(code));
        let read = RecoveryCode::parse(&naive(code)).unwrap();
        prop_assert_eq!(*read.to_bytes(), code);
    }

    #[test]
    fn reading_is_tolerant(code: [u8; 16]) {
        let text = written(code);
        let sloppy = [
            text.to_lowercase(),
            text.replace('-', ""),
            text.replace('-', " "),
            format!("  {}\n", text.replace('-', " - ")),
            text.replace('0', "o").replace('1', "l"),
            text.replace('0', "O").replace('1', "I"),
        ];
        for text in sloppy {
            prop_assert_eq!(*RecoveryCode::parse(&text).unwrap().to_bytes(), code);
        }
    }
}

#[test]
fn one_mistyped_character_is_noticed() {
    // Chance would let one in a million pass; for this code none does.
    let text = written([0x5a; 16]);
    for place in (0..35).filter(|place| place % 6 != 5) {
        for wrong in ALPHABET {
            let mut other = text.clone().into_bytes();
            if std::mem::replace(&mut other[place], *wrong) != *wrong {
                let other = str::from_utf8(&other).unwrap();
                assert_eq!(error(other), RecoveryCodeError::Checksum, "{other}");
            }
        }
    }
}

#[test]
fn generation_takes_sixteen_bytes() {
    let mut rng = FixedRng(&[0xa5; 16]);
    assert_eq!(*RecoveryCode::generate(&mut rng).to_bytes(), [0xa5; 16]);
    assert!(rng.0.is_empty());
}

#[test]
fn errors_name_the_group() {
    let text = written([0x5a; 16]);
    let with_group = |number: usize, group: &str| {
        let mut groups: Vec<_> = text.split('-').collect();
        groups[number - 1] = group;
        groups.join("-")
    };
    assert_eq!(
        error(&with_group(2, "ABCD")),
        RecoveryCodeError::GroupLength { group: 2 }
    );
    assert_eq!(
        error(&with_group(6, "ABCDEF")),
        RecoveryCodeError::GroupLength { group: 6 }
    );
    assert_eq!(
        error(&with_group(1, "ÄBCDE")),
        RecoveryCodeError::Character { group: 1 }
    );
    assert_eq!(
        error(&with_group(4, "ABCDU")),
        RecoveryCodeError::Character { group: 4 }
    );
    assert_eq!(
        error(&with_group(6, "ABC*E")),
        RecoveryCodeError::Character { group: 6 }
    );
    assert_eq!(error(&with_group(3, "")), RecoveryCodeError::Length);
    assert_eq!(error(""), RecoveryCodeError::Length);
    assert_eq!(error(&"A".repeat(29)), RecoveryCodeError::Length);
    assert_eq!(error(&"A".repeat(31)), RecoveryCodeError::Length);
    assert_eq!(
        error(&with_group(4, "ABCDU")).to_string(),
        "group 4 of the recovery code has a character that is not used in codes"
    );
}

#[test]
fn padding_bits_are_zero() {
    // Character 26 carries three bits of the code and two zeros. Setting one of these leaves
    // code and check characters alone, and must be noticed all the same.
    let text = written([0x5a; 16]);
    let place = 25 + 5;
    let was = ALPHABET
        .iter()
        .position(|known| *known == text.as_bytes()[place])
        .unwrap();
    assert_eq!(was % 4, 0);
    for padding in 1..4 {
        let mut other = text.clone().into_bytes();
        other[place] = ALPHABET[was + padding];
        assert_eq!(
            error(str::from_utf8(&other).unwrap()),
            RecoveryCodeError::Checksum
        );
    }
}

// covers: BLOB-1
#[test]
fn a_blob_is_as_long_as_its_limit_and_not_longer() {
    let list = ListId::from_bytes([4; 16]);
    let (parameters, public_key) = recovery_key();
    let seal = |editions: usize| {
        // Chosen so that nine editions of the poster fill it up.
        let counts = [(1, 4096), (2, 4096), (3, 4096), (4, 1860)];
        let generations = counts.map(|(number, nodes)| (Generation(number), frontier(nodes)));
        let editions = (0..editions).map(|_| Edition::generate(&mut FixedRng(&[7; 64])));
        let content = RecoveryContent {
            time: Time::new(1).unwrap(),
            canary: None,
            keys: DecryptionKeys::new(editions.collect(), generations.into()).unwrap(),
        };
        content.seal(&public_key, &parameters, list, 1, &mut FixedRng(&[8; 32]))
    };
    let mut blob = seal(9).unwrap();
    assert_eq!(blob.len(), RecoveryBlob::MAX_LENGTH);
    assert!(RecoveryBlob::parse(&blob, list).is_ok());
    assert_eq!(seal(10), Err(HpkeError::MessageLimit));
    blob.push(0);
    let error = RecoveryBlob::parse(&blob, list).unwrap_err();
    assert_eq!(error, RecoveryBlobError::Malformed(DecodeError::Limit));
}

// covers: BLOB-1, BLOB-2
#[test]
fn a_blob_ends_with_a_whole_tag_and_tells_where_the_canary_is() {
    let list = ListId::from_bytes([4; 16]);
    let (parameters, public_key) = recovery_key();
    let place = CanaryPlace {
        record_id: RecordId::from_bytes([5; 32]),
        generation: Generation(2),
        epoch: Epoch(40),
        leaf_index: 77,
    };
    for canary in [Some(place), None] {
        let edition = Edition::generate(&mut FixedRng(&[7; 64]));
        let content = RecoveryContent {
            time: Time::new(9).unwrap(),
            canary,
            keys: DecryptionKeys::new(vec![edition], vec![(Generation(2), frontier(3))]).unwrap(),
        };
        let mut rng = FixedRng(&[8; 32]);
        let blob = content.seal(&public_key, &parameters, list, 3, &mut rng);
        let blob = blob.unwrap();
        let parsed = RecoveryBlob::parse(&blob, list).unwrap();
        assert_eq!(parsed.serial(), 3);
        let opened = parsed
            .open(KeyFileSecret::Passphrase("passphrase"))
            .unwrap();
        assert_eq!((opened.canary, opened.time), (canary, content.time));
        assert_eq!(opened.keys.generations().len(), 1);

        let head = blob.len() - content_length(&opened) - 16;
        assert!(RecoveryBlob::parse(&blob[..head + 16], list).is_ok());
        let error = RecoveryBlob::parse(&blob[..head + 15], list).unwrap_err();
        assert_eq!(error, RecoveryBlobError::Malformed(DecodeError::Truncated));
    }
}

/// Parameters with the smallest cost, and the key that they give.
fn recovery_key() -> (RecoveryParameters, X25519PublicKey) {
    let secret = KeyFileSecret::Passphrase("passphrase");
    let cost = Argon2Cost::new(8, 1, 1).unwrap();
    let mut rng = FixedRng(&[6; 16]);
    let parameters = RecoveryParameters::generate(secret.kind(), cost, &mut rng);
    let key_pair = parameters.key_pair(secret).unwrap();
    (parameters, *key_pair.public_key())
}

/// Single epochs with gaps.
fn frontier(nodes: u16) -> Frontier {
    let mut bytes = nodes.to_be_bytes().to_vec();
    for node in 0..u32::from(nodes) {
        bytes.push(32);
        bytes.extend((2 * node + 1).to_be_bytes());
        bytes.extend([9; 32]);
    }
    Frontier::from_bytes(&bytes).unwrap()
}

/// Bytes of a content with one edition of the poster and one generation.
fn content_length(content: &RecoveryContent) -> usize {
    let (_, frontier) = &content.keys.generations()[0];
    1 + 8 + CanaryPlace::LENGTH + 4 + 1 + Edition::LENGTH + 2 + 8 + frontier.to_bytes().len()
}

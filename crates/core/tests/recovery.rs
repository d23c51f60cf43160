//! Recovery codes: writing, reading, and what a mistyped code is answered with.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/fixed_rng.rs"]
mod fixed_rng;

use proptest::prelude::*;
use sealroll_core::{RecoveryCode, RecoveryCodeError};
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

//! The recovery code: 128 random bits that an owner writes down once
//! (`spec/protocol.md#key-file`).

use alloc::string::String;
use core::str::FromStr;

use rand_core::CryptoRng;
use sealroll_wire::{label, labelled_hash};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::error::RecoveryCodeError;
use crate::redacted::redacted_debug;

/// A recovery code, 16 bytes. Whoever has it opens every key file made with it. Wiped when
/// dropped.
///
/// It is written as 26 characters of Crockford's base32 and 4 check characters, in six groups:
/// `ABCDE-FGHJK-…`. Check characters are for typing errors; they add no strength.
#[derive(ZeroizeOnDrop)]
pub struct RecoveryCode([u8; 16]);

impl RecoveryCode {
    /// Draws a code: 16 bytes of `rng`.
    pub fn generate<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut code = Self([0; 16]);
        rng.fill_bytes(&mut code.0);
        code
    }

    /// Imports the 16 bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 16]) -> Self {
        Self(*bytes)
    }

    /// Reads what a person typed. Case, spaces and hyphens do not matter; O is 0, I and L are 1.
    ///
    /// # Errors
    /// `spec/protocol.md#KF-3`: [`RecoveryCodeError::GroupLength`] or
    /// [`RecoveryCodeError::Length`] if there are not 30 characters,
    /// [`RecoveryCodeError::Character`] for one outside the alphabet,
    /// [`RecoveryCodeError::Checksum`] if the check characters do not fit the others.
    pub fn parse(text: &str) -> Result<Self, RecoveryCodeError> {
        if text
            .chars()
            .filter(|character| !is_separator(*character))
            .count()
            != CHARACTERS
        {
            return Err(length_error(text));
        }
        let mut packed = Zeroizing::new([0; PACKED]);
        let characters = text.chars().filter(|character| !is_separator(*character));
        for (place, (group, character)) in (0..6)
            .flat_map(|group| [group + 1; 5])
            .zip(characters)
            .enumerate()
        {
            let value = value(character).ok_or(RecoveryCodeError::Character { group })?;
            put_five_bits(packed.as_mut_slice(), place, value);
        }
        let mut code = Self([0; 16]);
        code.0.copy_from_slice(&packed[..16]);
        if *packed == *code.packed() {
            Ok(code)
        } else {
            Err(RecoveryCodeError::Checksum)
        }
    }

    /// Writes the code for a person: six groups of five characters, joined by hyphens.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let packed = self.packed();
        let mut text = Zeroizing::new(String::with_capacity(CHARACTERS + 5));
        for place in 0..CHARACTERS {
            if place != 0 && place % 5 == 0 {
                text.push('-');
            }
            text.push(char::from(
                ALPHABET[usize::from(five_bits(packed.as_slice(), place))],
            ));
        }
        text
    }

    /// Exports the 16 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 16]> {
        Zeroizing::new(self.0)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The 150 bits that are written: 128 of the code, two zeros, 20 check bits; six more zeros
    /// fill the last byte.
    fn packed(&self) -> Zeroizing<[u8; PACKED]> {
        let check = Zeroizing::new(labelled_hash(label::RECOVERY_CODE, &[&self.0]));
        let mut packed = Zeroizing::new([0; PACKED]);
        packed[..16].copy_from_slice(&self.0);
        for place in 0..4 {
            put_five_bits(
                packed.as_mut_slice(),
                26 + place,
                five_bits(check.as_slice(), place),
            );
        }
        packed
    }
}

impl FromStr for RecoveryCode {
    type Err = RecoveryCodeError;

    fn from_str(text: &str) -> Result<Self, RecoveryCodeError> {
        Self::parse(text)
    }
}

redacted_debug!(RecoveryCode);

/// Names the group to look at if the writer kept the groups apart.
fn length_error(text: &str) -> RecoveryCodeError {
    let groups = || text.split(is_separator).filter(|group| !group.is_empty());
    if groups().count() != 6 {
        return RecoveryCodeError::Length;
    }
    let odd = (1..)
        .zip(groups())
        .find(|(_, group)| group.chars().count() != 5);
    odd.map_or(RecoveryCodeError::Length, |(group, _)| {
        RecoveryCodeError::GroupLength { group }
    })
}

fn is_separator(character: char) -> bool {
    character == '-' || character.is_whitespace()
}

/// The number of a character, 0 to 31.
fn value(character: char) -> Option<u8> {
    let character = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET
        .iter()
        .position(|known| char::from(*known) == character)?;
    u8::try_from(place).ok()
}

/// The `place`-th five bits, most significant first.
fn five_bits(bytes: &[u8], place: usize) -> u8 {
    let bit = |i: usize| bytes[i / 8] >> (7 - i % 8) & 1;
    (place * 5..place * 5 + 5).fold(0, |value, i| value << 1 | bit(i))
}

/// Sets the `place`-th five bits, which are zero.
fn put_five_bits(bytes: &mut [u8], place: usize, value: u8) {
    for i in 0..5 {
        let bit = place * 5 + i;
        bytes[bit / 8] |= (value >> (4 - i) & 1) << (7 - bit % 8);
    }
}

/// Crockford's base32: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of a code without its hyphens: 26 of data, 4 of check.
const CHARACTERS: usize = 30;

/// Bytes that hold 30 characters of five bits.
const PACKED: usize = 19;

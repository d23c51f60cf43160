//! A recovery code in words, in German or English (`spec/protocol.md#KF-4`).
//!
//! The lists are compiled in here and not beside the code itself: who only seals has no use for
//! them.

use core::fmt;

use sealroll_core::RecoveryCode;
use sealroll_wire::{label, labelled_hash};
use zeroize::Zeroizing;

/// The language of the words. A reader needs no choice: no word begins like one of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordLanguage {
    /// German.
    German,
    /// English.
    English,
}

impl WordLanguage {
    /// Both.
    pub const ALL: [Self; 2] = [Self::German, Self::English];

    /// `de` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::English => "en",
        }
    }

    /// The 1024 words, sorted.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        self.list().lines()
    }

    const fn list(self) -> &'static str {
        match self {
            Self::German => include_str!("../words/de.txt"),
            Self::English => include_str!("../words/en.txt"),
        }
    }

    /// The place of the word that `typed` is, or is the beginning of.
    fn place(self, typed: &str) -> Option<u16> {
        if typed.len() < SHORTEST || !typed.is_ascii() {
            return None;
        }
        let begins = |word: &str| {
            let beginning = word.get(..typed.len());
            beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(typed))
        };
        let place = self.words().position(begins)?;
        u16::try_from(place).ok()
    }
}

/// Writes a code as 14 words, joined by spaces.
#[must_use]
pub fn recovery_code_to_words(code: &RecoveryCode, language: WordLanguage) -> Zeroizing<String> {
    let bits = with_check(&code.to_bytes());
    let mut text = Zeroizing::new(String::with_capacity(WORDS * 9));
    for number in 0..WORDS {
        let place = ten_bits(&bits, number);
        if number > 0 {
            text.push(' ');
        }
        let word = language.words().nth(usize::from(place));
        text.push_str(word.expect("ten bits name one of 1024 words"));
    }
    text
}

/// Reads what a person typed: words of either language, whole or cut to four letters or more,
/// whatever their case and whatever stands between them.
///
/// # Errors
/// [`RecoveryWordsError`], which says where to look.
pub fn recovery_code_from_words(
    text: &str,
) -> Result<(RecoveryCode, WordLanguage), RecoveryWordsError> {
    let typed = || text.split(is_separator).filter(|word| !word.is_empty());
    let mut bits = Zeroizing::new([0_u8; PACKED]);
    let mut language = None;
    for (word, position) in typed().take(WORDS).zip(1..) {
        let found = WordLanguage::ALL.into_iter().find_map(|language| {
            let place = language.place(word)?;
            Some((language, place))
        });
        let (of_word, place) = found.ok_or(RecoveryWordsError::Unknown { position })?;
        if *language.get_or_insert(of_word) != of_word {
            return Err(RecoveryWordsError::OtherLanguage { position });
        }
        put_ten_bits(&mut bits, usize::from(position) - 1, place);
    }
    let count = typed().count();
    let language = match language {
        Some(language) if count == WORDS => language,
        _ => return Err(RecoveryWordsError::Count { count }),
    };
    let mut code = Zeroizing::new([0; 16]);
    code.copy_from_slice(&bits[..16]);
    if *with_check(&code) == *bits {
        Ok((RecoveryCode::from_bytes(&code), language))
    } else {
        Err(RecoveryWordsError::Checksum)
    }
}

/// Why words are not a recovery code. Words are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecoveryWordsError {
    /// There are not 14 words.
    Count {
        /// How many there are.
        count: usize,
    },
    /// This word is in neither list.
    Unknown {
        /// Its number, 1 to 14.
        position: u8,
    },
    /// This word is of the other language than the first.
    OtherLanguage {
        /// Its number, 2 to 14.
        position: u8,
    },
    /// Every word is one, but they do not belong together: one is mistaken, or two are swapped.
    Checksum,
}

impl RecoveryWordsError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Count { .. } | Self::Unknown { .. } | Self::OtherLanguage { .. } => "bad-code",
            Self::Checksum => "bad-checksum",
        }
    }

    /// The number of the word that is wrong, where one is.
    #[must_use]
    pub const fn position(self) -> Option<u8> {
        match self {
            Self::Unknown { position } | Self::OtherLanguage { position } => Some(position),
            Self::Count { .. } | Self::Checksum => None,
        }
    }
}

impl fmt::Display for RecoveryWordsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count { count } => write!(f, "a recovery code has 14 words, not {count}"),
            Self::Unknown { position } => {
                write!(f, "word {position} of the recovery code is not in the list")
            }
            Self::OtherLanguage { position } => write!(
                f,
                "word {position} of the recovery code is of another language than the first"
            ),
            Self::Checksum => {
                f.write_str("a word of the recovery code is mistaken, or two are swapped")
            }
        }
    }
}

impl core::error::Error for RecoveryWordsError {}

const fn is_separator(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '-' | ',' | '.')
}

/// The 140 bits that are written: 128 of the code and 12 of its check; four zeros fill the last
/// byte.
fn with_check(code: &[u8; 16]) -> Zeroizing<[u8; PACKED]> {
    let check = Zeroizing::new(labelled_hash(label::RECOVERY_CODE, &[code]));
    let mut bits = Zeroizing::new([0; PACKED]);
    bits[..16].copy_from_slice(code);
    bits[16] = check[0];
    bits[17] = check[1] & 0xf0;
    bits
}

/// The `place`-th ten bits, most significant first.
fn ten_bits(bits: &[u8; PACKED], place: usize) -> u16 {
    let bit = |i: usize| u16::from(bits[i / 8] >> (7 - i % 8) & 1);
    (place * 10..place * 10 + 10).fold(0, |value, i| value << 1 | bit(i))
}

/// Sets the `place`-th ten bits, which are zero.
fn put_ten_bits(bits: &mut [u8; PACKED], place: usize, value: u16) {
    for i in 0..10 {
        let bit = place * 10 + i;
        bits[bit / 8] |= ((value >> (9 - i) & 1) as u8) << (7 - bit % 8);
    }
}

const WORDS: usize = 14;
/// Bytes that hold 140 bits.
const PACKED: usize = 18;
/// A word may be cut to so many letters.
const SHORTEST: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    // covers: KF-4
    #[test]
    fn the_lists_are_as_the_specification_says() {
        let published = [
            include_str!("../../../spec/words/de.txt"),
            include_str!("../../../spec/words/en.txt"),
        ];
        let mut beginnings = std::collections::BTreeSet::new();
        for (language, published) in WordLanguage::ALL.into_iter().zip(published) {
            assert_eq!(language.list(), published);
            let words: Vec<_> = language.words().collect();
            assert_eq!(words.len(), 1024);
            assert!(words.is_sorted());
            for word in &words {
                assert!((4..=8).contains(&word.len()), "{word}");
                assert!(word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word}");
                assert!(beginnings.insert(&word[..4]), "{word}");
            }
            // One letter mistaken never makes another word of the list.
            for (place, word) in words.iter().enumerate() {
                for other in words[..place].iter().filter(|it| it.len() == word.len()) {
                    let pairs = word.bytes().zip(other.bytes());
                    assert!(pairs.filter(|(a, b)| a != b).count() > 1, "{word} {other}");
                }
            }
        }
    }

    #[test]
    fn a_wrong_word_is_named() {
        let code = RecoveryCode::from_bytes(&[7; 16]);
        let text = recovery_code_to_words(&code, WordLanguage::German);
        let mut words: Vec<&str> = text.split(' ').collect();
        words[4] = "quietly";
        let error = recovery_code_from_words(&words.join(" ")).unwrap_err();
        assert_eq!(error, RecoveryWordsError::Unknown { position: 5 });
        words[4] = "zebra";
        let error = recovery_code_from_words(&words.join(" ")).unwrap_err();
        assert_eq!(error.code(), "bad-checksum");
    }
}

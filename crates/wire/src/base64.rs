//! Base64 of RFC 4648, read strictly: one spelling for each string of bytes.
//!
//! What is read may be a secret, so that no branch and no address depends on it; and phones download
//! this, so that it is short.

use alloc::vec::Vec;

use zeroize::Zeroizing;

/// Reads section 4's alphabet, padded.
#[must_use]
pub fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digits = match text.as_bytes() {
        [digits @ .., b'=', b'='] | [digits @ .., b'='] => digits,
        digits => digits,
    };
    if !text.len().is_multiple_of(4) {
        return None;
    }
    read(digits, b'+', b'/')
}

/// Reads section 5's alphabet, without padding.
#[must_use]
pub fn decode_url(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    read(text.as_bytes(), b'-', b'_')
}

fn read(digits: &[u8], plus: u8, slash: u8) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len() * 3 / 4));
    let (mut bits, mut count, mut wrong) = (0_u32, 0, 0);
    for digit in digits {
        let value = value(*digit, plus, slash);
        wrong |= value >> 6;
        bits = bits << 6 | value;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    // What is left stands for no byte: it is zero, and less than a digit.
    let left = bits & ((1 << count) - 1);
    (wrong == 0 && left == 0 && count < 6).then_some(bytes)
}

/// The value of a digit; 64 or more if it is none.
fn value(digit: u8, plus: u8, slash: u8) -> u32 {
    let ranges = [
        (b'A', b'Z', 0),
        (b'a', b'z', 26),
        (b'0', b'9', 52),
        (plus, plus, 62),
        (slash, slash, 63),
    ];
    let digit = u32::from(digit);
    ranges.iter().fold(64, |value, (first, last, begin)| {
        let (first, last) = (u32::from(*first), u32::from(*last));
        // All ones where the digit is in this range: neither difference is negative there.
        let outside = (digit.wrapping_sub(first) | last.wrapping_sub(digit)) >> 31;
        let mask = outside.wrapping_sub(1);
        value & !mask | digit.wrapping_sub(first).wrapping_add(*begin) & mask
    })
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String, vec::Vec};

    use base64ct::{Base64, Base64UrlUnpadded, Encoding};
    use proptest::prelude::*;

    use super::{decode, decode_url};

    #[test]
    fn only_canonical_text_is_read() {
        assert_eq!(decode("AA==").map(|it| it.to_vec()), Some(Vec::from([0])));
        assert_eq!(decode("").map(|it| it.to_vec()), Some(Vec::new()));
        for bad in [
            "AB==", "AAB=", "AA", "AA=", "AAA", "A===", "A", "=", "==", "====", "AAAA====",
            "AA==\n", " AA==", "A-_=", "AA==AA==", "A=A=", "AAAAA===",
        ] {
            assert_eq!(decode(bad), None, "{bad:?}");
        }
        for bad in ["A", "AB", "AAB", "AA==", "A+/A", "AAAAA", "AA\n"] {
            assert_eq!(decode_url(bad), None, "{bad:?}");
        }
    }

    /// Every text of four characters that one digit of another alphabet, or none, could make.
    #[test]
    fn every_character_is_read_as_the_library_reads_it() {
        for character in (0..=255_u8).map(char::from) {
            for text in [format!("AA{character}A"), format!("{character}AAA")] {
                let theirs = Base64::decode_vec(&text).ok();
                assert_eq!(decode(&text).map(|it| it.to_vec()), theirs, "{text:?}");
                let theirs = Base64UrlUnpadded::decode_vec(&text).ok();
                assert_eq!(decode_url(&text).map(|it| it.to_vec()), theirs, "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_the_library_writes_is_read(bytes: Vec<u8>) {
            let text = Base64::encode_string(&bytes);
            prop_assert_eq!(decode(&text).map(|it| it.to_vec()), Some(bytes.clone()));
            let text = Base64UrlUnpadded::encode_string(&bytes);
            prop_assert_eq!(decode_url(&text).map(|it| it.to_vec()), Some(bytes));
        }

        #[test]
        fn what_is_read_is_what_the_library_reads(text in "[A-Za-d0-2+/_=-]{0,12}") {
            let text: String = text;
            let theirs = Base64::decode_vec(&text).ok();
            prop_assert_eq!(decode(&text).map(|it| it.to_vec()), theirs);
            let theirs = Base64UrlUnpadded::decode_vec(&text).ok();
            prop_assert_eq!(decode_url(&text).map(|it| it.to_vec()), theirs);
        }
    }
}

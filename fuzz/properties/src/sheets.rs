//! What people keep of a recovery code: sheets that bring it back together, and words.

use sealroll::{
    RecoverySheet, RecoverySheetError, RecoveryWordsError, WordLanguage, recovery_code_from_words,
    recovery_code_to_words,
};
use sealroll_core::RecoveryCode;
use sealroll_wire::{label, labelled_hash};

use crate::depth::reach;
use crate::seed::Seed;

/// A sheet is written as it was typed; sheets bring back what the polynomials through all of them
/// say, or nothing.
///
/// The first byte says whether a text follows, or sheets of 17 bytes with a right check.
pub fn recovery_sheet(data: &[u8]) {
    recovery_sheet_combined_by(data, RecoverySheet::combine);
}

/// [`recovery_sheet`] of anyone who puts sheets together.
pub(crate) fn recovery_sheet_combined_by(
    data: &[u8],
    combine: impl Fn(&[RecoverySheet]) -> Result<RecoveryCode, RecoverySheetError>,
) {
    match data {
        [0, text @ ..] => typed(&String::from_utf8_lossy(text)),
        [_, k, n, sheets @ ..] => made(*k, *n, sheets, combine),
        _ => {}
    }
}

/// Words are read as what they stand for, whole or cut, and only if their check is right.
///
/// The first byte says whether a text, a code or the places of words follow.
pub fn recovery_words(data: &[u8]) {
    match data.split_first() {
        Some((0, text)) => {
            let text = String::from_utf8_lossy(text);
            if let Ok((code, language)) = recovery_code_from_words(&text) {
                reach("typed");
                let written = recovery_code_to_words(&code, language);
                let letters = |word: &str| word.to_ascii_lowercase();
                let typed = text.split(|c: char| !c.is_ascii_alphabetic());
                let typed: Vec<_> = typed.filter(|word| !word.is_empty()).map(letters).collect();
                let words: Vec<_> = written.split(' ').collect();
                assert_eq!(typed.len(), words.len());
                let pairs = words.iter().zip(&typed);
                assert!(pairs.clone().all(|(word, typed)| word.starts_with(typed)));
            }
        }
        Some((1, [cut, code @ ..])) => {
            if let Some(code) = code.first_chunk() {
                cut_words(*cut, code);
            }
        }
        Some((_, [language, places @ ..])) => chosen_words(language & 1, places),
        _ => {}
    }
}

/// Seeds of [`recovery_sheet`].
pub fn recovery_sheet_seeds() -> Vec<Seed> {
    let share = |x: u8| {
        // 7 + 9x + 2x² in each of the bytes.
        let value = 7 ^ times(9, x) ^ times(2, times(x, x));
        [&[x][..], &[value; 16]].concat()
    };
    let sheets = |xs: &[u8]| [vec![1, 3, 5], xs.iter().flat_map(|x| share(*x)).collect()].concat();
    let mut wrong = sheets(&[1, 2, 3, 5]);
    *wrong.last_mut().expect("four sheets") ^= 4;
    let text = sheet_text(&body(3, 5, 2, &[8; 16]));
    vec![
        Seed::new("typed", [b"\0", text.as_bytes()].concat()),
        Seed::new(
            "typed-carelessly",
            [
                b"\0",
                text.to_lowercase()
                    .replace('-', " ")
                    .replace('1', "l")
                    .as_bytes(),
            ]
            .concat(),
        ),
        Seed::new("three-of-five", sheets(&[4, 1, 5])),
        Seed::new("all", sheets(&[5, 4, 3, 2, 1])),
        Seed::new("twice", sheets(&[2, 2, 1, 3])),
        Seed::new("too-few", sheets(&[2, 3])),
        Seed::new("one-wrong", wrong),
        Seed::new("other-set", sheets(&[0x81, 2, 3])),
    ]
}

/// Seeds of [`recovery_words`].
pub fn recovery_words_seeds() -> Vec<Seed> {
    let code = RecoveryCode::from_bytes(b"sixteen bytes...");
    let text = |language| recovery_code_to_words(&code, language).to_string();
    let typed = |text: &str| [b"\0", text.as_bytes()].concat();
    let bits = with_check(b"sixteen bytes...");
    let places: Vec<u8> = (0..14).flat_map(|n| ten_bits(&bits, n)).collect();
    let mut swapped = places.clone();
    swapped.swap(1, 5);
    vec![
        Seed::new("german", typed(&text(WordLanguage::German))),
        Seed::new(
            "english",
            typed(&text(WordLanguage::English).to_uppercase()),
        ),
        Seed::new("cut", [&[1, 5], &b"sixteen bytes..."[..]].concat()),
        Seed::new("places", [vec![2, 0], places.clone()].concat()),
        Seed::new("swapped", [vec![2, 1], swapped].concat()),
        Seed::new("too-few", [&[2, 1], &places[..24]].concat()),
    ]
}

fn typed(text: &str) {
    let Ok(sheet) = RecoverySheet::parse(text) else {
        return;
    };
    reach("typed");
    let kept = text.chars().filter(|c| !matches!(c, ' ' | '-'));
    let upper: String = kept.map(|c| c.to_ascii_uppercase()).collect();
    let plain = upper.replace('O', "0").replace(['I', 'L'], "1");
    assert_eq!(sheet.to_text().replace('-', ""), plain);
    let body = body_of_set(
        sheet.set(),
        sheet.needed(),
        sheet.count(),
        sheet.number(),
        &sheet.share(),
    );
    assert_eq!(sheet_text(&body), *sheet.to_text());
}

/// At most eight sheets; the first bit of their number says of which set each is.
fn made(
    k: u8,
    n: u8,
    sheets: &[u8],
    combine: impl Fn(&[RecoverySheet]) -> Result<RecoveryCode, RecoverySheetError>,
) {
    let mut given: Vec<(bool, u8, [u8; 16])> = Vec::new();
    let mut read = Vec::new();
    for chunk in sheets.chunks_exact(17).take(8) {
        let (x, share) = (chunk[0] & 0x7f, chunk[1..].try_into().expect("16 bytes"));
        let other = chunk[0] & 0x80 != 0;
        let body = body_of_set([u8::from(other); 4], k, n, x, &share);
        let valid = 2 <= k && k <= n && n <= 16 && 1 <= x && x <= n;
        match RecoverySheet::parse(&sheet_text(&body)) {
            Ok(sheet) => {
                assert!(valid);
                given.push((other, x, share));
                read.push(sheet);
            }
            Err(error) => assert!(!valid && error == RecoverySheetError::Value),
        }
    }
    let combined = combine(&read).map(|code| *code.to_bytes());
    assert_eq!(combined, expected(usize::from(k), &given));
    reach(match combined {
        Ok(_) => "combined",
        Err(RecoverySheetError::Mixed) => "mixed",
        Err(_) => "too few",
    });
}

/// What the specification says of these sheets (`spec/protocol.md#SHEET-2`).
fn expected(k: usize, sheets: &[(bool, u8, [u8; 16])]) -> Result<[u8; 16], RecoverySheetError> {
    let Some((set, ..)) = sheets.first() else {
        return Err(RecoverySheetError::TooFew { missing: 1 });
    };
    let mut points: Vec<(u8, [u8; 16])> = Vec::new();
    let mut mixed = false;
    for (of, x, share) in sheets {
        mixed |= of != set;
        match points.iter().find(|(known, _)| known == x) {
            Some((_, known)) => mixed |= known != share,
            None => points.push((*x, *share)),
        }
    }
    if mixed {
        return Err(RecoverySheetError::Mixed);
    }
    if points.len() < k {
        let missing = (k - points.len()) as u8;
        return Err(RecoverySheetError::TooFew { missing });
    }
    points.sort_unstable();
    let (first, further) = points.split_at(k);
    if further.iter().any(|(x, share)| at(first, *x) != *share) {
        return Err(RecoverySheetError::Mixed);
    }
    Ok(at(first, 0))
}

/// The polynomials' values at a place, after Lagrange.
fn at(points: &[(u8, [u8; 16])], place: u8) -> [u8; 16] {
    let mut values = [0; 16];
    for (x, share) in points {
        let others = points.iter().filter(|(other, _)| other != x);
        let weight = others.fold(1, |weight, (other, _)| {
            times(times(weight, place ^ other), inverse(x ^ other))
        });
        for (value, byte) in values.iter_mut().zip(share) {
            *value ^= times(weight, *byte);
        }
    }
    values
}

/// The product modulo x^8 + x^4 + x^3 + x + 1.
fn times(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b != 0 {
        product ^= a * (b & 1);
        a = (a << 1) ^ (0x1b * (a >> 7));
        b >>= 1;
    }
    product
}

fn inverse(a: u8) -> u8 {
    (1..=255).find(|b| times(a, *b) == 1).expect("not zero")
}

fn body(k: u8, n: u8, x: u8, share: &[u8; 16]) -> [u8; 24] {
    body_of_set([5; 4], k, n, x, share)
}

fn body_of_set(set: [u8; 4], k: u8, n: u8, x: u8, share: &[u8; 16]) -> [u8; 24] {
    let body = [&[1], &set[..], &[k, n, x], share].concat();
    body.try_into().expect("24 bytes")
}

/// The sheet with its check, in Crockford's alphabet.
fn sheet_text(body: &[u8; 24]) -> String {
    let check = labelled_hash(label::SHEET, &[body]);
    let bytes = [&body[..], &check[..4], &[0]].concat();
    let groups = (0..45).map(|number| {
        let bits = (0..5).map(|bit| number * 5 + bit);
        let value = bits.fold(0, |value, i| value << 1 | bytes[i / 8] >> (7 - i % 8) & 1);
        let hyphen = if number % 5 == 0 && number > 0 {
            "-"
        } else {
            ""
        };
        let letter = char::from(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[usize::from(value)]);
        format!("{hyphen}{letter}")
    });
    groups.collect()
}

/// Each word is cut to what still names it, or not.
fn cut_words(cut: u8, code: &[u8; 16]) {
    let language = WordLanguage::ALL[usize::from(cut & 1)];
    let written = recovery_code_to_words(&RecoveryCode::from_bytes(code), language);
    let words = written.split(' ').zip(0..);
    let typed: Vec<_> = words
        .map(|(word, number)| {
            let length = word
                .len()
                .min(4 + usize::from(cut.rotate_left(number) >> 1 & 3));
            word[..length].to_uppercase()
        })
        .collect();
    for separator in [" ", ", ", "\n"] {
        let (read, of) =
            recovery_code_from_words(&typed.join(separator)).expect("what was written can be read");
        assert_eq!((*read.to_bytes(), of), (*code, language));
    }
    reach("written");
}

/// Two bytes name a word each.
fn chosen_words(language: u8, places: &[u8]) {
    let language = WordLanguage::ALL[usize::from(language)];
    let places: Vec<u16> = places
        .chunks_exact(2)
        .take(20)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]) % 1024)
        .collect();
    let words = places.iter().map(|place| {
        let mut words = language.words();
        words.nth((*place).into()).expect("1024 words")
    });
    let words: Vec<_> = words.collect();
    let read = recovery_code_from_words(&words.join(" "));
    let read = read.map(|(code, _)| *code.to_bytes());
    if places.len() != 14 {
        let count = places.len();
        assert_eq!(read, Err(RecoveryWordsError::Count { count }));
        return;
    }
    let bits = places.iter().flat_map(|place| {
        let bit = move |i: u16| place >> (9 - i) & 1 == 1;
        (0..10).map(bit)
    });
    let mut bytes = [0_u8; 18];
    for (number, bit) in bits.enumerate() {
        bytes[number / 8] |= u8::from(bit) << (7 - number % 8);
    }
    let code: [u8; 16] = bytes[..16].try_into().expect("18 bytes");
    if with_check(&code) == bytes {
        reach("chosen");
        assert_eq!(read, Ok(code));
    } else {
        reach("wrong check");
        assert_eq!(read, Err(RecoveryWordsError::Checksum));
    }
}

/// 128 bits and twelve of the check, then four zeros.
fn with_check(code: &[u8; 16]) -> [u8; 18] {
    let check = labelled_hash(label::RECOVERY_CODE, &[code]);
    let bytes = [&code[..], &[check[0], check[1] & 0xf0]].concat();
    bytes.try_into().expect("18 bytes")
}

fn ten_bits(bytes: &[u8; 18], number: usize) -> [u8; 2] {
    let bits = (0..10).map(|bit| number * 10 + bit);
    let value = bits.fold(0_u16, |value, i| {
        value << 1 | u16::from(bytes[i / 8] >> (7 - i % 8) & 1)
    });
    value.to_be_bytes()
}

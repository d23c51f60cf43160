//! Recovery sheets: a recovery code parted among people, some of whom bring it back
//! (`spec/protocol.md#recovery-sheets`).
//!
//! The sharing itself is that of the crate `vsss-rs`: audited, constant-time, without tables.

use core::fmt;

use rand_core::CryptoRng;
use sealroll_core::RecoveryCode;
use sealroll_wire::{label, labelled_hash};
use vsss_rs::Gf256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// One sheet. Fewer than [`needed`](Self::needed) tell nothing about the code. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct RecoverySheet {
    set: [u8; 4],
    k: u8,
    n: u8,
    x: u8,
    share: [u8; 16],
}

impl RecoverySheet {
    /// Parts a code among `count` sheets, any `needed` of which bring it back.
    ///
    /// # Errors
    /// [`RecoverySheetError::Value`] unless 2 ≤ needed ≤ count ≤ 16.
    pub fn part<R: CryptoRng + ?Sized>(
        code: &RecoveryCode,
        needed: u8,
        count: u8,
        rng: &mut R,
    ) -> Result<Vec<Self>, RecoverySheetError> {
        if !(2..=count).contains(&needed) || count > MOST {
            return Err(RecoverySheetError::Value);
        }
        let mut set = [0; 4];
        rng.fill_bytes(&mut set);
        let secret = code.to_bytes();
        let (k, n) = (usize::from(needed), usize::from(count));
        let shares = Gf256::split_array(k, n, secret.as_slice(), rng);
        let mut shares = shares.map_err(|_| RecoverySheetError::Value)?;
        let sheets = shares.iter().map(|share| {
            let (x, share) = share.split_first()?;
            Some(Self {
                set,
                k: needed,
                n: count,
                x: *x,
                share: share.try_into().ok()?,
            })
        });
        let sheets: Option<Vec<Self>> = sheets.collect();
        shares.iter_mut().for_each(Zeroize::zeroize);
        Ok(sheets.expect("a share is a number and as many bytes as the code has"))
    }

    /// Reads what a person typed. Case, spaces and hyphens do not matter; O is 0, I and L are 1.
    ///
    /// # Errors
    /// [`RecoverySheetError`] (`spec/protocol.md#SHEET-1`).
    pub fn parse(text: &str) -> Result<Self, RecoverySheetError> {
        let characters = text.chars().filter(|it| !matches!(it, ' ' | '-'));
        let mut packed = Zeroizing::new([0_u8; PACKED]);
        let mut count = 0;
        for character in characters {
            let value = value(character).ok_or(RecoverySheetError::Character)?;
            if count == CHARACTERS {
                return Err(RecoverySheetError::Length);
            }
            put_five_bits(packed.as_mut_slice(), count, value);
            count += 1;
        }
        if count != CHARACTERS {
            return Err(RecoverySheetError::Length);
        }
        let check = check(&packed[..BODY]);
        if packed[BODY..BODY + 4] != check || packed[BODY + 4] != 0 {
            return Err(RecoverySheetError::Checksum);
        }
        let [version, set @ .., k, n, x] = *packed.first_chunk::<8>().expect("there are 29 bytes");
        if version != VERSION {
            return Err(RecoverySheetError::Version);
        }
        if !(2..=n).contains(&k) || n > MOST || !(1..=n).contains(&x) {
            return Err(RecoverySheetError::Value);
        }
        let mut share = [0; 16];
        share.copy_from_slice(&packed[8..BODY]);
        Ok(Self {
            set,
            k,
            n,
            x,
            share,
        })
    }

    /// Writes the sheet for a person: nine groups of five characters, joined by hyphens.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut packed = Zeroizing::new([0; PACKED]);
        packed[0] = VERSION;
        packed[1..5].copy_from_slice(&self.set);
        packed[5..8].copy_from_slice(&[self.k, self.n, self.x]);
        packed[8..BODY].copy_from_slice(&self.share);
        let check = check(&packed[..BODY]);
        packed[BODY..BODY + 4].copy_from_slice(&check);
        let mut text = Zeroizing::new(String::with_capacity(CHARACTERS + 8));
        for place in 0..CHARACTERS {
            if place != 0 && place % 5 == 0 {
                text.push('-');
            }
            let value = five_bits(packed.as_slice(), place);
            text.push(char::from(ALPHABET[usize::from(value)]));
        }
        text
    }

    /// Brings the code back (`spec/protocol.md#SHEET-2`).
    ///
    /// # Errors
    /// [`RecoverySheetError::Mixed`], [`RecoverySheetError::TooFew`]; without any sheet one is
    /// said to be missing.
    pub fn combine(sheets: &[Self]) -> Result<RecoveryCode, RecoverySheetError> {
        let first = sheets.first();
        let first = first.ok_or(RecoverySheetError::TooFew { missing: 1 })?;
        let mut different: Vec<&Self> = Vec::new();
        for sheet in sheets {
            if (sheet.set, sheet.k, sheet.n) != (first.set, first.k, first.n) {
                return Err(RecoverySheetError::Mixed);
            }
            match different.iter().find(|it| it.x == sheet.x) {
                Some(same) if same.share == sheet.share => {}
                Some(_) => return Err(RecoverySheetError::Mixed),
                None => different.push(sheet),
            }
        }
        let needed = usize::from(first.k);
        if let Some(missing) = needed.checked_sub(different.len()).filter(|it| *it > 0) {
            let missing = u8::try_from(missing).unwrap_or(MOST);
            return Err(RecoverySheetError::TooFew { missing });
        }
        different.sort_by_key(|sheet| sheet.x);
        let (used, further) = different.split_at(needed);
        let secret = interpolate(used)?;
        for sheet in further {
            // One more point leaves the value at 0 as it is only if it lies on the polynomial.
            let with = [used, &[*sheet]].concat();
            if *interpolate(&with)? != *secret {
                return Err(RecoverySheetError::Mixed);
            }
        }
        Ok(RecoveryCode::from_bytes(&secret))
    }

    /// How many sheets bring the code back, 2 to 16.
    #[must_use]
    pub const fn needed(&self) -> u8 {
        self.k
    }

    /// How many sheets were made together, 2 to 16.
    #[must_use]
    pub const fn count(&self) -> u8 {
        self.n
    }

    /// The number of this sheet, from 1.
    #[must_use]
    pub const fn number(&self) -> u8 {
        self.x
    }

    /// What sheets that were made together have in common.
    #[must_use]
    pub const fn set(&self) -> [u8; 4] {
        self.set
    }

    /// What the sheet gives, 16 bytes.
    #[must_use]
    pub fn share(&self) -> Zeroizing<[u8; 16]> {
        Zeroizing::new(self.share)
    }
}

impl fmt::Debug for RecoverySheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoverySheet(<redacted>)")
    }
}

/// Why sheets do not bring a code back. Nothing of them is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecoverySheetError {
    /// There are not 45 characters.
    Length,
    /// There is a character that is not used on sheets.
    Character,
    /// A character is mistyped.
    Checksum,
    /// The sheet was made by a newer version.
    Version,
    /// Numbers that no sheet has.
    Value,
    /// The sheets were not made together.
    Mixed,
    /// There are not enough sheets.
    TooFew {
        /// How many are missing, at least 1.
        missing: u8,
    },
}

impl RecoverySheetError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length | Self::Character => "bad-code",
            Self::Checksum => "bad-checksum",
            Self::Version => "unsupported-version",
            Self::Value => "bad-value",
            Self::Mixed => "mixed-sheets",
            Self::TooFew { .. } => "too-few-sheets",
        }
    }
}

impl fmt::Display for RecoverySheetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length => f.write_str("a recovery sheet has nine groups of five characters"),
            Self::Character => {
                f.write_str("the recovery sheet has a character that is not used on sheets")
            }
            Self::Checksum => f.write_str("the recovery sheet has a mistyped character"),
            Self::Version => f.write_str("the recovery sheet was made by a newer version"),
            Self::Value => {
                f.write_str("at least 2 and at most 16 sheets, no more needed than there are")
            }
            Self::Mixed => f.write_str("the recovery sheets were not made together"),
            Self::TooFew { missing } => write!(f, "{missing} recovery sheets are missing"),
        }
    }
}

impl core::error::Error for RecoverySheetError {}

/// The polynomials' value at 0.
fn interpolate(sheets: &[&RecoverySheet]) -> Result<Zeroizing<[u8; 16]>, RecoverySheetError> {
    let shares = sheets.iter().map(|sheet| {
        let mut share = Vec::with_capacity(17);
        share.push(sheet.x);
        share.extend_from_slice(&sheet.share);
        share
    });
    let mut shares: Vec<Vec<u8>> = shares.collect();
    let combined = Gf256::combine_array(&shares);
    shares.iter_mut().for_each(Zeroize::zeroize);
    let combined = Zeroizing::new(combined.map_err(|_| RecoverySheetError::Mixed)?);
    let mut secret = Zeroizing::new([0; 16]);
    secret.copy_from_slice(combined.get(..16).ok_or(RecoverySheetError::Mixed)?);
    Ok(secret)
}

fn check(body: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..] = labelled_hash(label::SHEET, &[body]);
    [a, b, c, d]
}

/// The number of a character, 0 to 31.
fn value(character: char) -> Option<u8> {
    let character = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let mut known = ALPHABET.iter();
    let place = known.position(|known| char::from(*known) == character)?;
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
const VERSION: u8 = 1;
const MOST: u8 = 16;
/// Bytes before the check.
const BODY: usize = 24;
/// 45 characters are 225 bits.
const CHARACTERS: usize = 45;
const PACKED: usize = 29;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        // covers: SHEET-1, SHEET-2
        #[test]
        fn any_k_of_n_sheets_bring_the_code_back_and_fewer_do_not(
            secret: [u8; 16],
            seed: u64,
            (n, k) in (2_u8..=16).prop_flat_map(|n| (Just(n), 2..=n)),
        ) {
            let mut rng = ChaCha20Rng::seed_from_u64(seed);
            let code = RecoveryCode::from_bytes(&secret);
            let made = RecoverySheet::part(&code, k, n, &mut rng).unwrap();
            let mut sheets: Vec<_> =
                made.iter().map(|it| RecoverySheet::parse(&it.to_text()).unwrap()).collect();
            // Another selection with each seed.
            sheets.rotate_left(usize::from(n) / 2 * (seed as usize & 1));
            sheets.truncate(usize::from(k));
            let back = RecoverySheet::combine(&sheets).unwrap();
            prop_assert_eq!(*back.to_bytes(), secret);
            sheets.pop();
            prop_assert_eq!(
                RecoverySheet::combine(&sheets).unwrap_err(),
                RecoverySheetError::TooFew { missing: 1 }
            );
            let others = RecoverySheet::part(&code, k, n, &mut rng).unwrap();
            sheets.extend(others.into_iter().next());
            prop_assert_eq!(
                RecoverySheet::combine(&sheets).unwrap_err(),
                RecoverySheetError::Mixed
            );
        }
    }

    #[test]
    fn sheet_1_one_mistyped_character_is_noticed() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let code = RecoveryCode::from_bytes(&[3; 16]);
        let sheets = RecoverySheet::part(&code, 2, 3, &mut rng).unwrap();
        let text = sheets[0].to_text();
        for (place, character) in text.char_indices().filter(|(_, it)| *it != '-') {
            let other = if character == '7' { "8" } else { "7" };
            let mut typed = text.as_str().to_owned();
            typed.replace_range(place..=place, other);
            let error = RecoverySheet::parse(&typed).unwrap_err();
            assert_eq!(error, RecoverySheetError::Checksum);
        }
        assert_eq!(format!("{:?}", sheets[0]), "RecoverySheet(<redacted>)");
    }
}

//! Sealing to an authority (`spec/protocol.md#disclosure`).

use alloc::vec::Vec;

use rand_core::CryptoRng;
use sealroll_wire::{AuthorityCard, AuthorityFingerprint, DecodeError, label};
use zeroize::Zeroizing;

use crate::error::HpkeError;
use crate::single_message;
use crate::x25519::X25519KeyPair;

/// Seals the content of a disclosure to an authority's key. Nobody else opens it, its sender
/// included.
///
/// # Errors
/// [`HpkeError::BadKey`] if the authority's key is of small order,
/// [`HpkeError::MessageLimit`] for a content that no cipher takes.
pub fn seal_disclosure<R: CryptoRng + ?Sized>(
    card: &AuthorityCard,
    content: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, HpkeError> {
    let fingerprint = card.fingerprint();
    single_message::seal(
        card.public_key(),
        label::DISCLOSURE,
        fingerprint.as_bytes(),
        content,
        rng,
    )
}

/// Opens a disclosure with the authority's key pair, whose card has this fingerprint.
///
/// # Errors
/// [`DisclosureError`] (`spec/protocol.md#DIS-2`).
pub fn open_disclosure(
    key_pair: &X25519KeyPair,
    fingerprint: &AuthorityFingerprint,
    disclosure: &[u8],
) -> Result<Zeroizing<Vec<u8>>, DisclosureError> {
    single_message::open(
        key_pair,
        label::DISCLOSURE,
        fingerprint.as_bytes(),
        disclosure,
    )?
    .ok_or(DisclosureError::OpenFailed)
}

/// Why a disclosure cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DisclosureError {
    /// It is not a disclosure.
    Malformed(DecodeError),
    /// It was not sealed to this key, or has been altered.
    OpenFailed,
}

impl DisclosureError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed(error) => error.code(),
            Self::OpenFailed => "open-failed",
        }
    }
}

impl core::fmt::Display for DisclosureError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "not a disclosure: {error}"),
            Self::OpenFailed => {
                f.write_str("the disclosure is not for this key, or has been altered")
            }
        }
    }
}

impl core::error::Error for DisclosureError {}

impl From<DecodeError> for DisclosureError {
    fn from(error: DecodeError) -> Self {
        Self::Malformed(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hpke::derive_key_pair;

    struct Counting(u8);

    impl rand_core::TryRng for Counting {
        type Error = core::convert::Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(7)
        }

        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(7)
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            self.0 += 1;
            bytes.fill(self.0);
            Ok(())
        }
    }

    impl rand_core::TryCryptoRng for Counting {}

    fn authority(seed: u8, name: &str) -> (X25519KeyPair, AuthorityCard) {
        let key_pair = derive_key_pair(&[seed; 32]);
        let card = AuthorityCard::new(*key_pair.public_key(), name).unwrap();
        (key_pair, card)
    }

    #[test]
    fn dis_2_only_the_authority_opens_what_was_sealed_to_its_card() {
        let (key_pair, card) = authority(1, "Health office");
        let sealed = seal_disclosure(&card, b"content", &mut Counting(0)).unwrap();
        let fingerprint = card.fingerprint();
        let opened = open_disclosure(&key_pair, &fingerprint, &sealed).unwrap();
        assert_eq!(opened.as_slice(), b"content");
        let (other_pair, _) = authority(2, "Health office");
        let (_, other_name) = authority(1, "Another office");
        let refused = Err(DisclosureError::OpenFailed);
        assert_eq!(open_disclosure(&other_pair, &fingerprint, &sealed), refused);
        let renamed = other_name.fingerprint();
        assert_eq!(open_disclosure(&key_pair, &renamed, &sealed), refused);
        for bit in 0..sealed.len() * 8 {
            let mut damaged = sealed.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(open_disclosure(&key_pair, &fingerprint, &damaged).is_err());
        }
        for length in 0..sealed.len() {
            assert!(open_disclosure(&key_pair, &fingerprint, &sealed[..length]).is_err());
        }
    }

    #[test]
    fn two_disclosures_share_no_key_even_with_one_random_stream() {
        let (_, card) = authority(1, "Health office");
        let one = seal_disclosure(&card, b"one", &mut Counting(0)).unwrap();
        let two = seal_disclosure(&card, b"two", &mut Counting(0)).unwrap();
        assert_ne!(one[3..35], two[3..35]);
    }
}

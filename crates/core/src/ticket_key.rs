//! The ticket key: an Ed25519 key made for one check-in, which signs its follow-ups.

use core::fmt;

use ed25519_dalek::{Signer, SigningKey};
use rand_core::CryptoRng;
use sealroll_wire::{Signature, SignatureError, VerifyingKey};
use zeroize::Zeroizing;

use crate::redacted::redacted_debug;

/// The public half of a ticket key, as it stands in a check-in.
///
/// Import checks what can be told from the bytes: a canonical encoding, not of small order. That
/// the point is on the curve is checked where one record is decoded, and otherwise when a
/// follow-up is verified (`spec/protocol.md#REC-4`): decompressing the key of every check-in
/// would cost a tenth of opening it, and a key that is no point verifies nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketPublicKey([u8; 32]);

impl TicketPublicKey {
    /// Imports a ticket key.
    ///
    /// # Errors
    /// [`TicketKeyError`] if the encoding is not canonical or names a point of small order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, TicketKeyError> {
        let mut y = *bytes;
        y[31] &= 0x7f;
        if is_below_prime(&y) && !SMALL_ORDER_Y.contains(&y) {
            Ok(Self(*bytes))
        } else {
            Err(TicketKeyError)
        }
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether the key is a point on the curve.
    #[must_use]
    pub fn is_on_curve(&self) -> bool {
        VerifyingKey::from_bytes(&self.0).is_ok()
    }

    /// Verifies a follow-up's signature.
    ///
    /// # Errors
    /// [`SignatureError`], also if the key is no point on the curve.
    pub(crate) fn verify(
        &self,
        message: &[u8],
        signature: &Signature,
    ) -> Result<(), SignatureError> {
        VerifyingKey::from_bytes(&self.0)
            .map_err(|_| SignatureError::BadSignature)?
            .verify(message, signature)
    }
}

/// Bytes are not a ticket key: not canonical, or of small order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TicketKeyError;

impl TicketKeyError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "bad-key"
    }
}

impl fmt::Display for TicketKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the ticket key is not canonical or of small order")
    }
}

impl core::error::Error for TicketKeyError {}

/// The secret half of a ticket key. Wiped when dropped.
pub struct TicketSecretKey(SigningKey);

impl TicketSecretKey {
    /// Draws a ticket key. It must not be derived from anything that two visits share
    /// (`spec/protocol.md#GST-2`), therefore nothing else makes one.
    pub fn generate<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut_slice());
        Self::from_seed(&seed)
    }

    /// Restores a ticket key that was saved.
    pub(crate) fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Exports the 32 bytes to save.
    pub(crate) fn to_seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> TicketPublicKey {
        TicketPublicKey(self.0.verifying_key().to_bytes())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message).to_bytes()
    }
}

redacted_debug!(TicketSecretKey);

/// Whether the little-endian number, its top bit clear, is less than 2^255 − 19.
fn is_below_prime(y: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = y;
    *high < 0x7f || middle.iter().any(|byte| *byte != 0xff) || *low < 0xed
}

/// The y coordinates of the eight points whose order divides the cofactor: orders 4, 1, 2, and
/// twice 8.
const SMALL_ORDER_Y: [[u8; 32]; 5] = [
    [0; 32],
    [
        1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0,
    ],
    [
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0x7f,
    ],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

use core::fmt;

use crate::{
    error::{KeyError, SignatureError},
    hex, limit,
};

/// The bytes of an Ed25519 signature, R then S.
pub type Signature = [u8; limit::SIGNATURE];

/// An Ed25519 public key that satisfies SIG-1 and SIG-2 (`spec/protocol.md#ed25519`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Length in bytes.
    pub const LENGTH: usize = 32;

    /// Takes the bytes of a public key.
    ///
    /// # Errors
    /// [`KeyError::BadKey`] if they are not the canonical encoding of a point on the curve, or
    /// the point is of small order: such a key would accept one signature for many messages.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::BadKey)?;
        let canonical = key.to_edwards().compress().to_bytes() == *bytes;
        if !canonical || key.is_weak() {
            return Err(KeyError::BadKey);
        }
        Ok(Self(key))
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// A copy of the bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Verifies a signature by the one rule of the protocol: S below the group order, R canonical
    /// and not of small order, and the equation without cofactor (SIG-3 to SIG-5).
    ///
    /// # Errors
    /// [`SignatureError::BadSignature`].
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignatureError> {
        if !is_below(&scalar_of(signature), &GROUP_ORDER) {
            return Err(SignatureError::BadSignature);
        }
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        // Strict verification refuses an R of small order, computes the one R that satisfies the
        // equation and compares encodings; a computed R is canonical, so R must be.
        self.0
            .verify_strict(message, &signature)
            .map_err(|_| SignatureError::BadSignature)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VerifyingKey({self})")
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(formatter, self.as_bytes())
    }
}

/// The bytes of an X25519 public key, checked to be canonical (`spec/protocol.md#DH-1`).
///
/// Whether a shared secret with it is all zeros shows only when it is used (DH-2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct X25519PublicKey([u8; 32]);

impl X25519PublicKey {
    /// Length in bytes.
    pub const LENGTH: usize = 32;

    /// Takes the bytes of a public key.
    ///
    /// # Errors
    /// [`KeyError::BadKey`] if the top bit is set or the value is 2^255 - 19 or more.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, KeyError> {
        // A value below the prime has a clear top bit.
        if !is_below(&bytes, &FIELD_PRIME) {
            return Err(KeyError::BadKey);
        }
        Ok(Self(bytes))
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A copy of the bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Debug for X25519PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("X25519PublicKey(")?;
        hex::write(formatter, &self.0)?;
        formatter.write_str(")")
    }
}

fn scalar_of(signature: &Signature) -> [u8; 32] {
    let mut scalar = [0; 32];
    scalar.copy_from_slice(&signature[32..]);
    scalar
}

/// Compares little-endian numbers. Everything compared here is public.
fn is_below(number: &[u8; 32], bound: &[u8; 32]) -> bool {
    for place in (0..32).rev() {
        if number[place] != bound[place] {
            return number[place] < bound[place];
        }
    }
    false
}

/// 2^255 - 19, little-endian.
const FIELD_PRIME: [u8; 32] = {
    let mut prime = [0xff; 32];
    prime[0] = 0xed;
    prime[31] = 0x7f;
    prime
};

/// L = 2^252 + 27742317777372353535851937790883648493, little-endian (RFC 8032 section 5.1).
const GROUP_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

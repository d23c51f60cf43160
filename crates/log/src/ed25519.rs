//! Ed25519 under the project's one rule (`spec/protocol.md#ed25519`).

use ed25519_dalek::Signature;

use crate::note_error::KeyError;

/// A public key that is canonical and not of small order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Reads a key strictly (`spec/protocol.md#SIG-1`, `spec/protocol.md#SIG-2`).
    ///
    /// # Errors
    /// [`KeyError::PublicKey`] if the bytes are no point, not canonical or of small order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key =
            ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::PublicKey)?;
        let canonical = key.to_edwards().compress().to_bytes() == *bytes;
        if canonical && !key.is_weak() {
            Ok(Self(key))
        } else {
            Err(KeyError::PublicKey)
        }
    }

    /// The 32 bytes of the key.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Whether the signature is good (`spec/protocol.md#SIG-3` to `spec/protocol.md#SIG-5`).
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0
            .verify_strict(message, &Signature::from_bytes(signature))
            .is_ok()
    }
}

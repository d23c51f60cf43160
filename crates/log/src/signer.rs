//! Whoever signs notes.

use ed25519_dalek::{Signer, SigningKey};

/// Holder of an Ed25519 key that signs notes: a key in memory, or a device that keeps it.
pub trait NoteSigner {
    /// The public key, 32 bytes of RFC 8032.
    fn public_key(&self) -> [u8; 32];

    /// Signs a message with Ed25519 (RFC 8032).
    fn sign_message(&self, message: &[u8]) -> [u8; 64];
}

impl NoteSigner for SigningKey {
    fn public_key(&self) -> [u8; 32] {
        self.verifying_key().to_bytes()
    }

    fn sign_message(&self, message: &[u8]) -> [u8; 64] {
        self.sign(message).to_bytes()
    }
}

impl<S: NoteSigner + ?Sized> NoteSigner for &S {
    fn public_key(&self) -> [u8; 32] {
        (**self).public_key()
    }

    fn sign_message(&self, message: &[u8]) -> [u8; 64] {
        (**self).sign_message(message)
    }
}

//! Ephemeral keys that survive a bad random generator (`spec/protocol.md#ENV-5`).

use rand_core::CryptoRng;
use sealroll_wire::{X25519PublicKey, label};
use sha2::{Digest, Sha256};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::hpke::derive_key_pair_towards;
use crate::kdf::Extractor;
use crate::redacted::redacted_debug;
use crate::x25519::X25519KeyPair;

/// 32 secret random bytes of a guest's device, drawn once, mixed into every ephemeral key. With
/// them two envelopes differ in their keys even if the random generator repeats itself. Wiped
/// when dropped.
#[derive(ZeroizeOnDrop)]
pub struct DeviceSecret([u8; 32]);

impl DeviceSecret {
    /// Draws a device secret.
    pub fn generate<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut secret = Self([0; 32]);
        rng.fill_bytes(&mut secret.0);
        secret
    }

    /// Restores a device secret that was saved.
    #[must_use]
    pub const fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    /// Exports the 32 bytes to save them on the device.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }
}

redacted_debug!(DeviceSecret);

/// The keying material of the ephemeral key pair for one envelope (`spec/protocol.md#ENV-5`).
/// `random` is drawn for this one envelope.
///
/// ```text
/// ikmE = HKDF-Extract(label("ephemeral"), random[32] ‖ device_secret[32] ‖ SHA-256(Header ‖ content))
/// ```
#[must_use]
pub fn hedged_ikm(
    random: &[u8; 32],
    device_secret: &DeviceSecret,
    header: &[u8],
    content: &[u8],
) -> Zeroizing<[u8; 32]> {
    let mut content_hash = Sha256::new();
    content_hash.update(header);
    content_hash.update(content);
    let mut content = Zeroizing::new([0; 3 * 32]);
    let content_hash = content_hash.finalize();
    let parts = [random, &device_secret.0, content_hash.as_ref()];
    for (place, part) in content.chunks_exact_mut(32).zip(parts) {
        place.copy_from_slice(part);
    }
    Extractor::new(label::EPHEMERAL).finish_bytes(content.as_slice())
}

/// The ephemeral key pair for one envelope to `recipient`: `DeriveKeyPair(ikmE)`.
pub(crate) fn hedged_key_pair(
    recipient: &X25519PublicKey,
    random: &[u8; 32],
    device_secret: &DeviceSecret,
    header: &[u8],
    content: &[u8],
) -> X25519KeyPair {
    let ikm = hedged_ikm(random, device_secret, header, content);
    derive_key_pair_towards(ikm.as_slice(), recipient)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public_key(random: u8, device: u8, header: u8, content: u8) -> [u8; 32] {
        let device_secret = DeviceSecret::from_bytes(&[device; 32]);
        let recipient = X25519PublicKey::from_bytes([9; 32]).unwrap();
        let (header, content) = ([header; 55], [content; 9]);
        let pair = hedged_key_pair(&recipient, &[random; 32], &device_secret, &header, &content);
        pair.public_key().to_bytes()
    }

    #[test]
    fn each_input_alone_changes_the_key() {
        let base = public_key(1, 2, 3, 4);
        assert_eq!(public_key(1, 2, 3, 4), base);
        assert_ne!(public_key(9, 2, 3, 4), base);
        assert_ne!(public_key(1, 9, 3, 4), base);
        assert_ne!(public_key(1, 2, 9, 4), base);
        assert_ne!(public_key(1, 2, 3, 9), base);
    }
}

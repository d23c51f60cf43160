//! What both sides seal and open: the sizes and the mode of a real envelope.

use rand_chacha::ChaCha12Rng;
use rand_core::{Rng, SeedableRng};

use sealroll_core::hpke::{Mode, derive_key_pair};
use sealroll_core::{X25519KeyPair, X25519PublicKey};

/// Inputs of one comparison.
pub(crate) struct Material {
    /// The recipient's keying material; each side derives its own form of the key from it.
    pub(crate) ikm: [u8; 32],
    pub(crate) info: Vec<u8>,
    pub(crate) psk: [u8; 32],
    pub(crate) psk_id: [u8; 32],
    pub(crate) plaintext: Vec<u8>,
}

impl Material {
    /// The default bucket under a header's worth of `info`.
    pub(crate) fn new() -> Self {
        let mut rng = random();
        let mut bytes = |length| {
            let mut bytes = vec![0; length];
            rng.fill_bytes(&mut bytes);
            bytes
        };
        let array = |bytes: Vec<u8>| {
            let mut array = [0; 32];
            array.copy_from_slice(&bytes);
            array
        };
        Self {
            ikm: array(bytes(32)),
            info: bytes(INFO),
            psk: array(bytes(32)),
            psk_id: array(bytes(32)),
            plaintext: bytes(BUCKET),
        }
    }

    /// The recipient's key pair in our form.
    pub(crate) fn key_pair(&self) -> X25519KeyPair {
        derive_key_pair(&self.ikm)
    }

    /// The recipient's public key in our form.
    pub(crate) fn public_key(&self) -> X25519PublicKey {
        *self.key_pair().public_key()
    }

    /// The mode of every envelope.
    pub(crate) fn mode(&self) -> Mode<'_> {
        Mode::Psk {
            psk: &self.psk,
            psk_id: &self.psk_id,
        }
    }
}

/// The generator that both sides draw from: cheap, so that it does not blur the comparison.
pub(crate) fn random() -> ChaCha12Rng {
    ChaCha12Rng::seed_from_u64(20_261_121)
}

/// `spec/protocol.md#envelope`: the label of records, then a header.
const INFO: usize = 19 + 55;
/// The default of `spec/protocol.md#descriptor`.
const BUCKET: usize = 512;

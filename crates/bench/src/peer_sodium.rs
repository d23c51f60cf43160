//! libsodium's sealed boxes: the same job without context, PSK and key schedule.

use libsodium_rs::crypto_box::{self, KeyPair};

use crate::error::BenchError;
use crate::material::Material;

/// A recipient of libsodium.
pub(crate) struct PeerSodium {
    key_pair: KeyPair,
    plaintext: Vec<u8>,
}

impl PeerSodium {
    pub(crate) fn new(material: &Material) -> Result<Self, BenchError> {
        libsodium_rs::ensure_init().map_err(|_| BenchError::Peer("starting libsodium"))?;
        let key_pair = KeyPair::generate();
        Ok(Self {
            key_pair,
            plaintext: material.plaintext.clone(),
        })
    }

    /// `crypto_box_seal`.
    pub(crate) fn seal(&self) -> Result<Vec<u8>, BenchError> {
        crypto_box::seal_box(&self.plaintext, &self.key_pair.public_key)
            .map_err(|_| BenchError::Peer("sealing a box"))
    }

    /// `crypto_box_seal_open`.
    pub(crate) fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, BenchError> {
        let KeyPair {
            public_key,
            secret_key,
        } = &self.key_pair;
        crypto_box::open_sealed_box(sealed, public_key, secret_key)
            .map_err(|_| BenchError::Peer("opening a box"))
    }

    /// libsodium's version.
    pub(crate) fn version() -> String {
        libsodium_rs::version::version_string().to_owned()
    }
}

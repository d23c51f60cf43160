use alloc::{string::String, vec::Vec};

use crate::{
    codec::{Reader, Writer},
    digest::labelled_hash,
    error::DecodeError,
    id::AuthorityFingerprint,
    key::X25519PublicKey,
    label,
};

/// What an authority hands to owners, so that they can disclose records to it
/// (`spec/protocol.md#authority-card`).
///
/// Nothing vouches for it but its words: show name and words, and let people compare them over
/// another channel, before anything is disclosed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityCard {
    bytes: Vec<u8>,
    public_key: X25519PublicKey,
    name: String,
}

impl AuthorityCard {
    /// Length of the longest card in bytes.
    pub const MAX_LENGTH: usize = 1 + 32 + 1 + MAX_NAME;

    /// Makes a card. The name is plain text of 1 to 120 bytes.
    ///
    /// # Errors
    /// [`DecodeError::Limit`], [`DecodeError::BadText`] for the name.
    pub fn new(public_key: X25519PublicKey, name: &str) -> Result<Self, DecodeError> {
        let mut writer = Writer::new();
        writer
            .u8(VERSION)
            .bytes(&public_key.to_bytes())
            .str8(name, 1..=MAX_NAME)?;
        Self::from_bytes(&writer.into_bytes())
    }

    /// Reads a card.
    ///
    /// # Errors
    /// Any [`DecodeError`] of its parts (`spec/protocol.md#CARD-1`).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let public_key = X25519PublicKey::from_bytes(*reader.chunk()?)?;
        let name = reader.str8(1..=MAX_NAME)?.into();
        reader.finish()?;
        Ok(Self {
            bytes: bytes.to_vec(),
            public_key,
            name,
        })
    }

    /// The bytes received or made.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The key that disclosures are sealed to.
    #[must_use]
    pub const fn public_key(&self) -> &X25519PublicKey {
        &self.public_key
    }

    /// Who the authority says that it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The hash of the card, which has words.
    #[must_use]
    pub fn fingerprint(&self) -> AuthorityFingerprint {
        AuthorityFingerprint::from_bytes(labelled_hash(label::AUTHORITY, &[&self.bytes]))
    }
}

const VERSION: u8 = 1;
const MAX_NAME: usize = 120;

use alloc::{string::String, vec::Vec};

use crate::{
    codec::{Reader, Writer},
    digest::labelled_hash,
    error::DecodeError,
    id::DeviceFingerprint,
    key::{VerifyingKey, X25519PublicKey},
    label,
};

/// What a device hands to an owner, so that it can be granted something
/// (`spec/protocol.md#device-card`).
///
/// Nothing vouches for it but its words: show name and words, and let people compare them over
/// another channel, before anything is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCard {
    bytes: Vec<u8>,
    keys: DeviceKeys,
    name: String,
}

/// The public keys of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceKeys {
    /// What grants are sealed to.
    pub hpke: X25519PublicKey,
    /// What its requests are signed by.
    pub http: VerifyingKey,
    /// What its instructions are signed by.
    pub instruction: VerifyingKey,
}

impl DeviceCard {
    /// Length of the longest card in bytes.
    pub const MAX_LENGTH: usize = 1 + 3 * 32 + 1 + MAX_NAME;

    /// Makes a card. The name is plain text of 1 to 120 bytes.
    ///
    /// # Errors
    /// [`DecodeError::Limit`], [`DecodeError::BadText`] for the name;
    /// [`DecodeError::BadKey`] if one key has two uses.
    pub fn new(keys: &DeviceKeys, name: &str) -> Result<Self, DecodeError> {
        let mut writer = Writer::new();
        writer
            .u8(VERSION)
            .bytes(&keys.hpke.to_bytes())
            .bytes(keys.http.as_bytes())
            .bytes(keys.instruction.as_bytes())
            .str8(name, 1..=MAX_NAME)?;
        Self::from_bytes(&writer.into_bytes())
    }

    /// Reads a card.
    ///
    /// # Errors
    /// Any [`DecodeError`] of its parts (`spec/protocol.md#DEV-1`).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let keys = DeviceKeys {
            hpke: X25519PublicKey::from_bytes(reader.array()?)?,
            http: VerifyingKey::from_bytes(&reader.array()?)?,
            instruction: VerifyingKey::from_bytes(&reader.array()?)?,
        };
        if keys.http == keys.instruction {
            return Err(DecodeError::BadKey);
        }
        let name = reader.str8(1..=MAX_NAME)?.into();
        reader.finish()?;
        Ok(Self {
            bytes: bytes.to_vec(),
            keys,
            name,
        })
    }

    /// The bytes received or made.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its keys.
    #[must_use]
    pub const fn keys(&self) -> &DeviceKeys {
        &self.keys
    }

    /// What its holder calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The hash of the card, which has words.
    #[must_use]
    pub fn fingerprint(&self) -> DeviceFingerprint {
        DeviceFingerprint::from_bytes(labelled_hash(label::DEVICE, &[&self.bytes]))
    }
}

const VERSION: u8 = 1;
const MAX_NAME: usize = 120;

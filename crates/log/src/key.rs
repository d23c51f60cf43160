//! Public keys with their names: who may sign what.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use sealroll_wire::{VerifyingKey, hash_of};

use crate::base64;
use crate::limit::MAX_VERIFIER_KEY_LENGTH;
use crate::name::KeyName;
use crate::note_error::KeyError;

/// A key that signs the text of notes: signature type `0x01` (C2SP signed-note).
pub type NoteKey = NamedKey<0x01>;

/// A witness's key: signature type `0x04`, cosignature/v1 (C2SP tlog-cosignature).
pub type CosignerKey = NamedKey<0x04>;

/// An Ed25519 public key under a name, for one type of signature.
///
/// The type is part of the Rust type, so that a witness's key cannot be used as a log's.
/// Name and key id select signature lines; neither is a secret or a strong hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedKey<const TYPE: u8> {
    name: KeyName,
    key: VerifyingKey,
    id: u32,
}

impl<const TYPE: u8> NamedKey<TYPE> {
    /// Binds a public key to a name.
    #[must_use]
    pub fn new(name: KeyName, key: VerifyingKey) -> Self {
        let id = key_id(&name, TYPE, &key.to_bytes());
        Self { name, key, id }
    }

    /// Reads a verifier key: `<name>+<hex key id>+<base64 of type and public key>`.
    ///
    /// # Errors
    /// [`KeyError`] if a part is missing or not canonical, the type is another one, the public
    /// key is refused or the key id does not belong to it.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.len() > MAX_VERIFIER_KEY_LENGTH {
            return Err(KeyError::TooLong);
        }
        let (name, rest) = text.split_once('+').ok_or(KeyError::Format)?;
        let (id, key) = rest.split_once('+').ok_or(KeyError::Format)?;
        let name = KeyName::new(name).map_err(KeyError::Name)?;
        let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if id.len() != 8 || !id.bytes().all(lower_hex) {
            return Err(KeyError::Format);
        }
        let id = u32::from_str_radix(id, 16).map_err(|_| KeyError::Format)?;
        let key = base64::decode(key).ok_or(KeyError::Format)?;
        let (signature_type, key) = key.split_first().ok_or(KeyError::Format)?;
        if *signature_type != TYPE {
            return Err(KeyError::SignatureType);
        }
        let key = key.try_into().map_err(|_| KeyError::PublicKey)?;
        let key = VerifyingKey::from_bytes(key).map_err(|_| KeyError::PublicKey)?;
        let key = Self::new(name, key);
        if key.id == id {
            Ok(key)
        } else {
            Err(KeyError::KeyId)
        }
    }

    /// Name of the key; for a log's key the origin of the log.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The public key.
    #[must_use]
    pub const fn verifying_key(&self) -> &VerifyingKey {
        &self.key
    }

    /// The id that signature lines carry beside the name.
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// Whether a signature line with this name and id claims to be of this key.
    pub(crate) fn matches(&self, name: &str, id: u32) -> bool {
        self.id == id && self.name.as_str() == name
    }
}

impl<const TYPE: u8> fmt::Display for NamedKey<TYPE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = Vec::from([TYPE]);
        key.extend_from_slice(&self.key.to_bytes());
        let key: String = base64::encode(&key);
        write!(f, "{}+{:08x}+{key}", self.name, self.id)
    }
}

/// The first four bytes of SHA-256(name ‖ newline ‖ type ‖ public key).
pub(crate) fn key_id(name: &KeyName, signature_type: u8, key: &[u8; 32]) -> u32 {
    let [a, b, c, d, ..] = hash_of(name.as_str().as_bytes(), &[&[b'\n', signature_type], key]);
    u32::from_be_bytes([a, b, c, d])
}

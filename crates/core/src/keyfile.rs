//! Key files: secrets of an owner, sealed under a recovery code or passphrase
//! (`spec/protocol.md#key-file`).

use alloc::boxed::Box;
use alloc::vec::Vec;

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use rand_core::CryptoRng;
use sealroll_wire::{DecodeError, Reader, label};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::argon2_cost::Argon2Cost;
use crate::error::KeyFileError;
use crate::keyfile_content::{DecryptionKeys, IdentityKeys};
use crate::keyfile_secret::{KeyFileSecret, SecretKind};
use crate::redacted::redacted_debug;

/// A key file as it was read: a checked header and a ciphertext.
///
/// ```text
/// u8 version = 1 | u8 kind | u8 secret | u32 m_kib | u32 t | u8 p | [16] salt | [32] commitment | ciphertext
/// ```
#[derive(Clone, Copy, Debug)]
pub struct KeyFile<'a> {
    kind: KeyFileKind,
    secret: SecretKind,
    cost: Argon2Cost,
    header: &'a [u8; HEADER],
    commitment: &'a [u8; 32],
    ciphertext: &'a [u8],
}

impl<'a> KeyFile<'a> {
    /// The longest key file, in bytes.
    pub const MAX_LENGTH: usize = MAX_CONTENT + OVERHEAD;

    /// Reads the header. Nothing is derived yet.
    ///
    /// # Errors
    /// [`KeyFileError::Malformed`] with the reason (`spec/protocol.md#KF-1`).
    pub fn parse(bytes: &'a [u8]) -> Result<Self, KeyFileError> {
        if bytes.len() > Self::MAX_LENGTH {
            return Err(DecodeError::Limit.into());
        }
        Reader::new(bytes).version(VERSION)?;
        let (header, rest) = bytes.split_first_chunk().ok_or(DecodeError::Truncated)?;
        let (commitment, ciphertext) = rest.split_first_chunk().ok_or(DecodeError::Truncated)?;
        if ciphertext.len() < TAG {
            return Err(DecodeError::Truncated.into());
        }
        let mut reader = Reader::new(header);
        reader.version(VERSION)?;
        let kind = KeyFileKind::from_byte(reader.u8()?)?;
        let secret = SecretKind::from_byte(reader.u8()?)?;
        let cost = Argon2Cost::new(reader.u32()?, reader.u32()?, reader.u8()?)?;
        Ok(Self {
            kind,
            secret,
            cost,
            header,
            commitment,
            ciphertext,
        })
    }

    /// What is sealed in the file, as its header says.
    #[must_use]
    pub fn kind(&self) -> KeyFileKind {
        self.kind
    }

    /// What opens the file.
    #[must_use]
    pub fn secret_kind(&self) -> SecretKind {
        self.secret
    }

    /// What opening the file costs.
    #[must_use]
    pub fn cost(&self) -> Argon2Cost {
        self.cost
    }

    /// Opens the file. This runs Argon2id and takes the memory and time that the header asks for.
    ///
    /// # Errors
    /// [`KeyFileError::OpenFailed`] for a wrong secret, one of the other kind, or an altered
    /// file (`spec/protocol.md#KF-2`); [`KeyFileError::Memory`],
    /// [`KeyFileError::PassphraseLength`]; [`KeyFileError::Malformed`] if what was sealed is not
    /// of the file's kind.
    pub fn open(&self, secret: KeyFileSecret<'_>) -> Result<KeyFileContent, KeyFileError> {
        if secret.kind() != self.secret {
            return Err(KeyFileError::OpenFailed);
        }
        let keys = Keys::derive(secret, self.cost, self.header)?;
        if !bool::from(keys.commitment().ct_eq(self.commitment)) {
            return Err(KeyFileError::OpenFailed);
        }
        let (ciphertext, tag) = self
            .ciphertext
            .split_last_chunk::<TAG>()
            .ok_or(KeyFileError::OpenFailed)?;
        let mut text = Zeroizing::new(ciphertext.to_vec());
        let aad = [self.header.as_slice(), self.commitment].concat();
        ChaCha20Poly1305::new(keys.key().into())
            .decrypt_inout_detached(
                keys.nonce().into(),
                &aad,
                text.as_mut_slice().into(),
                tag.into(),
            )
            .map_err(|_| KeyFileError::OpenFailed)?;
        Ok(match self.kind {
            KeyFileKind::Identity => {
                KeyFileContent::Identity(Box::new(IdentityKeys::from_bytes(&text)?))
            }
            KeyFileKind::Decryption => {
                KeyFileContent::Decryption(DecryptionKeys::from_bytes(&text)?)
            }
            KeyFileKind::Device => KeyFileContent::Device(text),
        })
    }
}

/// What a key file holds.
pub enum KeyFileContent {
    /// The root of a list, saved once.
    Identity(Box<IdentityKeys>),
    /// Frontiers, saved anew after every puncture.
    Decryption(DecryptionKeys),
    /// Keys of one device, in the application's own encoding.
    Device(Zeroizing<Vec<u8>>),
}

impl KeyFileContent {
    /// Seals the content. Draws a salt of 16 bytes; the rest follows from it.
    ///
    /// # Errors
    /// [`KeyFileError::Malformed`] for content above 1 MiB, [`KeyFileError::PassphraseLength`],
    /// [`KeyFileError::Memory`].
    pub fn seal<R: CryptoRng + ?Sized>(
        &self,
        secret: KeyFileSecret<'_>,
        cost: Argon2Cost,
        rng: &mut R,
    ) -> Result<Vec<u8>, KeyFileError> {
        let content = match self {
            Self::Identity(keys) => keys.to_bytes(),
            Self::Decryption(keys) => keys.to_bytes()?,
            Self::Device(bytes) => bytes.clone(),
        };
        if content.len() > MAX_CONTENT {
            return Err(DecodeError::Limit.into());
        }
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        let header = header(self.kind(), secret.kind(), cost, &salt);
        let keys = Keys::derive(secret, cost, &header)?;

        // Room for everything at once: growing would leave the content behind unwiped.
        let mut file = Vec::with_capacity(OVERHEAD + content.len());
        file.extend_from_slice(&header);
        file.extend_from_slice(keys.commitment());
        let aad = file.clone();
        file.extend_from_slice(&content);
        let text = &mut file[aad.len()..];
        let tag = ChaCha20Poly1305::new(keys.key().into())
            .encrypt_inout_detached(keys.nonce().into(), &aad, text.into())
            .expect("a mebibyte is within the cipher's limit");
        file.extend_from_slice(&tag);
        Ok(file)
    }

    /// The kind that the header will say.
    #[must_use]
    pub fn kind(&self) -> KeyFileKind {
        match self {
            Self::Identity(_) => KeyFileKind::Identity,
            Self::Decryption(_) => KeyFileKind::Decryption,
            Self::Device(_) => KeyFileKind::Device,
        }
    }
}

redacted_debug!(KeyFileContent);

/// What is sealed in a key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFileKind {
    /// The root of a list.
    Identity,
    /// Frontiers.
    Decryption,
    /// Keys of one device.
    Device,
}

impl KeyFileKind {
    fn from_byte(byte: u8) -> Result<Self, DecodeError> {
        match byte {
            1 => Ok(Self::Identity),
            2 => Ok(Self::Decryption),
            3 => Ok(Self::Device),
            _ => Err(DecodeError::BadValue),
        }
    }

    fn to_byte(self) -> u8 {
        match self {
            Self::Identity => 1,
            Self::Decryption => 2,
            Self::Device => 3,
        }
    }
}

/// Key, nonce and commitment of one file.
struct Keys(Zeroizing<[u8; 76]>);

impl Keys {
    /// ```text
    /// prk = Argon2id(version 0x13, password = secret bytes, salt, m_kib, t, p, 32)
    /// key[32] ‖ nonce[12] ‖ commitment[32] = HKDF-Expand(prk, label("keyfile") ‖ header, 76)
    /// ```
    fn derive(
        secret: KeyFileSecret<'_>,
        cost: Argon2Cost,
        header: &[u8; HEADER],
    ) -> Result<Self, KeyFileError> {
        let prk = cost.derive(secret.bytes()?, &header[HEADER - SALT..])?;
        let mut keys = Self(Zeroizing::new([0; 76]));
        prk.expand(&[label::KEYFILE, header], keys.0.as_mut_slice());
        Ok(keys)
    }

    fn key(&self) -> &[u8; 32] {
        self.part(0)
    }

    fn nonce(&self) -> &[u8; 12] {
        self.part(32)
    }

    fn commitment(&self) -> &[u8; 32] {
        self.part(44)
    }

    fn part<const N: usize>(&self, start: usize) -> &[u8; N] {
        self.0[start..]
            .first_chunk()
            .expect("the parts are within the 76 bytes")
    }
}

fn header(
    kind: KeyFileKind,
    secret: SecretKind,
    cost: Argon2Cost,
    salt: &[u8; SALT],
) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..3].copy_from_slice(&[VERSION, kind.to_byte(), secret.to_byte()]);
    header[3..7].copy_from_slice(&cost.m_kib().to_be_bytes());
    header[7..11].copy_from_slice(&cost.t().to_be_bytes());
    header[11] = cost.p();
    header[12..].copy_from_slice(salt);
    header
}

const VERSION: u8 = 1;
const SALT: usize = 16;
const HEADER: usize = 12 + SALT;
const TAG: usize = 16;
const OVERHEAD: usize = HEADER + 32 + TAG;
const MAX_CONTENT: usize = 1 << 20;

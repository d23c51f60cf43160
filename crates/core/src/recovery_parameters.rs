//! How the recovery key is derived from what a person keeps (`spec/protocol.md#recovery-blob`).

use rand_core::CryptoRng;
use sealroll_wire::{DecodeError, Reader, label};
use zeroize::Zeroizing;

use crate::argon2_cost::Argon2Cost;
use crate::error::KeyFileError;
use crate::hpke::derive_key_pair;
use crate::keyfile_secret::{KeyFileSecret, SecretKind};
use crate::x25519::X25519KeyPair;

/// Kind of secret, cost and salt: public, drawn once when the recovery code is made, and kept by
/// the owner's devices together with the recovery public key. Every blob begins with them.
///
/// ```text
/// parameters = u8 version = 1 | u8 kind = 4 | u8 secret | u32 m_kib | u32 t | u8 p | [16] salt
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecoveryParameters {
    secret: SecretKind,
    cost: Argon2Cost,
    bytes: [u8; RecoveryParameters::LENGTH],
}

impl RecoveryParameters {
    /// Their length in bytes.
    pub const LENGTH: usize = 28;

    /// Draws a salt of 16 bytes.
    pub fn generate<R: CryptoRng + ?Sized>(
        secret: SecretKind,
        cost: Argon2Cost,
        rng: &mut R,
    ) -> Self {
        let mut bytes = [0; Self::LENGTH];
        bytes[..3].copy_from_slice(&[VERSION, KIND, secret.to_byte()]);
        bytes[3..7].copy_from_slice(&cost.m_kib().to_be_bytes());
        bytes[7..11].copy_from_slice(&cost.t().to_be_bytes());
        bytes[11] = cost.p();
        rng.fill_bytes(&mut bytes[12..]);
        Self {
            secret,
            cost,
            bytes,
        }
    }

    /// Reads parameters. Nothing is derived yet.
    ///
    /// # Errors
    /// [`DecodeError::UnsupportedVersion`], [`DecodeError::BadValue`]
    /// (`spec/protocol.md#BLOB-1`).
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        if reader.u8()? != KIND {
            return Err(DecodeError::BadValue);
        }
        let secret = SecretKind::from_byte(reader.u8()?)?;
        let cost = Argon2Cost::new(reader.u32()?, reader.u32()?, reader.u8()?)?;
        Ok(Self {
            secret,
            cost,
            bytes: *bytes,
        })
    }

    /// The 28 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.bytes
    }

    /// Whether a code or a passphrase opens.
    #[must_use]
    pub const fn secret_kind(&self) -> SecretKind {
        self.secret
    }

    /// What deriving the key costs.
    #[must_use]
    pub const fn cost(&self) -> Argon2Cost {
        self.cost
    }

    /// Derives the recovery key pair. This runs Argon2id. Owners keep the public half alone.
    ///
    /// ```text
    /// prk = Argon2id(version 0x13, password = secret bytes, salt, m_kib, t, p, 32)
    /// ikm = HKDF-Expand(prk, label("recovery-key") ‖ parameters, 32)
    /// recovery key pair = DeriveKeyPair(ikm)
    /// ```
    ///
    /// # Errors
    /// [`KeyFileError::OpenFailed`] for a secret of the other kind, [`KeyFileError::Memory`],
    /// [`KeyFileError::PassphraseLength`].
    pub fn key_pair(&self, secret: KeyFileSecret<'_>) -> Result<X25519KeyPair, KeyFileError> {
        if secret.kind() != self.secret {
            return Err(KeyFileError::OpenFailed);
        }
        let prk = self.cost.derive(secret.bytes()?, &self.bytes[12..])?;
        let mut ikm = Zeroizing::new([0; 32]);
        prk.expand(&[label::RECOVERY_KEY, &self.bytes], ikm.as_mut_slice());
        Ok(derive_key_pair(ikm.as_slice()))
    }
}

const VERSION: u8 = 1;
/// Told apart from the kinds of key files.
const KIND: u8 = 4;

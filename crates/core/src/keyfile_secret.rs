//! What an owner opens key files with.

use core::fmt;

use sealroll_wire::DecodeError;

use crate::error::KeyFileError;
use crate::recovery::RecoveryCode;

/// What opens a key file.
#[derive(Clone, Copy)]
pub enum KeyFileSecret<'a> {
    /// A recovery code.
    RecoveryCode(&'a RecoveryCode),
    /// A passphrase of 1 to 1024 bytes, taken as it is.
    Passphrase(&'a str),
}

impl<'a> KeyFileSecret<'a> {
    /// Which of the two it is.
    #[must_use]
    pub fn kind(self) -> SecretKind {
        match self {
            Self::RecoveryCode(_) => SecretKind::RecoveryCode,
            Self::Passphrase(_) => SecretKind::Passphrase,
        }
    }

    pub(crate) fn bytes(self) -> Result<&'a [u8], KeyFileError> {
        match self {
            Self::RecoveryCode(code) => Ok(code.as_bytes()),
            Self::Passphrase(text) if (1..=MAX_PASSPHRASE).contains(&text.len()) => {
                Ok(text.as_bytes())
            }
            Self::Passphrase(_) => Err(KeyFileError::PassphraseLength),
        }
    }
}

impl fmt::Debug for KeyFileSecret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyFileSecret(<redacted>)")
    }
}

/// Which kind of secret opens a key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// A recovery code.
    RecoveryCode,
    /// A passphrase.
    Passphrase,
}

impl SecretKind {
    pub(crate) fn from_byte(byte: u8) -> Result<Self, DecodeError> {
        match byte {
            1 => Ok(Self::RecoveryCode),
            2 => Ok(Self::Passphrase),
            _ => Err(DecodeError::BadValue),
        }
    }

    pub(crate) fn to_byte(self) -> u8 {
        match self {
            Self::RecoveryCode => 1,
            Self::Passphrase => 2,
        }
    }
}

const MAX_PASSPHRASE: usize = 1024;

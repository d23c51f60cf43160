//! What people type to open a key file.

use sealroll::{Argon2Cost, KeyFileSecret, RecoveryCode};
use zeroize::Zeroizing;

use crate::failure::SealrollError;
use crate::random::random;
use crate::redacted::redacted;

/// What a person types to open a key file. These are the only secrets that are texts, because
/// people type them; the languages cannot wipe texts.
#[derive(uniffi::Enum)]
#[uniffi::export(Display)]
pub enum FileSecret {
    /// A recovery code, as `new_recovery_code` draws it.
    RecoveryCode {
        /// As typed.
        text: String,
    },
    /// A passphrase.
    Passphrase {
        /// As typed.
        text: String,
    },
}

redacted!(FileSecret);

/// How much memory and time opening a key file takes (Argon2id).
#[derive(Clone, Copy, Debug, uniffi::Record)]
pub struct FileCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    #[uniffi(default = 1)]
    pub lanes: u8,
}

/// Draws a recovery code, to be written down by a person.
#[uniffi::export]
pub fn new_recovery_code() -> Result<String, SealrollError> {
    let code = RecoveryCode::generate(&mut random()?);
    Ok(code.to_text().as_str().to_owned())
}

/// Checks a recovery code that was typed and returns it in its usual spelling. Throws `bad-code`
/// and, for a mistyped character, `bad-checksum`.
#[uniffi::export]
pub fn check_recovery_code(text: String) -> Result<String, SealrollError> {
    let text = Zeroizing::new(text);
    Ok(RecoveryCode::parse(&text)?.to_text().as_str().to_owned())
}

/// A secret in buffers that are wiped.
pub(crate) enum TypedSecret {
    RecoveryCode(RecoveryCode),
    Passphrase(Zeroizing<String>),
}

impl TypedSecret {
    pub(crate) fn read(secret: FileSecret) -> Result<Self, SealrollError> {
        match secret {
            FileSecret::RecoveryCode { text } => {
                let text = Zeroizing::new(text);
                Ok(Self::RecoveryCode(RecoveryCode::parse(&text)?))
            }
            FileSecret::Passphrase { text } => Ok(Self::Passphrase(Zeroizing::new(text))),
        }
    }

    pub(crate) fn as_secret(&self) -> KeyFileSecret<'_> {
        match self {
            Self::RecoveryCode(code) => KeyFileSecret::RecoveryCode(code),
            Self::Passphrase(passphrase) => KeyFileSecret::Passphrase(passphrase),
        }
    }
}

/// The cost asked for, or 64 MiB and three passes: what RFC 9106 recommends where memory is short.
pub(crate) fn cost(cost: Option<FileCost>) -> Result<Argon2Cost, SealrollError> {
    let FileCost {
        memory_kib,
        passes,
        lanes,
    } = cost.unwrap_or(FileCost {
        memory_kib: 65_536,
        passes: 3,
        lanes: 1,
    });
    Ok(Argon2Cost::new(memory_kib, passes, lanes)?)
}

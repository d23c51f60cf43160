//! A secret in the form that key files want.

use sealroll::{KeyFileError, KeyFileSecret, RecoveryCode};
use zeroize::Zeroizing;

use crate::error::CliError;
use crate::random::random;

/// A recovery code or a passphrase.
pub(crate) enum KeySecret {
    /// Made by us, with a checksum that no passphrase has by accident.
    Code(RecoveryCode),
    /// Chosen by a person.
    Passphrase(Zeroizing<String>),
}

impl KeySecret {
    /// A new recovery code.
    pub(crate) fn generate() -> Self {
        Self::Code(RecoveryCode::generate(&mut random()))
    }

    /// Takes what a person gave: a recovery code if it is one, else a passphrase.
    pub(crate) fn given(text: Zeroizing<String>) -> Self {
        RecoveryCode::parse(&text).map_or(Self::Passphrase(text), Self::Code)
    }

    /// As [`given`](Self::given), for a new file.
    pub(crate) fn chosen(text: Zeroizing<String>) -> Result<Self, CliError> {
        match Self::given(text) {
            Self::Passphrase(text) if text.chars().count() < SHORTEST => {
                Err(CliError::ShortPassphrase)
            }
            secret => Ok(secret),
        }
    }

    /// What to give to the library.
    pub(crate) fn as_secret(&self) -> KeyFileSecret<'_> {
        match self {
            Self::Code(code) => KeyFileSecret::RecoveryCode(code),
            Self::Passphrase(text) => KeyFileSecret::Passphrase(text),
        }
    }

    /// The recovery code, to be shown once.
    pub(crate) fn code_text(&self) -> Option<Zeroizing<String>> {
        match self {
            Self::Code(code) => Some(code.to_text()),
            Self::Passphrase(_) => None,
        }
    }
}

impl From<KeyFileError> for CliError {
    fn from(error: KeyFileError) -> Self {
        Self::KeyFile(error)
    }
}

/// A passphrase may be tried offline by whoever has the file; Argon2id makes each try dear, not
/// impossible.
const SHORTEST: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_passphrases_are_told_apart() {
        let secret = |text: &str| KeySecret::chosen(Zeroizing::new(text.to_owned()));
        let code = KeySecret::generate().code_text().unwrap();
        assert!(matches!(secret(&code), Ok(KeySecret::Code(_))));
        assert!(matches!(
            secret(&code.to_lowercase()),
            Ok(KeySecret::Code(_))
        ));
        assert!(matches!(
            secret("correct horse battery"),
            Ok(KeySecret::Passphrase(_))
        ));
        assert!(matches!(secret("short"), Err(CliError::ShortPassphrase)));
    }
}

//! A secret in the form that key files want.

use sealroll::{
    KeyFileError, KeyFileSecret, RecoveryCode, RecoveryWordsError, recovery_code_from_words,
};
use zeroize::Zeroizing;
use zxcvbn::zxcvbn;

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
    ///
    /// # Errors
    /// Of words that can only be a code: which is wrong.
    pub(crate) fn given(text: Zeroizing<String>) -> Result<Self, CliError> {
        if let Ok(code) = RecoveryCode::parse(&text) {
            return Ok(Self::Code(code));
        }
        match recovery_code_from_words(&text) {
            Ok((code, _)) => Ok(Self::Code(code)),
            // Nobody's passphrase begins with four words of one list.
            Err(error @ RecoveryWordsError::Checksum) => Err(error.into()),
            Err(error) if error.position().is_some_and(|position| position > 4) => {
                Err(error.into())
            }
            Err(_) => Ok(Self::Passphrase(text)),
        }
    }

    /// As [`given`](Self::given), for a new file.
    pub(crate) fn chosen(text: Zeroizing<String>) -> Result<Self, CliError> {
        let secret = Self::given(text)?;
        if let Self::Passphrase(text) = &secret {
            require_strength(text)?;
        }
        Ok(secret)
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
/// impossible (`spec/protocol.md#KF-6`).
fn require_strength(text: &str) -> Result<(), CliError> {
    let estimate = zxcvbn(text, &["sealroll"]);
    if estimate.guesses() >= FEWEST_GUESSES {
        return Ok(());
    }
    let mut why = format!("about {} guesses would do", estimate.guesses());
    if let Some(feedback) = estimate.feedback() {
        if let Some(warning) = feedback.warning() {
            why.push_str(&format!(". {warning}"));
        }
        for suggestion in feedback.suggestions() {
            why.push_str(&format!(" {suggestion}"));
        }
    }
    Err(CliError::WeakPassphrase { why })
}

const FEWEST_GUESSES: u64 = 10_000_000_000;

#[cfg(test)]
mod tests {
    use sealroll::{WordLanguage, recovery_code_to_words};

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
        // covers: KF-6
        for weak in [
            "short",
            "Passw0rd2026!",
            "aaaaaaaaaaaaaaaaaaaa",
            "qwertzuiop123",
        ] {
            let Err(CliError::WeakPassphrase { why }) = secret(weak) else {
                panic!("{weak} was taken");
            };
            assert!(why.contains("guesses"), "{why}");
        }
        let words = |typed: &str| KeySecret::given(Zeroizing::new(typed.to_owned()));
        let known = RecoveryCode::from_bytes(&[9; 16]);
        let text = recovery_code_to_words(&known, WordLanguage::German);
        assert!(matches!(words(&text), Ok(KeySecret::Code(_))));
        let (mistyped, _) = text.rsplit_once(' ').unwrap();
        let mistyped = format!("{mistyped} xyzzy");
        assert!(matches!(words(&mistyped), Err(CliError::Words(_))));
    }
}

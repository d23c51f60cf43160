//! The secret that locks key files: from a prompt, a file or the environment, never an argument.

use std::env;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::CliError;

/// Where the secret comes from.
#[derive(Clone, Debug)]
pub(crate) enum SecretSource {
    /// The first line of a file.
    File(PathBuf),
    /// The environment or, without it, a prompt.
    EnvironmentOrPrompt,
}

impl SecretSource {
    pub(crate) fn new(file: Option<&Path>) -> Self {
        file.map_or(Self::EnvironmentOrPrompt, |path| {
            Self::File(path.to_path_buf())
        })
    }

    /// Asks for an existing secret.
    pub(crate) fn read(&self) -> Result<Zeroizing<String>, CliError> {
        self.read_or(|| prompt("Recovery code or passphrase: "))
    }

    /// Whether [`read`](Self::read) would answer without a person.
    pub(crate) fn is_given(&self) -> bool {
        matches!(self, Self::File(_)) || env::var_os(VARIABLE).is_some()
    }

    fn read_or(
        &self,
        ask: impl FnOnce() -> Result<Zeroizing<String>, CliError>,
    ) -> Result<Zeroizing<String>, CliError> {
        let text = match self {
            Self::File(path) => {
                let text = fs::read_to_string(path);
                let text = text.map_err(|source| CliError::read(path, source))?;
                let text = Zeroizing::new(text);
                Zeroizing::new(text.lines().next().unwrap_or_default().to_owned())
            }
            Self::EnvironmentOrPrompt => match env::var(VARIABLE) {
                Ok(text) => Zeroizing::new(text),
                Err(_) => ask()?,
            },
        };
        if text.is_empty() {
            Err(CliError::EmptySecret)
        } else {
            Ok(text)
        }
    }
}

pub(crate) fn prompt(question: &str) -> Result<Zeroizing<String>, CliError> {
    if !io::stdin().is_terminal() {
        return Err(CliError::NoSecret);
    }
    rpassword::prompt_password(question)
        .map(Zeroizing::new)
        .map_err(|_| CliError::NoSecret)
}

/// The environment variable that may hold the secret.
pub(crate) const VARIABLE: &str = "SEALROLL_SECRET";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_a_file_is_the_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, "correct horse\nbattery\n").unwrap();
        let source = SecretSource::new(Some(&path));
        assert!(source.is_given());
        assert_eq!(source.read().unwrap().as_str(), "correct horse");
        fs::write(&path, "\n").unwrap();
        assert!(matches!(source.read(), Err(CliError::EmptySecret)));
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = SecretSource::new(Some(Path::new("/no/such/file")))
            .read()
            .unwrap_err();
        assert!(error.to_string().contains("/no/such/file"));
    }
}

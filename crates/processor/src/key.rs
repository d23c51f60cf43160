use std::{
    error::Error,
    fmt, fs,
    io::{self, Read, Write},
    path::Path,
};

use ed25519_dalek::SigningKey;
use sealroll_log::{Checkpoint, NoteError, SignedCheckpoint, SignedDocument};
use sealroll_wire::{ProcessorText, VerifyingKey};
use zeroize::Zeroizing;

/// The key that signs checkpoints, the only secret of a processor.
pub(crate) struct LogKey {
    secret: SigningKey,
    public: VerifyingKey,
}

impl LogKey {
    /// Reads the key file.
    ///
    /// # Errors
    /// [`KeyFileError`] if it cannot be read, is not a key or is open to others.
    pub(crate) fn read(path: &Path) -> Result<Self, KeyFileError> {
        let mut file = fs::File::open(path)?;
        check_private(&file.metadata()?)?;
        let mut seed = Zeroizing::new([0; 32]);
        file.read_exact(seed.as_mut())
            .map_err(|_| KeyFileError::NotAKey)?;
        if file.read(&mut [0])? != 0 {
            return Err(KeyFileError::NotAKey);
        }
        Self::from_seed(&seed)
    }

    /// Draws a key and writes it to a new file that only its owner may read, durably.
    ///
    /// # Errors
    /// [`KeyFileError`] if the file exists or cannot be written, or the system gives no
    /// randomness.
    pub(crate) fn create(path: &Path) -> Result<Self, KeyFileError> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(|_| KeyFileError::NoRandomness)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(seed.as_ref())?;
        file.sync_all()?;
        if let Some(directory) = path.parent() {
            fs::File::open(directory)?.sync_all()?;
        }
        Self::from_seed(&seed)
    }

    /// The public key.
    pub(crate) const fn public(&self) -> &VerifyingKey {
        &self.public
    }

    /// Signs a checkpoint. The caller answers for its consistency (`spec/protocol.md#LOG-2`).
    pub(crate) fn sign(&self, checkpoint: &Checkpoint) -> SignedCheckpoint {
        checkpoint.sign(&self.secret)
    }

    /// Signs a document of this processor (`spec/protocol.md#DOC-2`).
    ///
    /// # Errors
    /// [`NoteError`] if its text cannot stand in a note.
    pub(crate) fn sign_document<T: ProcessorText>(
        &self,
        text: T,
        origin: &str,
    ) -> Result<SignedDocument<T>, NoteError> {
        SignedDocument::sign(text, origin, &self.secret)
    }

    fn from_seed(seed: &[u8; 32]) -> Result<Self, KeyFileError> {
        let secret = SigningKey::from_bytes(seed);
        let public = VerifyingKey::from_bytes(secret.verifying_key().as_bytes())
            .map_err(|_| KeyFileError::NotAKey)?;
        Ok(Self { secret, public })
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LogKey(<redacted>)")
    }
}

/// Why the log key is not usable.
#[derive(Debug)]
#[non_exhaustive]
pub enum KeyFileError {
    /// The file cannot be read or written.
    Io(io::Error),
    /// The file does not hold a key.
    NotAKey,
    /// Others than its owner may read the file.
    OpenToOthers,
    /// There is a database, but the key that signed its checkpoints is gone. A new key would
    /// break every receipt; bring the old one back.
    Missing,
    /// The system gives no randomness.
    NoRandomness,
}

impl fmt::Display for KeyFileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Io(_) => "the log key file cannot be read or written",
            Self::NotAKey => "the log key file does not hold a key",
            Self::OpenToOthers => "others than its owner may read the log key file",
            Self::Missing => "there is a database but no log key file; bring the old key back",
            Self::NoRandomness => "the system gives no randomness",
        })
    }
}

impl Error for KeyFileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for KeyFileError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

#[cfg(unix)]
fn check_private(metadata: &fs::Metadata) -> Result<(), KeyFileError> {
    use std::os::unix::fs::PermissionsExt;
    if metadata.permissions().mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyFileError::OpenToOthers)
    }
}

#[cfg(not(unix))]
fn check_private(_: &fs::Metadata) -> Result<(), KeyFileError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{KeyFileError, LogKey};

    #[test]
    fn a_key_survives_in_a_private_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("log.key");
        let key = LogKey::create(&path).unwrap();
        assert_eq!(LogKey::read(&path).unwrap().public(), key.public());
        assert_eq!(format!("{key:?}"), "LogKey(<redacted>)");
        assert!(
            matches!(LogKey::create(&path), Err(KeyFileError::Io(_))),
            "never overwritten"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("log.key");
        LogKey::create(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            LogKey::read(&path),
            Err(KeyFileError::OpenToOthers)
        ));
    }

    #[test]
    fn files_of_another_length_are_no_keys() {
        let directory = tempfile::tempdir().unwrap();
        for length in [0, 31, 33] {
            let path = directory.path().join(length.to_string());
            LogKey::create(&path).unwrap();
            std::fs::write(&path, vec![1; length]).unwrap();
            assert!(
                matches!(LogKey::read(&path), Err(KeyFileError::NotAKey)),
                "{length}"
            );
        }
    }
}

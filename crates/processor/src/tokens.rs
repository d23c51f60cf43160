use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use base64ct::{Base64UrlUnpadded, Encoding};
use sealroll_wire::{ListId, Time};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{problem::Problem, processor::make_directory};

/// The tokens by which the operator lets lists be registered (`spec/protocol.md#REG-2`).
///
/// Each is a file of its own in the data directory, named by the token's hash and holding the time
/// until which it can be used. A list that uses it puts its id into the name, in one step; from
/// then on the token is of use to no other list.
#[derive(Debug)]
pub(crate) struct Tokens(PathBuf);

impl Tokens {
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self(data_dir.join(DIRECTORY))
    }

    /// Draws a token that can be used until this moment, once.
    pub(crate) fn issue(&self, until: Time) -> Result<Zeroizing<String>, TokenError> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        getrandom::fill(bytes.as_mut()).map_err(|_| TokenError::NoRandomness)?;
        let token = Zeroizing::new(Base64UrlUnpadded::encode_string(bytes.as_ref()));
        make_directory(&self.0).map_err(TokenError::Io)?;
        let path = self.0.join(name(&token));
        let write = || {
            fs::write(&path, until.to_string())?;
            fs::File::open(&path)?.sync_all()?;
            fs::File::open(&self.0)?.sync_all()
        };
        write().map_err(TokenError::Io)?;
        Ok(token)
    }

    /// Takes a token back. One that was used is taken back from nobody: the list stays.
    pub(crate) fn withdraw(&self, token: &str) -> Result<(), TokenError> {
        match fs::remove_file(self.0.join(name(token))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(TokenError::Unknown),
            other => other.map_err(TokenError::Io),
        }
    }

    /// Uses a token for a list. The same list may use it again: a registration may not have come
    /// to its end.
    pub(crate) fn use_for(&self, list: &ListId, token: &str, now: Time) -> Result<(), Problem> {
        let fresh = self.0.join(name(token));
        let used = self.0.join(format!("{}.{list}", name(token)));
        if used.exists() {
            return Ok(());
        }
        let until = match fs::read_to_string(&fresh) {
            Ok(text) => Time::from_rfc3339(&text).map_err(|_| Problem::INTERNAL)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Problem::BAD_TOKEN);
            }
            Err(_) => return Err(Problem::INTERNAL),
        };
        if now > until {
            return Err(Problem::BAD_TOKEN);
        }
        // Of two lists at the same moment one finds the file, since only one can rename it.
        match fs::rename(&fresh, &used) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Problem::BAD_TOKEN),
            Err(_) => Err(Problem::INTERNAL),
            Ok(()) => fs::File::open(&self.0)
                .and_then(|directory| directory.sync_all())
                .map_err(|_| Problem::INTERNAL),
        }
    }
}

/// Why a token is not issued or withdrawn.
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// The data directory cannot be written to.
    Io(io::Error),
    /// No such token is waiting to be used.
    Unknown,
    /// The system gives no randomness.
    NoRandomness,
}

impl fmt::Display for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(formatter, "data_dir cannot be written to: {error}"),
            Self::Unknown => formatter.write_str("no such token is waiting to be used"),
            Self::NoRandomness => formatter.write_str("the system gives no randomness"),
        }
    }
}

impl std::error::Error for TokenError {}

/// The file of a token. Tokens are random, so a plain hash hides them.
fn name(token: &str) -> String {
    let digest = Sha256::digest(token.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

const DIRECTORY: &str = "registration-tokens";
/// Bytes of a token.
const LENGTH: usize = 16;

#[cfg(test)]
mod tests {
    use sealroll_wire::{ListId, Time};

    use super::{TokenError, Tokens};
    use crate::problem::Problem;

    fn time(seconds: u64) -> Time {
        Time::new(seconds).unwrap()
    }

    // covers: REG-2
    #[test]
    fn a_token_is_used_by_one_list() {
        let directory = tempfile::tempdir().unwrap();
        let tokens = Tokens::new(directory.path());
        let [first, second] = [1, 2].map(|number| ListId::from_bytes([number; 16]));
        assert_eq!(
            tokens.use_for(&first, "none", time(0)),
            Err(Problem::BAD_TOKEN)
        );
        let token = tokens.issue(time(1000)).unwrap();
        let expired = tokens.issue(time(1000)).unwrap();
        assert_eq!(tokens.use_for(&first, &token, time(1000)), Ok(()));
        assert_eq!(
            tokens.use_for(&second, &token, time(1000)),
            Err(Problem::BAD_TOKEN)
        );
        assert_eq!(tokens.use_for(&first, &token, time(2000)), Ok(()), "again");
        assert_eq!(
            tokens.use_for(&second, &expired, time(1001)),
            Err(Problem::BAD_TOKEN)
        );
        assert!(tokens.withdraw(&expired).is_ok());
        assert!(matches!(tokens.withdraw(&token), Err(TokenError::Unknown)));
        assert!(matches!(tokens.withdraw(""), Err(TokenError::Unknown)));
    }

    #[test]
    fn a_token_is_in_no_file() {
        let directory = tempfile::tempdir().unwrap();
        let token = Tokens::new(directory.path()).issue(time(1000)).unwrap();
        for file in std::fs::read_dir(directory.path().join(super::DIRECTORY)).unwrap() {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            let text = std::fs::read_to_string(file.path()).unwrap();
            assert!(!name.contains(&*token) && !text.contains(&*token));
        }
    }
}

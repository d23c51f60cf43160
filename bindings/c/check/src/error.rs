//! What keeps the check from running at all.

use core::fmt;
use std::path::PathBuf;

/// What keeps the check from running at all. What it finds is counted instead.
#[derive(Debug)]
pub(crate) enum CheckError {
    /// A program could not be started.
    Start(String, std::io::Error),
    /// A file could not be read or written.
    File(PathBuf, std::io::Error),
    /// The processor did not start.
    Service(String),
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(program, error) => write!(f, "{program} does not start: {error}"),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Service(cause) => write!(f, "the processor does not start: {cause}"),
        }
    }
}

impl core::error::Error for CheckError {}

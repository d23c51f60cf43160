//! Names of keys and logs.

use alloc::string::{String, ToString};
use core::fmt;

use crate::limit::MAX_KEY_NAME_LENGTH;
use crate::note_error::NameError;

/// The name of a key, which is also the origin of a log: not empty, without Unicode space, plus
/// and control characters, at most [`MAX_KEY_NAME_LENGTH`] bytes (C2SP signed-note).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

impl KeyName {
    /// Checks a name.
    ///
    /// # Errors
    /// [`NameError`] if the name is empty, too long or has a forbidden character.
    pub fn new(name: &str) -> Result<Self, NameError> {
        if name.len() > MAX_KEY_NAME_LENGTH {
            return Err(NameError::TooLong);
        }
        check(name)?;
        Ok(Self(name.to_string()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks what the specification asks of every name, known or not.
pub(crate) fn check(name: &str) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    for character in name.chars() {
        if character.is_whitespace() || character < ' ' || character == '+' {
            return Err(NameError::Character);
        }
    }
    Ok(())
}

use core::fmt;

use crate::error::DecodeError;

/// Whether a list is real. It is part of the root document, so that a test list can never pass
/// for a real one (`spec/protocol.md#ROOT-2`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Environment {
    /// Real guests.
    Production,
    /// Trials, demonstrations, tests.
    Test,
}

impl Environment {
    /// The byte that stands for it.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Production => 1,
            Self::Test => 2,
        }
    }

    /// Reads the byte that stands for an environment.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`].
    pub const fn from_byte(byte: u8) -> Result<Self, DecodeError> {
        match byte {
            1 => Ok(Self::Production),
            2 => Ok(Self::Test),
            _ => Err(DecodeError::BadValue),
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Production => "production",
            Self::Test => "test",
        })
    }
}

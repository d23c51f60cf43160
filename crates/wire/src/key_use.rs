use core::fmt;

use crate::error::DecodeError;

/// The one use for which a certificate permits a key (`spec/protocol.md#certificate`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyUse {
    /// Signs epoch statements.
    Statement,
    /// Signs instructions to the processor.
    Instruction,
    /// Signs the owner's HTTP requests.
    Http,
    /// Cosigns checkpoints.
    Witness,
}

impl KeyUse {
    /// Every use, in the order of its bytes.
    pub const ALL: [Self; 4] = [
        Self::Statement,
        Self::Instruction,
        Self::Http,
        Self::Witness,
    ];

    /// The byte that stands for it.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Statement => 1,
            Self::Instruction => 2,
            Self::Http => 3,
            Self::Witness => 4,
        }
    }

    /// Reads the byte that stands for a use.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`].
    pub const fn from_byte(byte: u8) -> Result<Self, DecodeError> {
        match byte {
            1 => Ok(Self::Statement),
            2 => Ok(Self::Instruction),
            3 => Ok(Self::Http),
            4 => Ok(Self::Witness),
            _ => Err(DecodeError::BadValue),
        }
    }
}

impl fmt::Display for KeyUse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Statement => "statement",
            Self::Instruction => "instruction",
            Self::Http => "http",
            Self::Witness => "witness",
        })
    }
}

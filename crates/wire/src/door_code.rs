use alloc::string::{String, ToString};
use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{error::DecodeError, limit, text::all_bytes};

/// The code that a venue changes now and then and shows at its door, 1 to 16 characters of
/// `A-Z a-z 0-9 -` (`spec/protocol.md#INV-2`).
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct DoorCode(String);

impl DoorCode {
    /// Takes a code.
    ///
    /// # Errors
    /// [`DecodeError::Limit`] for a wrong length, [`DecodeError::BadText`] for another character.
    pub fn new(text: &str) -> Result<Self, DecodeError> {
        if !(1..=limit::MAX_DOOR_CODE).contains(&text.len()) {
            return Err(DecodeError::Limit);
        }
        if !all_bytes(text, |byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(DecodeError::BadText);
        }
        Ok(Self(text.to_string()))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DoorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DoorCode(<redacted>)")
    }
}

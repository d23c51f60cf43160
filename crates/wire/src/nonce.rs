use alloc::string::String;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};

/// The random 16 bytes that make a signed request unrepeatable (`spec/protocol.md#HTTP-2`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nonce([u8; 16]);

impl Nonce {
    /// Length in bytes.
    pub const LENGTH: usize = 16;

    /// Takes random bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    pub(crate) fn to_text(self) -> String {
        Base64UrlUnpadded::encode_string(&self.0)
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let mut bytes = [0; Self::LENGTH];
        let decoded = Base64UrlUnpadded::decode(text, &mut bytes).ok()?;
        (decoded.len() == Self::LENGTH).then_some(Self(bytes))
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Nonce({})", self.to_text())
    }
}

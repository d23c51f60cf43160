use alloc::string::String;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{
    digest::labelled_hash,
    id::{ListId, ReaderId},
    label,
};

/// The random secret with which an auditor reads the logs of a list
/// (`spec/protocol.md#readers`). Wiped when dropped.
///
/// It opens nothing: who holds it learns sizes and times, not guests.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct ReaderToken([u8; 32]);

impl ReaderToken {
    /// Length in bytes.
    pub const LENGTH: usize = 32;

    /// Takes random bytes. The caller wipes its own copy.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The name by which the owner admits the bearer.
    #[must_use]
    pub fn reader_id(&self, list: &ListId) -> ReaderId {
        let hash = labelled_hash(label::LOG_TOKEN, &[list.as_bytes(), &self.0]);
        ReaderId::from_bytes(hash)
    }

    /// The token as base64url, as a request carries it and a person hands it over.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(Base64UrlUnpadded::encode_string(&self.0))
    }

    /// Reads exactly what [`to_text`](Self::to_text) writes; `None` for anything else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        let length = Base64UrlUnpadded::decode(text, bytes.as_mut_slice())
            .ok()?
            .len();
        (length == Self::LENGTH).then(|| Self(*bytes))
    }
}

impl fmt::Debug for ReaderToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ReaderToken(<redacted>)")
    }
}

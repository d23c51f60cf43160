use alloc::string::String;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{
    digest::labelled_hash,
    id::{ListId, PresenceId},
    label,
};

/// By what a guest shows the processor that it saw the code (`spec/protocol.md#HTTP-8`). Wiped when
/// dropped.
///
/// It is the same for everyone who saw the code, so it tells nobody apart, and it opens nothing: the
/// presence secret cannot be computed from it.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct UploadToken([u8; 32]);

impl UploadToken {
    /// Length in bytes.
    pub const LENGTH: usize = 32;

    /// Takes the bytes. The caller wipes its own copy.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A copy to be stored under the application's own protection.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }

    /// The public name of the edition of the poster, which statements carry.
    #[must_use]
    pub fn presence_id(&self, list_id: &ListId) -> PresenceId {
        let hash = labelled_hash(label::PRESENCE_ID, &[list_id.as_bytes(), &self.0]);
        PresenceId::from_bytes(hash)
    }

    /// The value of `Authorization` in an upload.
    #[must_use]
    pub fn to_authorization(&self) -> Zeroizing<String> {
        let mut value = Zeroizing::new(String::with_capacity(SCHEME.len() + TEXT));
        let mut text = Zeroizing::new([0; TEXT]);
        let text = Base64UrlUnpadded::encode(&self.0, text.as_mut_slice());
        value.push_str(SCHEME);
        value.push_str(text.expect("32 bytes are 43 characters"));
        value
    }

    /// Reads exactly what [`to_authorization`](Self::to_authorization) writes; `None` for anything
    /// else.
    #[must_use]
    pub fn from_authorization(value: &str) -> Option<Self> {
        let text = value.strip_prefix(SCHEME)?;
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        let length = Base64UrlUnpadded::decode(text, bytes.as_mut_slice())
            .ok()?
            .len();
        (length == Self::LENGTH).then(|| Self(*bytes))
    }

    /// A second one; not `Clone`, so that copies are seen.
    #[must_use]
    pub const fn copy(&self) -> Self {
        Self(self.0)
    }
}

impl fmt::Debug for UploadToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("UploadToken(<redacted>)")
    }
}

const SCHEME: &str = "Upload ";
/// Length of the token in base64url.
const TEXT: usize = 43;

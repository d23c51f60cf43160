use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{
    digest::labelled_hash,
    id::{ListId, PresenceId},
    label,
    upload_token::UploadToken,
};

/// The secret in the QR code: shared by the owner and everyone who saw the code.
///
/// It is wiped when dropped. It never leaves a client but in the invitation.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct PresenceSecret([u8; 32]);

impl PresenceSecret {
    /// Length in bytes.
    pub const LENGTH: usize = 32;

    /// Takes the bytes. The caller wipes its own copy.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The secret itself, for derivations. It must not be logged or copied.
    #[must_use]
    pub const fn expose_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A copy to be stored under the application's own protection.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }

    /// By what an upload shows that its sender saw the code (`spec/protocol.md#HTTP-8`).
    #[must_use]
    pub fn upload_token(&self, list_id: &ListId) -> UploadToken {
        let parts: [&[u8]; 2] = [list_id.as_bytes(), &self.0];
        UploadToken::from_bytes(labelled_hash(label::UPLOAD_TOKEN, &parts))
    }

    /// The public name of this edition of the poster (`spec/protocol.md#derivations`).
    #[must_use]
    pub fn presence_id(&self, list_id: &ListId) -> PresenceId {
        self.upload_token(list_id).presence_id(list_id)
    }
}

impl fmt::Debug for PresenceSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PresenceSecret(<redacted>)")
    }
}

//! QR codes.

use crate::failure::SealrollError;

/// The content of a QR code.
#[derive(uniffi::Object)]
pub struct Invitation(pub(crate) sealroll::Invitation);

#[uniffi::export]
impl Invitation {
    /// Reads the link in a QR code. Throws `bad-link`, and other codes of the specification's
    /// rules INV-1 and INV-2.
    #[uniffi::constructor]
    pub fn from_link(link: &str) -> Result<Self, SealrollError> {
        Ok(Self(sealroll::Invitation::from_link(link)?))
    }

    /// The link. It contains the poster's secret: keep it out of logs.
    pub fn to_link(&self) -> String {
        self.0.to_link().as_str().to_owned()
    }

    /// Scheme and host of the page that the code leads to.
    pub fn base(&self) -> String {
        self.0.base().to_owned()
    }

    /// Where the address of the API is hinted at.
    pub fn hint_address(&self) -> String {
        self.0.hint_address()
    }

    /// The list, 32 hex digits.
    pub fn list_id(&self) -> String {
        self.0.list_id().to_string()
    }

    /// Five words that stand beside the QR code as well.
    pub fn fingerprint_words(&self) -> String {
        self.0.root_fingerprint().words()
    }

    /// Whether the code carries a door code.
    pub fn has_door_code(&self) -> bool {
        self.0.door_code().is_some()
    }
}

//! The content of a QR code.

use wasm_bindgen::prelude::*;

use crate::failure::Failure;

/// The content of a QR code.
#[wasm_bindgen]
pub struct Invitation(pub(crate) sealroll::Invitation);

#[wasm_bindgen]
impl Invitation {
    /// Reads the link in a QR code.
    ///
    /// # Errors
    /// The codes of `spec/protocol.md#INV-1` and `spec/protocol.md#INV-2`.
    #[wasm_bindgen(js_name = fromLink)]
    pub fn from_link(link: &str) -> Result<Self, Failure> {
        sealroll::Invitation::from_link(link)
            .map(Self)
            .map_err(Failure::from)
    }

    /// Scheme and host of the page.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn base(&self) -> String {
        self.0.base().to_owned()
    }

    /// Where the address of the API is hinted at.
    #[wasm_bindgen(getter, js_name = hintAddress)]
    #[must_use]
    pub fn hint_address(&self) -> String {
        self.0.hint_address()
    }

    /// The list, 32 hex digits.
    #[wasm_bindgen(getter, js_name = listId)]
    #[must_use]
    pub fn list_id(&self) -> String {
        self.0.list_id().to_string()
    }

    /// Whether the code carries a door code.
    #[wasm_bindgen(getter, js_name = hasDoorCode)]
    #[must_use]
    pub fn has_door_code(&self) -> bool {
        self.0.door_code().is_some()
    }
}

#[cfg(feature = "whole")]
#[wasm_bindgen]
impl Invitation {
    /// The link. It contains the poster's secret.
    #[wasm_bindgen(js_name = toLink)]
    #[must_use]
    pub fn to_link(&self) -> String {
        self.0.to_link().as_str().to_owned()
    }

    /// Five words that stand beside the QR code.
    #[wasm_bindgen(getter, js_name = fingerprintWords)]
    #[must_use]
    pub fn fingerprint_words(&self) -> String {
        self.0.root_fingerprint().words()
    }
}

//! What an owner needs to disclose to an authority.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;

/// Key and name of an authority, as it hands them to owners.
#[wasm_bindgen]
pub struct AuthorityCard(pub(crate) sealroll::AuthorityCard);

#[wasm_bindgen]
impl AuthorityCard {
    /// Reads a card.
    ///
    /// # Errors
    /// A decoder's code.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Failure> {
        Ok(Self(sealroll::AuthorityCard::from_bytes(bytes)?))
    }

    /// The card, which holds no secret.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Uint8Array {
        Uint8Array::from(self.0.as_bytes())
    }

    /// Who the authority says it is.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn name(&self) -> String {
        self.0.name().to_owned()
    }

    /// The words that the authority tells over another channel.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn words(&self) -> String {
        self.0.fingerprint().words()
    }
}

//! Who receives disclosures.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::disclosed::Disclosed;
use crate::failure::Failure;
use crate::random::random;
use crate::secret::{TypedSecret, cost};
use crate::value::environment_named;

/// Key and name of an authority.
#[wasm_bindgen]
pub struct Authority(sealroll::Authority);

#[wasm_bindgen]
impl Authority {
    /// Draws a key for an authority of this name.
    ///
    /// # Errors
    /// A decoder's code for a name that is empty, too long or not plain.
    pub fn generate(name: &str) -> Result<Self, Failure> {
        let drawn = sealroll::Authority::generate(name, &mut random());
        Ok(Self(drawn?))
    }

    /// Restores what `toBytes` wrote.
    ///
    /// # Errors
    /// A decoder's code.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Failure> {
        let bytes = Zeroizing::new(bytes);
        Ok(Self(sealroll::Authority::from_bytes(&bytes)?))
    }

    /// Key and name, for the application's own protected store.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Uint8Array {
        Uint8Array::from(self.0.to_bytes().as_slice())
    }

    /// Opens a key file. This takes a second or so.
    ///
    /// # Errors
    /// `open-failed`, `bad-code`, `bad-checksum`, a decoder's code.
    #[wasm_bindgen(js_name = fromFile)]
    pub fn from_file(file: &[u8], secret: &JsValue) -> Result<Self, Failure> {
        let secret = TypedSecret::read(secret)?;
        let opened = sealroll::Authority::from_file(file, secret.as_secret());
        Ok(Self(opened?))
    }

    /// Seals key and name as a file.
    ///
    /// # Errors
    /// `bad-code`, `bad-checksum`, `limit`.
    #[wasm_bindgen(js_name = toFile)]
    pub fn to_file(&self, secret: &JsValue, cost_value: &JsValue) -> Result<Uint8Array, Failure> {
        let secret = TypedSecret::read(secret)?;
        let cost = cost(cost_value)?;
        let file = self.0.to_file(secret.as_secret(), cost, &mut random())?;
        Ok(Uint8Array::from(file.as_slice()))
    }

    /// The card for owners, as bytes.
    #[must_use]
    pub fn card(&self) -> Uint8Array {
        Uint8Array::from(self.0.card().as_bytes())
    }

    /// Who the authority is, as owners see it.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn name(&self) -> String {
        self.0.card().name().to_owned()
    }

    /// The words of the card.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn words(&self) -> String {
        self.0.card().fingerprint().words()
    }

    /// Opens a disclosure and verifies all of it, without a network.
    ///
    /// # Errors
    /// `open-failed`, `wrong-environment`, `bad-signature`, a decoder's code.
    pub fn open(&self, disclosure: &[u8], environment: &str) -> Result<Disclosed, Failure> {
        let environment = environment_named(environment)?;
        Ok(Disclosed(self.0.open(disclosure, environment)?))
    }
}

//! The root of a list.

use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::random::random;
use crate::secret::{TypedSecret, cost};

/// The root of a list.
#[wasm_bindgen]
pub struct Identity(pub(crate) Rc<sealroll::Identity>);

#[wasm_bindgen]
impl Identity {
    /// Opens an identity file. This takes a second or so.
    ///
    /// # Errors
    /// `open-failed`, `bad-code`, `bad-checksum`, a decoder's code.
    #[wasm_bindgen(js_name = fromFile)]
    pub fn from_file(file: &[u8], secret: &JsValue) -> Result<Self, Failure> {
        let secret = TypedSecret::read(secret)?;
        let identity = sealroll::Identity::from_file(file, secret.as_secret())?;
        Ok(Self(Rc::new(identity)))
    }

    /// Seals the identity as a file.
    ///
    /// # Errors
    /// `bad-code`, `bad-checksum`, `limit`.
    #[wasm_bindgen(js_name = toFile)]
    pub fn to_file(&self, secret: &JsValue, cost_value: &JsValue) -> Result<Uint8Array, Failure> {
        let secret = TypedSecret::read(secret)?;
        let file = self
            .0
            .to_file(secret.as_secret(), cost(cost_value)?, &mut random())?;
        Ok(Uint8Array::from(file.as_slice()))
    }

    /// The list.
    #[wasm_bindgen(getter, js_name = listId)]
    #[must_use]
    pub fn list_id(&self) -> String {
        self.0.list_id().to_string()
    }
}

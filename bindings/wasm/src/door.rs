//! The door code that changes.

use js_sys::Uint8Array;
use sealroll::ListId;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::value::{secret_bytes, time};

/// The secret behind a list's door codes.
#[wasm_bindgen]
pub struct DoorSecret(pub(crate) sealroll::DoorSecret);

#[wasm_bindgen]
impl DoorSecret {
    /// Restores what `toBytes` wrote.
    ///
    /// # Errors
    /// `bad-argument` unless there are 32 bytes.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Failure> {
        let bytes = secret_bytes(bytes, "bytes")?;
        Ok(Self(sealroll::DoorSecret::from_bytes(&bytes)))
    }

    /// The 32 bytes, for the owner's own store and for the displays at the doors.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Uint8Array {
        Uint8Array::from(self.0.to_bytes().as_slice())
    }

    /// The code that the doors of a list show at a time.
    ///
    /// # Errors
    /// `bad-argument`.
    pub fn code(&self, list_id: &str, now: f64) -> Result<String, Failure> {
        let code = self.0.code(list(list_id)?, time(now, "now")?);
        Ok(code.as_str().to_owned())
    }

    /// Whether a guest who states this arrival saw a door (`spec/protocol.md#DOOR-1`).
    ///
    /// # Errors
    /// `bad-argument`.
    pub fn accepts(&self, list_id: &str, arrival: f64, code: &str) -> Result<bool, Failure> {
        let code = sealroll::DoorCode::new(code)
            .map_err(|_| Failure::argument("doorCode", "1 to 16 letters, digits or hyphens"))?;
        Ok(self
            .0
            .accepts(list(list_id)?, time(arrival, "arrival")?, &code))
    }
}

fn list(id: &str) -> Result<ListId, Failure> {
    id.parse()
        .map_err(|_| Failure::argument("listId", "32 hex digits"))
}

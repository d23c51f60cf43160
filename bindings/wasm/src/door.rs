//! The door code that changes.

use js_sys::Uint8Array;
use sealroll::ListId;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::owner::Owner;
use crate::random::random;
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

#[wasm_bindgen]
impl Owner {
    /// Replaces the poster: nobody signs in with the codes in print any more.
    ///
    /// # Errors
    /// `not-granted` on a delegate's device, `expired` if certificates must be renewed first,
    /// `busy`.
    #[wasm_bindgen(js_name = replacePoster)]
    pub fn replace_poster(&self, now: f64) -> Result<(), Failure> {
        let now = time(now, "now")?;
        Ok(self.write()?.owner.replace_poster(now, &mut random())?)
    }

    /// The secret of the displays at the doors.
    ///
    /// # Errors
    /// `busy`.
    #[wasm_bindgen(js_name = doorSecret)]
    pub fn door_secret(&self) -> Result<Option<DoorSecret>, Failure> {
        let device = self.read()?;
        let secret = device.owner.door_secret().map(|secret| secret.to_bytes());
        Ok(secret.map(|bytes| DoorSecret(sealroll::DoorSecret::from_bytes(&bytes))))
    }

    /// Whether a door code is one that the doors showed around an arrival; `undefined` if the
    /// terms do not ask for one.
    ///
    /// # Errors
    /// `bad-argument`, `busy`.
    #[wasm_bindgen(js_name = isDoorCodeRight)]
    pub fn is_door_code_right(
        &self,
        arrival: f64,
        code: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let arrival = time(arrival, "arrival")?;
        let code = code.and_then(|code| sealroll::DoorCode::new(&code).ok());
        let device = self.read()?;
        Ok(device.owner.is_door_code_right(arrival, code.as_ref()))
    }
}

fn list(id: &str) -> Result<ListId, Failure> {
    id.parse()
        .map_err(|_| Failure::argument("listId", "32 hex digits"))
}

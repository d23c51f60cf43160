//! A device that wants to be granted something.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::devices::plain_rights;
use crate::failure::Failure;
use crate::owner::Owner;
use crate::random::random;
use crate::secret::{TypedSecret, cost};
use crate::value::{Plain, environment_named, seconds};

/// Keys and name of a device that works on another's list.
#[wasm_bindgen]
pub struct NewDevice(sealroll::NewDevice);

#[wasm_bindgen]
impl NewDevice {
    /// Draws the keys of a device.
    ///
    /// # Errors
    /// `limit`, `bad-text` for the name.
    pub fn create(name: &str) -> Result<Self, Failure> {
        Ok(Self(sealroll::NewDevice::create(name, &mut random())?))
    }

    /// Opens a device file of a device without a grant. This takes a second or so.
    ///
    /// # Errors
    /// `open-failed`, `bad-code`, `bad-checksum`, a decoder's code.
    #[wasm_bindgen(js_name = fromFile)]
    pub fn from_file(file: &[u8], secret: &JsValue) -> Result<Self, Failure> {
        let secret = TypedSecret::read(secret)?;
        let device = sealroll::NewDevice::from_file(file, secret.as_secret())?;
        Ok(Self(device))
    }

    /// Seals the keys as a device file, until the grant is there.
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

    /// Restores what `toBytes` wrote.
    ///
    /// # Errors
    /// A decoder's code.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Failure> {
        let bytes = Zeroizing::new(bytes);
        Ok(Self(sealroll::NewDevice::from_bytes(&bytes)?))
    }

    /// The keys, for the device's own protected store.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Uint8Array {
        Uint8Array::from(self.0.to_bytes().as_slice())
    }

    /// What to hand to the owner. It holds no secret.
    #[must_use]
    pub fn card(&self) -> Uint8Array {
        Uint8Array::from(self.0.card().as_bytes())
    }

    /// What the owner calls the device.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn name(&self) -> String {
        self.0.card().name().to_owned()
    }

    /// The words that its holder tells the owner over another channel.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn words(&self) -> String {
        self.0.card().fingerprint().words()
    }

    /// Opens a grant and verifies it; gives `{ owner, rights, time, from, to, epochs }`.
    ///
    /// # Errors
    /// `bad-argument`, `open-failed` for another device's grant, the codes of
    /// `spec/protocol.md#GRT-1`.
    pub fn accept(&self, grant: &[u8], environment: &str) -> Result<JsValue, Failure> {
        let accepted = self.0.accept(grant, environment_named(environment)?)?;
        let epochs = accepted.delegate.granted_epochs();
        let epochs = epochs.iter().map(|range| {
            let ends = [range.start(), range.end()];
            let ends = ends.map(|epoch| JsValue::from(epoch.value()));
            ends.iter().collect::<Array>()
        });
        Ok(Plain::new()
            .with("rights", plain_rights(accepted.rights))
            .with("time", seconds(accepted.time))
            .with("from", accepted.range.start().value())
            .with("to", accepted.range.end().value())
            .with("epochs", epochs.collect::<Array>())
            .with("owner", Owner::new(accepted.delegate))
            .done())
    }
}

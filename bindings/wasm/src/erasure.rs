//! Erasing epochs: keys first, then what the processor holds.

use sealroll::Epoch;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::owner::Owner;
use crate::request::plain_request;
use crate::value::time;

#[wasm_bindgen]
impl Owner {
    /// Makes the keys of an epoch underivable on this device, and forgets what was opened of it.
    ///
    /// # Errors
    /// `limit`, `busy`.
    pub fn puncture(&self, epoch: u32) -> Result<bool, Failure> {
        let mut device = self.write()?;
        let punctured = device.owner.puncture(Epoch(epoch))?;
        device.inbox.forget(Epoch(epoch));
        Ok(punctured)
    }

    /// Orders the erasure of an epoch.
    ///
    /// # Errors
    /// `unknown-statement`, `busy`.
    #[wasm_bindgen(js_name = purgeInstruction)]
    pub fn purge_instruction(&self, epoch: u32, now: f64) -> Result<JsValue, Failure> {
        let now = time(now, "now")?;
        let request = self.write()?.owner.purge_instruction(Epoch(epoch), now)?;
        Ok(plain_request(&request))
    }

    /// Verifies the proof that answered the order.
    ///
    /// # Errors
    /// The codes of `spec/protocol.md#receipt`, and `busy`.
    #[wasm_bindgen(js_name = confirmPurge)]
    pub fn confirm_purge(&self, epoch: u32, proof: &[u8]) -> Result<(), Failure> {
        self.write()?.owner.confirm_purge(Epoch(epoch), proof)?;
        Ok(())
    }
}

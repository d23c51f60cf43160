//! Envelopes of an epoch on their way to the owner.

use wasm_bindgen::prelude::*;

/// The envelopes of one epoch as the processor returned them, not yet held against the log.
#[wasm_bindgen]
pub struct Fetched(pub(crate) sealroll::Fetch);

#[wasm_bindgen]
impl Fetched {
    /// The epoch.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn epoch(&self) -> u32 {
        self.0.epoch().value()
    }

    /// How many there are.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.fetched().len()
    }
}

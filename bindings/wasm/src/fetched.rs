//! Envelopes of an epoch on their way to the owner.

use js_sys::Uint8Array;
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

    /// Up to `count` envelopes from index `from` on, each behind its length in four bytes,
    /// little-endian.
    #[must_use]
    pub fn chunk(&self, from: usize, count: usize) -> Uint8Array {
        let fetched = self.0.fetched().iter().skip(from).take(count);
        let mut joined = Vec::new();
        for envelope in fetched {
            let length = u32::try_from(envelope.bytes.len()).unwrap_or_default();
            joined.extend_from_slice(&length.to_le_bytes());
            joined.extend_from_slice(&envelope.bytes);
        }
        Uint8Array::from(joined.as_slice())
    }
}

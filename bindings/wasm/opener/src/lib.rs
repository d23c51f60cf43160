//! What a worker of the pool loads: it opens the envelopes of one epoch, and judges nothing.
//!
//! The module is small, so that every worker compiles its own, and it is built twice: with the
//! vectors of WebAssembly, two exchanges at a time, and without. Which one is loaded is decided
//! where it is loaded.

use sealroll::EpochOpener;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// The keys of one epoch.
#[wasm_bindgen]
pub struct Opener(EpochOpener);

#[wasm_bindgen]
impl Opener {
    /// Takes keys that the owner's role wrote; `undefined` if they are not.
    #[wasm_bindgen(js_name = fromKeys)]
    #[must_use]
    pub fn from_keys(keys: Vec<u8>) -> Option<Self> {
        let keys = Zeroizing::new(keys);
        EpochOpener::from_bytes(&keys).ok().map(Self)
    }

    /// Opens envelopes, each behind its length in four bytes, little-endian. Returns the record data
    /// in the same form and order; length 0 says that an envelope did not open.
    #[must_use]
    pub fn open(&self, envelopes: &[u8]) -> Vec<u8> {
        let texts = self.0.open(&parts(envelopes));
        let length = texts
            .iter()
            .map(|text| 4 + text.as_ref().map_or(0, |text| text.len()));
        let mut joined = Vec::with_capacity(length.sum());
        for text in texts {
            let text = text.as_ref().map_or(&[][..], |text| text);
            let length = u32::try_from(text.len()).unwrap_or_default();
            joined.extend_from_slice(&length.to_le_bytes());
            joined.extend_from_slice(text);
        }
        joined
    }
}

fn parts(mut joined: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while let Some((length, rest)) = joined.split_first_chunk() {
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let Some((part, rest)) = rest.split_at_checked(length) else {
            break;
        };
        parts.push(part);
        joined = rest;
    }
    parts
}

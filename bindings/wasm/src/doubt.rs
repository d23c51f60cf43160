//! What is implausible about visits.

use js_sys::Array;
use sealroll::DoubtLimits;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::owner::Owner;
use crate::value::Plain;

#[wasm_bindgen]
impl Owner {
    /// What is implausible about the visits opened so far. Nothing is set aside for it.
    ///
    /// # Errors
    /// `busy`.
    pub fn doubts(&self, epoch: Option<u32>) -> Result<Array, Failure> {
        let visits = self.chosen(epoch)?;
        let limits = DoubtLimits::default();
        let doubts = self.read()?.owner.doubts(&visits, limits);
        let plain = doubts.iter().map(|(record, doubt)| {
            Plain::new()
                .with("recordId", record.to_string())
                .with("code", doubt.code())
                .done()
        });
        Ok(plain.collect())
    }
}

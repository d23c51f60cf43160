//! The owner's export for spreadsheets.

use js_sys::Uint8Array;
use sealroll::export;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::owner::Owner;

#[wasm_bindgen]
impl Owner {
    /// The visits of one epoch as a workbook (XLSX) in which every cell is a text.
    ///
    /// # Errors
    /// `limit` if there are more than a sheet can hold, `busy`.
    pub fn xlsx(&self, epoch: Option<u32>) -> Result<Uint8Array, Failure> {
        let file = export::xlsx(&self.chosen(epoch)?);
        let file =
            file.ok_or_else(|| Failure::new("limit", "more visits than a sheet has rows"))?;
        Ok(Uint8Array::from(file.as_slice()))
    }
}

//! What an authority has opened and verified.

use js_sys::{Array, Uint8Array};
use sealroll::{DisclosureReport, export};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::terms::plain_terms;
use crate::value::{Plain, seconds};
use crate::visit::{plain_visit, position};

/// A disclosure that was opened.
#[wasm_bindgen]
pub struct Disclosed(pub(crate) DisclosureReport);

#[wasm_bindgen]
impl Disclosed {
    /// What it says of itself, and what did not pass: `{ id, listId, fingerprintWords, terms, time,
    /// case, purpose, legalBasis, records, refused }`.
    #[must_use]
    pub fn summary(&self) -> JsValue {
        let report = &self.0;
        let refused = report.refused.iter().map(|(place, error)| {
            position(*place)
                .with("code", error.code())
                .with("message", error.to_string())
                .done()
        });
        Plain::new()
            .with("id", report.id.to_string())
            .with("listId", report.list_id().to_string())
            .with("fingerprintWords", report.fingerprint_words())
            .with("terms", plain_terms(&report.terms))
            .with("time", seconds(report.time))
            .with("case", report.reason.case.as_str())
            .with("purpose", report.reason.purpose.as_str())
            .with("legalBasis", report.reason.legal_basis.as_str())
            .with("records", report.records.len())
            .with("refused", refused.collect::<Array>())
            .done()
    }

    /// The visits among the records that passed, in log order.
    #[must_use]
    pub fn visits(&self) -> Array {
        self.0.visits().iter().map(plain_visit).collect()
    }

    /// The visits as CSV that no spreadsheet takes for formulas.
    #[must_use]
    pub fn csv(&self) -> String {
        export::csv(&self.0.visits())
    }

    /// The visits as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        export::json(&self.0.visits())
    }

    /// The visits as a workbook (XLSX) in which every cell is a text.
    ///
    /// # Errors
    /// `limit` if there are more than a sheet can hold.
    pub fn xlsx(&self) -> Result<Uint8Array, Failure> {
        let file = export::xlsx(&self.0.visits());
        let file =
            file.ok_or_else(|| Failure::new("limit", "more visits than a sheet has rows"))?;
        Ok(Uint8Array::from(file.as_slice()))
    }
}

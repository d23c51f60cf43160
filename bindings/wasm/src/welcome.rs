//! A verified welcome bundle.

use js_sys::Array;
use sealroll::Policy;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::form::{check_in_form, field_key};
use crate::pending::Pending;
use crate::random::random;
use crate::terms::plain_terms;
use crate::value::{Plain, seconds, time};

/// A verified welcome bundle.
#[wasm_bindgen]
pub struct Welcome(pub(crate) sealroll::Welcome);

#[wasm_bindgen]
impl Welcome {
    /// The signed terms, to be shown before the guest sends.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn terms(&self) -> JsValue {
        plain_terms(self.0.terms())
    }

    /// The fields of the form, in order: `{ name, required }`.
    #[must_use]
    pub fn fields(&self) -> Array {
        let fields = self.0.fields();
        fields
            .into_iter()
            .map(|(field, policy)| {
                Plain::new()
                    .with("name", field_key(field))
                    .with("required", policy == Policy::Required)
                    .done()
            })
            .collect()
    }

    /// Five words that stand beside the QR code as well.
    #[wasm_bindgen(getter, js_name = fingerprintWords)]
    #[must_use]
    pub fn fingerprint_words(&self) -> String {
        self.0.fingerprint_words()
    }

    /// When what is sealed under these terms is erased, at the latest.
    #[wasm_bindgen(getter, js_name = erasedBy)]
    #[must_use]
    pub fn erased_by(&self) -> f64 {
        seconds(self.0.erased_by())
    }

    /// Seals a check-in.
    ///
    /// # Errors
    /// `bad-field`, `field-required` and `field-not-allowed` name the field; `expired` and
    /// `not-yet-valid` ask for a new bundle.
    #[wasm_bindgen(js_name = checkIn)]
    pub fn check_in(&self, form: &JsValue, now: f64) -> Result<Pending, Failure> {
        let form = check_in_form(form)?;
        let pending = self.0.check_in(&form, time(now, "now")?, &mut random())?;
        Ok(Pending::new(pending))
    }
}

#[cfg(feature = "whole")]
#[wasm_bindgen]
impl Welcome {
    /// The list.
    #[wasm_bindgen(getter, js_name = listId)]
    #[must_use]
    pub fn list_id(&self) -> String {
        self.0.list_id().to_string()
    }

    /// The epoch.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn epoch(&self) -> u32 {
        self.0.statement().epoch().value()
    }

    /// First second of the epoch.
    #[wasm_bindgen(getter, js_name = notBefore)]
    #[must_use]
    pub fn not_before(&self) -> f64 {
        seconds(self.0.statement().not_before())
    }

    /// First second after the epoch.
    #[wasm_bindgen(getter, js_name = notAfter)]
    #[must_use]
    pub fn not_after(&self) -> f64 {
        seconds(self.0.statement().not_after())
    }
}

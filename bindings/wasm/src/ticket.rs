//! What a guest keeps of a visit.

use js_sys::Uint8Array;
#[cfg(feature = "guest")]
use sealroll::{RequestKind, Source};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::failure::Failure;
#[cfg(feature = "guest")]
use crate::form::correction_form;
#[cfg(feature = "guest")]
use crate::pending::PendingFollowUp;
#[cfg(feature = "guest")]
use crate::random::random;
#[cfg(feature = "guest")]
use crate::request::plain_request;
#[cfg(feature = "guest")]
use crate::value::{seconds, time};
#[cfg(feature = "guest")]
use crate::welcome::Welcome;

/// A confirmed check-in.
#[wasm_bindgen]
pub struct Ticket(pub(crate) sealroll::Ticket);

#[wasm_bindgen]
impl Ticket {
    /// Restores what `toBytes` wrote. The proof is verified again.
    ///
    /// # Errors
    /// A decoder's code.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Failure> {
        let bytes = Zeroizing::new(bytes);
        Ok(Self(sealroll::Ticket::from_bytes(&bytes)?))
    }

    /// The ticket for the device's own storage. It contains the ticket key.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Uint8Array {
        Uint8Array::from(self.0.to_bytes().as_slice())
    }
}

#[cfg(feature = "guest")]
#[wasm_bindgen]
impl Ticket {
    /// The ticket without its envelope, for another device. It contains the ticket key.
    #[wasm_bindgen(js_name = toHandover)]
    #[must_use]
    pub fn to_handover(&self) -> Uint8Array {
        Uint8Array::from(self.0.to_handover_bytes().as_slice())
    }

    /// The check-in's record id.
    #[wasm_bindgen(getter, js_name = recordId)]
    #[must_use]
    pub fn record_id(&self) -> String {
        self.0.record_id().to_string()
    }

    /// Index of the check-in in the record log.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn index(&self) -> f64 {
        self.0.index() as f64
    }

    /// When to erase the ticket.
    #[wasm_bindgen(getter, js_name = eraseAfter)]
    #[must_use]
    pub fn erase_after(&self) -> f64 {
        seconds(self.0.erase_after())
    }

    /// Seals a check-out to the current epoch.
    ///
    /// # Errors
    /// `bad-field`, `expired`, `not-yet-valid`, `wrong-list`.
    #[wasm_bindgen(js_name = checkOut)]
    pub fn check_out(
        &mut self,
        welcome: &Welcome,
        departure: f64,
        now: f64,
    ) -> Result<PendingFollowUp, Failure> {
        let (departure, now) = (time(departure, "departure")?, time(now, "now")?);
        let pending = self
            .0
            .check_out(&welcome.0, departure, Source::Guest, now, &mut random())?;
        Ok(PendingFollowUp::new(pending))
    }

    /// Seals a request of the data subject to the current epoch.
    ///
    /// # Errors
    /// As [`check_out`](Self::check_out), and `bad-argument`.
    pub fn request(
        &mut self,
        welcome: &Welcome,
        kind: &str,
        now: f64,
    ) -> Result<PendingFollowUp, Failure> {
        let kind = match kind {
            "access" => RequestKind::Access,
            "rectify" => RequestKind::Rectify,
            "erase" => RequestKind::Erase,
            "restrict" => RequestKind::Restrict,
            "port" => RequestKind::Port,
            "object" => RequestKind::Object,
            _ => return Err(Failure::argument("kind", "the name of a request")),
        };
        let pending = self
            .0
            .request(&welcome.0, kind, time(now, "now")?, &mut random())?;
        Ok(PendingFollowUp::new(pending))
    }

    /// Seals a correction to the current epoch.
    ///
    /// # Errors
    /// As [`check_out`](Self::check_out), and `field-not-allowed`.
    pub fn correct(
        &mut self,
        welcome: &Welcome,
        form: &JsValue,
        now: f64,
    ) -> Result<PendingFollowUp, Failure> {
        let form = correction_form(form)?;
        let pending = self
            .0
            .correct(&welcome.0, &form, time(now, "now")?, &mut random())?;
        Ok(PendingFollowUp::new(pending))
    }

    /// Whether to ask, at the next start, for a proof under a head that the owner has cosigned.
    #[wasm_bindgen(getter, js_name = needsHead)]
    #[must_use]
    pub fn needs_head(&self) -> bool {
        self.0.needs_head()
    }

    /// Asks for a proof under the newest cosigned checkpoint.
    #[wasm_bindgen(js_name = proofRequest)]
    #[must_use]
    pub fn proof_request(&self) -> JsValue {
        plain_request(&self.0.proof_request())
    }

    /// Asks how the log has grown from the kept receipt to such a proof; `undefined` if it has
    /// not.
    ///
    /// # Errors
    /// The codes of `spec/protocol.md#receipt`.
    #[wasm_bindgen(js_name = growthRequest)]
    pub fn growth_request(&self, proof: &[u8]) -> Result<JsValue, Failure> {
        let request = self.0.growth_request(proof)?;
        Ok(request.as_ref().map_or(JsValue::UNDEFINED, plain_request))
    }

    /// Verifies that receipt and proof are of one log, with the answer to that request, or with
    /// nothing if there was none.
    ///
    /// # Errors
    /// `inconsistent` if the processor has signed two logs that exclude each other; the codes of
    /// `spec/protocol.md#receipt`.
    #[wasm_bindgen(js_name = checkGrowth)]
    pub fn check_growth(&self, proof: &[u8], growth: &[u8]) -> Result<(), Failure> {
        Ok(self.0.check_growth(proof, growth)?)
    }

    /// Whether a proof is of a later part of the log and not of this check-in: the processor was
    /// restored from a backup and has lost it. Then, or when no proof is given, upload it again.
    #[wasm_bindgen(js_name = isLost)]
    #[must_use]
    pub fn is_lost(&self, proof: &[u8]) -> bool {
        self.0.is_lost(proof)
    }

    /// Uploads the envelope again; `undefined` once it was dropped.
    #[wasm_bindgen(js_name = uploadRequest)]
    #[must_use]
    pub fn upload_request(&self) -> JsValue {
        let request = self.0.upload_request();
        request.as_ref().map_or(JsValue::UNDEFINED, plain_request)
    }

    /// Takes the receipt of another upload; whether it is of a later part and replaces the kept one.
    ///
    /// # Errors
    /// `rolled-back`, and the codes of `spec/protocol.md#receipt`.
    pub fn renew(&mut self, receipt: &[u8]) -> Result<bool, Failure> {
        Ok(self.0.renew(receipt)?)
    }

    /// Verifies such a proof with the owner's witnesses, and keeps it in the receipt's place.
    ///
    /// # Errors
    /// The codes of `spec/protocol.md#receipt` and `not-cosigned`.
    pub fn witness(&mut self, proof: &[u8], welcome: &Welcome) -> Result<(), Failure> {
        Ok(self.0.witness(proof, &welcome.0)?)
    }

    /// The proof that the check-in was logged.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn proof(&self) -> Uint8Array {
        Uint8Array::from(self.0.proof())
    }
}

#[cfg(all(feature = "guest", feature = "whole"))]
#[wasm_bindgen]
impl Ticket {
    /// Returns if the processor may have deleted the log of the check-in, as the problem `log-deleted`
    /// says in the answer to `proofRequest`. Takes any welcome of the same list.
    ///
    /// # Errors
    /// `missing-log` if the time for audits is not over, `wrong-list`, `bad-argument`.
    #[wasm_bindgen(js_name = checkDeleted)]
    pub fn check_deleted(&self, welcome: &Welcome, now: f64) -> Result<(), Failure> {
        Ok(self.0.check_deleted(&welcome.0, time(now, "now")?)?)
    }
}

#[cfg(feature = "whole")]
#[wasm_bindgen]
impl Ticket {
    /// The list.
    #[wasm_bindgen(getter, js_name = listId)]
    #[must_use]
    pub fn list_id(&self) -> String {
        self.0.list_id().to_string()
    }

    /// Whether the owner's witness has cosigned the proof.
    #[wasm_bindgen(getter, js_name = isWitnessed)]
    #[must_use]
    pub fn is_witnessed(&self) -> bool {
        self.0.is_witnessed()
    }

    /// The epoch of the check-in.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn epoch(&self) -> u32 {
        self.0.epoch().value()
    }
}

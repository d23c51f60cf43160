//! Envelopes on their way.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::request::plain_request;
use crate::ticket::Ticket;
use crate::value::seconds;

/// A sealed check-in without a verified receipt.
#[wasm_bindgen]
pub struct Pending(Option<sealroll::Pending>);

#[wasm_bindgen]
impl Pending {
    /// Restores what `toBytes` wrote.
    ///
    /// # Errors
    /// A decoder's code.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Failure> {
        let bytes = Zeroizing::new(bytes);
        Ok(Self::new(sealroll::Pending::from_bytes(&bytes)?))
    }

    /// Envelope and ticket for the device's own storage. It contains the ticket key.
    ///
    /// # Errors
    /// `used` after a successful `confirm`.
    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(&self) -> Result<Uint8Array, Failure> {
        Ok(Uint8Array::from(self.inner()?.to_bytes().as_slice()))
    }

    /// The upload. It may be repeated any number of times.
    ///
    /// # Errors
    /// `used` after a successful `confirm`.
    pub fn request(&self) -> Result<JsValue, Failure> {
        Ok(plain_request(&self.inner()?.request()))
    }

    /// The check-in's record id.
    ///
    /// # Errors
    /// `used` after a successful `confirm`.
    #[wasm_bindgen(getter, js_name = recordId)]
    pub fn record_id(&self) -> Result<String, Failure> {
        Ok(self.inner()?.record_id().to_string())
    }

    /// When to erase this from the device.
    ///
    /// # Errors
    /// `used` after a successful `confirm`.
    #[wasm_bindgen(getter, js_name = eraseAfter)]
    pub fn erase_after(&self) -> Result<f64, Failure> {
        Ok(seconds(self.inner()?.erase_after()))
    }

    /// Verifies the receipt and turns this into a ticket; on failure nothing changes.
    ///
    /// # Errors
    /// The codes of `spec/protocol.md#receipt`, and `used`.
    pub fn confirm(&mut self, receipt: &[u8]) -> Result<Ticket, Failure> {
        let pending = self.0.take().ok_or_else(Failure::used)?;
        match pending.confirm(receipt) {
            Ok(ticket) => Ok(Ticket(ticket)),
            Err((pending, error)) => {
                self.0 = Some(pending);
                Err(error.into())
            }
        }
    }

    pub(crate) const fn new(pending: sealroll::Pending) -> Self {
        Self(Some(pending))
    }

    fn inner(&self) -> Result<&sealroll::Pending, Failure> {
        self.0.as_ref().ok_or_else(Failure::used)
    }
}

#[cfg(feature = "whole")]
#[wasm_bindgen]
impl Pending {
    /// The list.
    ///
    /// # Errors
    /// `used` after a successful `confirm`.
    #[wasm_bindgen(getter, js_name = listId)]
    pub fn list_id(&self) -> Result<String, Failure> {
        Ok(self.inner()?.list_id().to_string())
    }
}

/// A sealed follow-up without a verified receipt.
#[wasm_bindgen]
pub struct PendingFollowUp(Option<sealroll::PendingFollowUp>);

#[wasm_bindgen]
impl PendingFollowUp {
    /// Restores what `toBytes` wrote.
    ///
    /// # Errors
    /// A decoder's code.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Failure> {
        Ok(Self::new(sealroll::PendingFollowUp::from_bytes(bytes)?))
    }

    /// The envelope and what its receipt must show. There is no secret in it.
    ///
    /// # Errors
    /// `used` after a successful `confirm`.
    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(&self) -> Result<Uint8Array, Failure> {
        Ok(Uint8Array::from(self.inner()?.to_bytes().as_slice()))
    }

    /// The upload. It may be repeated any number of times.
    ///
    /// # Errors
    /// `used` after a successful `confirm`.
    pub fn request(&self) -> Result<JsValue, Failure> {
        Ok(plain_request(&self.inner()?.request()))
    }

    /// Verifies the receipt; on failure nothing changes.
    ///
    /// # Errors
    /// The codes of `spec/protocol.md#receipt`, and `used`.
    pub fn confirm(&mut self, receipt: &[u8]) -> Result<(), Failure> {
        let pending = self.0.take().ok_or_else(Failure::used)?;
        match pending.confirm(receipt) {
            Ok(_) => Ok(()),
            Err((pending, error)) => {
                self.0 = Some(pending);
                Err(error.into())
            }
        }
    }

    pub(crate) const fn new(pending: sealroll::PendingFollowUp) -> Self {
        Self(Some(pending))
    }

    fn inner(&self) -> Result<&sealroll::PendingFollowUp, Failure> {
        self.0.as_ref().ok_or_else(Failure::used)
    }
}

//! A guest's device.

use js_sys::Uint8Array;
#[cfg(feature = "whole")]
use sealroll::ListId;
use sealroll::{DeviceSecret, GuestMemory};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::invitation::Invitation;
use crate::random::random;
use crate::request::plain_request;
use crate::value::{environment_named, secret_bytes, time};
use crate::welcome::Welcome;

/// A guest's device.
#[wasm_bindgen]
pub struct Guest(sealroll::Guest);

#[wasm_bindgen]
impl Guest {
    /// A guest on a device that has never been used.
    ///
    /// # Errors
    /// `bad-argument` for an environment other than `production` and `test`.
    #[wasm_bindgen(js_name = firstUse)]
    pub fn first_use(environment: &str) -> Result<Self, Failure> {
        let environment = environment_named(environment)?;
        Ok(Self(sealroll::Guest::first_use(environment, &mut random())))
    }

    /// A guest on a device that was used before.
    ///
    /// # Errors
    /// A decoder's code if the memory is damaged.
    pub fn restore(
        environment: &str,
        memory: &[u8],
        device_secret: Vec<u8>,
    ) -> Result<Self, Failure> {
        let secret = secret_bytes(device_secret, "deviceSecret")?;
        Ok(Self(sealroll::Guest::new(
            environment_named(environment)?,
            GuestMemory::from_bytes(memory)?,
            DeviceSecret::from_bytes(&secret),
        )))
    }

    /// Asks for a list's welcome bundle.
    #[wasm_bindgen(js_name = welcomeRequest)]
    #[must_use]
    pub fn welcome_request(&self, invitation: &Invitation) -> JsValue {
        plain_request(&self.0.welcome_request(&invitation.0))
    }

    /// Verifies a welcome bundle against the QR code.
    ///
    /// # Errors
    /// The codes of `spec/protocol.md#WEL-2`.
    pub fn accept(
        &mut self,
        invitation: &Invitation,
        bundle: &[u8],
        now: f64,
    ) -> Result<Welcome, Failure> {
        let welcome = self.0.accept(&invitation.0, bundle, time(now, "now")?)?;
        Ok(Welcome(welcome))
    }

    /// The same for a guest who holds a ticket: the poster may have been replaced since.
    ///
    /// # Errors
    /// The codes of `spec/protocol.md#WEL-2`, without `replaced-poster`.
    #[wasm_bindgen(js_name = acceptForFollowUps)]
    pub fn accept_for_follow_ups(
        &mut self,
        invitation: &Invitation,
        bundle: &[u8],
        now: f64,
    ) -> Result<Welcome, Failure> {
        let now = time(now, "now")?;
        let welcome = self.0.accept_for_follow_ups(&invitation.0, bundle, now)?;
        Ok(Welcome(welcome))
    }

    /// What the device remembers of lists, to be saved after every accepted bundle.
    #[wasm_bindgen(js_name = memory)]
    #[must_use]
    pub fn memory(&self) -> Uint8Array {
        Uint8Array::from(self.0.memory().to_bytes().as_slice())
    }

    /// The secret that hedges the device's random numbers, to be saved once.
    #[wasm_bindgen(js_name = exportDeviceSecret)]
    #[must_use]
    pub fn export_device_secret(&self) -> Uint8Array {
        Uint8Array::from(self.0.device_secret().to_bytes().as_slice())
    }
}

#[cfg(feature = "whole")]
#[wasm_bindgen]
impl Guest {
    /// Forgets a list.
    ///
    /// # Errors
    /// `bad-argument` if that is not a list's id.
    pub fn forget(&mut self, list_id: &str) -> Result<(), Failure> {
        let list_id: ListId = list_id
            .parse()
            .map_err(|_| Failure::argument("listId", "32 hex digits"))?;
        self.0.forget(&list_id);
        Ok(())
    }
}

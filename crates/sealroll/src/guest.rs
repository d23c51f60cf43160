//! A guest's device.

use rand_core::CryptoRng;
use sealroll_core::DeviceSecret;
use sealroll_wire::{Environment, Epoch, Invitation, Time};

use crate::http::Request;
use crate::memory::GuestMemory;
use crate::welcome::{Purpose, Welcome, WelcomeError};

/// A guest's device: what it remembers of lists, and the secret that hedges its random numbers.
///
/// A guest has no account and no identity. Two visits share nothing that leaves the device.
#[derive(Debug)]
pub struct Guest {
    environment: Environment,
    memory: GuestMemory,
    device_secret: DeviceSecret,
}

impl Guest {
    /// A guest on this device. `memory` and `device_secret` are those that were saved, or new
    /// ones at the first use.
    #[must_use]
    pub const fn new(
        environment: Environment,
        memory: GuestMemory,
        device_secret: DeviceSecret,
    ) -> Self {
        Self {
            environment,
            memory,
            device_secret,
        }
    }

    /// A guest on a device that has never been used.
    pub fn first_use<R: CryptoRng + ?Sized>(environment: Environment, rng: &mut R) -> Self {
        Self::new(environment, GuestMemory::new(), DeviceSecret::generate(rng))
    }

    /// Asks for the welcome bundle of the list behind a QR code. Nothing but the list's id leaves
    /// the device (`spec/protocol.md#INV-3`).
    #[must_use]
    pub fn welcome_request(&self, invitation: &Invitation) -> Request {
        Request::get(format!("/v1/lists/{}/welcome", invitation.list_id()))
    }

    /// Asks for the welcome bundle of one epoch.
    #[must_use]
    pub fn welcome_request_for(&self, invitation: &Invitation, epoch: Epoch) -> Request {
        let list_id = invitation.list_id();
        Request::get(format!("/v1/lists/{list_id}/welcome/{epoch}"))
    }

    /// Verifies a welcome bundle against the QR code, from the root fingerprint down to the proof
    /// that the owner's witness has seen the statement logged (`spec/protocol.md#WEL-2`), and
    /// remembers what must not be rolled back.
    ///
    /// # Errors
    /// [`WelcomeError`] names the first check that failed. Nothing is remembered then, and
    /// nothing of the bundle may be shown.
    pub fn accept(
        &mut self,
        invitation: &Invitation,
        bundle: &[u8],
        now: Time,
    ) -> Result<Welcome, WelcomeError> {
        self.verify(invitation, bundle, Purpose::CheckIn, now)
    }

    /// [`accept`](Self::accept) for a guest who holds a ticket: a poster that was replaced since
    /// does not matter to follow-ups (`spec/protocol.md#EDN-2`). With the bundle accepted, nobody
    /// signs in if it [was replaced](Welcome::is_replaced).
    ///
    /// # Errors
    /// As for [`accept`](Self::accept).
    pub fn accept_for_follow_ups(
        &mut self,
        invitation: &Invitation,
        bundle: &[u8],
        now: Time,
    ) -> Result<Welcome, WelcomeError> {
        self.verify(invitation, bundle, Purpose::FollowUp, now)
    }

    fn verify(
        &mut self,
        invitation: &Invitation,
        bundle: &[u8],
        purpose: Purpose,
        now: Time,
    ) -> Result<Welcome, WelcomeError> {
        Welcome::verify(
            invitation,
            bundle,
            self.environment,
            &mut self.memory,
            &self.device_secret,
            purpose,
            now,
        )
    }

    /// What the device remembers, to be saved after every accepted bundle.
    #[must_use]
    pub const fn memory(&self) -> &GuestMemory {
        &self.memory
    }

    /// Forgets a list, for instance when its last ticket is erased.
    pub fn forget(&mut self, list_id: &sealroll_wire::ListId) {
        self.memory.forget(list_id);
    }

    /// The device's secret, to be saved once.
    #[must_use]
    pub const fn device_secret(&self) -> &DeviceSecret {
        &self.device_secret
    }
}

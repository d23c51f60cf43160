//! A guest's device.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::SystemTime;

use sealroll::{DeviceSecret, GuestMemory, ListId};
use zeroize::Zeroizing;

use crate::environment::Environment;
use crate::failure::SealrollError;
use crate::http::Request;
use crate::invitation::Invitation;
use crate::random::random;
use crate::time::time;
use crate::welcome::Welcome;

/// A guest's device: what it remembers of lists, and the secret that hedges its random numbers.
///
/// A guest has no account and no identity. Two visits share nothing that leaves the device.
#[derive(uniffi::Object)]
pub struct Guest(Mutex<sealroll::Guest>);

#[uniffi::export]
impl Guest {
    /// A guest on a device that has never been used.
    #[uniffi::constructor]
    pub fn first_use(environment: Environment) -> Result<Self, SealrollError> {
        let guest = sealroll::Guest::first_use(environment.into(), &mut random()?);
        Ok(Self(Mutex::new(guest)))
    }

    /// A guest on a device that was used before, from what was saved. Throws a decoder's code if
    /// the memory is damaged, and `bad-argument` for a device secret of another length.
    #[uniffi::constructor]
    pub fn restore(
        environment: Environment,
        memory: Vec<u8>,
        device_secret: Vec<u8>,
    ) -> Result<Self, SealrollError> {
        let device_secret = Zeroizing::new(device_secret);
        let mut fixed = Zeroizing::new([0; 32]);
        if device_secret.len() != fixed.len() {
            return Err(SealrollError::argument("device_secret", "32 bytes long"));
        }
        fixed.copy_from_slice(&device_secret);
        Ok(Self(Mutex::new(sealroll::Guest::new(
            environment.into(),
            GuestMemory::from_bytes(&memory)?,
            DeviceSecret::from_bytes(&fixed),
        ))))
    }

    /// Asks for the welcome bundle of the list behind a QR code. Nothing but the list's id leaves
    /// the device.
    pub fn welcome_request(&self, invitation: &Invitation) -> Result<Request, SealrollError> {
        Ok(Request::new(&self.device()?.welcome_request(&invitation.0)))
    }

    /// Asks for the welcome bundle of one epoch, for instance when an owner restores a list.
    pub fn welcome_request_for(
        &self,
        invitation: &Invitation,
        epoch: u32,
    ) -> Result<Request, SealrollError> {
        let guest = self.device()?;
        let request = guest.welcome_request_for(&invitation.0, sealroll::Epoch(epoch));
        Ok(Request::new(&request))
    }

    /// Verifies a welcome bundle, the content of the answer, against the QR code. The code thrown
    /// names the first check that failed; nothing of the bundle may be shown then.
    pub fn accept(
        &self,
        invitation: &Invitation,
        bundle: Vec<u8>,
        now: SystemTime,
    ) -> Result<Arc<Welcome>, SealrollError> {
        let now = time(now, "now")?;
        let welcome = self.device()?.accept(&invitation.0, &bundle, now)?;
        Ok(Arc::new(Welcome(welcome)))
    }

    /// `accept` for a guest who holds a ticket: a poster that was replaced since does not matter to
    /// follow-ups.
    pub fn accept_for_follow_ups(
        &self,
        invitation: &Invitation,
        bundle: Vec<u8>,
        now: SystemTime,
    ) -> Result<Arc<Welcome>, SealrollError> {
        let now = time(now, "now")?;
        let mut device = self.device()?;
        let welcome = device.accept_for_follow_ups(&invitation.0, &bundle, now)?;
        Ok(Arc::new(Welcome(welcome)))
    }

    /// What the device remembers of lists, to be saved after every accepted bundle.
    pub fn memory(&self) -> Result<Vec<u8>, SealrollError> {
        Ok(self.device()?.memory().to_bytes())
    }

    /// The secret that hedges the device's random numbers, to be saved once in the device's
    /// protected store.
    pub fn export_device_secret(&self) -> Result<Vec<u8>, SealrollError> {
        Ok(self.device()?.device_secret().to_bytes().to_vec())
    }

    /// Forgets a list, for instance when its last ticket is erased. Throws `bad-argument` if that
    /// is not a list's id.
    pub fn forget(&self, list_id: &str) -> Result<(), SealrollError> {
        let list_id: ListId = list_id
            .parse()
            .map_err(|_| SealrollError::argument("list_id", "32 hex digits"))?;
        self.device()?.forget(&list_id);
        Ok(())
    }
}

impl Guest {
    fn device(&self) -> Result<MutexGuard<'_, sealroll::Guest>, SealrollError> {
        self.0.lock().map_err(|_| SealrollError::panicked())
    }
}

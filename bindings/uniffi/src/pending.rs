//! Envelopes on their way.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::failure::SealrollError;
use crate::http::Request;
use crate::ticket::Ticket;
use crate::time::moment;

/// A sealed check-in without a verified receipt. A successful `confirm` uses it up; everything
/// throws `used` from then on.
#[derive(uniffi::Object)]
pub struct Pending(Mutex<Option<sealroll::Pending>>);

#[uniffi::export]
impl Pending {
    /// Restores what `to_bytes` wrote. Throws a decoder's code.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, SealrollError> {
        let bytes = Zeroizing::new(bytes);
        Ok(Self::new(sealroll::Pending::from_bytes(&bytes)?))
    }

    /// Envelope and ticket for the device's own protected storage. It contains the ticket key.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealrollError> {
        self.read(|pending| pending.to_bytes().to_vec())
    }

    /// The upload. It may be repeated any number of times.
    pub fn request(&self) -> Result<Request, SealrollError> {
        self.read(|pending| Request::new(&pending.request()))
    }

    /// The check-in's record id, 64 hex digits.
    pub fn record_id(&self) -> Result<String, SealrollError> {
        self.read(|pending| pending.record_id().to_string())
    }

    /// The list, 32 hex digits.
    pub fn list_id(&self) -> Result<String, SealrollError> {
        self.read(|pending| pending.list_id().to_string())
    }

    /// When to erase this from the device.
    pub fn erase_after(&self) -> Result<SystemTime, SealrollError> {
        self.read(|pending| moment(pending.erase_after()))
    }

    /// Verifies the receipt, the content of the answer, and turns this into a ticket. Throws
    /// `bad-proof` and other codes of a receipt; on failure nothing changes.
    pub fn confirm(&self, receipt: Vec<u8>) -> Result<Arc<Ticket>, SealrollError> {
        let mut place = self.lock()?;
        let pending = place.take().ok_or_else(SealrollError::used)?;
        match pending.confirm(&receipt) {
            Ok(ticket) => Ok(Arc::new(Ticket::new(ticket))),
            Err((pending, error)) => {
                *place = Some(pending);
                Err(error.into())
            }
        }
    }
}

impl Pending {
    pub(crate) const fn new(pending: sealroll::Pending) -> Self {
        Self(Mutex::new(Some(pending)))
    }

    fn read<T>(&self, read: impl FnOnce(&sealroll::Pending) -> T) -> Result<T, SealrollError> {
        self.lock()?
            .as_ref()
            .map(read)
            .ok_or_else(SealrollError::used)
    }

    fn lock(&self) -> Result<MutexGuard<'_, Option<sealroll::Pending>>, SealrollError> {
        self.0.lock().map_err(|_| SealrollError::panicked())
    }
}

/// A sealed follow-up without a verified receipt: a check-out, a correction, or a request of the
/// data subject. A successful `confirm` uses it up.
#[derive(uniffi::Object)]
pub struct PendingFollowUp(Mutex<Option<sealroll::PendingFollowUp>>);

#[uniffi::export]
impl PendingFollowUp {
    /// Restores what `to_bytes` wrote. Throws a decoder's code.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, SealrollError> {
        Ok(Self::new(sealroll::PendingFollowUp::from_bytes(&bytes)?))
    }

    /// The envelope and what its receipt must show. There is no secret in it.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealrollError> {
        self.read(sealroll::PendingFollowUp::to_bytes)
    }

    /// The upload. It may be repeated any number of times.
    pub fn request(&self) -> Result<Request, SealrollError> {
        self.read(|pending| Request::new(&pending.request()))
    }

    /// Verifies the receipt, the content of the answer. Throws the codes of a receipt; on failure
    /// nothing changes.
    pub fn confirm(&self, receipt: Vec<u8>) -> Result<(), SealrollError> {
        let mut place = self.lock()?;
        let pending = place.take().ok_or_else(SealrollError::used)?;
        match pending.confirm(&receipt) {
            Ok(_) => Ok(()),
            Err((pending, error)) => {
                *place = Some(pending);
                Err(error.into())
            }
        }
    }
}

impl PendingFollowUp {
    pub(crate) const fn new(pending: sealroll::PendingFollowUp) -> Self {
        Self(Mutex::new(Some(pending)))
    }

    fn read<T>(
        &self,
        read: impl FnOnce(&sealroll::PendingFollowUp) -> T,
    ) -> Result<T, SealrollError> {
        self.lock()?
            .as_ref()
            .map(read)
            .ok_or_else(SealrollError::used)
    }

    fn lock(&self) -> Result<MutexGuard<'_, Option<sealroll::PendingFollowUp>>, SealrollError> {
        self.0.lock().map_err(|_| SealrollError::panicked())
    }
}

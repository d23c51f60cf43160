//! What an owner has to tell guests.

use std::sync::{Mutex, MutexGuard, TryLockError};
use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::failure::SealrollError;
use crate::order::{Order, id};
use crate::owner_instruct::StandingPolicy;
use crate::ticket_mail::Decision;
use crate::time::time;

/// Messages to guests that wait for the next feed, orders that have to be carried out before, the
/// requests that were answered, and what is decided without a person.
///
/// Save it beside the device file after every change, before what that brought about is sent. It
/// opens no record. While one call works on it, others throw `busy`.
#[derive(uniffi::Object)]
pub struct Outbox(Mutex<sealroll::Outbox>);

#[uniffi::export]
impl Outbox {
    /// An outbox with nothing in it.
    #[uniffi::constructor]
    pub fn empty() -> Self {
        Self(Mutex::new(sealroll::Outbox::new()))
    }

    /// Restores what `to_bytes` wrote. Throws a decoder's code.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, SealrollError> {
        let bytes = Zeroizing::new(bytes);
        let outbox = sealroll::Outbox::from_bytes(&bytes)?;
        Ok(Self(Mutex::new(outbox)))
    }

    /// The outbox for the device's own storage.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealrollError> {
        Ok(self.lock()?.to_bytes().to_vec())
    }

    /// What is decided without a person.
    pub fn policy(&self) -> Result<StandingPolicy, SealrollError> {
        Ok(StandingPolicy::of(self.lock()?.policy()))
    }

    /// Changes what is decided without a person.
    pub fn set_policy(&self, policy: StandingPolicy) -> Result<(), SealrollError> {
        self.lock()?.set_policy(policy.plain());
        Ok(())
    }

    /// How a request was answered, by its record id, if it was.
    pub fn answer_to(&self, record_id: &str) -> Result<Option<Decision>, SealrollError> {
        let record_id = id(record_id, "record_id")?;
        Ok(self.lock()?.answer_to(&record_id).map(Into::into))
    }

    /// How many messages wait for the next feed.
    pub fn waiting(&self) -> Result<u64, SealrollError> {
        Ok(self.lock()?.waiting() as u64)
    }

    /// Whether a feed is due: one a day, also when there is nothing to say, so that its presence
    /// tells nothing.
    pub fn is_due(&self, now: SystemTime) -> Result<bool, SealrollError> {
        let now = time(now, "now")?;
        Ok(self.lock()?.is_due(now))
    }

    /// The next order that an answer promises: give it with `Owner.instruct`, and tell with
    /// `order_done` when it was confirmed. As long as there is one, nothing is published.
    pub fn next_order(&self) -> Result<Option<Order>, SealrollError> {
        Ok(self.lock()?.next_order().as_ref().and_then(Order::of))
    }

    /// The next order was confirmed, or is without object.
    pub fn order_done(&self) -> Result<(), SealrollError> {
        self.lock()?.order_done();
        Ok(())
    }
}

impl Outbox {
    /// The outbox, unless another call works on it.
    pub(crate) fn lock(&self) -> Result<MutexGuard<'_, sealroll::Outbox>, SealrollError> {
        self.0.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => SealrollError::busy(),
            TryLockError::Poisoned(_) => SealrollError::panicked(),
        })
    }
}

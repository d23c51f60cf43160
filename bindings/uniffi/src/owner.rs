//! An owner's device.

use core::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::SystemTime;

use sealroll::{Admission, Epoch, Inbox, Workers, export};

use crate::batch::{Batch, Missing};
use crate::connection::Progress;
use crate::environment::Environment;
use crate::failure::SealrollError;
use crate::fetched::Fetched;
use crate::finding::ProcessorStatement;
use crate::http::Request;
use crate::identity::Identity;
use crate::invitation::Invitation;
use crate::new_list::{NewList, TermsChange};
use crate::random::random;
use crate::terms::Terms;
use crate::time::{moment, time};
use crate::visit::Visit;

/// An owner's device and what it has opened. While one call works on it, others throw `busy`.
#[derive(uniffi::Object)]
pub struct Owner(Mutex<Device>);

pub(crate) struct Device {
    pub(crate) owner: sealroll::Owner,
    pub(crate) inbox: Inbox,
    /// Orders that the last sync found lost with a processor that was restored.
    pub(crate) lost: Vec<sealroll::Order>,
    /// What the last sync that was lied to can show to others.
    pub(crate) evidence: Option<String>,
}

/// A list that was just created.
#[derive(uniffi::Record)]
pub struct NewOwner {
    /// The device that holds it.
    pub owner: Arc<Owner>,
    /// Its root. Save it as a file at once; it exists nowhere else.
    pub identity: Arc<Identity>,
}

/// What an owner's device knows of its list.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Summary {
    /// The list, 32 hex digits.
    pub list_id: String,
    /// Production or test.
    pub environment: Environment,
    /// Five words that stand beside the QR code.
    pub fingerprint_words: String,
    /// The newest terms.
    pub terms: Terms,
    /// Epochs that this device can open.
    pub open_epochs: Vec<u32>,
    /// The last epoch that has a statement.
    pub last_epoch: Option<u32>,
}

/// An epoch and its range.
#[derive(Clone, Copy, Debug, uniffi::Record)]
pub struct EpochRange {
    /// The epoch.
    pub epoch: u32,
    /// Its first second.
    pub not_before: SystemTime,
    /// The first second after it.
    pub not_after: SystemTime,
}

#[uniffi::export]
impl Owner {
    /// List, environment, words, terms and epochs.
    pub fn summary(&self) -> Result<Summary, SealrollError> {
        let device = self.lock()?;
        let owner = &device.owner;
        Ok(Summary {
            list_id: owner.list_id().to_string(),
            environment: owner.environment().into(),
            fingerprint_words: owner.fingerprint_words(),
            terms: Terms::new(owner.terms()),
            open_epochs: numbers(&owner.open_epochs()),
            last_epoch: owner.last_epoch().map(Epoch::value),
        })
    }

    /// The epoch in which a moment lies. Throws `not-yet-valid` before the first.
    pub fn epoch_at(&self, now: SystemTime) -> Result<EpochRange, SealrollError> {
        let (now, device) = (time(now, "now")?, self.lock()?);
        let outside =
            || SealrollError::new("not-yet-valid", "the time lies outside the list's epochs");
        let terms = device.owner.terms();
        let epoch = terms.epoch_at(now).ok_or_else(outside)?;
        let (not_before, not_after) = terms.epoch_range(epoch).ok_or_else(outside)?;
        Ok(EpochRange {
            epoch: epoch.value(),
            not_before: moment(not_before),
            not_after: moment(not_after),
        })
    }

    /// Epochs whose retention is over and whose keys still exist.
    pub fn due_epochs(&self, now: SystemTime) -> Result<Vec<u32>, SealrollError> {
        let now = time(now, "now")?;
        Ok(numbers(&self.lock()?.owner.due_epochs(now)))
    }

    /// The content of a QR code. `base` is scheme and host of the page that it leads to. Throws
    /// `bad-link`, and `bad-text` for the door code.
    #[uniffi::method(default(door_code = None))]
    pub fn invitation(
        &self,
        base: &str,
        door_code: Option<String>,
    ) -> Result<Arc<Invitation>, SealrollError> {
        let device = self.lock()?;
        let invitation = device.owner.invitation(base, door_code.as_deref())?;
        Ok(Arc::new(Invitation(invitation)))
    }

    /// Registers the list, or tells the processor new certificates and terms.
    pub fn registration_request(&self) -> Result<Request, SealrollError> {
        Ok(Request::new(&self.lock()?.owner.registration_request()))
    }

    /// Registers a new list as `registration_request` does, with a token that the processor's
    /// operator has given out.
    pub fn token_registration_request(&self, token: &str) -> Result<Request, SealrollError> {
        let admission = Admission::Token(token);
        Ok(Request::new(
            &self.lock()?.owner.admission_request(admission),
        ))
    }

    /// Asks for a PIN, which confirms this registration as it is now and no other. The number is
    /// `+`, the country's code and the rest, digits only; the processor refuses anything else.
    pub fn pin_request(&self, phone_number: &str) -> Result<Request, SealrollError> {
        Ok(Request::new(&self.lock()?.owner.pin_request(phone_number)))
    }

    /// Registers a new list as `registration_request` does, with the PIN that was sent to the phone.
    pub fn pin_registration_request(&self, pin: &str) -> Result<Request, SealrollError> {
        let admission = Admission::Pin(pin);
        Ok(Request::new(
            &self.lock()?.owner.admission_request(admission),
        ))
    }

    /// Publishes the statements that are not in the log yet, if there are any. `authority` is the
    /// host of the API, with its port if that is not the usual one. Throws `bad-value` for one
    /// that cannot be an authority.
    pub fn statements_request(
        &self,
        authority: &str,
        now: SystemTime,
    ) -> Result<Option<Request>, SealrollError> {
        let (now, mut random) = (time(now, "now")?, random()?);
        let device = self.lock()?;
        let request = device
            .owner
            .statements_request(authority, now, &mut random)?;
        Ok(request.as_ref().map(Request::new))
    }

    /// Opens what was fetched after a sync, on all cores. Throws `unknown-statement`,
    /// `epoch-purged`, and `cancelled` if `progress` stopped it.
    #[uniffi::method(default(progress = None))]
    pub fn open(
        &self,
        fetched: &Fetched,
        progress: Option<Arc<dyn Progress>>,
    ) -> Result<Batch, SealrollError> {
        let mut device = self.lock()?;
        let Device { owner, inbox, .. } = &mut *device;
        let tell = |done: usize, total: usize| match &progress {
            Some(progress) if !progress.advance(done as u64, total as u64) => {
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        };
        let (epoch, envelopes) = (fetched.0.epoch(), fetched.0.fetched());
        let batch = owner.open(inbox, epoch, envelopes, Workers::all_cores(), tell)?;
        Ok(Batch::new(&batch))
    }

    /// The visits opened so far, in log order.
    pub fn visits(&self) -> Result<Vec<Visit>, SealrollError> {
        let visits = self.lock()?.inbox.visits();
        Ok(visits.iter().map(Visit::new).collect())
    }

    /// Where follow-ups stand that carry a head of the log which is none of its heads: their guests
    /// were shown another log than the owner. Ask for the guest's receipt, and give it to an
    /// auditor.
    pub fn contradicted_heads(&self) -> Result<Vec<Missing>, SealrollError> {
        let heads = self.lock()?.inbox.contradicted_heads();
        Ok(heads.iter().map(Missing::new).collect())
    }

    /// What the processor says of itself, by the instruction log as far as this device has seen it.
    pub fn processor_statement(&self) -> Result<Option<ProcessorStatement>, SealrollError> {
        let statement = self.lock()?.owner.processor_statement();
        Ok(statement.as_ref().map(ProcessorStatement::new))
    }

    /// The visits of one epoch, or all, as CSV that no spreadsheet takes for formulas.
    #[uniffi::method(default(epoch = None))]
    pub fn csv(&self, epoch: Option<u32>) -> Result<String, SealrollError> {
        Ok(export::csv(&self.chosen(epoch)?))
    }

    /// The visits of one epoch, or all, as JSON.
    #[uniffi::method(default(epoch = None))]
    pub fn json(&self, epoch: Option<u32>) -> Result<String, SealrollError> {
        Ok(export::json(&self.chosen(epoch)?))
    }

    /// Makes the keys of an epoch underivable on this device, and forgets what was opened of it.
    /// Returns whether they existed. It counts once every file and device that covered the epoch
    /// has been replaced. Throws `limit`.
    pub fn puncture(&self, epoch: u32) -> Result<bool, SealrollError> {
        let mut device = self.lock()?;
        let punctured = device.owner.puncture(Epoch(epoch))?;
        device.inbox.forget(Epoch(epoch));
        Ok(punctured)
    }

    /// Orders the erasure of an epoch. Throws `unknown-statement`.
    pub fn purge_instruction(&self, epoch: u32, now: SystemTime) -> Result<Request, SealrollError> {
        let now = time(now, "now")?;
        let request = self.lock()?.owner.purge_instruction(Epoch(epoch), now)?;
        Ok(Request::new(&request))
    }

    /// Verifies the proof that answered the order. Throws the codes of a receipt.
    pub fn confirm_purge(&self, epoch: u32, proof: Vec<u8>) -> Result<(), SealrollError> {
        self.lock()?.owner.confirm_purge(Epoch(epoch), &proof)?;
        Ok(())
    }

    /// Makes the next generation; returns its number. Throws `not-yet-valid`, and `expired` if
    /// certificates must be renewed first.
    pub fn roll_over(&self, now: SystemTime) -> Result<u32, SealrollError> {
        let (now, mut random) = (time(now, "now")?, random()?);
        Ok(self.lock()?.owner.roll_over(now, &mut random)?.value())
    }

    /// Replaces the poster: nobody signs in with the codes in print any more; who did can still
    /// check out, correct and ask. Publish, sync, and print the new code. Throws `not-granted` on a
    /// delegate's device, and `expired` if certificates must be renewed first.
    pub fn replace_poster(&self, now: SystemTime) -> Result<(), SealrollError> {
        let (now, mut random) = (time(now, "now")?, random()?);
        Ok(self.lock()?.owner.replace_poster(now, &mut random)?)
    }

    /// The code that the doors show at a moment, for `invitation`; none on a delegate's device.
    pub fn door_code(&self, at: SystemTime) -> Result<Option<String>, SealrollError> {
        let (at, device) = (time(at, "at")?, self.lock()?);
        let list_id = device.owner.list_id();
        let secret = device.owner.door_secret();
        Ok(secret.map(|secret| secret.code(list_id, at).as_str().to_owned()))
    }

    /// Whether doors, those of former posters too, showed a code around an arrival. None if the
    /// terms ask for no code, and on a delegate's device.
    pub fn is_door_code_right(
        &self,
        arrival: SystemTime,
        code: Option<String>,
    ) -> Result<Option<bool>, SealrollError> {
        let arrival = time(arrival, "arrival")?;
        let code = code.and_then(|code| sealroll::DoorCode::new(&code).ok());
        let device = self.lock()?;
        Ok(device.owner.is_door_code_right(arrival, code.as_ref()))
    }

    /// Draws new online keys and has the root certify them. Throws `wrong-list`.
    pub fn renew_certificates(
        &self,
        identity: &Identity,
        now: SystemTime,
    ) -> Result<(), SealrollError> {
        let (now, mut random) = (time(now, "now")?, random()?);
        let mut device = self.lock()?;
        Ok(device
            .owner
            .renew_certificates(&identity.0, now, &mut random)?)
    }

    /// Changes the terms. Throws `wrong-list` and the codes of the terms.
    pub fn change_terms(
        &self,
        identity: &Identity,
        changes: TermsChange,
        now: SystemTime,
    ) -> Result<(), SealrollError> {
        let now = time(now, "now")?;
        let mut device = self.lock()?;
        let mut terms = device.owner.terms().clone();
        changes.apply(&mut terms)?;
        Ok(device.owner.change_terms(&identity.0, terms, now)?)
    }
}

impl Owner {
    pub(crate) fn new(owner: sealroll::Owner) -> Self {
        Self(Mutex::new(Device {
            owner,
            inbox: Inbox::new(),
            lost: Vec::new(),
            evidence: None,
        }))
    }

    /// The device, unless another call works on it.
    pub(crate) fn lock(&self) -> Result<MutexGuard<'_, Device>, SealrollError> {
        self.0.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => SealrollError::busy(),
            TryLockError::Poisoned(_) => SealrollError::panicked(),
        })
    }

    fn chosen(&self, epoch: Option<u32>) -> Result<Vec<sealroll::Visit>, SealrollError> {
        let mut visits = self.lock()?.inbox.visits();
        visits.retain(|visit| epoch.is_none_or(|epoch| visit.epoch == Epoch(epoch)));
        Ok(visits)
    }
}

/// Creates a list. Throws `bad-argument`, and the codes of the terms.
#[uniffi::export]
pub fn create_list(list: NewList, now: SystemTime) -> Result<NewOwner, SealrollError> {
    let (list, now) = (list.plain()?, time(now, "now")?);
    let (owner, identity) = sealroll::Owner::create(list, now, &mut random()?)?;
    Ok(NewOwner {
        owner: Arc::new(Owner::new(owner)),
        identity: Identity::new(identity),
    })
}

pub(crate) fn numbers(epochs: &[Epoch]) -> Vec<u32> {
    epochs.iter().map(|epoch| epoch.value()).collect()
}

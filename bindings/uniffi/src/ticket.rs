//! What a guest keeps of a visit.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::failure::SealrollError;
use crate::form::CorrectionForm;
use crate::http::Request;
use crate::mirror::mirrored;
use crate::pending::PendingFollowUp;
use crate::random::random;
use crate::time::{moment, time};
use crate::welcome::Welcome;

/// A confirmed check-in: proof that it was logged, and the key that alone can follow it up.
///
/// Every follow-up counts the ticket up: save it before the follow-up is sent. Erase it when
/// `erase_after` has passed.
#[derive(uniffi::Object)]
pub struct Ticket(Mutex<sealroll::Ticket>);

#[uniffi::export]
impl Ticket {
    /// Restores what `to_bytes` wrote. The proof is verified again. Throws a decoder's code.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, SealrollError> {
        let bytes = Zeroizing::new(bytes);
        Ok(Self::new(sealroll::Ticket::from_bytes(&bytes)?))
    }

    /// The ticket for the device's own protected storage. It contains the ticket key.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealrollError> {
        Ok(self.lock()?.to_bytes().to_vec())
    }

    /// The ticket for another device, without the envelope: short enough for a QR code. Forget this
    /// one when the other device has it: two that count on their own overtake each other.
    pub fn to_handover_bytes(&self) -> Result<Vec<u8>, SealrollError> {
        Ok(self.lock()?.to_handover_bytes().to_vec())
    }

    /// The check-in's record id, 64 hex digits.
    pub fn record_id(&self) -> Result<String, SealrollError> {
        Ok(self.lock()?.record_id().to_string())
    }

    /// The list, 32 hex digits.
    pub fn list_id(&self) -> Result<String, SealrollError> {
        Ok(self.lock()?.list_id().to_string())
    }

    /// The epoch of the check-in.
    pub fn epoch(&self) -> Result<u32, SealrollError> {
        Ok(self.lock()?.epoch().value())
    }

    /// Index of the check-in in the record log.
    pub fn index(&self) -> Result<u64, SealrollError> {
        Ok(self.lock()?.index())
    }

    /// When to erase the ticket: the record is gone by then.
    pub fn erase_after(&self) -> Result<SystemTime, SealrollError> {
        Ok(moment(self.lock()?.erase_after()))
    }

    /// The proof that the check-in was logged, the newest there is. Anyone can verify it offline
    /// with the log's key.
    pub fn proof(&self) -> Result<Vec<u8>, SealrollError> {
        Ok(self.lock()?.proof().to_vec())
    }

    /// Whether the proof is under a checkpoint that the owner has cosigned.
    pub fn is_witnessed(&self) -> Result<bool, SealrollError> {
        Ok(self.lock()?.is_witnessed())
    }

    /// Whether to ask, at the next start, for a proof under a checkpoint that the owner has cosigned.
    /// Only that shows that the log which the receipt is from is the one that everybody sees.
    pub fn needs_head(&self) -> Result<bool, SealrollError> {
        Ok(self.lock()?.needs_head())
    }

    /// Asks for a proof under the newest checkpoint that the owner has cosigned.
    pub fn proof_request(&self) -> Result<Request, SealrollError> {
        Ok(Request::new(&self.lock()?.proof_request()))
    }

    /// Asks how the log has grown between the kept receipt and a new proof; none if both are of one
    /// size. Throws the codes of a receipt.
    pub fn growth_request(&self, proof: Vec<u8>) -> Result<Option<Request>, SealrollError> {
        let request = self.lock()?.growth_request(&proof)?;
        Ok(request.as_ref().map(Request::new))
    }

    /// Verifies that a new proof and the kept receipt are of one log, with the content of the answer
    /// to `growth_request`, or without any if there was no request. To be called before `witness`,
    /// which replaces the kept receipt.
    ///
    /// Throws `inconsistent` if the processor has signed two logs that exclude each other: keep
    /// ticket and proof, and give both receipts to the owner or an auditor. Throws the codes of a
    /// receipt.
    pub fn check_growth(&self, proof: Vec<u8>, growth: Vec<u8>) -> Result<(), SealrollError> {
        Ok(self.lock()?.check_growth(&proof, &growth)?)
    }

    /// Verifies such a proof. Throws the codes of a receipt and `not-cosigned`.
    pub fn witness(&self, proof: Vec<u8>, welcome: &Welcome) -> Result<(), SealrollError> {
        Ok(self.lock()?.witness(&proof, &welcome.0)?)
    }

    /// Whether the answer to `proof_request` shows that the processor was restored from a backup and
    /// has lost the check-in. Then, or when it gives no proof at all, send `upload_request`.
    pub fn is_lost(&self, proof: Vec<u8>) -> Result<bool, SealrollError> {
        Ok(self.lock()?.is_lost(&proof))
    }

    /// Returns if the processor may have deleted the log of the check-in, as the problem `log-deleted`
    /// says in the answer to `proof_request`. The kept receipt stays valid. Takes any welcome of the
    /// same list.
    ///
    /// Throws `missing-log` if the time for audits is not over: show what `proof` gives to the owner
    /// or an auditor. Throws `wrong-list`.
    pub fn check_deleted(&self, welcome: &Welcome, now: SystemTime) -> Result<(), SealrollError> {
        let now = time(now, "now")?;
        Ok(self.lock()?.check_deleted(&welcome.0, now)?)
    }

    /// Sends the check-in again; none if the envelope is no longer kept, since the owner has
    /// witnessed it. Give the answer to `renew`.
    pub fn upload_request(&self) -> Result<Option<Request>, SealrollError> {
        let request = self.lock()?.upload_request();
        Ok(request.as_ref().map(Request::new))
    }

    /// Takes the receipt that answered another upload; tells whether it is of a later part of the
    /// log and replaces the kept one. Throws `rolled-back` and the codes of a receipt.
    pub fn renew(&self, receipt: Vec<u8>) -> Result<bool, SealrollError> {
        Ok(self.lock()?.renew(&receipt)?)
    }

    /// Seals a check-out to the current epoch; `source` says who noticed, the guest if it is left
    /// out. Throws `bad-field`, `expired`, `not-yet-valid`, `wrong-list`.
    #[uniffi::method(default(source = None))]
    pub fn check_out(
        &self,
        welcome: &Welcome,
        departure: SystemTime,
        now: SystemTime,
        source: Option<Source>,
    ) -> Result<Arc<PendingFollowUp>, SealrollError> {
        let (departure, now) = (time(departure, "departure")?, time(now, "now")?);
        let source = source.map(Into::into).unwrap_or_default();
        let mut random = random()?;
        let mut ticket = self.lock()?;
        let pending = ticket.check_out(&welcome.0, departure, source, now, &mut random)?;
        Ok(Arc::new(PendingFollowUp::new(pending)))
    }

    /// Seals a correction to the current epoch. Throws what `check_out` throws, `field-required`
    /// and `field-not-allowed`.
    pub fn correct(
        &self,
        welcome: &Welcome,
        form: CorrectionForm,
        now: SystemTime,
    ) -> Result<Arc<PendingFollowUp>, SealrollError> {
        let (form, now, mut random) = (form.plain()?, time(now, "now")?, random()?);
        let pending = self.lock()?.correct(&welcome.0, &form, now, &mut random)?;
        Ok(Arc::new(PendingFollowUp::new(pending)))
    }

    /// Seals a request of the data subject to the current epoch. Throws what `check_out` throws.
    pub fn exercise(
        &self,
        welcome: &Welcome,
        right: Right,
        now: SystemTime,
    ) -> Result<Arc<PendingFollowUp>, SealrollError> {
        let (now, mut random) = (time(now, "now")?, random()?);
        let mut ticket = self.lock()?;
        let pending = ticket.request(&welcome.0, right.into(), now, &mut random)?;
        Ok(Arc::new(PendingFollowUp::new(pending)))
    }
}

impl Ticket {
    pub(crate) const fn new(ticket: sealroll::Ticket) -> Self {
        Self(Mutex::new(ticket))
    }

    pub(crate) fn lock(&self) -> Result<MutexGuard<'_, sealroll::Ticket>, SealrollError> {
        self.0.lock().map_err(|_| SealrollError::panicked())
    }
}

mirrored! {
    /// Who noticed that a guest left.
    Source of sealroll::Source {
        /// The guest.
        Guest,
        /// The guest's app, by itself.
        Automatic,
        /// The owner.
        Owner,
    }
}

mirrored! {
    /// A right of the data subject under the GDPR.
    Right of sealroll::RequestKind {
        /// Access (Article 15).
        Access,
        /// Rectification (Article 16).
        Rectify,
        /// Erasure (Article 17).
        Erase,
        /// Restriction of processing (Article 18).
        Restrict,
        /// Portability (Article 20).
        Port,
        /// Objection (Article 21).
        Object,
    }
}

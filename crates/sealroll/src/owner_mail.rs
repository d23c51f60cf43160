//! The owner answers requests, and tells guests what became of their check-ins
//! (`spec/protocol.md#MBX-10`).

use sealroll_core::{AnswerKind, ErasedFor, Message, NoticeSecret, Opened, Opener, RequestKind};
use sealroll_wire::{AuthorityCard, DecodeError, DisclosureId, EnvelopeRef, RecordId, Time};

use crate::disclose::Chosen;
use crate::fetch::FetchedEnvelope;
use crate::inbox::Inbox;
use crate::outbox::{Outbox, Promise};
use crate::owner::Owner;
use crate::position::Position;
use crate::quarantine::{Quarantined, Reason};
use crate::rights::{Decision, QueuedRequest};

impl Owner {
    /// Answers a request. What is granted is done: the orders that it takes are put before the
    /// next feed ([`Outbox::next_order`]), and the guest hears of it once they are acknowledged.
    /// `text` is plain text of at most 1500 bytes, or empty; for a request to see or take along the
    /// data, [`visit_json`](crate::export::visit_json) makes it.
    ///
    /// `fetched` holds at least the envelope of the request and, to erase, that of its check-in:
    /// their keys make the notices, so this comes before anything is erased or punctured.
    ///
    /// # Errors
    /// [`AnswerError`]; the outbox is unchanged then.
    pub fn answer(
        &self,
        outbox: &mut Outbox,
        inbox: &Inbox,
        request: &QueuedRequest,
        decision: AnswerKind,
        text: &str,
        fetched: &[FetchedEnvelope],
    ) -> Result<(), AnswerError> {
        if self.rights().is_delegates() {
            return Err(AnswerError::NotGranted);
        }
        let answer = Message::Answer {
            decision,
            text: text.into(),
        };
        answer.to_data().map_err(AnswerError::Text)?;
        let (secret, subject) = self.notice_secret(find(fetched, request.position)?, true)?;
        let mut erased = None;
        let mut promises = Vec::new();
        if decision == AnswerKind::Granted {
            let promise: Option<fn(RecordId) -> Promise> = match request.kind {
                RequestKind::Erase => Some(Promise::Erase),
                RequestKind::Restrict => Some(Promise::Restrict),
                _ => None,
            };
            let records = inbox.records_of(&request.check_in);
            promises.extend(
                promise
                    .into_iter()
                    .flat_map(|of| records.iter().copied().map(of)),
            );
            if request.kind == RequestKind::Erase {
                let check_in = inbox.position_of(&request.check_in);
                let check_in = find(fetched, check_in.ok_or(AnswerError::NoEnvelope)?)?;
                erased = Some(self.notice_secret(check_in, false)?);
            }
        }
        outbox
            .push(secret, subject, &answer)
            .map_err(AnswerError::Text)?;
        if let Some((secret, subject)) = erased {
            let message = Message::Erased(ErasedFor::Request);
            outbox
                .push(secret, subject, &message)
                .map_err(AnswerError::Text)?;
        }
        outbox.orders.extend(promises);
        outbox.answered.insert(subject, decision);
        Ok(())
    }

    /// Answers what the policies of the outbox decide. Returns how many requests that were. Those
    /// whose envelope is not among `fetched` wait.
    pub fn answer_by_policy(
        &self,
        outbox: &mut Outbox,
        inbox: &Inbox,
        fetched: &[FetchedEnvelope],
        now: Time,
    ) -> usize {
        let policy = *outbox.policy();
        let mut answered = 0;
        for request in inbox.open_requests(outbox) {
            let Decision::Granted(_) = inbox.decide(&request, &policy, now) else {
                continue;
            };
            let text = match request.kind {
                RequestKind::Access | RequestKind::Port => inbox.portable(&request.check_in),
                _ => Some(String::new()),
            };
            let Some(text) = text else { continue };
            let granted = AnswerKind::Granted;
            let result = self.answer(outbox, inbox, &request, granted, &text, fetched);
            answered += usize::from(result.is_ok());
        }
        answered
    }

    /// Answers follow-ups whose check-in this list no longer has: already erased. What they ask for
    /// nobody can verify any more.
    ///
    /// Those whose check-in the log still has wait, although it was not opened: it may be restricted,
    /// withheld, or lost until its guest sends it again.
    pub fn answer_the_late(
        &self,
        outbox: &mut Outbox,
        inbox: &Inbox,
        quarantined: &[Quarantined],
        fetched: &[FetchedEnvelope],
    ) -> usize {
        if self.rights().is_delegates() {
            return 0;
        }
        let late = quarantined
            .iter()
            .filter(|aside| aside.reason == Reason::UnknownCheckIn);
        let mut answered = 0;
        for aside in late {
            let Ok(envelope) = find(fetched, aside.position) else {
                continue;
            };
            let Ok((secret, subject)) = self.notice_secret(envelope, true) else {
                continue;
            };
            if outbox.answered.contains_key(&subject) || !self.is_late(inbox, envelope) {
                continue;
            }
            let decision = AnswerKind::AlreadyErased;
            let answer = Message::Answer {
                decision,
                text: String::new(),
            };
            if outbox.push(secret, subject, &answer).is_ok() {
                outbox.answered.insert(subject, decision);
                answered += 1;
            }
        }
        answered
    }

    /// Tells guests that their check-ins are erased before their time. To be called with the
    /// envelopes, before they are erased and before their epoch is punctured. What is no check-in
    /// is passed over; returns how many are told. From a delegate's device guests take no such news
    /// (`spec/protocol.md#MBX-5`): there nobody is told.
    pub fn announce_erasure(
        &self,
        outbox: &mut Outbox,
        reason: ErasedFor,
        fetched: &[FetchedEnvelope],
    ) -> usize {
        if self.rights().is_delegates() {
            return 0;
        }
        self.tell(outbox, &Message::Erased(reason), fetched.iter())
    }

    /// Tells the guests whose check-ins were disclosed to whom. To be called once the order was
    /// acknowledged (`spec/protocol.md#DIS-6`), on the device that disclosed, a delegate's or one of
    /// the owner's; returns how many are told.
    pub fn announce_disclosure(
        &self,
        outbox: &mut Outbox,
        chosen: &[Chosen],
        disclosure: DisclosureId,
        card: &AuthorityCard,
    ) -> usize {
        let message = Message::Disclosed {
            disclosure,
            authority: card.name().into(),
            fingerprint: card.fingerprint(),
        };
        let envelopes = chosen.iter().map(|one| &one.envelope);
        self.tell(outbox, &message, envelopes)
    }

    fn tell<'e>(
        &self,
        outbox: &mut Outbox,
        message: &Message,
        envelopes: impl Iterator<Item = &'e FetchedEnvelope>,
    ) -> usize {
        let mut openers: Vec<Opener> = Vec::new();
        let mut told = 0;
        for fetched in envelopes {
            let Ok(envelope) = EnvelopeRef::from_bytes(&fetched.bytes) else {
                continue;
            };
            let known = |opener: &Opener| opener.header() == envelope.header();
            if !openers.iter().any(known) {
                openers.extend(self.opener(&envelope));
            }
            let Some(opener) = openers.iter().find(|opener| known(opener)) else {
                continue;
            };
            let is_check_in = matches!(opener.open(&envelope), Ok(Opened::CheckIn(_)));
            if let (true, Ok(exporter)) = (is_check_in, opener.exporter_secret(&envelope)) {
                let secret = NoticeSecret::of_check_in(&exporter);
                let pushed = outbox.push(secret, envelope.record_id(), message);
                told += usize::from(pushed.is_ok());
            }
        }
        told
    }

    /// Whether the check-in of a follow-up is gone for good.
    fn is_late(&self, inbox: &Inbox, fetched: &FetchedEnvelope) -> bool {
        let Ok(envelope) = EnvelopeRef::from_bytes(&fetched.bytes) else {
            return false;
        };
        let Ok(opener) = self.opener(&envelope) else {
            return false;
        };
        let Ok(Opened::FollowUp(follow_up)) = opener.open(&envelope) else {
            return false;
        };
        let check_in = follow_up.check_in();
        match inbox.find(check_in) {
            Some((_, epoch)) => inbox.is_erased(check_in, epoch) || !self.can_open(epoch),
            None => !inbox.is_missing(check_in),
        }
    }

    fn notice_secret(
        &self,
        fetched: &FetchedEnvelope,
        is_answer: bool,
    ) -> Result<(NoticeSecret, RecordId), AnswerError> {
        let envelope = EnvelopeRef::from_bytes(&fetched.bytes);
        let envelope = envelope.map_err(|_| AnswerError::OpenFailed)?;
        let exporter = self.opener(&envelope)?.exporter_secret(&envelope);
        let exporter = exporter.map_err(|_| AnswerError::OpenFailed)?;
        let secret = if is_answer {
            NoticeSecret::of_request(&exporter)
        } else {
            NoticeSecret::of_check_in(&exporter)
        };
        Ok((secret, envelope.record_id()))
    }

    fn opener(&self, envelope: &EnvelopeRef<'_>) -> Result<Opener, AnswerError> {
        let keys = self.statement_keys(envelope.header().epoch);
        let mut keys = keys.map_err(|_| AnswerError::OpenFailed)?.into_iter();
        let keys = keys.find(|keys| keys.header() == envelope.header());
        Ok(keys.ok_or(AnswerError::OpenFailed)?.opener())
    }
}

/// Why a guest cannot be answered or told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// The text is too long or not plain text.
    Text(DecodeError),
    /// An envelope that the notice is made from was not fetched.
    NoEnvelope,
    /// The envelope is not one of this list, or its epoch was punctured.
    OpenFailed,
    /// This is a delegate's device: guests take answers from the owner's alone.
    NotGranted,
}

impl AnswerError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::NoEnvelope => "not-logged",
            Self::OpenFailed => "open-failed",
            Self::NotGranted => "not-granted",
        }
    }
}

impl core::fmt::Display for AnswerError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Text(error) => write!(f, "the answer cannot be written: {error}"),
            Self::NoEnvelope => f.write_str("the record is not there any more"),
            Self::OpenFailed => f.write_str("the record does not open, or its day was erased"),
            Self::NotGranted => f.write_str("a delegate's device cannot answer guests"),
        }
    }
}

impl core::error::Error for AnswerError {}

fn find(fetched: &[FetchedEnvelope], position: Position) -> Result<&FetchedEnvelope, AnswerError> {
    let mut fetched = fetched.iter();
    let found = fetched.find(|envelope| envelope.position == position);
    found.ok_or(AnswerError::NoEnvelope)
}

//! An owner's orders to the processor, and what became of them.

use std::time::SystemTime;

use sealroll::{Decision, Position, QueuedRequest};

use crate::failure::SealrollError;
use crate::http::Request;
use crate::identity::Identity;
use crate::order::{Order, id};
use crate::owner::Owner;
use crate::random::random;
use crate::ticket::Right;
use crate::time::{moment, time};

/// A new reader of the logs.
#[derive(uniffi::Record)]
pub struct Admission {
    /// What the auditor is handed. It opens no record, and the owner does not keep it.
    pub token: String,
    /// The reader's id, by which it can be dismissed.
    pub reader: String,
    /// The order, to be sent.
    pub request: Request,
}

/// The processor's word that an order was carried out, which its instruction log holds.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Acknowledged {
    /// The instruction, 64 hex digits.
    pub id: String,
    /// When it was carried out, by the processor's clock.
    pub time: SystemTime,
    /// Where the acknowledgement stands in the instruction log.
    pub index: u64,
}

/// An event of the instruction log.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HistoryLine {
    /// Where it stands.
    pub index: u64,
    /// When, by the clock of whoever signed it, where a time is given.
    pub time: Option<SystemTime>,
    /// What, in words.
    pub text: String,
    /// What was ordered, if it is an order.
    pub order: Option<Order>,
}

/// A request of a data subject, signed by the ticket of the visit.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RightsRequest {
    /// The log.
    pub generation: u32,
    /// Index in the log.
    pub index: u64,
    /// Its own record id.
    pub record_id: String,
    /// Record id of the check-in that it is about.
    pub check_in: String,
    /// When the guest arrived, by what the check-in says.
    pub arrival: SystemTime,
    /// What is asked for.
    pub right: Right,
}

/// What an owner decides in advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct StandingPolicy {
    /// Erasure that is asked for within so many seconds of the arrival is granted: a withdrawal.
    #[uniffi(default = None)]
    pub withdraw_within: Option<u64>,
    /// Restriction is always granted.
    #[uniffi(default = false)]
    pub restrict: bool,
    /// Whoever asks to see or to take along the data of the visit gets them, as JSON, as long as
    /// they fit into an answer: `Owner.answer_by_policy`. It takes no orders.
    #[uniffi(default = false)]
    pub access: bool,
}

#[uniffi::export]
impl Owner {
    /// Signs an order. Save the owner, send the request, and give the content of the answer to
    /// `confirm_instruction`. There is one order at a time; the same one again gives the same
    /// request, to be sent again when a reply was lost.
    ///
    /// Throws `stale-instruction` while another order waits for its answer, `wrong-use` for the
    /// order to terminate the list, `unknown-statement` to purge an epoch that never was.
    pub fn instruct(&self, order: Order, now: SystemTime) -> Result<Request, SealrollError> {
        let (order, now) = (order.plain()?, time(now, "now")?);
        Ok(Request::new(&self.lock()?.owner.instruct(order, now)?))
    }

    /// Signs the order to end the list: everything is erased and nothing more is taken. Puncture
    /// every epoch first. Throws `wrong-list`, `stale-instruction`.
    pub fn terminate(
        &self,
        identity: &Identity,
        now: SystemTime,
    ) -> Result<Request, SealrollError> {
        let now = time(now, "now")?;
        let request = self.lock()?.owner.terminate(&identity.0, now)?;
        Ok(Request::new(&request))
    }

    /// Draws the token of a new reader of the logs and signs its admission. Throws what `instruct`
    /// throws.
    pub fn admit_reader(&self, now: SystemTime) -> Result<Admission, SealrollError> {
        let (now, mut random) = (time(now, "now")?, random()?);
        let mut device = self.lock()?;
        let (token, request) = device.owner.admit_reader(now, &mut random)?;
        Ok(Admission {
            token: token.to_text().as_str().to_owned(),
            reader: token.reader_id(&device.owner.list_id()).to_string(),
            request: Request::new(&request),
        })
    }

    /// The order that waits for its answer, if there is one, to be sent again.
    pub fn pending_instruction(&self) -> Result<Option<Request>, SealrollError> {
        let pending = self.lock()?.owner.pending_instruction();
        Ok(pending.map(|(_, request)| Request::new(&request)))
    }

    /// Gives up an order that the processor refused. Sync before the next one: a processor that
    /// carried it out nevertheless has logged it.
    pub fn withdraw_instruction(&self) -> Result<(), SealrollError> {
        self.lock()?.owner.withdraw_instruction();
        Ok(())
    }

    /// Verifies the content of the answer to the last order. Throws the codes of a receipt,
    /// `bad-proof` also if nothing was ordered; the order waits on then.
    pub fn confirm_instruction(&self, answer: Vec<u8>) -> Result<Acknowledged, SealrollError> {
        let done = self.lock()?.owner.confirm_instruction(&answer)?;
        Ok(Acknowledged {
            id: done.id.to_string(),
            time: moment(done.time),
            index: done.index,
        })
    }

    /// The instruction log as the last sync found it: orders, acknowledgements, erasures, terms,
    /// the processor's statements. Every signature was verified.
    pub fn history(&self) -> Result<Vec<HistoryLine>, SealrollError> {
        let device = self.lock()?;
        let lines = device.owner.history(&device.inbox);
        let lines = lines.iter().map(|line| HistoryLine {
            index: line.index,
            time: line.time.map(moment),
            text: line.event.to_string(),
            order: match &line.event {
                sealroll::HistoryEvent::Instruction(order, _) => Order::of(order),
                _ => None,
            },
        });
        Ok(lines.collect())
    }

    /// What data subjects ask for, among the records opened so far, in log order.
    pub fn requests(&self) -> Result<Vec<RightsRequest>, SealrollError> {
        let requests = self.lock()?.inbox.requests();
        Ok(requests.iter().map(RightsRequest::new).collect())
    }

    /// Decides a request by what was laid down in advance: the orders that grant it, to be given
    /// one after the other; none if a person has to decide. What is granted covers the check-in and
    /// everything that followed it up.
    pub fn decide(
        &self,
        request: RightsRequest,
        policy: StandingPolicy,
        now: SystemTime,
    ) -> Result<Vec<Order>, SealrollError> {
        let (request, now) = (request.plain()?, time(now, "now")?);
        let policy = policy.plain();
        Ok(match self.lock()?.inbox.decide(&request, &policy, now) {
            Decision::Granted(orders) => orders.iter().filter_map(Order::of).collect(),
            Decision::Open => Vec::new(),
        })
    }
}

impl StandingPolicy {
    pub(crate) const fn of(policy: &sealroll::StandingPolicy) -> Self {
        Self {
            withdraw_within: policy.withdraw_within,
            restrict: policy.restrict,
            access: policy.access,
        }
    }

    pub(crate) const fn plain(self) -> sealroll::StandingPolicy {
        sealroll::StandingPolicy {
            withdraw_within: self.withdraw_within,
            restrict: self.restrict,
            access: self.access,
        }
    }
}

impl RightsRequest {
    pub(crate) fn new(request: &QueuedRequest) -> Self {
        Self {
            generation: request.position.generation.value(),
            index: request.position.index,
            record_id: request.record_id.to_string(),
            check_in: request.check_in.to_string(),
            arrival: moment(request.arrival),
            right: request.kind.into(),
        }
    }

    pub(crate) fn plain(self) -> Result<QueuedRequest, SealrollError> {
        Ok(QueuedRequest {
            position: Position {
                generation: sealroll::Generation(self.generation),
                index: self.index,
            },
            record_id: id(&self.record_id, "record_id")?,
            check_in: id(&self.check_in, "check_in")?,
            arrival: time(self.arrival, "arrival")?,
            kind: self.right.into(),
        })
    }
}

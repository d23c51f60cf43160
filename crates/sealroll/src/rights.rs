//! What data subjects ask for, as a queue for the owner, with standing decisions
//! (`spec/protocol.md#follow-up`).

use sealroll_core::{FollowUpBody, Message, RequestKind};
use sealroll_wire::{Order, RecordId, Time};

use crate::inbox::{Content, Inbox};
use crate::json::visit_json;
use crate::outbox::Outbox;
use crate::position::Position;

/// A request of a data subject. The ticket of the visit has signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueuedRequest {
    /// Where the request stands: requests are answered in this order.
    pub position: Position,
    /// Its record id.
    pub record_id: RecordId,
    /// The check-in that it is about.
    pub check_in: RecordId,
    /// When the guest arrived, by what the check-in says.
    pub arrival: Time,
    /// What is asked for.
    pub kind: RequestKind,
}

/// What an owner decides in advance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StandingPolicy {
    /// Erasure that is asked for within so many seconds of the arrival is granted: a withdrawal.
    pub withdraw_within: Option<u64>,
    /// Restriction is always granted.
    pub restrict: bool,
    /// Whoever asks to see or to take along the data of the visit gets them, as JSON, as long as
    /// they fit into an answer.
    pub access: bool,
}

/// What follows from a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Granted: give these orders, one after the other.
    Granted(Vec<Order>),
    /// A person has to decide.
    Open,
}

impl Inbox {
    /// Requests among the records opened so far, in log order.
    #[must_use]
    pub fn requests(&self) -> Vec<QueuedRequest> {
        let mut requests = Vec::new();
        for record in self.records() {
            let Content::FollowUp(follow_up) = &record.content else {
                continue;
            };
            if let (FollowUpBody::Request(kind), Some(arrival)) =
                (&follow_up.body, self.arrival(&follow_up.check_in))
            {
                requests.push(QueuedRequest {
                    position: record.position,
                    record_id: record.record_id,
                    check_in: follow_up.check_in,
                    arrival,
                    kind: *kind,
                });
            }
        }
        requests
    }

    /// Decides a request by a policy. What is granted covers the check-in and everything that
    /// followed it up.
    #[must_use]
    pub fn decide(&self, request: &QueuedRequest, policy: &StandingPolicy, now: Time) -> Decision {
        let granted: fn(RecordId) -> Order = match request.kind {
            RequestKind::Erase => match policy.withdraw_within {
                Some(within) if now <= request.arrival.saturating_add(within) => Order::EraseRecord,
                _ => return Decision::Open,
            },
            RequestKind::Restrict if policy.restrict => Order::RestrictRecord,
            RequestKind::Access | RequestKind::Port if policy.access => {
                return Decision::Granted(Vec::new());
            }
            _ => return Decision::Open,
        };
        let records = self.records_of(&request.check_in).into_iter();
        Decision::Granted(records.map(granted).collect())
    }

    /// The requests that were not answered yet, in log order.
    #[must_use]
    pub fn open_requests(&self, outbox: &Outbox) -> Vec<QueuedRequest> {
        let mut requests = self.requests();
        requests.retain(|request| outbox.answer_to(&request.record_id).is_none());
        requests
    }

    /// The data of a visit as JSON, as an answer takes them to who asks to see or to take them
    /// along; `None` if they are too long for an answer.
    #[must_use]
    pub fn portable(&self, check_in: &RecordId) -> Option<String> {
        let mut visits = self.visits().into_iter();
        let visit = visits.find(|visit| visit.record_id == *check_in)?;
        let json = visit_json(&visit);
        (json.len() <= Message::MAX_TEXT).then_some(json)
    }

    /// A check-in and everything that followed it up.
    pub(crate) fn records_of(&self, check_in: &RecordId) -> Vec<RecordId> {
        let records = self.records().filter(|record| match &record.content {
            Content::CheckIn(_) => record.record_id == *check_in,
            Content::FollowUp(follow_up) => follow_up.check_in == *check_in,
        });
        records.map(|record| record.record_id).collect()
    }

    /// Where an opened record stands.
    #[must_use]
    pub fn position_of(&self, record: &RecordId) -> Option<Position> {
        let mut records = self.records();
        let found = records.find(|opened| opened.record_id == *record);
        found.map(|opened| opened.position)
    }

    fn arrival(&self, check_in: &RecordId) -> Option<Time> {
        self.records().find_map(|record| match &record.content {
            Content::CheckIn(known) if record.record_id == *check_in => {
                Some(known.attendance.arrival)
            }
            _ => None,
        })
    }
}

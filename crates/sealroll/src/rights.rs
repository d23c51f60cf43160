//! What data subjects ask for, as a queue for the owner, with standing decisions
//! (`spec/protocol.md#follow-up`).

use sealroll_core::{FollowUpBody, RequestKind};
use sealroll_wire::{Order, RecordId, Time};

use crate::inbox::{Content, Inbox};
use crate::position::Position;

/// A request of a data subject. The ticket of the visit has signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueuedRequest {
    /// Where the request stands: requests are answered in this order.
    pub position: Position,
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
            _ => return Decision::Open,
        };
        let records = self.records().filter(|record| match &record.content {
            Content::CheckIn(_) => record.record_id == request.check_in,
            Content::FollowUp(follow_up) => follow_up.check_in == request.check_in,
        });
        Decision::Granted(records.map(|record| granted(record.record_id)).collect())
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

//! Visits: check-ins with what their guests said later.

use std::collections::BTreeMap;

use sealroll_core::{Attendance, Contact, Correction, FollowUpBody, RequestKind, Source};
use sealroll_wire::{Epoch, RecordId, Time};

use crate::inbox::{Content, Inbox, OpenedRecord};
use crate::position::Position;

/// A check-in, corrected and closed by its follow-ups (`spec/protocol.md#OPN-5`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Record id of the check-in.
    pub record_id: RecordId,
    /// Where the check-in stands.
    pub position: Position,
    /// The epoch of the check-in.
    pub epoch: Epoch,
    /// What the guest said, after the corrections.
    pub attendance: Attendance,
    /// When the guest left, and who said so.
    pub departure: Option<(Time, Source)>,
    /// How many corrections were applied.
    pub corrections: u32,
    /// The rights that the guest exercised, in the order of the ticket's counter.
    pub requests: Vec<RequestKind>,
}

impl Inbox {
    /// The visits among the records opened so far, in log order.
    ///
    /// Of follow-ups with one counter the first in log order counts; among the others a higher
    /// counter overtakes a lower one.
    #[must_use]
    pub fn visits(&self) -> Vec<Visit> {
        visits(&self.records().collect::<Vec<_>>())
    }
}

/// The visits among records in log order.
pub(crate) fn visits(records: &[&OpenedRecord]) -> Vec<Visit> {
    let mut follow_ups: BTreeMap<RecordId, BTreeMap<u32, &FollowUpBody>> = BTreeMap::new();
    for record in records {
        if let Content::FollowUp(follow_up) = &record.content {
            let of_ticket = follow_ups.entry(follow_up.check_in).or_default();
            of_ticket
                .entry(follow_up.counter)
                .or_insert(&follow_up.body);
        }
    }
    let mut visits = Vec::new();
    for record in records {
        let Content::CheckIn(check_in) = &record.content else {
            continue;
        };
        let mut visit = Visit {
            record_id: record.record_id,
            position: record.position,
            epoch: record.epoch,
            attendance: check_in.attendance.clone(),
            departure: None,
            corrections: 0,
            requests: Vec::new(),
        };
        for body in follow_ups
            .remove(&record.record_id)
            .iter()
            .flat_map(BTreeMap::values)
        {
            visit.apply(body);
        }
        visits.push(visit);
    }
    visits
}

impl Visit {
    fn apply(&mut self, body: &FollowUpBody) {
        match body {
            FollowUpBody::CheckOut(check_out) => {
                self.departure = Some((check_out.departure, check_out.source));
            }
            FollowUpBody::Correction(correction) => {
                self.corrections += 1;
                self.correct(correction);
            }
            FollowUpBody::Request(kind) => self.requests.push(*kind),
            _ => {}
        }
    }

    fn correct(&mut self, correction: &Correction) {
        let attendance = &mut self.attendance;
        attendance.contact.correct(&correction.contact);
        if let Some(companions) = &correction.companions {
            attendance.companions = companions.clone();
        }
        replace(&mut attendance.place, &correction.place);
        if let Some(arrival) = correction.arrival {
            attendance.arrival = arrival;
        }
        replace(&mut attendance.planned_end, &correction.planned_end);
    }
}

trait Correct {
    fn correct(&mut self, correction: &Self);
}

impl Correct for Contact {
    fn correct(&mut self, correction: &Self) {
        replace(&mut self.given_name, &correction.given_name);
        replace(&mut self.family_name, &correction.family_name);
        replace(&mut self.phone, &correction.phone);
        replace(&mut self.email, &correction.email);
        replace(&mut self.street, &correction.street);
        replace(&mut self.postal_code, &correction.postal_code);
        replace(&mut self.city, &correction.city);
        replace(&mut self.country, &correction.country);
    }
}

fn replace<T: Clone>(old: &mut Option<T>, new: &Option<T>) {
    if new.is_some() {
        old.clone_from(new);
    }
}

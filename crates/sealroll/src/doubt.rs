//! What is implausible about visits. Nothing is set aside for it: guests mistype, clocks are off, and
//! a school class arrives in one minute. Who looks at the list decides.

use std::collections::BTreeMap;

use sealroll_core::DoorCode;
use sealroll_wire::{RecordId, Time};

use crate::owner::Owner;
use crate::visit::Visit;

/// What is implausible about a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Doubt {
    /// More guests arrived in one minute than come through a door.
    Crowd,
    /// The visit was longer than a day, or is planned to be.
    LongStay,
    /// The guest left before arriving.
    BackwardStay,
    /// The arrival lies more than a day outside the epoch that the record is of.
    OtherDay,
    /// The same phone number or e-mail address signed in more often than people come back.
    RepeatedContact,
    /// The door code is not one that the doors showed around the arrival
    /// (`spec/protocol.md#DOOR-1`).
    DoorCode,
}

impl Doubt {
    /// A stable word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Crowd => "crowd",
            Self::LongStay => "long-stay",
            Self::BackwardStay => "backward-stay",
            Self::OtherDay => "other-day",
            Self::RepeatedContact => "repeated-contact",
            Self::DoorCode => "door-code",
        }
    }
}

/// From where on something is implausible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DoubtLimits {
    /// Most arrivals in one minute.
    pub per_minute: usize,
    /// Most visits of one epoch with the same phone number or e-mail address.
    pub per_contact: usize,
    /// Longest visit in seconds.
    pub longest_stay: u64,
}

impl Default for DoubtLimits {
    fn default() -> Self {
        Self {
            per_minute: 30,
            per_contact: 3,
            longest_stay: DAY,
        }
    }
}

impl Owner {
    /// What is implausible about these visits, each named once for each doubt, in their order.
    #[must_use]
    pub fn doubts(&self, visits: &[Visit], limits: DoubtLimits) -> Vec<(RecordId, Doubt)> {
        let mut minutes: BTreeMap<u64, usize> = BTreeMap::new();
        let mut contacts: BTreeMap<_, usize> = BTreeMap::new();
        for visit in visits {
            *minutes.entry(minute(visit)).or_default() += 1;
            for contact in contacts_of(visit) {
                *contacts.entry(contact).or_default() += 1;
            }
        }
        let mut doubts = Vec::new();
        for visit in visits {
            let crowd = minutes.get(&minute(visit));
            let often = |contact| contacts.get(&contact).copied().unwrap_or(0);
            let attendance = &visit.attendance;
            let arrival = attendance.arrival;
            let left = visit.departure.map(|(time, _)| time);
            let end = left.into_iter().chain(attendance.planned_end).max();
            let range = self.terms().epoch_range(visit.epoch);
            let found = [
                (
                    Doubt::Crowd,
                    crowd.is_some_and(|count| *count > limits.per_minute),
                ),
                (
                    Doubt::LongStay,
                    end.is_some_and(|end| arrival.saturating_add(limits.longest_stay) < end),
                ),
                (Doubt::BackwardStay, left.is_some_and(|left| left < arrival)),
                (
                    Doubt::OtherDay,
                    range.is_some_and(|(from, to)| {
                        arrival.saturating_add(DAY) < from || to.saturating_add(DAY) < arrival
                    }),
                ),
                (
                    Doubt::RepeatedContact,
                    contacts_of(visit).any(|contact| often(contact) > limits.per_contact),
                ),
                (
                    Doubt::DoorCode,
                    self.is_door_code_right(arrival, attendance.door_code.as_ref()) == Some(false),
                ),
            ];
            let found = found.into_iter().filter(|(_, is)| *is);
            doubts.extend(found.map(|(doubt, _)| (visit.record_id, doubt)));
        }
        doubts
    }

    /// Whether a door code is one that the doors showed around an arrival, those of former posters
    /// too (`spec/protocol.md#DOOR-1`). `None` if the terms ask for none, or on a device without
    /// the door secrets, a delegate's.
    #[must_use]
    pub fn is_door_code_right(&self, arrival: Time, code: Option<&DoorCode>) -> Option<bool> {
        let doors = self.presence.door_secrets();
        if doors.is_empty() || !self.terms().door_code {
            return None;
        }
        let mut doors = doors.iter();
        let fits = |code| doors.any(|door| door.accepts(self.list_id(), arrival, code));
        Some(code.is_some_and(fits))
    }
}

fn minute(visit: &Visit) -> u64 {
    visit.attendance.arrival.seconds() / 60
}

/// Phone number and e-mail address of a visit, with its epoch.
fn contacts_of(visit: &Visit) -> impl Iterator<Item = (u32, String)> {
    let contact = &visit.attendance.contact;
    let phone = contact
        .phone
        .as_ref()
        .map(|phone| phone.as_str().to_owned());
    let email = contact
        .email
        .as_ref()
        .map(|email| email.as_str().to_lowercase());
    let epoch = visit.epoch.value();
    phone
        .into_iter()
        .chain(email)
        .map(move |text| (epoch, text))
}

const DAY: u64 = 86_400;

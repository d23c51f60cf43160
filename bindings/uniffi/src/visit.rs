//! Visits.

use std::time::SystemTime;

use crate::form::EnteredBy;
use crate::redacted::redacted;
use crate::ticket::{Right, Source};
use crate::time::moment;

/// A check-in, corrected and closed by its follow-ups.
///
/// Its texts come from strangers: escape them for the page, keep them out of logs, and export them
/// with `Owner.csv` and `Owner.json`.
#[derive(Clone, uniffi::Record)]
#[uniffi::export(Display)]
pub struct Visit {
    /// Record id of the check-in, 64 hex digits.
    pub record_id: String,
    /// The epoch of the check-in.
    pub epoch: u32,
    /// Arrival.
    pub arrival: SystemTime,
    /// Departure, if it is known.
    pub departure: Option<SystemTime>,
    /// Who noticed the departure.
    pub departure_source: Option<Source>,
    /// Planned end of the visit.
    pub planned_end: Option<SystemTime>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Street and house number.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Place in the venue.
    pub place: Option<String>,
    /// Number of companions.
    pub companions: u8,
    /// Names of companions.
    pub companion_names: Vec<String>,
    /// Door code that the guest gave.
    pub door_code: Option<String>,
    /// Who typed.
    pub entered_by: EnteredBy,
    /// How many corrections were applied.
    pub corrections: u32,
    /// The rights that the guest exercised.
    pub rights: Vec<Right>,
}

redacted!(Visit);

impl Visit {
    pub(crate) fn new(visit: &sealroll::Visit) -> Self {
        let attendance = &visit.attendance;
        let contact = &attendance.contact;
        macro_rules! text {
            ($field:expr) => {
                $field.as_ref().map(|field| field.as_str().to_owned())
            };
        }
        let names = attendance.companions.names.iter();
        Self {
            record_id: visit.record_id.to_string(),
            epoch: visit.epoch.value(),
            arrival: moment(attendance.arrival),
            departure: visit.departure.map(|(time, _)| moment(time)),
            departure_source: visit.departure.map(|(_, source)| source.into()),
            planned_end: attendance.planned_end.map(moment),
            given_name: text!(contact.given_name),
            family_name: text!(contact.family_name),
            phone: text!(contact.phone),
            email: text!(contact.email),
            street: text!(contact.street),
            postal_code: text!(contact.postal_code),
            city: text!(contact.city),
            country: text!(contact.country),
            place: text!(attendance.place),
            companions: attendance.companions.count,
            companion_names: names.map(|name| name.as_str().to_owned()).collect(),
            door_code: text!(attendance.door_code),
            entered_by: attendance.entered_by.into(),
            corrections: visit.corrections,
            rights: visit.requests.iter().map(|kind| (*kind).into()).collect(),
        }
    }
}

//! Visits as rows of a table, for the writers of spreadsheets.

use sealroll_core::Name;
use sealroll_wire::Time;

use crate::visit::Visit;

/// One cell.
pub(crate) enum Cell<'v> {
    /// Made by the library: numbers, times, names of values.
    Ours(String),
    /// Typed by a guest, hence hostile. Several texts stand in one cell, joined by `; `.
    Typed(Vec<&'v str>),
}

/// The cells of a visit, in the order of [`COLUMNS`].
pub(crate) fn cells(visit: &Visit) -> [Cell<'_>; COLUMNS.len()] {
    let attendance = &visit.attendance;
    let contact = &attendance.contact;
    let (departure, source) = match visit.departure {
        Some((time, source)) => (time.to_string(), source.name().to_owned()),
        None => Default::default(),
    };
    let planned_end = attendance.planned_end.as_ref().map(Time::to_string);
    let names = attendance.companions.names.iter().map(Name::as_str);
    let requests: Vec<&str> = visit.requests.iter().map(|kind| kind.name()).collect();
    [
        Cell::Ours(visit.epoch.to_string()),
        Cell::Ours(attendance.arrival.to_string()),
        Cell::Ours(departure),
        Cell::Ours(source),
        Cell::Ours(planned_end.unwrap_or_default()),
        typed(contact.given_name.as_ref().map(|field| field.as_str())),
        typed(contact.family_name.as_ref().map(|field| field.as_str())),
        typed(contact.phone.as_ref().map(|field| field.as_str())),
        typed(contact.email.as_ref().map(|field| field.as_str())),
        typed(contact.street.as_ref().map(|field| field.as_str())),
        typed(contact.postal_code.as_ref().map(|field| field.as_str())),
        typed(contact.city.as_ref().map(|field| field.as_str())),
        typed(contact.country.as_ref().map(|field| field.as_str())),
        typed(attendance.place.as_ref().map(|field| field.as_str())),
        Cell::Ours(attendance.companions.count.to_string()),
        Cell::Typed(names.collect()),
        typed(attendance.door_code.as_ref().map(|field| field.as_str())),
        Cell::Ours(attendance.entered_by.name().to_owned()),
        Cell::Ours(visit.corrections.to_string()),
        Cell::Ours(requests.join("; ")),
        Cell::Ours(visit.record_id.to_string()),
    ]
}

fn typed(field: Option<&str>) -> Cell<'_> {
    Cell::Typed(field.into_iter().collect())
}

/// Names of the columns.
pub(crate) const COLUMNS: [&str; 21] = [
    "epoch",
    "arrival",
    "departure",
    "departure_source",
    "planned_end",
    "given_name",
    "family_name",
    "phone",
    "email",
    "street",
    "postal_code",
    "city",
    "country",
    "place",
    "companions",
    "companion_names",
    "door_code",
    "entered_by",
    "corrections",
    "requests",
    "record_id",
];

//! Visits and what was set aside, as plain objects.

use js_sys::Array;
#[cfg(feature = "owner")]
use sealroll::Batch;
use sealroll::{Position, Visit};
use wasm_bindgen::prelude::*;

use crate::value::{Plain, seconds};

/// A visit. Fields that it does not have are left out.
pub(crate) fn plain_visit(visit: &Visit) -> JsValue {
    let attendance = &visit.attendance;
    let contact = &attendance.contact;
    let names: Array = attendance
        .companions
        .names
        .iter()
        .map(|name| JsValue::from_str(name.as_str()))
        .collect();
    let requests: Array = visit
        .requests
        .iter()
        .map(|kind| JsValue::from_str(kind.name()))
        .collect();
    let mut plain = Plain::new()
        .with("recordId", visit.record_id.to_string())
        .with("epoch", visit.epoch.value())
        .with("arrival", seconds(attendance.arrival))
        .with("companions", attendance.companions.count)
        .with("companionNames", names)
        .with("enteredBy", attendance.entered_by.name())
        .with("corrections", visit.corrections)
        .with("requests", requests);
    if let Some((departure, source)) = visit.departure {
        plain = plain
            .with("departure", seconds(departure))
            .with("departureSource", source.name());
    }
    if let Some(planned_end) = attendance.planned_end {
        plain = plain.with("plannedEnd", seconds(planned_end));
    }
    for (key, text) in [
        (
            "givenName",
            contact.given_name.as_ref().map(|field| field.as_str()),
        ),
        (
            "familyName",
            contact.family_name.as_ref().map(|field| field.as_str()),
        ),
        ("phone", contact.phone.as_ref().map(|field| field.as_str())),
        ("email", contact.email.as_ref().map(|field| field.as_str())),
        (
            "street",
            contact.street.as_ref().map(|field| field.as_str()),
        ),
        (
            "postalCode",
            contact.postal_code.as_ref().map(|field| field.as_str()),
        ),
        ("city", contact.city.as_ref().map(|field| field.as_str())),
        (
            "country",
            contact.country.as_ref().map(|field| field.as_str()),
        ),
        (
            "place",
            attendance.place.as_ref().map(|field| field.as_str()),
        ),
        (
            "doorCode",
            attendance.door_code.as_ref().map(|field| field.as_str()),
        ),
    ] {
        if let Some(text) = text {
            plain = plain.with(key, text);
        }
    }
    plain.done()
}

/// What came of opening an epoch.
#[cfg(feature = "owner")]
pub(crate) fn plain_batch(batch: &Batch) -> JsValue {
    let quarantined: Array = batch
        .quarantined
        .iter()
        .map(|set_aside| {
            position(set_aside.position)
                .with("epoch", set_aside.epoch.value())
                .with("code", set_aside.reason.code())
                .with("message", set_aside.reason.to_string())
                .done()
        })
        .collect();
    let missing: Array = batch
        .missing
        .iter()
        .map(|missing| position(*missing).done())
        .collect();
    Plain::new()
        .with("opened", batch.opened)
        .with("quarantined", quarantined)
        .with("missing", missing)
        .done()
}

/// Where an entry stands.
pub(crate) fn position(position: Position) -> Plain {
    Plain::new()
        .with("generation", position.generation.value())
        .with("index", position.index as f64)
}

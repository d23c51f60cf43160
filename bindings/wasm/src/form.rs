//! What a guest typed, from plain objects.

use sealroll::{CheckInForm, ContactForm, CorrectionForm, EnteredBy, Field};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::value::Properties;

/// Reads the form of a check-in.
pub(crate) fn check_in_form(value: &JsValue) -> Result<CheckInForm, Failure> {
    let form = Properties::of(value, "form")?;
    Ok(CheckInForm {
        contact: contact(&form)?,
        companions: form.number("companions")?.unwrap_or_default(),
        companion_names: form.texts("companionNames")?,
        place: form.text("place")?,
        arrival: form.time("arrival")?,
        planned_end: form.time("plannedEnd")?,
        door_code: form.text("doorCode")?,
        entered_by: match form.text("enteredBy")?.as_str() {
            "" | "guest" => EnteredBy::Guest,
            "staff" => EnteredBy::Staff,
            _ => return Err(Failure::argument("enteredBy", "\"guest\" or \"staff\"")),
        },
    })
}

/// Reads the form of a correction: what is missing does not change.
pub(crate) fn correction_form(value: &JsValue) -> Result<CorrectionForm, Failure> {
    let form = Properties::of(value, "form")?;
    let companions = match form.number("companions")? {
        Some(count) => Some((count, form.texts("companionNames")?)),
        None => None,
    };
    Ok(CorrectionForm {
        contact: contact(&form)?,
        companions,
        place: form.text("place")?,
        arrival: form.time("arrival")?,
        planned_end: form.time("plannedEnd")?,
    })
}

fn contact(form: &Properties<'_>) -> Result<ContactForm, Failure> {
    Ok(ContactForm {
        given_name: form.text("givenName")?,
        family_name: form.text("familyName")?,
        phone: form.text("phone")?,
        email: form.text("email")?,
        street: form.text("street")?,
        postal_code: form.text("postalCode")?,
        city: form.text("city")?,
        country: form.text("country")?,
    })
}

/// The name of a field's property.
pub(crate) const fn field_key(field: Field) -> &'static str {
    match field {
        Field::GivenName => "givenName",
        Field::FamilyName => "familyName",
        Field::PostalCode => "postalCode",
        Field::CompanionNames => "companionNames",
        Field::PlannedEnd => "plannedEnd",
        Field::DoorCode => "doorCode",
        // The others are one word in the specification too.
        _ => field.name(),
    }
}

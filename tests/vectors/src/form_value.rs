//! Forms as guests fill them in, from records as the vectors write them.

use sealroll::{CheckInForm, ContactForm, CorrectionForm, EnteredBy};
use sealroll_wire::Time;
use serde_json::Value;

use crate::value::{number, text};

/// The form that a guest fills in for a check-in; empty texts for absent fields.
#[must_use]
pub fn check_in_form(record: &Value) -> CheckInForm {
    let (companions, companion_names) = companions(&record["companions"]);
    CheckInForm {
        contact: contact_form(&record["contact"]),
        companions,
        companion_names,
        place: optional(&record["place"]),
        arrival: seconds(&record["arrival"]),
        planned_end: seconds(&record["planned_end"]),
        door_code: optional(&record["door_code"]),
        entered_by: match text(record, "entered_by") {
            "staff" => EnteredBy::Staff,
            _ => EnteredBy::Guest,
        },
    }
}

fn contact_form(contact: &Value) -> ContactForm {
    let field = |name: &str| contact[name].as_str().unwrap_or_default().to_owned();
    ContactForm {
        given_name: field("given_name"),
        family_name: field("family_name"),
        phone: field("phone"),
        email: field("email"),
        street: field("street"),
        postal_code: field("postal_code"),
        city: field("city"),
        country: field("country"),
    }
}

/// The form that a guest fills in for a correction.
#[must_use]
pub fn correction_form(record: &Value) -> CorrectionForm {
    let changed = &record["companions"];
    CorrectionForm {
        contact: contact_form(&record["contact"]),
        companions: (!changed.is_null()).then(|| companions(changed)),
        place: optional(&record["place"]),
        arrival: seconds(&record["arrival"]),
        planned_end: seconds(&record["planned_end"]),
    }
}

fn companions(companions: &Value) -> (u8, Vec<String>) {
    let names = companions["names"].as_array().into_iter().flatten();
    let count = u8::try_from(number(companions, "count")).expect("at most 255 companions");
    (count, names.map(optional).collect())
}

fn optional(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn seconds(value: &Value) -> Option<Time> {
    value.as_u64().and_then(|seconds| Time::new(seconds).ok())
}

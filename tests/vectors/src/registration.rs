//! Registrations of lists.

use sealroll_wire::Registration;
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{bytes, list_id, text};

/// HTTP-1: list, signatures, and whether log key and origin are the processor's own.
pub(crate) fn verify(input: &Value) -> Outcome {
    let found = Registration::from_bytes(&bytes(input, "registration"))?;
    if found.root().list_id() != list_id(input) {
        return Err("wrong-list".into());
    }
    let found = found.verify()?;
    let terms = found.descriptor.terms();
    let own = terms.origin == text(input, "origin")
        && terms.log_key.to_string() == text(input, "log_key");
    if !own {
        return Err("wrong-log".into());
    }
    let serials = found.certificates.iter().map(|item| item.serial().value());
    Ok(json!({ "certificate_serials": serials.collect::<Vec<_>>() }))
}

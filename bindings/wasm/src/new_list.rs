//! What an owner decides before a list exists, from a plain object.

use js_sys::Uint8Array;
use sealroll::{
    AuthorityCard, Bucket, FieldName, FieldPolicies, NewList, Policy, Terms, VerifyingKey,
};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::terms::FIELD_KEYS;
use crate::value::{Properties, environment_named};

/// Reads the description of a new list.
pub(crate) fn new_list(value: &JsValue) -> Result<NewList, Failure> {
    let list = Properties::of(value, "list")?;
    let environment = environment_named(&list.text("environment")?)?;
    let log_key = log_key(&list.text("logKey")?)?;
    let mut new = NewList::new(environment, &list.text("origin")?, log_key);
    if let Some(epochs) = list.number("generationEpochs")? {
        new.generation_epochs = epochs;
    }
    if let Some(anchor) = list.time("epochAnchor")? {
        new.terms.epoch_anchor = anchor;
    }
    if let Some(length) = list.number("epochLength")? {
        new.terms.epoch_length = length;
    }
    if let Some(size) = list.number("bucket")? {
        new.terms.bucket = Bucket::from_size(size)?;
    }
    if let Some(card) = list.value("authorityCard")? {
        let wrong = || Failure::argument("authorityCard", "a Uint8Array");
        let card = card.dyn_into::<Uint8Array>().map_err(|_| wrong())?;
        new.terms.authority = Some(AuthorityCard::from_bytes(&card.to_vec())?);
    }
    change_terms(&list, &mut new.terms)?;
    Ok(new)
}

/// Takes over what may also be changed later. What is missing stays as it is.
pub(crate) fn change_terms(list: &Properties<'_>, terms: &mut Terms) -> Result<(), Failure> {
    for (name, text) in [
        ("venue", &mut terms.venue),
        ("address", &mut terms.address),
        ("contact", &mut terms.contact),
    ] {
        if list.value(name)?.is_some() {
            *text = list.text(name)?;
        }
    }
    for (name, de, en) in [
        ("purpose", &mut terms.purpose_de, &mut terms.purpose_en),
        (
            "legalBasis",
            &mut terms.legal_basis_de,
            &mut terms.legal_basis_en,
        ),
    ] {
        if let Some(both) = list.value(name)? {
            let both = Properties::of(&both, name)?;
            (*de, *en) = (both.text("de")?, both.text("en")?);
        }
    }
    if let Some(epochs) = list.number("retentionEpochs")? {
        terms.retention_epochs = epochs;
    }
    if let Some(companions) = list.number("maxCompanions")? {
        terms.max_companions = companions;
    }
    if let Some(asked) = list.value("doorCode")? {
        let asked = asked.as_bool();
        terms.door_code = asked.ok_or_else(|| Failure::argument("doorCode", "true or false"))?;
    }
    if let Some(fields) = list.value("fields")? {
        terms.fields = policies(&Properties::of(&fields, "fields")?)?;
    }
    Ok(())
}

/// Fields that are not named are absent.
fn policies(fields: &Properties<'_>) -> Result<FieldPolicies, Failure> {
    let mut policies = FieldPolicies::NONE;
    for (key, name) in FIELD_KEYS.into_iter().zip(FieldName::ALL) {
        let policy = match fields.text(key)?.as_str() {
            "" | "absent" => Policy::Absent,
            "optional" => Policy::Optional,
            "required" => Policy::Required,
            _ => return Err(Failure::argument(key, "absent, optional or required")),
        };
        policies = policies.with(name, policy);
    }
    Ok(policies)
}

fn log_key(hex: &str) -> Result<VerifyingKey, Failure> {
    let wrong = || Failure::argument("logKey", "64 hex digits of a key");
    if hex.len() != 64 || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    let mut bytes = [0; 32];
    for (byte, place) in bytes.iter_mut().zip((0..64).step_by(2)) {
        let digits = hex.get(place..place + 2).unwrap_or_default();
        *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
    }
    VerifyingKey::from_bytes(&bytes).map_err(|_| wrong())
}

//! Terms as plain objects.

use sealroll::{FieldName, Policy, Terms};
use wasm_bindgen::prelude::*;

use crate::value::{Plain, seconds};

/// What both sides show of a list's terms.
pub(crate) fn plain_terms(terms: &Terms) -> JsValue {
    let both = |de: &str, en: &str| Plain::new().with("de", de).with("en", en).done();
    let fields = FIELD_KEYS
        .iter()
        .zip(FieldName::ALL)
        .fold(Plain::new(), |fields, (key, name)| {
            fields.with(key, policy_word(terms.fields.policy(name)))
        });
    Plain::new()
        .with("version", terms.descriptor_version)
        .with("venue", terms.venue.as_str())
        .with("address", terms.address.as_str())
        .with("contact", terms.contact.as_str())
        .with("purpose", both(&terms.purpose_de, &terms.purpose_en))
        .with(
            "legalBasis",
            both(&terms.legal_basis_de, &terms.legal_basis_en),
        )
        .with("epochAnchor", seconds(terms.epoch_anchor))
        .with("epochLength", terms.epoch_length)
        .with("retentionEpochs", terms.retention_epochs)
        .with("fields", fields.done())
        .with("maxCompanions", terms.max_companions)
        .with("doorCode", terms.door_code)
        .with("authority", authority(terms))
        .with("origin", terms.origin.as_str())
        .done()
}

/// Who reads contact data, under dual control; otherwise null.
fn authority(terms: &Terms) -> JsValue {
    terms.authority.as_ref().map_or(JsValue::NULL, |card| {
        Plain::new()
            .with("name", card.name())
            .with("words", card.fingerprint().words())
            .done()
    })
}

const fn policy_word(policy: Policy) -> &'static str {
    match policy {
        Policy::Absent => "absent",
        Policy::Optional => "optional",
        Policy::Required => "required",
    }
}

/// Names of the fields with a policy, in the order of [`FieldName::ALL`].
pub(crate) const FIELD_KEYS: [&str; 12] = [
    "givenName",
    "familyName",
    "phone",
    "email",
    "street",
    "postalCode",
    "city",
    "country",
    "place",
    "companions",
    "companionNames",
    "plannedEnd",
];

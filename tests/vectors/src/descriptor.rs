//! Descriptors.

use sealroll_wire::{FieldName, label};
use serde_json::{Map, Value, json};

use crate::outcome::Outcome;
use crate::value::{descriptor, hex, narrow, root};

pub(crate) fn decode(input: &Value) -> Outcome {
    let found = descriptor(input)?;
    let terms = found.terms();
    let policies: Map<String, Value> = FieldName::ALL
        .iter()
        .zip(POLICIES)
        .map(|(field, name)| (name.into(), terms.fields.policy(*field).to_byte().into()))
        .collect();
    let (_, signature) = found.as_bytes().split_at(found.as_bytes().len() - 64);
    Ok(json!({
        "root_fingerprint": terms.root_fingerprint.to_string(),
        "descriptor_version": terms.descriptor_version,
        "venue": terms.venue,
        "address": terms.address,
        "contact": terms.contact,
        "purpose_de": terms.purpose_de,
        "purpose_en": terms.purpose_en,
        "legal_basis_de": terms.legal_basis_de,
        "legal_basis_en": terms.legal_basis_en,
        "epoch_anchor": terms.epoch_anchor.seconds(),
        "epoch_length": terms.epoch_length,
        "retention_epochs": terms.retention_epochs,
        "upload_grace": terms.upload_grace,
        "supersede_grace": terms.supersede_grace,
        "audit_days": terms.audit_days,
        "bucket": terms.bucket.size(),
        "policies": policies,
        "max_companions": terms.max_companions,
        "epoch_cap": terms.epoch_cap,
        "door_code": u8::from(terms.door_code),
        "origin": terms.origin,
        "log_key": terms.log_key.to_string(),
        "signature": hex(signature),
        "descriptor_hash": found.hash().to_string(),
    }))
}

pub(crate) fn verify(input: &Value) -> Outcome {
    let found = root(input)?.verify_descriptor(descriptor(input)?)?;
    found.check_not_rolled_back(narrow(input, "highest_version"))?;
    let (body, _) = found.as_bytes().split_at(found.as_bytes().len() - 64);
    Ok(json!({ "signed": hex(&[label::DESCRIPTOR, body].concat()) }))
}

/// The field policies in the order of the descriptor.
pub(crate) const POLICIES: [&str; 12] = [
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
    "planned_end",
];

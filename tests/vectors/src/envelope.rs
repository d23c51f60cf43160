//! Envelopes and the keying material of their ephemeral keys.

use sealroll_core::{DeviceSecret, hedged_ikm};
use sealroll_wire::{Bucket, EnvelopeRef};
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{array, bytes, hex, narrow};

pub(crate) fn decode(input: &Value) -> Outcome {
    let envelope = bytes(input, "envelope");
    let found = EnvelopeRef::from_bytes(&envelope)?;
    if !input["bucket"].is_null() {
        found.check_bucket(Bucket::from_size(narrow(input, "bucket"))?)?;
    }
    Ok(json!({
        "header": hex(&found.header().to_bytes()),
        "list_id": found.header().list_id.to_string(),
        "epoch": found.header().epoch.value(),
        "statement_id": found.header().statement_id.to_string(),
        "key_commitment": hex(found.key_commitment()),
        "enc": hex(found.enc().as_bytes()),
        "ciphertext": hex(found.ciphertext()),
        "record_id": found.record_id().to_string(),
    }))
}

pub(crate) fn hedge(input: &Value) -> Outcome {
    let device_secret = DeviceSecret::from_bytes(&array(input, "device_secret"));
    let (header, content) = (bytes(input, "header"), bytes(input, "content"));
    let ikm = hedged_ikm(&array(input, "random"), &device_secret, &header, &content);
    Ok(json!({ "ikm_e": hex(ikm.as_slice()) }))
}

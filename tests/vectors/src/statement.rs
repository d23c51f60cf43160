//! Statements.

use sealroll_wire::{PresenceId, Serial, Statement, label};
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{array, bytes, certificates, descriptor, hex, number, root, time};

pub(crate) fn decode(input: &Value) -> Outcome {
    let found = Statement::from_bytes(&bytes(input, "statement"))?;
    Ok(json!({
        "root_fingerprint": found.root_fingerprint().to_string(),
        "generation": found.generation().value(),
        "epoch": found.epoch().value(),
        "serial": found.serial().value(),
        "not_before": found.not_before().seconds(),
        "not_after": found.not_after().seconds(),
        "descriptor_hash": found.descriptor_hash().to_string(),
        "presence_id": found.presence_id().to_string(),
        "public_key": hex(found.hpke_public_key().as_bytes()),
        "certificate_serial": found.certificate_serial().value(),
        "signature": hex(&found.as_bytes()[BODY..]),
        "statement_id": found.id().to_string(),
    }))
}

pub(crate) fn verify(input: &Value) -> Outcome {
    let root = root(input)?;
    let certificates = certificates(input)
        .into_iter()
        .map(|certificate| root.verify_certificate(certificate))
        .collect::<Result<Vec<_>, _>>()?;
    let descriptor = root.verify_descriptor(descriptor(input)?)?;
    let found = Statement::from_bytes(&bytes(input, "statement"))?.verify(
        &root.fingerprint(),
        &certificates,
        &descriptor,
    )?;
    found.check_not_rolled_back(Serial(number(input, "highest_serial")))?;
    found.check_presence(&PresenceId::from_bytes(array(input, "presence_id")))?;
    found.check_time(time(input, "now"))?;
    Ok(json!({ "signed": hex(&[label::STATEMENT, &found.as_bytes()[..BODY]].concat()) }))
}

/// Length of what the statement key signs, in bytes.
const BODY: usize = 171;

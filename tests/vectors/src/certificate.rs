//! Certificates.

use sealroll_wire::{Certificate, KeyUse, Serial, label};
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{bytes, hex, narrow, number, root, time};

pub(crate) fn decode(input: &Value) -> Outcome {
    let found = Certificate::from_bytes(&bytes(input, "certificate"))?;
    Ok(json!({
        "root_fingerprint": found.root_fingerprint().to_string(),
        "serial": found.serial().value(),
        "use": found.key_use().to_byte(),
        "rights": found.rights().to_byte(),
        "not_before": found.not_before().seconds(),
        "not_after": found.not_after().seconds(),
        "public_key": found.public_key().to_string(),
        "signature": hex(&found.as_bytes()[BODY..]),
    }))
}

pub(crate) fn verify(input: &Value) -> Outcome {
    let found = Certificate::from_bytes(&bytes(input, "certificate"))?;
    let found = root(input)?.verify_certificate(found)?;
    let key_use = KeyUse::from_byte(narrow(input, "use"))?;
    found.check_use(key_use, time(input, "now"))?;
    found.check_not_rolled_back(Serial(number(input, "highest_serial")))?;
    Ok(json!({ "signed": hex(&[label::CERTIFICATE, &found.as_bytes()[..BODY]].concat()) }))
}

/// Length of what the root signs, in bytes.
const BODY: usize = 91;

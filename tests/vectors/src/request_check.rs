//! The library's signed requests, as the reference sees them.

use sealroll::Request;
use sealroll_vectors::hex;
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::house::House;
use crate::partner::Partner;

/// The reference verifies the signature of a request.
pub(crate) fn check_signature(
    python: &mut Partner,
    house: &House,
    request: &Request,
    now: u64,
) -> Result<(), Fault> {
    let signed = ["content-digest", "signature-input", "signature"];
    let headers = request
        .headers
        .iter()
        .filter(|(name, _)| signed.contains(name));
    let headers = headers.map(|(name, value)| ((*name).to_owned(), value.as_str().into()));
    let checked = python.vector(
        "http-signature",
        &json!({
            "request": {
                "method": request.method.name(),
                "authority": House::AUTHORITY,
                "path": request.path,
                "query": request.query.as_deref().unwrap_or_default(),
                "body": hex(&request.body),
                "headers": Value::Object(headers.collect()),
            },
            "list_id": house.list_id()?.to_string(),
            "certificates": certificates(house),
            "now": now,
            "nonces": [],
            "revoked": [],
        }),
    );
    checked.map(drop)
}

/// The list's certificates as the vectors write them.
pub(crate) fn certificates(house: &House) -> Vec<Value> {
    let certificates = house.certificates.values();
    certificates.map(|it| hex(it.as_bytes())).collect()
}

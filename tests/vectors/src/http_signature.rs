//! Signed requests.

use sealroll_wire::{Nonce, RequestParts, RequestSignature, RequestSignatureError};
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{bytes, certificates, items, list_id, text, time};

/// HTTP-2 and HTTP-3.
pub(crate) fn verify(input: &Value) -> Outcome {
    let request = &input["request"];
    let (now, certificates) = (time(input, "now"), certificates(input));
    let header = |name: &str| request["headers"][name].as_str();
    let signature = RequestSignature::parse(
        header("content-digest"),
        header("signature-input"),
        header("signature"),
    )?;
    let certificate = signature.certificate(&list_id(input), now, |serial| {
        certificates.iter().find(|item| item.serial() == serial)
    })?;
    let body = bytes(request, "body");
    let parts = RequestParts {
        method: text(request, "method"),
        authority: text(request, "authority"),
        path: text(request, "path"),
        query: text(request, "query"),
        body: &body,
    };
    let parameters = signature.verify(certificate.public_key(), &parts, now)?;
    if items(input, "nonces").contains(&nonce(&parameters.nonce)) {
        return Err("nonce-reused".into());
    }
    let serial = certificate.serial().value();
    if items(input, "revoked").contains(&serial.into()) {
        return Err("revoked".into());
    }
    if !certificate.rights().allow_request(parts.method, parts.path) {
        return Err("not-granted".into());
    }
    let base: Result<String, RequestSignatureError> = parts.signature_base(&parameters);
    Ok(json!({
        "certificate_serial": serial,
        "signature_base": base?,
    }))
}

/// The nonce as the request writes it.
fn nonce(nonce: &Nonce) -> Value {
    let bits = nonce
        .as_bytes()
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| usize::from(byte >> bit & 1)));
    let bits: Vec<usize> = bits.chain([0; 4]).collect();
    bits.chunks_exact(6)
        .map(|six| char::from(BASE64URL[six.iter().fold(0, |value, bit| value << 1 | bit)]))
        .collect::<String>()
        .into()
}

const BASE64URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

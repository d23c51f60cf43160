//! Ed25519 verification and X25519.

use sealroll_core::hpke::{decap, encap};
use sealroll_core::{X25519KeyPair, X25519SecretKey};
use sealroll_wire::{SignatureError, VerifyingKey, X25519PublicKey};
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{array, bytes, hex, text};

pub(crate) fn ed25519_verify(input: &Value) -> Outcome {
    let key = VerifyingKey::from_bytes(&array(input, "public_key"))?;
    let signature = bytes(input, "signature");
    let signature = signature.as_slice().try_into();
    let signature = signature.map_err(|_| SignatureError::BadSignature)?;
    key.verify(&bytes(input, "message"), signature)?;
    Ok(json!({}))
}

pub(crate) fn x25519_key(input: &Value) -> Outcome {
    X25519PublicKey::from_bytes(array(input, "public_key"))?;
    Ok(json!({}))
}

/// The KEM decides on the class of the refusal; the raw result shows beneath it.
pub(crate) fn x25519_shared(input: &Value) -> Outcome {
    let public_key = X25519PublicKey::from_bytes(array(input, "public_key"))?;
    let secret_key = || X25519SecretKey::from_bytes(&array(input, "secret_key"));
    let key_pair = X25519KeyPair::from_secret_key(secret_key());
    match text(input, "side") {
        "seal" => drop(encap(&public_key, key_pair)?),
        "open" => drop(decap(&public_key, &key_pair)?),
        _ => return Err("side".into()),
    }
    let shared = secret_key()
        .diffie_hellman(&public_key)
        .expect("the KEM has accepted it");
    Ok(json!({ "shared_secret": hex(shared.as_slice()) }))
}

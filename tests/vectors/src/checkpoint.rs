//! Checkpoints and cosignatures.

use core::slice;

use sealroll_log::{CosignerKey, NoteKey, SignedCheckpoint};
use serde_json::{Value, json};

use crate::note::{key_id, named};
use crate::outcome::Outcome;
use crate::value::text;

pub(crate) fn checkpoint(input: &Value) -> Outcome {
    let key: NoteKey = named(text(input, "origin"), input, "log_key");
    let found = SignedCheckpoint::parse(text(input, "checkpoint").as_bytes())?.verify(&key)?;
    Ok(json!({
        "size": found.head().size,
        "root_hash": found.head().root.to_string(),
        "text": found.signed().note().text(),
        "key_id": key_id(&key),
    }))
}

pub(crate) fn cosignature(input: &Value) -> Outcome {
    let key: CosignerKey = named(text(input, "name"), input, "public_key");
    let found = SignedCheckpoint::parse(text(input, "checkpoint").as_bytes())?;
    let cosignatures = found.verify_cosignatures(slice::from_ref(&key))?;
    let [cosignature] = cosignatures.as_slice() else {
        return Err("more than one cosignature".into());
    };
    Ok(json!({
        "time": cosignature.time.seconds(),
        "key_id": key_id(&key),
    }))
}

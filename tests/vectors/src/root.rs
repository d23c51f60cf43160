//! Root documents.

use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{hex, root};

pub(crate) fn decode(input: &Value) -> Outcome {
    let root = root(input)?;
    Ok(json!({
        "environment": root.environment().to_byte(),
        "public_key": root.public_key().to_string(),
        "creation_day": root.creation_day(),
        "random": hex(&root.as_bytes()[38..]),
        "root_fingerprint": root.fingerprint().to_string(),
        "list_id": root.list_id().to_string(),
        "words": root.fingerprint().words(),
    }))
}

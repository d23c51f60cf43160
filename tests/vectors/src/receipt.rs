//! Receipts.

use sealroll_log::{NoteKey, Receipt, WitnessPolicy};
use sealroll_wire::origin;
use serde_json::{Value, json};

use crate::note::named;
use crate::outcome::Outcome;
use crate::value::{bytes, generation, list_id, text};

/// RCP-1 to RCP-3.
pub(crate) fn receipt(input: &Value) -> Outcome {
    let name = origin::record_log(text(input, "origin"), &list_id(input), generation(input));
    let key: NoteKey = named(&name, input, "log_key");
    let receipt = Receipt::parse(text(input, "receipt").as_bytes())?;
    let key = receipt.checkpoint().part_key(&key);
    let found = receipt.verify(&bytes(input, "entry"), &key, WitnessPolicy::Ignore)?;
    let head = found.checkpoint().head();
    Ok(json!({
        "log_name": name,
        "index": found.index(),
        "size": head.size,
        "root_hash": head.root.to_string(),
        "leaf_hash": found.leaf_hash().to_string(),
    }))
}

//! Answers to instructions.

use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::owner_state::OwnerState;
use crate::value::bytes;

/// ACK-1.
pub(crate) fn confirm(input: &Value) -> Outcome {
    let mut owner = OwnerState::of_acknowledgement(input).restore();
    let confirmed = owner.confirm_instruction(&bytes(input, "answer"));
    let is_pending = owner.pending_instruction().is_some();
    assert_eq!(
        is_pending,
        confirmed.is_err(),
        "what is refused still waits"
    );
    let found = confirmed?;
    Ok(json!({
        "instruction_id": found.id.to_string(),
        "time": found.time.to_string(),
        "index": found.index,
    }))
}

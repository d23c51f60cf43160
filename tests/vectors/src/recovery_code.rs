//! Recovery codes.

use sealroll_core::RecoveryCode;
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{array, hex, text};

pub(crate) fn read(input: &Value) -> Outcome {
    let code = RecoveryCode::parse(text(input, "text"))?;
    Ok(json!({ "secret": hex(code.to_bytes().as_slice()) }))
}

pub(crate) fn write(input: &Value) -> Outcome {
    let code = RecoveryCode::from_bytes(&array(input, "secret"));
    Ok(json!({ "text": code.to_text().as_str() }))
}

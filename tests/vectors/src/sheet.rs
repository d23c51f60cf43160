//! Recovery sheets.

use sealroll::{RecoverySheet, RecoverySheetError};
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{hex, text};

/// SHEET-1.
pub(crate) fn read(input: &Value) -> Outcome {
    let sheet = RecoverySheet::parse(text(input, "text"))?;
    Ok(json!({
        "set": hex(&sheet.set()),
        "k": sheet.needed(),
        "n": sheet.count(),
        "x": sheet.number(),
        "share": hex(sheet.share().as_slice()),
    }))
}

/// SHEET-2.
pub(crate) fn combine(input: &Value) -> Outcome {
    let texts = input["texts"].as_array().into_iter().flatten();
    let sheets = texts.map(|text| RecoverySheet::parse(text.as_str().unwrap_or_default()));
    let sheets = sheets.collect::<Result<Vec<_>, RecoverySheetError>>()?;
    let code = RecoverySheet::combine(&sheets)?;
    Ok(json!({ "secret": hex(code.to_bytes().as_slice()) }))
}

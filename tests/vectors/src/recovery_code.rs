//! Recovery codes.

use sealroll::{WordLanguage, recovery_code_from_words, recovery_code_to_words};
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

pub(crate) fn read_words(input: &Value) -> Outcome {
    let (code, language) = recovery_code_from_words(text(input, "text"))?;
    Ok(json!({ "secret": hex(code.to_bytes().as_slice()), "language": language.code() }))
}

pub(crate) fn write_words(input: &Value) -> Outcome {
    let code = RecoveryCode::from_bytes(&array(input, "secret"));
    let language = match text(input, "language") {
        "de" => WordLanguage::German,
        _ => WordLanguage::English,
    };
    Ok(json!({ "text": recovery_code_to_words(&code, language).as_str() }))
}

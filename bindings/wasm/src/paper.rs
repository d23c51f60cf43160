//! The recovery code on paper: as words, and parted among people.

use js_sys::Array;
use sealroll::{RecoveryCode, RecoverySheet, WordLanguage, recovery_code_to_words};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::random::random;
use crate::secret::read_code;
use crate::value::Plain;

/// Writes a recovery code as 14 words of a language, `de` or `en`.
///
/// # Errors
/// `bad-code`, `bad-checksum`, `bad-argument`.
#[wasm_bindgen(js_name = recoveryWords)]
pub fn recovery_words(code: &str, language: &str) -> Result<String, Failure> {
    let code = read_code(code)?;
    let mut known = WordLanguage::ALL.into_iter();
    let language = known.find(|known| known.code() == language);
    let language = language.ok_or_else(|| Failure::argument("language", "de or en"))?;
    Ok(recovery_code_to_words(&code, language).as_str().to_owned())
}

/// Parts a recovery code among people: `{ text, number, count, needed }` for each.
///
/// # Errors
/// `bad-code`, `bad-checksum`; `bad-value` unless 2 ≤ needed ≤ count ≤ 16.
#[wasm_bindgen(js_name = recoverySheets)]
pub fn recovery_sheets(code: &str, needed: u8, count: u8) -> Result<Array, Failure> {
    let code = read_code(code)?;
    let sheets = RecoverySheet::part(&code, needed, count, &mut random())?;
    let plain = sheets.iter().map(|sheet| {
        Plain::new()
            .with("text", sheet.to_text().as_str())
            .with("number", sheet.number())
            .with("count", sheet.count())
            .with("needed", sheet.needed())
            .done()
    });
    Ok(plain.collect())
}

/// Brings a recovery code back from sheets that were typed.
///
/// # Errors
/// `bad-argument`, `bad-code`, `bad-checksum`, `mixed-sheets`, `too-few-sheets`.
#[wasm_bindgen(js_name = combineSheets)]
pub fn combine_sheets(sheets: &Array) -> Result<String, Failure> {
    let wrong = || Failure::argument("sheets", "an array of strings");
    let mut read = Vec::new();
    for text in sheets.iter() {
        let text = Zeroizing::new(text.as_string().ok_or_else(wrong)?);
        read.push(RecoverySheet::parse(&text)?);
    }
    let code: RecoveryCode = RecoverySheet::combine(&read)?;
    Ok(code.to_text().as_str().to_owned())
}

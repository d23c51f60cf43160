//! What people type to open a key file.

use sealroll::{Argon2Cost, KeyFileSecret, RecoveryCode, recovery_code_from_words};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::random::random;
use crate::value::Properties;

/// Draws a recovery code, to be written down by a person.
#[wasm_bindgen(js_name = newRecoveryCode)]
#[must_use]
pub fn new_recovery_code() -> String {
    RecoveryCode::generate(&mut random())
        .to_text()
        .as_str()
        .to_owned()
}

/// Checks a recovery code that was typed, its characters or its words in German or English, and
/// returns it in its usual spelling.
///
/// # Errors
/// `bad-code`, `bad-checksum`.
#[wasm_bindgen(js_name = checkRecoveryCode)]
pub fn check_recovery_code(text: &str) -> Result<String, Failure> {
    Ok(read_code(text)?.to_text().as_str().to_owned())
}

/// A secret that a caller handed over, as `{ recoveryCode }` or `{ passphrase }`.
pub(crate) enum TypedSecret {
    RecoveryCode(RecoveryCode),
    Passphrase(Zeroizing<String>),
}

impl TypedSecret {
    pub(crate) fn read(value: &JsValue) -> Result<Self, Failure> {
        let secret = Properties::of(value, "secret")?;
        if secret.value("recoveryCode")?.is_some() {
            let code = Zeroizing::new(secret.text("recoveryCode")?);
            return Ok(Self::RecoveryCode(read_code(&code)?));
        }
        Ok(Self::Passphrase(Zeroizing::new(secret.text("passphrase")?)))
    }

    pub(crate) fn as_secret(&self) -> KeyFileSecret<'_> {
        match self {
            Self::RecoveryCode(code) => KeyFileSecret::RecoveryCode(code),
            Self::Passphrase(passphrase) => KeyFileSecret::Passphrase(passphrase),
        }
    }
}

/// Reads a recovery code from its characters or its words.
pub(crate) fn read_code(text: &str) -> Result<RecoveryCode, Failure> {
    // Words have letters only, and more of them than a code has characters.
    let letters = text.chars().filter(|it| it.is_alphabetic()).count();
    if letters > MOST_CHARACTERS {
        return Ok(recovery_code_from_words(text)?.0);
    }
    Ok(RecoveryCode::parse(text)?)
}

/// Reads the cost of a key file, `{ memoryKib, passes, lanes }`, or takes the usual one.
pub(crate) fn cost(value: &JsValue) -> Result<Argon2Cost, Failure> {
    if value.is_undefined() {
        return Ok(Argon2Cost::new(MEMORY_KIB, PASSES, 1)?);
    }
    let cost = Properties::of(value, "cost")?;
    Ok(Argon2Cost::new(
        cost.number("memoryKib")?.unwrap_or(MEMORY_KIB),
        cost.number("passes")?.unwrap_or(PASSES),
        cost.number("lanes")?.unwrap_or(1),
    )?)
}

/// A recovery code has 30 characters; its 14 words have at least 42.
const MOST_CHARACTERS: usize = 36;
/// 64 MiB and three passes: what RFC 9106 recommends where memory is short.
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;

//! How strong a passphrase is. A module of its own, as its dictionaries are long and few owners
//! choose a passphrase.

use wasm_bindgen::prelude::*;
use zxcvbn::zxcvbn;

/// Judges a passphrase (`spec/protocol.md#KF-6`): whether it is strong enough, the power of ten of
/// the guesses that it takes, and names of warnings and suggestions, separated by spaces.
#[wasm_bindgen]
#[must_use]
pub fn strength(passphrase: &str) -> String {
    let estimate = zxcvbn(passphrase, &["sealroll"]);
    let guesses = estimate.guesses();
    let mut said = format!(
        "{} {}",
        u8::from(guesses >= FEWEST),
        guesses.max(1).ilog10()
    );
    if let Some(feedback) = estimate.feedback() {
        let warning = feedback.warning().map(|warning| format!(" {warning:?}"));
        said.push_str(&warning.unwrap_or_default());
        for suggestion in feedback.suggestions() {
            said.push_str(&format!(" {suggestion:?}"));
        }
    }
    said
}

/// Argon2id makes each guess dear, not impossible.
const FEWEST: u64 = 10_000_000_000;

//! The specification's vectors, run by the libraries as they are compiled for JavaScript.
//!
//! The package shows roles, not their parts, so most kinds of vectors do not fit through its
//! interface. This module is the Rust runner itself, compiled with the same flags as the package
//! and run in the same engines. It is built for the tests and never shipped.

use sealroll_vectors::{Case, KINDS, Kind, compare};
use wasm_bindgen::prelude::*;

/// Every kind that the runner knows.
#[wasm_bindgen]
#[must_use]
pub fn kinds() -> Vec<String> {
    KINDS.iter().map(|kind| kind.name.to_owned()).collect()
}

/// Runs the case in `text`, a file's content. Returns what is wrong, if anything; a file that is
/// no case and an unknown kind are wrong too. A panic traps.
#[wasm_bindgen]
#[must_use]
pub fn check(name: &str, text: &str) -> Option<String> {
    let case = match Case::parse(name, text) {
        Ok(case) => case,
        Err(error) => return Some(error.to_string()),
    };
    let Some(kind) = Kind::find(&case.kind) else {
        return Some(format!("{name}: kind {} is unknown", case.kind));
    };
    let outcome = kind.run(&case.input);
    let mismatch = compare(&case, &outcome, kind.hidden).err()?;
    Some(format!("{name}: expected {}, but {mismatch}", case.expect))
}

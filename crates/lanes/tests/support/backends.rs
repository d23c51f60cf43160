//! The backends that this machine has, said aloud.

use std::io::{Write, stderr};

use sealroll_lanes::{Backend, backends};

/// The backends to test. The names go past the capturing of the test runner, so that every run
/// says what was exercised and what the machine lacks.
pub(crate) fn exercised(test: &str) -> Vec<Backend> {
    let lacking: Vec<_> = Backend::ALL
        .into_iter()
        .filter(|backend| !backend.is_available())
        .map(Backend::name)
        .collect();
    let exercised: Vec<_> = backends().collect();
    let names: Vec<_> = exercised.iter().map(|backend| backend.name()).collect();
    let line = format!(
        "{test}: exercised {}; this machine lacks {}\n",
        names.join(", "),
        lacking.join(", ")
    );
    stderr()
        .write_all(line.as_bytes())
        .expect("the error stream takes a line");
    exercised
}

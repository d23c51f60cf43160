//! What a command says: a line for people, or one JSON document for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::error::CliError;

/// How to say it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether a program reads it.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// Says the result of a command.
    pub(crate) fn result(self, value: &Value, text: impl FnOnce() -> String) {
        let text = if self.json {
            format!("{value:#}")
        } else {
            text()
        };
        // A reader that has gone away is no reason to fail.
        let _ = writeln!(io::stdout().lock(), "{}", text.trim_end());
    }

    /// Tells people on standard error of what is about to be done.
    pub(crate) fn note(self, text: &str) {
        if !self.json {
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// Says why a command failed, on standard error.
    pub(crate) fn error(self, error: &CliError) {
        let text = if self.json {
            json!({ "error": error.code(), "detail": error.to_string() }).to_string()
        } else {
            format!("error: {error}")
        };
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

//! A broken configuration of the processor: the message names the field, and the line of the file.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::process::Command;

use sealroll_tests::processor_binary;

/// Runs the processor with this file and returns what it says; it must refuse to start.
fn refusal(content: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("processor.toml");
    fs::write(&file, content).unwrap();
    let output = Command::new(processor_binary().unwrap())
        .arg("--config")
        .arg(&file)
        .env("SEALROLL_LISTEN", "127.0.0.1:0")
        .output()
        .unwrap();
    assert!(!output.status.success(), "it starts with {content:?}");
    assert!(output.stdout.is_empty(), "it says that it listens");
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(!message.contains("panicked"), "{message}");
    message
}

#[test]
fn an_unknown_field_is_named_with_its_line() {
    let message =
        refusal("origin = \"log.example\"\ndata_dir = \"/tmp\"\nlissen = \"127.0.0.1:0\"\n");
    assert!(
        message.contains("lissen") && message.contains("line 3"),
        "{message}"
    );
}

#[test]
fn a_wrong_type_is_named_with_its_line() {
    let message =
        refusal("origin = \"log.example\"\ndata_dir = \"/tmp\"\n\nbatch_max = \"many\"\n");
    assert!(
        message.contains("batch_max") && message.contains("line 4"),
        "{message}"
    );
}

#[test]
fn broken_syntax_is_named_with_its_line() {
    let message = refusal("origin = \"log.example\"\ndata_dir = \n");
    assert!(message.contains("line 2"), "{message}");
}

#[test]
fn a_missing_field_is_named() {
    let message = refusal("data_dir = \"/tmp\"\n");
    assert!(message.contains("origin"), "{message}");
}

#[test]
fn a_value_that_cannot_be_is_named() {
    let message = refusal("origin = \"LOG EXAMPLE\"\ndata_dir = \"/tmp\"\n");
    assert!(message.contains("origin"), "{message}");
}

#[test]
fn a_wrong_variable_is_named() {
    let output = Command::new(processor_binary().unwrap())
        .env("SEALROLL_ORIGIN", "log.example")
        .env("SEALROLL_DATA_DIR", "/tmp")
        .env("SEALROLL_LISTEN", "nowhere")
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && message.contains("SEALROLL_LISTEN"),
        "{message}"
    );
}

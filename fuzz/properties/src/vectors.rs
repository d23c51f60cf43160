//! Inputs out of the specification's vectors.

use serde_json::Value;

/// The inputs in a vector, each with the name of the target that it is for. A vector without any
/// gives none; so does text that is no vector.
#[must_use]
pub fn inputs(vector: &str) -> Vec<(&'static str, Vec<u8>)> {
    let vector: Value = serde_json::from_str(vector).unwrap_or_default();
    let input = vector["input"].as_object();
    let texts = input
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)));
    texts
        .flat_map(|(key, text)| {
            let of_key = FIELDS.iter().filter(move |(field, ..)| *field == key);
            of_key.filter_map(move |(_, target, prefix, form)| {
                let bytes = match form {
                    Form::Hex => hex(text)?,
                    Form::Text => text.as_bytes().to_vec(),
                    Form::FirstParagraph => text.split_inclusive("\n\n").next()?.trim_end().into(),
                };
                Some((*target, [prefix, bytes.as_slice()].concat()))
            })
        })
        .collect()
}

/// How a vector writes an input.
#[derive(Clone, Copy)]
enum Form {
    Hex,
    Text,
    FirstParagraph,
}

/// Names of inputs, the targets that they are for, and what these expect before them.
const FIELDS: &[(&str, &str, &[u8], Form)] = &[
    ("root_document", "root", b"", Form::Hex),
    ("certificate", "certificate", b"", Form::Hex),
    ("descriptor", "descriptor", b"", Form::Hex),
    ("statement", "statement", b"", Form::Hex),
    ("bundle", "welcome", b"", Form::Hex),
    ("registration", "registration", b"", Form::Hex),
    ("envelope", "envelope", b"", Form::Hex),
    ("card", "authority_card", b"", Form::Hex),
    ("entry", "entry", b"", Form::Hex),
    ("frontier", "epoch_frontier", b"", Form::Hex),
    ("file", "key_file", b"", Form::Hex),
    ("data", "record", b"", Form::Hex),
    ("data", "sealed_frame", b"\x03", Form::Hex),
    ("link", "invitation", b"\0", Form::Text),
    ("note", "note", b"", Form::Text),
    ("note", "instruction", b"", Form::FirstParagraph),
    ("note", "document", b"", Form::Text),
    ("checkpoint", "checkpoint", b"", Form::Text),
    ("checkpoint", "note", b"", Form::Text),
    ("receipt", "receipt", b"", Form::Text),
    ("text", "recovery_code", b"", Form::Text),
    ("text", "recovery_words", b"\0", Form::Text),
    ("text", "recovery_sheet", b"\0", Form::Text),
    ("blob", "recovery_blob", b"\0", Form::Hex),
    ("card", "device_card", b"", Form::Hex),
];

fn hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

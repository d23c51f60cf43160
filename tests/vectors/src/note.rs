//! Signed notes.

use sealroll_log::{KeyName, Note, NoteKey};
use sealroll_wire::VerifyingKey;
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{array, items, text};

pub(crate) fn note(input: &Value) -> Outcome {
    let keys: Vec<NoteKey> = items(input, "keys").iter().map(key).collect();
    let note = Note::parse(text(input, "note").as_bytes())?;
    let verified = note.verify(&keys)?;
    let signers: Vec<&NoteKey> = verified.signers().iter().map(|at| &keys[*at]).collect();
    Ok(json!({
        "text": verified.text(),
        "signers": signers.iter().map(|key| key.name().as_str()).collect::<Vec<_>>(),
        "key_ids": keys.iter().map(key_id).collect::<Vec<_>>(),
    }))
}

/// The key of a log or signer of notes: `name` and `public_key`.
fn key(input: &Value) -> NoteKey {
    named(text(input, "name"), input, "public_key")
}

/// A key of the vector under a name.
pub(crate) fn named<const TYPE: u8>(
    name: &str,
    input: &Value,
    key: &str,
) -> sealroll_log::NamedKey<TYPE> {
    let key = VerifyingKey::from_bytes(&array(input, key)).expect("a good key");
    sealroll_log::NamedKey::new(KeyName::new(name).expect("a key name"), key)
}

pub(crate) fn key_id<const TYPE: u8>(key: &sealroll_log::NamedKey<TYPE>) -> String {
    format!("{:08x}", key.id())
}

//! Labels, fingerprint words and the pre-shared key of an epoch.

use sealroll_core::epoch_psk;
use sealroll_wire::{PresenceSecret, RootFingerprint, label};
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{array, epoch, hex, items, list_id};

pub(crate) fn labels(input: &Value) -> Outcome {
    let of_word = |word: &Value| {
        let word = word.as_str().expect("a word");
        let known = label::ALL.iter().find(|(known, _)| *known == word);
        known.map(|(_, bytes)| (word.to_owned(), hex(bytes)))
    };
    let labels = items(input, "words").iter().filter_map(of_word);
    Ok(Value::Object(labels.collect()))
}

pub(crate) fn fingerprint_words(input: &Value) -> Outcome {
    let fingerprint = RootFingerprint::from_bytes(array(input, "root_fingerprint"));
    Ok(json!({ "words": fingerprint.words() }))
}

pub(crate) fn psk(input: &Value) -> Outcome {
    let presence_secret = PresenceSecret::from_bytes(array(input, "presence_secret"));
    let psk = epoch_psk(&presence_secret, list_id(input), epoch(input, "epoch"));
    Ok(json!({ "psk": hex(psk.as_slice()) }))
}

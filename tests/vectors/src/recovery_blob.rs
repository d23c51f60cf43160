//! Recovery keys, blobs and canaries.

use sealroll_core::hpke::{Mode, derive_key_pair, setup_sender};
use sealroll_core::{
    Argon2Cost, Canary, Frontier, Record, RecoveryBlob, RecoveryParameters, X25519PublicKey,
};
use sealroll_wire::{Epoch, label, labelled_hash};
use serde_json::{Value, json};

use crate::fixed_rng::FixedRng;
use crate::key_file::{Secret, secret_kind, write_editions, write_generation};
use crate::outcome::{Outcome, Refusal};
use crate::value::{array, bytes, generation, hex, list_id, narrow, number};

pub(crate) fn key(input: &Value) -> Outcome {
    let secret = Secret::new(secret_kind(input), &bytes(input, "secret"))?;
    let key_pair = parameters(input)?.key_pair(secret.as_ref())?;
    Ok(json!({ "public_key": hex(&key_pair.public_key().to_bytes()) }))
}

/// What [`sealroll_core::RecoveryContent::seal`] does, under a given ephemeral key.
pub(crate) fn seal(input: &Value) -> Outcome {
    let parameters = parameters(input)?;
    let serial = number(input, "serial").to_be_bytes();
    let list_id = list_id(input);
    let context = [&parameters.as_bytes()[..], list_id.as_bytes(), &serial].concat();
    let info = [label::RECOVERY_BLOB, &context].concat();
    let public_key = X25519PublicKey::from_bytes(array(input, "public_key"))?;
    let ephemeral = derive_key_pair(&bytes(input, "ikm_e"));
    let (enc, mut sealing) = setup_sender(&public_key, ephemeral, &info, Mode::Base)?;
    let content_key = sealing.content_key().to_bytes();
    let commitment = labelled_hash(label::BLOB_COMMITMENT, &[&context, content_key.as_slice()]);
    let sealed = sealing.seal(b"", &bytes(input, "content"))?;
    let blob = [&context[..], &commitment, &enc.to_bytes(), &sealed].concat();
    Ok(json!({ "blob": hex(&blob) }))
}

/// BLOB-1 and BLOB-2.
pub(crate) fn open(input: &Value) -> Outcome {
    let mut blob = bytes(input, "blob");
    let zeros = input["zeros_appended"].as_u64().unwrap_or_default();
    blob.resize(blob.len() + zeros as usize, 0);
    let blob = RecoveryBlob::parse(&blob, list_id(input))?;
    let secret = Secret::new(blob.parameters().secret_kind(), &bytes(input, "secret"))?;
    let content = blob.open(secret.as_ref())?;
    let canary = content.canary.map(|place| {
        json!({
            "record_id": hex(place.record_id.as_bytes()),
            "generation": place.generation.value(),
            "epoch": place.epoch.value(),
            "leaf_index": place.leaf_index,
        })
    });
    let generations = content.keys.generations().iter().map(write_generation);
    Ok(json!({
        "serial": blob.serial(),
        "time": content.time.seconds(),
        "canary": canary,
        "editions": write_editions(&content.keys),
        "generations": generations.collect::<Vec<_>>(),
    }))
}

pub(crate) fn canary(input: &Value) -> Outcome {
    let frontier = Frontier::from_bytes(&bytes(input, "frontier"))?;
    let leaf = frontier.leaf(Epoch(narrow(input, "epoch")));
    let leaf = leaf.ok_or_else(|| Refusal::from("open-failed"))?;
    let value = leaf.canary_value(list_id(input), generation(input));
    let data = Record::Canary(Canary { value }).to_data();
    Ok(json!({ "value": hex(&value), "data": hex(&data) }))
}

fn parameters(input: &Value) -> Result<RecoveryParameters, Refusal> {
    let cost = Argon2Cost::new(
        narrow(input, "m_kib"),
        narrow(input, "t"),
        narrow(input, "p"),
    )?;
    let salt = bytes(input, "salt");
    Ok(RecoveryParameters::generate(
        secret_kind(input),
        cost,
        &mut FixedRng(&salt),
    ))
}

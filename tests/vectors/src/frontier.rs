//! The epoch tree.

use sealroll_core::{Frontier, X25519KeyPair};
use sealroll_wire::{Epoch, Generation, ListId, Reader};
use serde_json::{Value, json};

use crate::fixed_rng::FixedRng;
use crate::outcome::{Outcome, Refusal};
use crate::value::{bytes, epoch, generation, hex, items, list_id};

pub(crate) fn decode(input: &Value) -> Outcome {
    let frontier = Frontier::from_bytes(&bytes(input, "frontier"))?;
    Ok(json!({ "nodes": nodes(&frontier)? }))
}

pub(crate) fn frontier(input: &Value) -> Outcome {
    let epochs = epoch(input, "first_epoch")..=epoch(input, "last_epoch");
    let seed = bytes(input, "seed");
    let mut frontier = Frontier::generate(&mut FixedRng(&seed), epochs)?;
    let generated = hex(&frontier.to_bytes());
    let mut punctured = Vec::new();
    for epoch in items(input, "punctures") {
        frontier.puncture(read_epoch(epoch))?;
        punctured.push(hex(&frontier.to_bytes()));
    }
    let epochs = items(input, "derive").iter().map(read_epoch);
    let derived = epochs.map(|epoch| derive(&frontier, list_id(input), generation(input), epoch));
    Ok(json!({
        "generated": generated,
        "punctured": punctured,
        "epochs": derived.collect::<Vec<_>>(),
    }))
}

/// The leaf is not exposed, and neither is what lies between it and the key pair.
fn derive(frontier: &Frontier, list_id: ListId, generation: Generation, epoch: Epoch) -> Value {
    match frontier.key_pair(list_id, generation, epoch) {
        None => json!({ "epoch": epoch.value(), "leaf": null }),
        Some(key_pair) => write_key_pair(epoch, &key_pair),
    }
}

fn write_key_pair(epoch: Epoch, key_pair: &X25519KeyPair) -> Value {
    json!({
        "epoch": epoch.value(),
        "secret_key": hex(key_pair.secret_key().to_bytes().as_slice()),
        "public_key": hex(key_pair.public_key().as_bytes()),
    })
}

fn read_epoch(value: &Value) -> Epoch {
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    Epoch(number.expect("an epoch"))
}

/// The nodes as the frontier writes them.
fn nodes(frontier: &Frontier) -> Result<Vec<Value>, Refusal> {
    let bytes = frontier.to_bytes();
    let mut reader = Reader::new(&bytes);
    let count = reader.u16()?;
    (0..count)
        .map(|_| {
            Ok(json!({
                "depth": reader.u8()?,
                "index": reader.u32()?,
                "node": hex(&reader.array::<32>()?),
            }))
        })
        .collect()
}

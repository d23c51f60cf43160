//! Device cards and grants.

use sealroll::{Environment, Epoch, NewDevice};
use sealroll_core::hpke::{Mode, derive_key_pair, setup_sender};
use sealroll_core::{Frontier, X25519KeyPair, X25519SecretKey, open_grant};
use sealroll_wire::{DeviceCard, Writer, label};
use serde_json::{Value, json};

use crate::outcome::{Outcome, Refusal};
use crate::value::{array, bytes, hex, number};

/// DEV-1.
pub(crate) fn card(input: &Value) -> Outcome {
    let card = read_card(input)?;
    Ok(json!({
        "public_key": hex(&card.keys().hpke.to_bytes()),
        "http_key": hex(card.keys().http.as_bytes()),
        "instruction_key": hex(card.keys().instruction.as_bytes()),
        "name": card.name(),
        "device_fingerprint": card.fingerprint().to_string(),
        "words": card.fingerprint().words(),
    }))
}

/// What is restricted for a delegate.
pub(crate) fn range(input: &Value) -> Outcome {
    let frontier = Frontier::from_bytes(&bytes(input, "frontier"))?;
    let restricted = frontier.range(epoch(input, "first_epoch")..=epoch(input, "last_epoch"))?;
    Ok(json!({ "restricted": hex(&restricted.to_bytes()) }))
}

/// What [`sealroll_core::seal_grant`] does, under a given ephemeral key.
pub(crate) fn seal(input: &Value) -> Outcome {
    let card = read_card(input)?;
    let head = [1, 0, 1];
    let info = [label::GRANT, &head, card.fingerprint().as_bytes()].concat();
    let ephemeral = derive_key_pair(&bytes(input, "ikm_e"));
    let (enc, mut context) = setup_sender(&card.keys().hpke, ephemeral, &info, Mode::Base)?;
    let sealed = context.seal(b"", &bytes(input, "content"))?;
    Ok(json!({ "grant": hex(&[&head[..], &enc.to_bytes(), &sealed].concat()) }))
}

/// GRT-1 to GRT-3.
pub(crate) fn open(input: &Value) -> Outcome {
    let card = read_card(input)?;
    let environment = match number(input, "environment") {
        1 => Environment::Production,
        _ => Environment::Test,
    };
    let secret = array::<32>(input, "secret_key");
    let grant = bytes(input, "grant");
    let key_pair = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&secret));
    // The card's key need not be that of the secret: then the core alone can say what happens.
    if *key_pair.public_key() != card.keys().hpke {
        open_grant(&key_pair, &card.fingerprint(), &grant)?;
        return Err("bad-key".into());
    }
    let mut saved = Writer::new();
    saved
        .u8(0x80)
        .bytes(&secret)
        .bytes(&array::<32>(input, "http_seed"))
        .bytes(&array::<32>(input, "instruction_seed"))
        .str8(card.name(), 1..=120)?;
    let device = NewDevice::from_bytes(&saved.into_bytes())?;
    if device.card() != &card {
        return Err("bad-key".into());
    }
    let accepted = device.accept(&grant, environment)?;
    let delegate = &accepted.delegate;
    let epochs = delegate.granted_epochs().into_iter();
    let epochs = epochs.flat_map(|range| range.start().value()..=range.end().value());
    Ok(json!({
        "list_id": delegate.list_id().to_string(),
        "words": delegate.fingerprint_words(),
        "venue": delegate.terms().venue,
        "rights": accepted.rights.to_byte(),
        "time": accepted.time.seconds(),
        "first_epoch": accepted.range.start().value(),
        "last_epoch": accepted.range.end().value(),
        "epochs": epochs.collect::<Vec<_>>(),
    }))
}

fn read_card(input: &Value) -> Result<DeviceCard, Refusal> {
    Ok(DeviceCard::from_bytes(&bytes(input, "card"))?)
}

fn epoch(input: &Value, name: &str) -> Epoch {
    Epoch(u32::try_from(number(input, name)).unwrap_or(u32::MAX))
}

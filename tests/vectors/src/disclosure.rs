//! Authority cards and disclosures.

use sealroll::{Authority, AuthorityCard, Content, Environment, Position};
use sealroll_core::hpke::{Mode, derive_key_pair, setup_sender};
use sealroll_core::{Record, X25519KeyPair, X25519SecretKey, open_disclosure};
use sealroll_wire::{DisclosureId, Writer, label};
use serde_json::{Value, json};

use crate::outcome::{Outcome, Refusal};
use crate::record_value::write;
use crate::value::{array, bytes, hex, number};

/// CARD-1.
pub(crate) fn card(input: &Value) -> Outcome {
    let card = read_card(input)?;
    Ok(json!({
        "public_key": hex(&card.public_key().to_bytes()),
        "name": card.name(),
        "authority_fingerprint": card.fingerprint().to_string(),
        "words": card.fingerprint().words(),
    }))
}

/// What [`sealroll_core::seal_disclosure`] does, under a given ephemeral key.
pub(crate) fn seal(input: &Value) -> Outcome {
    let card = read_card(input)?;
    let head = [1, 0, 1];
    let info = [label::DISCLOSURE, &head, card.fingerprint().as_bytes()].concat();
    let ephemeral = derive_key_pair(&bytes(input, "ikm_e"));
    let (enc, mut context) = setup_sender(card.public_key(), ephemeral, &info, Mode::Base)?;
    let sealed = context.seal(b"", &bytes(input, "content"))?;
    let disclosure = [&head[..], &enc.to_bytes(), &sealed].concat();
    Ok(json!({
        "disclosure": hex(&disclosure),
        "disclosure_id": DisclosureId::of_disclosure(&disclosure).to_string(),
    }))
}

/// DIS-1 to DIS-4.
pub(crate) fn open(input: &Value) -> Outcome {
    let card = read_card(input)?;
    let environment = match number(input, "environment") {
        1 => Environment::Production,
        _ => Environment::Test,
    };
    let secret = array::<32>(input, "secret_key");
    let mut saved = Writer::new();
    saved.u8(2).bytes(&secret).str8(card.name(), 1..=120)?;
    let authority = Authority::from_bytes(&saved.into_bytes())?;
    let disclosure = bytes(input, "disclosure");
    // The card's key need not be that of the secret: then the core alone can say what happens.
    if authority.card() != &card {
        let key_pair = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&secret));
        open_disclosure(&key_pair, &card.fingerprint(), &disclosure)?;
        return Err("bad-key".into());
    }
    let report = authority.open(&disclosure, environment)?;
    let records = report.records.iter().map(|record| {
        let content = match record.content.clone() {
            Content::CheckIn(check_in) => Record::CheckIn(check_in),
            Content::FollowUp(follow_up) => Record::FollowUp(follow_up),
            _ => return Value::Null,
        };
        let mut value = place(record.position);
        value["epoch"] = record.epoch.value().into();
        value["record_id"] = record.record_id.to_string().into();
        value["record"] = write(&content);
        value
    });
    let refused = report.refused.iter().map(|(position, error)| {
        let mut value = place(*position);
        value["error"] = error.code().into();
        value
    });
    Ok(json!({
        "disclosure_id": report.id.to_string(),
        "list_id": report.list_id().to_string(),
        "words": report.fingerprint_words(),
        "time": report.time.seconds(),
        "case": report.reason.case,
        "purpose": report.reason.purpose,
        "legal_basis": report.reason.legal_basis,
        "records": records.collect::<Vec<_>>(),
        "refused": refused.collect::<Vec<_>>(),
    }))
}

fn read_card(input: &Value) -> Result<AuthorityCard, Refusal> {
    Ok(AuthorityCard::from_bytes(&bytes(input, "card"))?)
}

fn place(position: Position) -> Value {
    json!({ "generation": position.generation.value(), "leaf_index": position.index })
}

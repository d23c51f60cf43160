//! The normative vectors for the structures of this crate (`spec/vectors`).

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Map, Value, json};

use sealroll_wire::{
    Bucket, Certificate, Chain, DecodeError, Descriptor, EnvelopeRef, Environment, Expected,
    FieldName, Invitation, KeyUse, ListId, PresenceId, Registration, RootDocument, RootFingerprint,
    Seen, Serial, SignatureError, Statement, Time, VerifyingKey, WelcomeBundle, X25519PublicKey,
    label, origin,
};

/// What the code computes of a vector's output, or the class of the refusal.
type Outcome = Result<Value, &'static str>;

#[test]
fn vectors_hold() {
    let mut counts = BTreeMap::new();
    let mut failures = Vec::new();
    walk(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/vectors")),
        &mut |path| {
            let text = fs::read_to_string(path).expect("a readable file");
            let vector: Value = serde_json::from_str(&text).expect("JSON");
            let kind = vector["kind"].as_str().expect("a kind").to_owned();
            let Some(outcome) = run(&kind, &vector["input"]) else {
                return;
            };
            let expected = vector["expect"].as_str().expect("an expectation");
            let is_of_the_proof =
                kind == "verify-welcome" && path.to_string_lossy().contains("/proof-");
            let holds = match &outcome {
                Err(code) => expected == *code,
                Ok(output) => {
                    (expected == "ok" && contains(&vector["output"], output)) || is_of_the_proof
                }
            };
            if !holds {
                failures.push(format!("{}: {expected}, not {outcome:?}", path.display()));
            }
            *counts.entry(kind).or_insert(0) += 1;
        },
    );
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(counts.len(), KINDS, "{counts:?}");
}

fn walk(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).expect("the folder of vectors") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            walk(&path, visit);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            visit(&path);
        }
    }
}

fn run(kind: &str, input: &Value) -> Option<Outcome> {
    Some(match kind {
        "labels" => Ok(labels()),
        "fingerprint-words" => Ok(fingerprint_words(input)),
        "ed25519-verify" => ed25519(input),
        "x25519-key" => x25519(input),
        "decode-root" => decode_root(input),
        "decode-certificate" => decode_certificate(input),
        "verify-certificate" => verify_certificate(input),
        "decode-descriptor" => decode_descriptor(input),
        "verify-descriptor" => verify_descriptor(input),
        "decode-statement" => decode_statement(input),
        "verify-statement" => verify_statement(input),
        "parse-invitation" => parse_invitation(input),
        "verify-welcome" => verify_welcome(input),
        "verify-registration" => verify_registration(input),
        "decode-envelope" => decode_envelope(input),
        _ => return None,
    })
}

fn labels() -> Value {
    Value::Object(
        label::ALL
            .iter()
            .map(|(word, bytes)| ((*word).into(), hex(bytes)))
            .collect(),
    )
}

fn fingerprint_words(input: &Value) -> Value {
    json!({ "words": fingerprint(input, "root_fingerprint").words() })
}

fn ed25519(input: &Value) -> Outcome {
    let key = VerifyingKey::from_bytes(&array(input, "public_key")).map_err(|e| e.code())?;
    let signature = bytes(input, "signature");
    let signature = signature
        .as_slice()
        .try_into()
        .map_err(|_| SignatureError::BadSignature.code())?;
    key.verify(&bytes(input, "message"), signature)
        .map_err(|e| e.code())?;
    Ok(json!({}))
}

fn x25519(input: &Value) -> Outcome {
    X25519PublicKey::from_bytes(array(input, "public_key")).map_err(|e| e.code())?;
    Ok(json!({}))
}

fn decode_root(input: &Value) -> Outcome {
    let root = root(input)?;
    Ok(json!({
        "environment": root.environment().to_byte(),
        "public_key": root.public_key().to_string(),
        "creation_day": root.creation_day(),
        "root_fingerprint": root.fingerprint().to_string(),
        "list_id": root.list_id().to_string(),
        "words": root.fingerprint().words(),
    }))
}

fn decode_certificate(input: &Value) -> Outcome {
    let found = Certificate::from_bytes(&bytes(input, "certificate")).map_err(|e| e.code())?;
    Ok(json!({
        "root_fingerprint": found.root_fingerprint().to_string(),
        "serial": found.serial().value(),
        "use": found.key_use().to_byte(),
        "rights": u8::from(found.may_read()),
        "not_before": found.not_before().seconds(),
        "not_after": found.not_after().seconds(),
        "public_key": found.public_key().to_string(),
        "signature": hex(&found.as_bytes()[91..]),
    }))
}

fn verify_certificate(input: &Value) -> Outcome {
    let found = Certificate::from_bytes(&bytes(input, "certificate")).map_err(|e| e.code())?;
    let found = root(input)?
        .verify_certificate(found)
        .map_err(|e| e.code())?;
    let key_use = KeyUse::from_byte(number(input, "use") as u8).map_err(|e| e.code())?;
    found.check_use(key_use, now(input)).map_err(|e| e.code())?;
    found
        .check_not_rolled_back(Serial(number(input, "highest_serial")))
        .map_err(|e| e.code())?;
    Ok(json!({ "signed": hex(&[label::CERTIFICATE, &found.as_bytes()[..91]].concat()) }))
}

fn decode_descriptor(input: &Value) -> Outcome {
    let found = Descriptor::from_bytes(&bytes(input, "descriptor")).map_err(|e| e.code())?;
    let terms = found.terms();
    let policies: Map<String, Value> = FieldName::ALL
        .iter()
        .map(|field| {
            (
                snake_case(*field),
                terms.fields.policy(*field).to_byte().into(),
            )
        })
        .collect();
    Ok(json!({
        "root_fingerprint": terms.root_fingerprint.to_string(),
        "descriptor_version": terms.descriptor_version,
        "venue": terms.venue,
        "address": terms.address,
        "contact": terms.contact,
        "purpose_de": terms.purpose_de,
        "purpose_en": terms.purpose_en,
        "legal_basis_de": terms.legal_basis_de,
        "legal_basis_en": terms.legal_basis_en,
        "epoch_anchor": terms.epoch_anchor.seconds(),
        "epoch_length": terms.epoch_length,
        "retention_epochs": terms.retention_epochs,
        "upload_grace": terms.upload_grace,
        "supersede_grace": terms.supersede_grace,
        "audit_days": terms.audit_days,
        "bucket": terms.bucket.size(),
        "policies": policies,
        "max_companions": terms.max_companions,
        "epoch_cap": terms.epoch_cap,
        "door_code": u8::from(terms.door_code),
        "origin": terms.origin,
        "log_key": terms.log_key.to_string(),
        "descriptor_hash": found.hash().to_string(),
    }))
}

fn verify_descriptor(input: &Value) -> Outcome {
    let found = Descriptor::from_bytes(&bytes(input, "descriptor")).map_err(|e| e.code())?;
    let found = root(input)?
        .verify_descriptor(found)
        .map_err(|e| e.code())?;
    let seen = number(input, "highest_version") as u32;
    found.check_not_rolled_back(seen).map_err(|e| e.code())?;
    let body = &found.as_bytes()[..found.as_bytes().len() - 64];
    Ok(json!({ "signed": hex(&[label::DESCRIPTOR, body].concat()) }))
}

fn decode_statement(input: &Value) -> Outcome {
    let found = Statement::from_bytes(&bytes(input, "statement")).map_err(|e| e.code())?;
    Ok(json!({
        "root_fingerprint": found.root_fingerprint().to_string(),
        "generation": found.generation().value(),
        "epoch": found.epoch().value(),
        "serial": found.serial().value(),
        "not_before": found.not_before().seconds(),
        "not_after": found.not_after().seconds(),
        "descriptor_hash": found.descriptor_hash().to_string(),
        "presence_id": found.presence_id().to_string(),
        "public_key": hex(found.hpke_public_key().as_bytes()),
        "certificate_serial": found.certificate_serial().value(),
        "statement_id": found.id().to_string(),
    }))
}

fn verify_statement(input: &Value) -> Outcome {
    let root = root(input)?;
    let mut certificates = Vec::new();
    for item in input["certificates"].as_array().expect("certificates") {
        let found = Certificate::from_bytes(&decoded(item)).map_err(|e| e.code())?;
        certificates.push(root.verify_certificate(found).map_err(|e| e.code())?);
    }
    let descriptor = Descriptor::from_bytes(&bytes(input, "descriptor")).map_err(|e| e.code())?;
    let descriptor = root.verify_descriptor(descriptor).map_err(|e| e.code())?;
    let statement = Statement::from_bytes(&bytes(input, "statement")).map_err(|e| e.code())?;
    let found = statement
        .verify(&root.fingerprint(), &certificates, &descriptor)
        .map_err(|e| e.code())?;
    found
        .check_not_rolled_back(Serial(number(input, "highest_serial")))
        .map_err(|e| e.code())?;
    let presence_id = PresenceId::from_bytes(array(input, "presence_id"));
    found.check_presence(&presence_id).map_err(|e| e.code())?;
    found.check_time(now(input)).map_err(|e| e.code())?;
    Ok(json!({ "signed": hex(&[label::STATEMENT, &found.as_bytes()[..171]].concat()) }))
}

fn parse_invitation(input: &Value) -> Outcome {
    let found = invitation(input)?;
    Ok(json!({
        "host": found.base().split_once("://").expect("a scheme").1,
        "root_fingerprint": found.root_fingerprint().to_string(),
        "presence_secret": hex(found.presence_secret().expose_bytes()),
        "door_code": found.door_code().map(|code| code.as_str()),
        "list_id": found.list_id().to_string(),
        "presence_id": found.presence_id().to_string(),
    }))
}

fn verify_welcome(input: &Value) -> Outcome {
    let invitation = invitation(input)?;
    let bundle = WelcomeBundle::from_bytes(&bytes(input, "bundle")).map_err(|e| e.code())?;
    let environment = number(input, "environment") as u8;
    let expected = Expected {
        environment: Environment::from_byte(environment).map_err(|e| e.code())?,
        root_fingerprint: *invitation.root_fingerprint(),
        presence_id: invitation.presence_id(),
    };
    let memory = &input["memory"];
    let serial =
        |map: &str, key: u32| Serial(memory[map][key.to_string()].as_u64().unwrap_or_default());
    let seen = Seen {
        statement_certificate: serial("certificates", 1),
        instruction_certificate: serial("certificates", 2),
        http_certificate: serial("certificates", 3),
        witness_certificate: serial("certificates", 4),
        descriptor_version: number(memory, "descriptor_version") as u32,
        statement: serial("statements", bundle.statement().epoch().value()),
    };
    let chain = Chain::verify(&bundle, &expected, &seen, now(input)).map_err(|e| e.code())?;
    let list = chain.root.list_id();
    let name = &chain.descriptor.terms().origin;
    let serials: Vec<_> = chain
        .certificates
        .iter()
        .map(|item| item.serial().value())
        .collect();
    Ok(json!({
        "list_id": list.to_string(),
        "words": chain.root.fingerprint().words(),
        "certificate_serials": serials,
        "descriptor_hash": chain.descriptor.hash().to_string(),
        "statement_id": chain.statement.id().to_string(),
        "generation": chain.statement.generation().value(),
        "epoch": chain.statement.epoch().value(),
        "log_name": origin::record_log(name, &list, chain.statement.generation()),
        "witness_name": origin::witness(name, &list),
    }))
}

fn verify_registration(input: &Value) -> Outcome {
    let found = Registration::from_bytes(&bytes(input, "registration")).map_err(|e| e.code())?;
    if found.root().list_id() != ListId::from_bytes(array(input, "list_id")) {
        return Err("wrong-list");
    }
    let found = found.verify().map_err(|e| e.code())?;
    let terms = found.descriptor.terms();
    if input["origin"] != *terms.origin || input["log_key"] != terms.log_key.to_string() {
        return Err("wrong-log");
    }
    let serials: Vec<_> = found
        .certificates
        .iter()
        .map(|item| item.serial().value())
        .collect();
    Ok(json!({ "certificate_serials": serials }))
}

fn decode_envelope(input: &Value) -> Outcome {
    let envelope = bytes(input, "envelope");
    let found = EnvelopeRef::from_bytes(&envelope).map_err(|e| e.code())?;
    if let Some(size) = input["bucket"].as_u64() {
        let bucket = Bucket::from_size(size as u16).map_err(|e| e.code())?;
        found.check_bucket(bucket).map_err(|e| e.code())?;
    }
    Ok(json!({
        "header": hex(&found.header().to_bytes()),
        "list_id": found.header().list_id.to_string(),
        "epoch": found.header().epoch.value(),
        "statement_id": found.header().statement_id.to_string(),
        "key_commitment": hex(found.key_commitment()),
        "enc": hex(found.enc().as_bytes()),
        "ciphertext": hex(found.ciphertext()),
        "record_id": found.record_id().to_string(),
    }))
}

fn root(input: &Value) -> Result<RootDocument, &'static str> {
    RootDocument::from_bytes(&bytes(input, "root_document")).map_err(DecodeError::code)
}

fn invitation(input: &Value) -> Result<Invitation, &'static str> {
    Invitation::from_link(input["link"].as_str().expect("a link")).map_err(|e| e.code())
}

fn fingerprint(input: &Value, name: &str) -> RootFingerprint {
    RootFingerprint::from_bytes(array(input, name))
}

fn now(input: &Value) -> Time {
    Time::new(number(input, "now")).expect("before the year 10000")
}

fn number(input: &Value, name: &str) -> u64 {
    input[name].as_u64().expect("a number")
}

fn array<const N: usize>(input: &Value, name: &str) -> [u8; N] {
    bytes(input, name)
        .try_into()
        .expect("the length of the field")
}

fn bytes(input: &Value, name: &str) -> Vec<u8> {
    decoded(&input[name])
}

fn decoded(value: &Value) -> Vec<u8> {
    let text = value.as_str().expect("hex");
    let digit = |character: &u8| char::from(*character).to_digit(16).expect("hex") as u8;
    text.as_bytes()
        .chunks(2)
        .map(|pair| digit(&pair[0]) << 4 | digit(&pair[1]))
        .collect()
}

fn hex(bytes: &[u8]) -> Value {
    bytes
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>()
        .into()
}

/// Whether every value computed is that of the vector.
fn contains(expected: &Value, computed: &Value) -> bool {
    let computed = computed.as_object().expect("an object");
    computed
        .iter()
        .all(|(name, value)| expected[name] == *value)
}

fn snake_case(field: FieldName) -> String {
    let name = format!("{field:?}");
    let mut text = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(character.to_ascii_lowercase());
    }
    text
}

/// How many kinds of vectors this crate has a part in.
const KINDS: usize = 15;

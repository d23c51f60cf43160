//! Welcome bundles.

use sealroll_core::epoch_psk;
use sealroll_log::{CosignerKey, Entry, EntryKind, KeyName, NoteKey, Receipt, WitnessPolicy};
use sealroll_wire::{
    Chain, Environment, Expected, Invitation, KeyUse, Seen, Serial, WelcomeBundle, origin,
};
use serde_json::{Value, json};

use crate::outcome::{Outcome, Refusal};
use crate::value::{bytes, hex, narrow, text, time};

/// WEL-2 and WEL-3.
pub(crate) fn verify(input: &Value) -> Outcome {
    let invitation = Invitation::from_link(text(input, "link"))?;
    let bundle = WelcomeBundle::from_bytes(&bytes(input, "bundle"))?;
    let expected = Expected {
        environment: Environment::from_byte(narrow(input, "environment"))?,
        root_fingerprint: *invitation.root_fingerprint(),
        presence_id: invitation.presence_id(),
    };
    let seen = seen(&input["memory"], bundle.statement().epoch().value());
    let chain = Chain::verify(&bundle, &expected, &seen, time(input, "now"))?;
    let terms = chain.descriptor.terms();
    let (list_id, statement) = (chain.root.list_id(), &chain.statement);
    let log_name = origin::record_log(&terms.origin, &list_id, statement.generation());
    let witness_name = origin::witness(&terms.origin, &list_id);
    let entry = Entry {
        kind: EntryKind::Statement,
        epoch: statement.epoch(),
        hash: statement.id().to_bytes(),
    };
    let index = verify_proof(&bundle, &chain, &log_name, &witness_name, &entry)?;
    let psk = epoch_psk(invitation.presence_secret(), list_id, statement.epoch());
    let serials = chain.certificates.iter().map(|item| item.serial().value());
    Ok(json!({
        "list_id": list_id.to_string(),
        "words": chain.root.fingerprint().words(),
        "certificate_serials": serials.collect::<Vec<_>>(),
        "descriptor_hash": chain.descriptor.hash().to_string(),
        "statement_id": statement.id().to_string(),
        "generation": statement.generation().value(),
        "epoch": statement.epoch().value(),
        "log_name": log_name,
        "witness_name": witness_name,
        "statement_entry": hex(&entry.to_bytes()),
        "leaf_index": index,
        "psk": hex(psk.as_slice()),
    }))
}

/// WEL-3. Returns the leaf index.
fn verify_proof(
    bundle: &WelcomeBundle,
    chain: &Chain,
    log_name: &str,
    witness_name: &str,
    entry: &Entry,
) -> Result<u64, Refusal> {
    let name = |text| KeyName::new(text).expect("a checked origin makes a name");
    let log = NoteKey::new(name(log_name), chain.descriptor.terms().log_key);
    let witnesses: Vec<_> = chain.witnesses().collect();
    let keys: Vec<CosignerKey> = witnesses
        .iter()
        .map(|certificate| CosignerKey::new(name(witness_name), *certificate.public_key()))
        .collect();
    let receipt = Receipt::parse(bundle.proof())?;
    let receipt = receipt.verify(&entry.to_bytes(), &log, WitnessPolicy::Required(&keys))?;
    let cosignatures = receipt
        .cosigned()
        .into_iter()
        .flat_map(|it| it.cosignatures());
    let in_range = cosignatures
        .filter_map(|it| Some((witnesses.get(it.signer)?, it.time)))
        .any(|(certificate, time)| certificate.check_use(KeyUse::Witness, time).is_ok());
    if in_range {
        Ok(receipt.index())
    } else {
        Err("not-cosigned".into())
    }
}

fn seen(memory: &Value, epoch: u32) -> Seen {
    let serial =
        |map: &str, key: u32| Serial(memory[map][key.to_string()].as_u64().unwrap_or_default());
    Seen {
        statement_certificate: serial("certificates", 1),
        instruction_certificate: serial("certificates", 2),
        http_certificate: serial("certificates", 3),
        witness_certificate: serial("certificates", 4),
        descriptor_version: narrow(memory, "descriptor_version"),
        statement: serial("statements", epoch),
    }
}

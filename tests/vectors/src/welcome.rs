//! Welcome bundles, as the library's guest takes them.

use sealroll::{DeviceSecret, Environment, Guest, GuestMemory, Welcome};
use sealroll_core::epoch_psk;
use sealroll_log::{Entry, EntryKind, Receipt};
use sealroll_wire::{Invitation, ListId, Serial, WelcomeBundle, Writer, origin};
use serde_json::{Value, json};

use crate::outcome::{Outcome, Refusal};
use crate::value::{bytes, hex, narrow, text, time};

/// WEL-2 and WEL-3.
pub(crate) fn verify(input: &Value) -> Outcome {
    let invitation = Invitation::from_link(text(input, "link"))?;
    let bundle = bytes(input, "bundle");
    let welcome = accept(input)?;

    let (terms, statement) = (welcome.terms(), welcome.statement());
    let list_id = welcome.list_id();
    let entry = Entry {
        kind: EntryKind::Statement,
        epoch: statement.epoch(),
        hash: statement.id().to_bytes(),
    };
    let psk = epoch_psk(invitation.presence_secret(), list_id, statement.epoch());
    let bundle = WelcomeBundle::from_bytes(&bundle)?;
    let serials = bundle
        .certificates()
        .iter()
        .map(|item| item.serial().value());
    Ok(json!({
        "list_id": list_id.to_string(),
        "words": welcome.fingerprint_words(),
        "certificate_serials": serials.collect::<Vec<_>>(),
        "descriptor_hash": welcome.descriptor().hash().to_string(),
        "statement_id": statement.id().to_string(),
        "generation": statement.generation().value(),
        "epoch": statement.epoch().value(),
        "log_name": origin::record_log(&terms.origin, &list_id, statement.generation()),
        "witness_name": origin::witness(&terms.origin, &list_id),
        "statement_entry": hex(&entry.to_bytes()),
        "leaf_index": Receipt::parse(bundle.proof())?.index(),
        "psk": hex(psk.as_slice()),
    }))
}

/// What a guest takes, whose memory is in the input.
pub(crate) fn accept(input: &Value) -> Result<Welcome, Refusal> {
    let invitation = Invitation::from_link(text(input, "link"))?;
    let environment = Environment::from_byte(narrow(input, "environment"))?;
    let memory = memory(&input["memory"], invitation.list_id());
    let mut guest = Guest::new(environment, memory, DeviceSecret::from_bytes(&[0; 32]));
    guest
        .accept(&invitation, &bytes(input, "bundle"), time(input, "now"))
        .map_err(|error| Refusal::from(error.code()))
}

/// A guest's memory in the form that the library saves.
fn memory(memory: &Value, list_id: ListId) -> GuestMemory {
    let serial = |key_use: u8| memory["certificates"][key_use.to_string()].as_u64();
    let mut writer = Writer::new();
    writer.u8(1).u32(1).bytes(list_id.as_bytes());
    for key_use in 1..=4 {
        writer.u64(serial(key_use).unwrap_or_default());
    }
    let statements = memory["statements"]
        .as_object()
        .expect("statements by epoch");
    let version = narrow(memory, "descriptor_version");
    writer.u32(version).u8(statements.len() as u8);
    for (epoch, serial) in statements {
        let serial = Serial(serial.as_u64().expect("a serial"));
        writer
            .u32(epoch.parse().expect("an epoch"))
            .u64(serial.value());
    }
    GuestMemory::from_bytes(&writer.into_bytes()).expect("the memory of a guest")
}

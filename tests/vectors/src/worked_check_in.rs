//! The worked check-in: the library's guest from link to receipt.

use sealroll::{DeviceSecret, Environment, Guest};
use sealroll_core::{TicketSecretKey, epoch_psk, hedged_ikm};
use sealroll_wire::{Envelope, Header, Invitation};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::fixed_rng::FixedRng;
use crate::form_value::check_in_form;
use crate::outcome::{Outcome, Refusal};
use crate::record_value::attendance;
use crate::seal::Inputs;
use crate::value::{array, bytes, hex, narrow, text, time};
use crate::{invitation, welcome};

pub(crate) fn run(input: &Value) -> Outcome {
    let link = Invitation::from_link(text(input, "link"))?;
    let environment = Environment::from_byte(narrow(input, "environment"))?;
    let device_secret = DeviceSecret::from_bytes(&array(input, "device_secret"));
    let memory = sealroll::GuestMemory::new();
    let mut guest = Guest::new(environment, memory, device_secret);
    let now = time(input, "now");
    let accepted = guest
        .accept(&link, &bytes(input, "bundle"), now)
        .map_err(|error| Refusal::from(error.code()))?;

    // A check-in draws its ticket key, then what hedges its ephemeral key.
    let random = [bytes(input, "ticket_seed"), bytes(input, "random")].concat();
    let pending = accepted
        .check_in(
            &check_in_form(&input["record"]),
            now,
            &mut FixedRng(&random),
        )
        .map_err(|error| Refusal::from(error.code()))?;
    let envelope = Envelope::from_bytes(&pending.request().body)?;
    let confirmed = pending.confirm(text(input, "receipt").as_bytes());
    confirmed.map_err(|(_, error)| Refusal::from(error.code()))?;

    let ticket_key = TicketSecretKey::generate(&mut FixedRng(&random)).public_key();
    let statement = accepted.statement();
    let header = Header::of_statement(statement);
    let record = sealroll_core::Record::CheckIn(sealroll_core::CheckIn {
        attendance: attendance(&input["record"])?,
        ticket_key,
        sealed_contact: None,
    });
    let content = record.to_data();
    let device_secret = DeviceSecret::from_bytes(&array(input, "device_secret"));
    let random = Zeroizing::new(array(input, "random"));
    let inputs = Inputs {
        header,
        public_key: statement.hpke_public_key(),
        psk: epoch_psk(link.presence_secret(), header.list_id, header.epoch),
        ikm_e: hedged_ikm(&random, &device_secret, &header.to_bytes(), &content),
        bucket: accepted.terms().bucket,
    };
    let mut sealed = inputs.values(&envelope)?;
    sealed["content"] = hex(&content);
    Ok(json!({
        "invitation": invitation::parse(input)?,
        "welcome": welcome::verify(input)?,
        "ticket_key": hex(ticket_key.as_bytes()),
        "ikm_e": hex(inputs.ikm_e.as_slice()),
        "sealed": sealed,
        "receipt": receipt(input, &accepted, &envelope)?,
    }))
}

fn receipt(input: &Value, accepted: &sealroll::Welcome, envelope: &Envelope) -> Outcome {
    let terms = accepted.terms();
    let entry = sealroll_log::Entry {
        kind: sealroll_log::EntryKind::Record,
        epoch: accepted.statement().epoch(),
        hash: envelope.record_id().to_bytes(),
    };
    crate::receipt::receipt(&json!({
        "receipt": input["receipt"],
        "origin": terms.origin,
        "list_id": accepted.list_id().to_string(),
        "generation": accepted.statement().generation().value(),
        "log_key": terms.log_key.to_string(),
        "entry": hex(&entry.to_bytes()),
    }))
}

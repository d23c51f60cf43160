//! Opening envelopes.

use sealroll_core::hpke::{Mode, Recipient, decap};
use sealroll_core::{Opener, Record, X25519KeyPair, X25519SecretKey, open_with_content_key};
use sealroll_wire::EnvelopeRef;
use serde_json::Value;

use crate::outcome::Outcome;
use crate::record::{check, output};
use crate::seal::{key_schedule_context, schedule};
use crate::value::{array, bytes, descriptor, hex};

/// The opener opens; the steps on the way are made again with the functions beneath.
pub(crate) fn open(input: &Value) -> Outcome {
    let descriptor = descriptor(input)?;
    let envelope = bytes(input, "envelope");
    let envelope = EnvelopeRef::from_bytes(&envelope)?;
    envelope.check_bucket(descriptor.terms().bucket)?;
    let key_pair = || {
        let secret_key = X25519SecretKey::from_bytes(&array(input, "epoch_secret_key"));
        X25519KeyPair::from_secret_key(secret_key)
    };
    let psk = array(input, "psk");
    let opener = Opener::with_psk(key_pair(), *envelope.header(), &psk);
    opener.open(&envelope)?;

    let data = open_with_content_key(&envelope, &opener.content_key(&envelope)?)?;
    let (record, signature) = Record::from_data(&data)?;
    check(&record, descriptor.terms())?;
    let mode = Mode::Psk {
        psk: &psk,
        psk_id: envelope.header().statement_id.as_bytes(),
    };
    let info = envelope.header().info();
    let context = Recipient::new(key_pair(), mode)?.setup(envelope.enc(), &info)?;
    let mut values = schedule(&context, &key_schedule_context(mode, &info)?);
    let shared_secret = decap(envelope.enc(), &key_pair())?;
    values["shared_secret"] = hex(shared_secret.to_bytes().as_slice());
    values["data"] = hex(&data);
    for (name, value) in output(&record, signature.as_ref())
        .as_object()
        .into_iter()
        .flatten()
    {
        values[name] = value.clone();
    }
    Ok(values)
}

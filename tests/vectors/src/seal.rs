//! Sealing records.

use sealroll_core::hpke::{
    Context, KeyScheduleContext, Mode, Recipient, derive_key_pair, encap, setup_sender,
};
use sealroll_core::{
    DeviceSecret, Record, SealedContact, Sealer, TicketSecretKey, X25519KeyPair, X25519SecretKey,
    padding,
};
use sealroll_log::{Entry, EntryKind};
use sealroll_wire::{Bucket, Envelope, Header, StatementId, X25519PublicKey};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::fixed_rng::FixedRng;
use crate::outcome::{Outcome, Refusal};
use crate::record::{check, check_filled};
use crate::record_value::read;
use crate::value::{array, bytes, descriptor, epoch, hex, list_id};

/// The sealer makes the envelope; the steps on the way are made again with the functions beneath.
pub(crate) fn seal(input: &Value) -> Outcome {
    let descriptor = descriptor(input)?;
    let seed = bytes(input, "ticket_seed");
    let ticket_key = TicketSecretKey::generate(&mut FixedRng(&seed));
    let record = read(&input["record"], ticket_key.public_key())?;
    let terms = descriptor.terms();
    if terms.authority.is_some() {
        check_filled(&record, terms)?;
    } else {
        check(&record, terms)?;
    }
    let header = Header {
        list_id: list_id(input),
        epoch: epoch(input, "epoch"),
        statement_id: StatementId::from_bytes(array(input, "statement_id")),
    };
    let inputs = Inputs {
        header,
        public_key: X25519PublicKey::from_bytes(array(input, "public_key"))?,
        psk: Zeroizing::new(array(input, "psk")),
        ikm_e: Zeroizing::new(array(input, "ikm_e")),
        bucket: terms.bucket,
    };
    match &terms.authority {
        None => inputs.seal(inputs.sealer(), &record, &ticket_key),
        Some(card) => {
            let sealer = inputs.sealer().under_dual_control(*card.public_key());
            let mut parts = json!({});
            let record = sealer.part(record, |outer, inner| {
                parts = json!({ "outer": hex(outer), "inner": hex(inner) });
                derive_key_pair(&bytes(input, "ikm_inner"))
            })?;
            check(&record, terms)?;
            let mut values = inputs.seal(sealer, &record, &ticket_key)?;
            let sealed = record.sealed_contact();
            values["sealed_contact"] = hex(sealed.map_or(&[][..], SealedContact::as_bytes));
            values["outer"] = parts["outer"].take();
            values["inner"] = parts["inner"].take();
            Ok(values)
        }
    }
}

/// What an envelope is made of beside its record.
pub(crate) struct Inputs {
    pub(crate) header: Header,
    pub(crate) public_key: X25519PublicKey,
    pub(crate) psk: Zeroizing<[u8; 32]>,
    pub(crate) ikm_e: Zeroizing<[u8; 32]>,
    pub(crate) bucket: Bucket,
}

impl Inputs {
    fn sealer(&self) -> Sealer {
        // It enters only where the ephemeral key is drawn, which it is not here.
        let device_secret = DeviceSecret::from_bytes(&[0; 32]);
        let psk = self.psk.clone();
        Sealer::with_psk(
            self.header,
            self.public_key,
            self.bucket,
            psk,
            &device_secret,
        )
    }

    fn seal(&self, sealer: Sealer, record: &Record, ticket_key: &TicketSecretKey) -> Outcome {
        let signer = matches!(record, Record::FollowUp(_)).then_some(ticket_key);
        let (envelope, _) = sealer.seal_with(self.ephemeral(), record, signer)?;
        let mut values = self.values(&envelope)?;
        values["content"] = hex(&record.to_data());
        if signer.is_none() {
            let plaintext = padding::pad(&record.to_data(), self.bucket);
            values["plaintext"] = hex(&plaintext.map_err(|error| error.code())?);
            values["signed"] = "".into();
            values["signature"] = "".into();
        }
        Ok(values)
    }

    /// Every value on the way to an envelope that does not depend on the record.
    pub(crate) fn values(&self, envelope: &Envelope) -> Result<Value, Refusal> {
        let mode = Mode::Psk {
            psk: self.psk.as_slice(),
            psk_id: self.header.statement_id.as_bytes(),
        };
        let info = self.header.info();
        let ephemeral = self.ephemeral();
        let secret_key = ephemeral.secret_key().to_bytes();
        let dh = ephemeral.secret_key().diffie_hellman(&self.public_key);
        let (enc, context) = setup_sender(&self.public_key, self.ephemeral(), &info, mode)?;
        let (shared_secret, _) = encap(&self.public_key, self.ephemeral())?;
        let entry = Entry {
            kind: EntryKind::Record,
            epoch: self.header.epoch,
            hash: envelope.record_id().to_bytes(),
        };
        let mut values = schedule(&context, &key_schedule_context(mode, &info)?);
        values["header"] = hex(&self.header.to_bytes());
        values["info"] = hex(&info);
        values["ephemeral_secret_key"] = hex(secret_key.as_slice());
        values["enc"] = hex(enc.as_bytes());
        values["dh"] = hex(dh.ok_or("bad-key")?.as_slice());
        values["shared_secret"] = hex(shared_secret.to_bytes().as_slice());
        values["key_commitment"] = hex(envelope.key_commitment());
        values["envelope"] = hex(envelope.as_bytes());
        values["record_id"] = envelope.record_id().to_string().into();
        values["entry"] = hex(&entry.to_bytes());
        values["leaf_hash"] = entry.leaf_hash().to_string().into();
        Ok(values)
    }

    fn ephemeral(&self) -> X25519KeyPair {
        derive_key_pair(self.ikm_e.as_slice())
    }
}

/// What the key schedule gives.
pub(crate) fn schedule<Role>(context: &Context<Role>, inputs: &KeyScheduleContext) -> Value {
    let content_key = context.content_key().to_bytes();
    let (key, base_nonce) = content_key.split_at(32);
    json!({
        "key_schedule_context": hex(inputs.as_bytes()),
        "key": hex(key),
        "base_nonce": hex(base_nonce),
        "exporter_secret": hex(context.exporter_secret().to_bytes().as_slice()),
    })
}

/// It depends on no key pair; recipients can be asked for it.
pub(crate) fn key_schedule_context(
    mode: Mode<'_>,
    info: &[u8],
) -> Result<KeyScheduleContext, Refusal> {
    let any = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&[1; 32]));
    Ok(Recipient::new(any, mode)?.key_schedule_context(info))
}

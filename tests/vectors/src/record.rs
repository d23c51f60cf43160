//! Record data, opened or not.

use sealroll_core::{
    FollowUp, FollowUpBody, Opened, Record, Schema, TicketPublicKey, X25519KeyPair, X25519SecretKey,
};
use sealroll_wire::{Bucket, Envelope, EnvelopeRef, Header, Signature, Terms, X25519PublicKey};
use serde_json::{Value, json};

use crate::outcome::{Outcome, Refusal};
use crate::record_value::{write, write_inner};
use crate::value::{array, bytes, descriptor, hex, list_id};

/// REC-1 to REC-4.
pub(crate) fn decode(input: &Value) -> Outcome {
    let terms = descriptor(input)?;
    let (record, signature) = Record::from_data(&bytes(input, "data"))?;
    check(&record, terms.terms())?;
    Ok(output(&record, signature.as_ref()))
}

/// REC-5. The library takes list and header from the envelope, which OPN-1 has held against the
/// owner's list before: a header of another list never gets here.
pub(crate) fn verify_follow_up(input: &Value) -> Outcome {
    let mut header = Header::from_bytes(&bytes(input, "header"))?;
    header.list_id = list_id(input);
    let enc = X25519PublicKey::from_bytes(array(input, "enc"))?;
    let ciphertext = vec![0; usize::from(Bucket::Bytes256.size()) + 16];
    let envelope = Envelope::new(&header, &[0; 32], &enc, &ciphertext)?;
    let envelope = EnvelopeRef::from_bytes(envelope.as_bytes())?;
    let Opened::FollowUp(follow_up) = Opened::decode(&envelope, &bytes(input, "data"))? else {
        return Err("not a follow-up".into());
    };
    let ticket_key = TicketPublicKey::from_bytes(&array(input, "ticket_key"));
    follow_up.verify(&ticket_key.map_err(|error| error.code())?)?;
    Ok(json!({}))
}

/// REC-3.
pub(crate) fn check(record: &Record, terms: &Terms) -> Result<(), Refusal> {
    let schema = Schema::new(terms);
    match record {
        Record::CheckIn(check_in) => schema.check_check_in(check_in)?,
        Record::FollowUp(follow_up) => schema.check_follow_up(follow_up)?,
        Record::Canary(_) => {}
        _ => return Err("unknown record".into()),
    }
    Ok(())
}

/// REC-3 on a record as the guest filled it in (DUAL-4).
pub(crate) fn check_filled(record: &Record, terms: &Terms) -> Result<(), Refusal> {
    let schema = Schema::new(terms);
    match record {
        Record::CheckIn(check_in) => schema.check(&check_in.attendance)?,
        Record::FollowUp(FollowUp {
            body: FollowUpBody::Correction(correction),
            ..
        }) => schema.check_correction(correction)?,
        _ => {}
    }
    Ok(())
}

/// DUAL-3.
pub(crate) fn sealed_contact(input: &Value) -> Outcome {
    let (record, _) = Record::from_data(&bytes(input, "data"))?;
    let sealed = record.sealed_contact().ok_or("bad-value")?;
    let key_pair = X25519SecretKey::from_bytes(&array(input, "secret_key"));
    let header = Header::from_bytes(&bytes(input, "header"))?;
    let inner = sealed.open(&X25519KeyPair::from_secret_key(key_pair), &header)?;
    Ok(write_inner(&inner))
}

/// What an opened record's output has.
pub(crate) fn output(record: &Record, signature: Option<&Signature>) -> Value {
    json!({
        "record": write(record),
        "signature": signature.map(|signature| hex(signature)),
    })
}

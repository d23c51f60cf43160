//! Record data, opened or not.

use sealroll_core::{FollowUpBody, Opened, Record, Schema, TicketPublicKey};
use sealroll_wire::{Bucket, Envelope, EnvelopeRef, Header, Signature, Terms, X25519PublicKey};
use serde_json::{Value, json};

use crate::outcome::{Outcome, Refusal};
use crate::record_value::write;
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
        Record::CheckIn(check_in) => schema.check(&check_in.attendance)?,
        Record::FollowUp(follow_up) => {
            if let FollowUpBody::Correction(correction) = &follow_up.body {
                schema.check_correction(correction)?;
            }
        }
        _ => return Err("unknown record".into()),
    }
    Ok(())
}

/// What an opened record's output has.
pub(crate) fn output(record: &Record, signature: Option<&Signature>) -> Value {
    json!({
        "record": write(record),
        "signature": signature.map(|signature| hex(signature)),
    })
}

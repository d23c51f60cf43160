//! What a guest makes of later answers about its check-in, by the receipt that it has kept.

use sealroll::Ticket;
use sealroll_wire::{UploadToken, Writer};
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{array, bytes, list_id, number, text, time};
use crate::welcome;

/// RECV-7: another receipt.
pub(crate) fn renew(input: &Value) -> Outcome {
    let mut ticket = ticket(input);
    let replaced = ticket.renew(text(input, "receipt").as_bytes());
    if replaced.is_err() {
        assert_eq!(ticket.proof(), kept(input), "the ticket is unchanged");
    }
    Ok(json!({
        "replaced": replaced?,
        "index": ticket.index(),
        "kept": String::from_utf8_lossy(ticket.proof()),
    }))
}

/// RECV-7: whether the answer to the question for a proof asks for another upload.
pub(crate) fn lost(input: &Value) -> Outcome {
    let proof = text(input, "proof").as_bytes();
    Ok(json!({ "lost": ticket(input).is_lost(proof) }))
}

/// RET-6: the log is said to be deleted.
pub(crate) fn deleted(input: &Value) -> Outcome {
    let welcome = welcome::accept(input)?;
    ticket(input).check_deleted(&welcome, time(input, "asked"))?;
    Ok(json!({}))
}

/// The ticket of a check-in with its receipt, in the form that the library saves. Its secrets are
/// made up: nothing here is signed or opened with them.
fn ticket(input: &Value) -> Ticket {
    let entry = bytes(input, "entry");
    let (head, record_id) = entry.split_at(6);
    let mut writer = Writer::new();
    // A statement that nobody asks for.
    writer.u8(3).u8(1).u8(1).u16(1);
    writer.bytes(list_id(input).as_bytes()).bytes(&head[2..]);
    writer.bytes(&[0; 32]).bytes(record_id);
    // The ticket key, the exporter secret, the next counter, and when to erase it all.
    writer.bytes(&[1; 32]).bytes(&[2; 32]).u32(1).u64(0);
    writer
        .str8(text(input, "origin"), 1..=120)
        .expect("an origin")
        .bytes(&array::<32>(input, "log_key"))
        .bytes(list_id(input).as_bytes())
        .u32(number(input, "generation") as u32);
    // Not witnessed, and the envelope is gone.
    writer.u8(0).u16(0);
    writer.bytes16(kept(input)).expect("a short receipt");
    writer.bytes(&[0; UploadToken::LENGTH]);
    // No mail was asked for or read.
    writer.u64(1).u16(0).u16(0);
    Ticket::from_bytes(&writer.into_bytes()).expect("the state of a ticket")
}

fn kept(input: &Value) -> &[u8] {
    text(input, "kept").as_bytes()
}

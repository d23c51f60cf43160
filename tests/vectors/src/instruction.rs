//! Instructions to the processor.

use sealroll_log::SignedInstruction;
use sealroll_wire::{Order, Serial};
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{certificates, list_id, number, text, time};

/// INS-1.
pub(crate) fn verify(input: &Value) -> Outcome {
    let certificates = certificates(input);
    let found = SignedInstruction::verify(
        text(input, "note").as_bytes(),
        text(input, "origin"),
        &list_id(input),
        time(input, "now"),
        |serial| certificates.iter().find(|item| item.serial() == serial),
    )?;
    found.check_newer(Serial(number(input, "last_serial")))?;
    let instruction = found.instruction();
    let Order::PurgeEpoch(epoch) = instruction.order else {
        return Err("bad-instruction".into());
    };
    Ok(json!({
        "serial": instruction.serial.value(),
        "time": instruction.time.to_string(),
        "purge_epoch": epoch.value(),
        "certificate_serial": found.certificate().value(),
        "instruction_id": found.id().to_string(),
    }))
}

//! Instructions to the processor.

use sealroll_log::SignedInstruction;
use sealroll_wire::{InstructionId, Serial};
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{array, certificates, items, number, root, text, time};

/// INS-1.
pub(crate) fn verify(input: &Value) -> Outcome {
    let certificates = certificates(input);
    let found = SignedInstruction::verify(
        text(input, "note").as_bytes(),
        text(input, "origin"),
        &root(input)?,
        time(input, "now"),
        |serial| certificates.iter().find(|item| item.serial() == serial),
    )?;
    found.check_not_revoked(|serial| items(input, "revoked").contains(&serial.value().into()))?;
    let last = &input["last"];
    let last = last
        .is_object()
        .then(|| (Serial(number(last, "serial")), id(last)));
    found.check_follows(last)?;
    let instruction = found.instruction();
    Ok(json!({
        "serial": instruction.serial.value(),
        "previous": instruction.previous.map(|id| id.to_string()),
        "time": instruction.time.to_string(),
        "order": instruction.order.to_string(),
        "certificate_serial": found.certificate().map(Serial::value),
        "instruction_id": found.id().to_string(),
    }))
}

fn id(last: &Value) -> InstructionId {
    InstructionId::from_bytes(array(last, "instruction_id"))
}

use hyper::body::Bytes;
use sealroll_log::{Entry, EntryKind, SignedInstruction};
use sealroll_store::{self as store, Purge};
use sealroll_wire::{Epoch, InstructionId, ListId, Order, Serial};

use crate::{
    batch::Batch, context::Context, lists::List, log_state::LogId, problem::Problem, upload::Staged,
};

/// An order to erase an epoch, checked.
#[derive(Debug)]
pub(crate) struct Purging {
    list: ListId,
    epoch: Epoch,
    serial: Serial,
    id: InstructionId,
    note: Bytes,
}

impl Purging {
    /// The epoch to be erased.
    pub(crate) const fn epoch(&self) -> (ListId, Epoch) {
        (self.list, self.epoch)
    }
}

/// Checks an order (`spec/protocol.md#INS-1`), but for its serial.
pub(crate) fn check(context: &Context, list: &List, body: Bytes) -> Result<Purging, Problem> {
    let find = |serial| list.certificate(serial).map(|certificate| &**certificate);
    let now = context.clock.now();
    let signed = SignedInstruction::verify(&body, &context.origin, &list.id(), now, find)?;
    let instruction = signed.instruction();
    let epoch = match instruction.order {
        Order::PurgeEpoch(epoch) => epoch,
        _ => return Err(Problem::BAD_INSTRUCTION),
    };
    Ok(Purging {
        list: list.id(),
        epoch,
        serial: instruction.serial,
        id: *signed.id(),
        note: body,
    })
}

/// Stages the erasure with its entry in the log of the epoch's newest statement
/// (`spec/protocol.md#INS-2`). The last order again gets the same answer.
pub(crate) fn stage(batch: &mut Batch<'_>, purging: Purging) -> Result<Staged, Problem> {
    let Purging {
        list,
        epoch,
        serial,
        id,
        note,
    } = purging;
    if let Some(last) = batch.context.store.last_instruction(&list)? {
        if last.id == id {
            let log = LogId {
                list,
                generation: last.generation,
            };
            return Ok(Staged::Before(log, last.index));
        }
        if serial <= last.serial {
            return Err(Problem::STALE_INSTRUCTION);
        }
    }
    let statements = batch.context.store.statements(&list, epoch)?;
    let newest = statements.last().ok_or(Problem::NO_STATEMENT)?;
    let log = LogId {
        list,
        generation: newest.generation,
    };
    let entry = Entry {
        kind: EntryKind::Purge,
        epoch,
        hash: *id.as_bytes(),
    };
    let (index, _) = batch.append(log, &entry)?;
    batch.purges.push(Purge { list, epoch });
    batch.instructions.push(StagedInstruction {
        log,
        index,
        serial,
        id,
        note,
    });
    Ok(Staged::InBatch(log, index))
}

/// An order to be stored.
#[derive(Debug)]
pub(crate) struct StagedInstruction {
    log: LogId,
    index: u64,
    serial: Serial,
    id: InstructionId,
    note: Bytes,
}

impl StagedInstruction {
    pub(crate) fn part(&self) -> store::Instruction<'_> {
        store::Instruction {
            list: self.log.list,
            serial: self.serial,
            id: self.id,
            generation: self.log.generation,
            index: self.index,
            note: &self.note,
        }
    }
}

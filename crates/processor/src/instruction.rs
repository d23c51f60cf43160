use hyper::body::Bytes;
use sealroll_log::SignedInstruction;
use sealroll_store::{self as store, Change, DocumentRow, EntryPlace, LogId};
use sealroll_wire::{Acknowledgement, DocumentKind, Epoch, InstructionId, ListId, Order, RecordId};

use crate::{
    about,
    answer::Answer,
    batch::Batch,
    context::Context,
    erasure::{self, Erased},
    job::Place,
    lists::List,
    problem::Problem,
    retention,
    upload::Staged,
};

/// An order that a key of its list has signed.
#[derive(Debug)]
pub(crate) struct Ordered {
    list: ListId,
    signed: SignedInstruction,
    /// Where the entry of the record lies that the order names.
    place: Option<EntryPlace>,
    note: Bytes,
}

impl Ordered {
    pub(crate) const fn list(&self) -> ListId {
        self.list
    }
}

/// Checks an order (`spec/protocol.md#INS-1`), but for its place in the chain, and finds the
/// record that it names.
pub(crate) fn check(context: &Context, list: &List, body: Bytes) -> Result<Ordered, Problem> {
    let find = |serial| list.certificate(serial).map(|certificate| &**certificate);
    let now = context.clock.now();
    let signed = SignedInstruction::verify(&body, &context.origin, list.root(), now, find)?;
    let place = match record_of(&signed.instruction().order) {
        Some(record) => context.store.find_entry(&list.id(), record)?,
        None => None,
    };
    Ok(Ordered {
        list: list.id(),
        signed,
        place,
        note: body,
    })
}

/// Stages what is ordered together with the instruction and its acknowledgement
/// (`spec/protocol.md#ILOG-2`); the result is where the acknowledgement will lie. The last order
/// again gets the same answer.
pub(crate) fn stage(batch: &mut Batch<'_>, ordered: Ordered) -> Result<Staged, Problem> {
    let Ordered {
        list,
        signed,
        place,
        note,
    } = ordered;
    let context = batch.context;
    let log = LogId::instructions(list);
    let last = context.store.last_instruction(&list)?;
    if let Some(last) = last.filter(|last| last.id == *signed.id()) {
        return Ok(Staged::Before(log, last.index + 1));
    }
    if context.store.list_state(&list)?.terminated.is_some() {
        return Err(Problem::LIST_TERMINATED);
    }
    let known = context.list(&list)?;
    signed.check_not_revoked(|serial| known.is_revoked(serial))?;
    signed.check_follows(last.map(|last| (last.serial, last.id)))?;
    let erased = carry_out(batch, list, &signed, place)?;
    about::announce(batch, list)?;
    let index = batch.append_document(list, DocumentKind::Instruction, note)?;
    batch.instructions.push(store::Instruction {
        list,
        serial: signed.instruction().serial,
        id: *signed.id(),
        index,
    });
    let text = Acknowledgement {
        list_id: list,
        instruction: *signed.id(),
        time: batch.now,
    };
    let acknowledgement = context
        .key
        .sign_document(text, &context.origin)
        .map_err(|_| Problem::INTERNAL)?;
    let bytes = Bytes::copy_from_slice(acknowledgement.note().as_bytes());
    let index = batch.append_document(list, DocumentKind::Acknowledgement, bytes)?;
    for erased in erased {
        erased.certify(batch, list, erasure::by(*signed.id()))?;
    }
    if let Order::LiftEpoch(epoch) = signed.instruction().order {
        retention::stage_let_go(batch, list, epoch)?;
    }
    Ok(Staged::InBatch(log, index))
}

/// Stages what the order asks for; the result is what is to be certified.
fn carry_out(
    batch: &mut Batch<'_>,
    list: ListId,
    signed: &SignedInstruction,
    place: Option<EntryPlace>,
) -> Result<Vec<Erased>, Problem> {
    let id: InstructionId = *signed.id();
    let reason = erasure::by(id);
    match signed.instruction().order {
        Order::PurgeEpoch(epoch) => {
            return Ok(vec![erasure::purge(batch, list, epoch, &reason)?]);
        }
        Order::EraseRecord(record) => {
            let place = place.ok_or(Problem::NOT_LOGGED)?;
            return Ok(vec![erasure::erase(batch, list, record, place)?]);
        }
        Order::RestrictRecord(_) => {
            let place = place.ok_or(Problem::NOT_LOGGED)?;
            if erasure::is_stored(batch, list, place)? {
                let key = erasure::record_key(list, place);
                batch.changes.push(Change::Restrict(key));
            }
        }
        Order::LiftRecord(_) => {
            let place = place.ok_or(Problem::NOT_LOGGED)?;
            if erasure::is_stored(batch, list, place)? {
                let key = erasure::record_key(list, place);
                batch.changes.push(Change::LiftRecord(key));
            }
        }
        Order::HoldEpoch(epoch) => {
            require_statement(batch, list, epoch)?;
            batch.changes.push(Change::Hold(list, epoch));
            batch.changes.push(Change::Unmark(list, epoch));
        }
        Order::LiftEpoch(epoch) => {
            require_statement(batch, list, epoch)?;
            batch.changes.push(Change::LiftEpoch(list, epoch));
        }
        Order::AdmitReader(reader) => {
            batch.changes.push(Change::Admit(list, reader.to_bytes()));
        }
        Order::DismissReader(reader) => {
            batch.changes.push(Change::Dismiss(list, reader.to_bytes()));
        }
        Order::PuncturedEpoch(epoch) => require_statement(batch, list, epoch)?,
        Order::RevokeCertificate(serial) => {
            let known = batch.context.list(&list)?;
            known.certificate(serial).ok_or(Problem::NOT_LOGGED)?;
            batch.changes.push(Change::Revoke(list, serial));
        }
        Order::ObjectProcessor(_) | Order::Disclose(_) | Order::GrantDevice(_) => {}
        Order::DrillRecord(_) => {
            place.ok_or(Problem::NOT_LOGGED)?;
        }
        Order::TerminateList => {
            let epochs = batch.context.store.open_epochs(&list)?;
            batch.changes.push(Change::Terminate(list, batch.now));
            let purged = epochs
                .into_iter()
                .map(|epoch| erasure::purge(batch, list, epoch, &reason));
            return purged.collect();
        }
        // An order that this version does not know was refused when its text was read.
        _ => return Err(Problem::BAD_INSTRUCTION),
    }
    Ok(Vec::new())
}

/// The answer to an order: the acknowledgement, and the proof of its entry.
pub(crate) fn answer(context: &Context, place: &Place) -> Result<Answer, Problem> {
    let documents = context
        .store
        .log_documents(&place.log.list, place.index, 1)?;
    let document = documents.into_iter().next();
    let document = document.filter(|DocumentRow { index, .. }| *index == place.index);
    let document = document.ok_or(Problem::INTERNAL)?;
    let receipt = place.state.receipt(context, place.log, place.index)?;
    let mut bytes = Vec::new();
    for part in [&document.bytes[..], receipt.as_str().as_bytes()] {
        let length = u16::try_from(part.len()).map_err(|_| Problem::INTERNAL)?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(part);
    }
    Ok(Answer::bytes(bytes))
}

const fn record_of(order: &Order) -> Option<&RecordId> {
    match order {
        Order::EraseRecord(record)
        | Order::DrillRecord(record)
        | Order::RestrictRecord(record)
        | Order::LiftRecord(record) => Some(record),
        _ => None,
    }
}

fn require_statement(batch: &Batch<'_>, list: ListId, epoch: Epoch) -> Result<(), Problem> {
    if batch.context.store.statements(&list, epoch)?.is_empty() {
        Err(Problem::NO_STATEMENT)
    } else {
        Ok(())
    }
}

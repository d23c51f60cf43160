use hyper::body::Bytes;
use sealroll_log::SignedCheckpoint;
use sealroll_store::{LogHead, LogId, StatementRow};
use sealroll_wire::{Certificate, Epoch, ListId, Serial, Statement, WelcomeBundle};

use crate::{answer::Answer, context::Context, lists::List, problem::Problem};

/// The welcome bundle of an epoch, or of the current one.
pub(crate) fn welcome(
    context: &Context,
    list: &ListId,
    epoch: Option<Epoch>,
) -> Result<Answer, Problem> {
    let list = context.list(list)?;
    let epoch = match epoch {
        Some(epoch) => epoch,
        None => current_epoch(context, &list)?,
    };
    let build = || build(context, &list, epoch).map(Some);
    let bundle = context.welcomes.find_or(&(list.id(), epoch), build)?;
    Ok(Answer::bytes(bundle.ok_or(Problem::NO_STATEMENT)?).cached("public, max-age=10"))
}

/// The welcome bundle of the last epoch that has one: for an owner who comes back with nothing but
/// the identity file, and does not know how epochs are counted.
pub(crate) fn last(context: &Context, list: &ListId) -> Result<Answer, Problem> {
    context.list(list)?;
    for epoch in context.store.open_epochs(list)?.into_iter().rev() {
        match welcome(context, list, Some(epoch)) {
            Err(problem) if problem == Problem::NOT_COSIGNED => {}
            other => return other,
        }
    }
    Err(Problem::NO_STATEMENT)
}

/// The epoch that it is now, by the processor's clock and the newest terms.
fn current_epoch(context: &Context, list: &List) -> Result<Epoch, Problem> {
    let newest = list.descriptors().next_back().ok_or(Problem::INTERNAL)?;
    newest
        .terms()
        .epoch_at(context.clock.now())
        .ok_or(Problem::NO_STATEMENT)
}

/// Joins the newest statement of the epoch that is under a cosigned checkpoint, what vouches for
/// it, and the proof (`spec/protocol.md#WEL-3`).
fn build(context: &Context, list: &List, epoch: Epoch) -> Result<Bytes, Problem> {
    if context.store.epoch_state(&list.id(), epoch)?.purged {
        return Err(Problem::EPOCH_PURGED);
    }
    let statements = context.store.statements(&list.id(), epoch)?;
    if statements.is_empty() {
        return Err(Problem::NO_STATEMENT);
    }
    for row in statements.iter().rev() {
        let log = LogId::records(list.id(), row.generation);
        let cosigned = context.store.cosigned(log)?;
        let Some(cosigned) = cosigned.filter(|cosigned| row.index < cosigned.size) else {
            continue;
        };
        let statement = Statement::from_bytes(&row.bytes).map_err(|_| Problem::INTERNAL)?;
        let witness = cosigned.certificate.ok_or(Problem::INTERNAL)?;
        // A guest must not be made to trust a stolen key (`spec/protocol.md#CERT-6`).
        if list.is_revoked(statement.certificate_serial()) || list.is_revoked(witness) {
            continue;
        }
        return join(context, list, row, &statement, &cosigned, witness);
    }
    Err(Problem::NOT_COSIGNED)
}

fn join(
    context: &Context,
    list: &List,
    row: &StatementRow,
    statement: &Statement,
    cosigned: &LogHead,
    witness: Serial,
) -> Result<Bytes, Problem> {
    let descriptor = list
        .descriptor(&statement.descriptor_hash())
        .ok_or(Problem::INTERNAL)?;
    let certificates = certificates(list, statement.certificate_serial(), witness)?;
    let log = LogId::records(list.id(), row.generation);
    let checkpoint =
        SignedCheckpoint::parse(&cosigned.checkpoint).map_err(|_| Problem::INTERNAL)?;
    let state = context.log(log)?.ok_or(Problem::INTERNAL)?;
    let receipt = state.receipt_under(context, log, row.index, checkpoint)?;
    let proof = receipt.as_str().as_bytes();
    let bundle = WelcomeBundle::new(list.root(), &certificates, descriptor, statement, proof);
    let bundle = bundle.map_err(|_| Problem::INTERNAL)?;
    Ok(Bytes::copy_from_slice(bundle.as_bytes()))
}

/// The two certificates that a guest needs: of the statement's key and of the witness.
fn certificates(
    list: &List,
    statement: Serial,
    witness: Serial,
) -> Result<Vec<Certificate>, Problem> {
    let mut serials = [statement, witness];
    serials.sort();
    let find = |serial| {
        let certificate = list.certificate(serial).ok_or(Problem::INTERNAL)?;
        Ok(Certificate::clone(certificate))
    };
    serials.into_iter().map(find).collect()
}

//! Erasing for age: the terms are a standing instruction (`spec/protocol.md#retention-rule`).

use std::{collections::BTreeSet, sync::Arc};

use sealroll_log::{Entry, EntryKind, Note};
use sealroll_store::{Change, EpochState, LogId, ServiceState};
use sealroll_wire::{
    DescriptorHash, Epoch, ErasureReason, Generation, Instruction, ListId, Order, Part,
    RetentionId, Statement, Time,
};

use crate::{batch::Batch, context::Context, erasure, lifetime, lists::List, problem::Problem};

/// What one look at all lists has found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Marks to be made and removed.
    pub(crate) changes: Vec<Change<'static>>,
    /// Epochs that were marked long enough.
    pub(crate) ripe: Vec<(ListId, Epoch)>,
    /// Record logs that nobody needs to audit any more and that were marked long enough.
    pub(crate) old_logs: Vec<(ListId, Generation)>,
    /// Lists that were ended years ago and marked long enough.
    pub(crate) over: Vec<ListId>,
    /// Why some list could not be looked at.
    pub(crate) failure: Option<Problem>,
}

/// Looks at all lists. Nothing is marked or erased for its age while the clock is in doubt.
pub(crate) fn look(context: &Context, service: &ServiceState) -> Result<Findings, Problem> {
    let mut findings = Findings::default();
    let mut after = None;
    loop {
        let lists = context.store.lists(after.as_ref(), LISTS)?;
        let Some(last) = lists.last() else {
            return Ok(findings);
        };
        after = Some(*last);
        for list in &lists {
            // One damaged list must not keep the others' records for longer.
            if let Err(problem) = look_at(context, list, service, &mut findings) {
                tracing::error!(code = problem.code, "a list cannot be looked at");
                findings.failure = Some(problem);
            }
        }
    }
}

fn look_at(
    context: &Context,
    list: &ListId,
    service: &ServiceState,
    findings: &mut Findings,
) -> Result<(), Problem> {
    let documents = context.list(list)?;
    lifetime::look_at(context, &documents, service, findings)?;
    for epoch in context.store.open_epochs(list)? {
        let state = context.store.epoch_state(list, epoch)?;
        let due = is_due(context, &documents, epoch, &state, service.clock)?;
        match state.marked {
            _ if service.clock_in_doubt => {}
            None if due => {
                let mark = Change::Mark(*list, epoch, service.uptime);
                findings.changes.push(mark);
            }
            Some(_) if !due => findings.changes.push(Change::Unmark(*list, epoch)),
            Some(since) if is_ripe(since, service) => findings.ripe.push((*list, epoch)),
            _ => {}
        }
    }
    Ok(())
}

/// Stages the erasure of an epoch that is due and was marked long enough
/// (`spec/protocol.md#RET-1`). What has changed since it was found is looked at again; whether
/// anything was staged is the result.
pub(crate) fn stage(
    batch: &mut Batch<'_>,
    list: ListId,
    epoch: Epoch,
    service: &ServiceState,
) -> Result<bool, Problem> {
    let context = batch.context;
    let documents = context.list(&list)?;
    let state = context.store.epoch_state(&list, epoch)?;
    let ripe = state.marked.is_some_and(|since| is_ripe(since, service));
    if !ripe || !is_due(context, &documents, epoch, &state, batch.now)? {
        return Ok(false);
    }
    let (_, terms) = newest(context, &list, epoch)?;
    let reason = ErasureReason::Retention(RetentionId::new(&list, epoch, &terms));
    let erased = erasure::purge(batch, list, epoch, &reason)?;
    erased.certify(batch, list, reason)?;
    Ok(true)
}

/// Stages again what the terms had ordered and a restored backup does not show: purges of epochs that
/// are due and whose key is destroyed (`spec/protocol.md#RECV-8`). Orders of the owner are given again
/// by the owner; of an epoch that was let go in the gap the log must show that first.
pub(crate) fn stage_lost(batch: &mut Batch<'_>, list: ListId) -> Result<(), Problem> {
    let held = held(batch.context, list)?;
    for epoch in unlogged_purges(batch.context, list)?.difference(&held) {
        stage_again(batch, list, *epoch)?;
    }
    Ok(())
}

/// The same for an epoch that the owner lets go again after a recovery.
pub(crate) fn stage_let_go(
    batch: &mut Batch<'_>,
    list: ListId,
    epoch: Epoch,
) -> Result<(), Problem> {
    let context = batch.context;
    let is_recovered = context.recovery.newest != Part::FIRST;
    if !is_recovered || !context.store.epoch_state(&list, epoch)?.purged {
        return Ok(());
    }
    // All entries are read for this: once, however often such orders come.
    let read = || Ok::<_, Problem>(Some(Arc::new(unlogged_purges(context, list)?)));
    let unlogged = context.unlogged.find_or(&list, read)?;
    if unlogged.is_some_and(|unlogged| unlogged.contains(&epoch)) {
        stage_again(batch, list, epoch)?;
    }
    Ok(())
}

/// Remembers which purges have been logged meanwhile.
pub(crate) fn note_logged(context: &Context, list: ListId, logged: &[Epoch]) {
    if logged.is_empty() {
        return;
    }
    if let Ok(unlogged) = context.unlogged.find(&list) {
        let mut left = BTreeSet::clone(&unlogged);
        left.retain(|epoch| !logged.contains(epoch));
        context.unlogged.put(list, Arc::new(left));
    }
}

fn stage_again(batch: &mut Batch<'_>, list: ListId, epoch: Epoch) -> Result<(), Problem> {
    let context = batch.context;
    let documents = context.list(&list)?;
    let state = EpochState::default();
    if !is_due(context, &documents, epoch, &state, batch.now)? {
        return Ok(());
    }
    // The log that had the entry is gone by now (`spec/protocol.md#RET-5`).
    let statements = context.store.statements(&list, epoch)?;
    let newest_log = statements.last().map(|row| row.generation);
    if newest_log.is_some_and(|log| context.store.is_deleted(&list, log).unwrap_or(false)) {
        return Ok(());
    }
    let (_, terms) = newest(context, &list, epoch)?;
    let reason = ErasureReason::Retention(RetentionId::new(&list, epoch, &terms));
    let erased = erasure::purge(batch, list, epoch, &reason)?;
    erased.certify(batch, list, reason)
}

/// Epochs that the instruction log says are held. The store forgets that with the envelopes.
fn held(context: &Context, list: ListId) -> Result<BTreeSet<Epoch>, Problem> {
    let mut held = BTreeSet::new();
    let mut from = 0;
    loop {
        let rows = context.store.log_documents(&list, from, DOCUMENTS)?;
        let Some(last) = rows.last() else {
            return Ok(held);
        };
        from = last.index + 1;
        for row in &rows {
            let note = Note::parse(&row.bytes).ok();
            let order = note.and_then(|note| Instruction::from_text(note.text()).ok());
            match order.map(|instruction| instruction.order) {
                Some(Order::HoldEpoch(epoch)) => drop(held.insert(epoch)),
                Some(Order::LiftEpoch(epoch)) => drop(held.remove(&epoch)),
                _ => {}
            }
        }
    }
}

/// Epochs of the list's logs that are purged although no entry says so.
fn unlogged_purges(context: &Context, list: ListId) -> Result<BTreeSet<Epoch>, Problem> {
    let (mut known, mut logged) = (BTreeSet::new(), BTreeSet::new());
    for generation in context.store.generations(&list)? {
        let log = LogId::records(list, generation);
        let size = context.store.head(log)?.map_or(0, |head| head.size);
        let mut first = 0;
        while first < size {
            let stretch = context.store.entries(log, first, STRETCH)?;
            if stretch.is_empty() {
                return Err(Problem::INTERNAL);
            }
            first += stretch.len() as u64;
            for bytes in stretch {
                let entry = Entry::from_bytes(&bytes).map_err(|_| Problem::INTERNAL)?;
                match entry.kind {
                    EntryKind::Statement => drop(known.insert(entry.epoch)),
                    EntryKind::Purge => drop(logged.insert(entry.epoch)),
                    _ => {}
                }
            }
        }
    }
    let mut unlogged = BTreeSet::new();
    for epoch in known.difference(&logged) {
        if context.store.epoch_state(&list, *epoch)?.purged {
            unlogged.insert(*epoch);
        }
    }
    Ok(unlogged)
}

/// Whether an epoch that is neither purged nor held has reached its age.
fn is_due(
    context: &Context,
    list: &List,
    epoch: Epoch,
    state: &EpochState,
    now: Time,
) -> Result<bool, Problem> {
    if state.purged || state.held {
        return Ok(false);
    }
    let (not_after, hash) = newest(context, &list.id(), epoch)?;
    let terms = list.descriptor(&hash).ok_or(Problem::INTERNAL)?.terms();
    let retention = u64::from(terms.retention_epochs) * u64::from(terms.epoch_length);
    Ok(now >= not_after.saturating_add(retention.max(u64::from(terms.upload_grace))))
}

/// End and terms of the newest statement of an epoch.
fn newest(
    context: &Context,
    list: &ListId,
    epoch: Epoch,
) -> Result<(Time, DescriptorHash), Problem> {
    let statements = context.store.statements(list, epoch)?;
    let row = statements.last().ok_or(Problem::NO_STATEMENT)?;
    let statement = Statement::from_bytes(&row.bytes).map_err(|_| Problem::INTERNAL)?;
    Ok((statement.not_after(), statement.descriptor_hash()))
}

/// Whether what was marked then has been marked for long enough.
pub(crate) const fn is_ripe(since: u64, service: &ServiceState) -> bool {
    !service.clock_in_doubt && service.uptime >= since.saturating_add(RIPE_AFTER)
}

/// Seconds of running between mark and destruction.
const RIPE_AFTER: u64 = 24 * 3600;
/// Lists read at a time.
const LISTS: usize = 256;
/// Documents read at a time.
const DOCUMENTS: usize = 256;
/// Entries read at a time.
const STRETCH: u64 = 4096;

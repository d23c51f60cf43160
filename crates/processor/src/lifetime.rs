//! How long logs and lists are kept: what nobody needs to audit any more is deleted
//! (`spec/protocol.md#retention-rule`).

use sealroll_store::{Change, Finished, ListState, RecordLogRow, ServiceState};
use sealroll_wire::{Generation, ListId, Serial, Statement, Time};

use crate::{
    batch::Batch,
    context::Context,
    lists::List,
    problem::Problem,
    retention::{Findings, is_ripe},
};

/// Looks at a list and its record logs. Nothing is noted while the clock is in doubt.
pub(crate) fn look_at(
    context: &Context,
    list: &List,
    service: &ServiceState,
    findings: &mut Findings,
) -> Result<(), Problem> {
    if service.clock_in_doubt {
        return Ok(());
    }
    look_at_the_whole(context, list.id(), service, findings)?;
    for log in context.store.record_logs(&list.id())? {
        look_at_log(context, list, &log, service, findings)?;
    }
    Ok(())
}

/// Stages that a record log is deleted which was marked long enough (`spec/protocol.md#RET-5`).
/// What has changed since it was found is looked at again; whether anything was staged is the
/// result.
pub(crate) fn stage_deletion(
    batch: &mut Batch<'_>,
    list: ListId,
    generation: Generation,
    service: &ServiceState,
) -> Result<bool, Problem> {
    let documents = batch.context.list(&list)?;
    let logs = batch.context.store.record_logs(&list)?;
    let mut logs = logs
        .into_iter()
        .filter(|log| log.generation == generation && log.is_finished);
    let Some(finished) = logs.next().and_then(|log| log.finished) else {
        return Ok(false);
    };
    let ripe = finished.marked.is_some_and(|since| is_ripe(since, service));
    if !ripe || !is_due(batch.context, &documents, generation, &finished, batch.now)? {
        return Ok(false);
    }
    batch.changes.push(Change::DeleteLog(list, generation));
    Ok(true)
}

/// Stages that a list is forgotten which was ended years ago and marked long enough
/// (`spec/protocol.md#RET-4`), like [`stage_deletion`].
pub(crate) fn stage_forgetting(
    batch: &mut Batch<'_>,
    list: ListId,
    service: &ServiceState,
) -> Result<bool, Problem> {
    let state = batch.context.store.list_state(&list)?;
    let ripe = state.marked.is_some_and(|since| is_ripe(since, service));
    if !ripe || !is_over(&state, batch.now) {
        return Ok(false);
    }
    batch.changes.push(Change::Forget(list));
    Ok(true)
}

fn look_at_the_whole(
    context: &Context,
    list: ListId,
    service: &ServiceState,
    findings: &mut Findings,
) -> Result<(), Problem> {
    let state = context.store.list_state(&list)?;
    let is_over = is_over(&state, service.clock);
    match state.marked {
        None if is_over => findings
            .changes
            .push(Change::MarkList(list, service.uptime)),
        Some(_) if !is_over => findings.changes.push(Change::UnmarkList(list)),
        Some(since) if is_ripe(since, service) => findings.over.push(list),
        _ => {}
    }
    Ok(())
}

fn look_at_log(
    context: &Context,
    list: &List,
    log: &RecordLogRow,
    service: &ServiceState,
    findings: &mut Findings,
) -> Result<(), Problem> {
    let note = |finished| Change::Finished(list.id(), log.generation, finished);
    let Some(finished) = log.finished else {
        if log.is_finished {
            let since = service.clock;
            let marked = None;
            findings
                .changes
                .push(note(Some(Finished { since, marked })));
        }
        return Ok(());
    };
    if !log.is_finished {
        // A statement came after all.
        findings.changes.push(note(None));
        return Ok(());
    }
    let due = is_due(context, list, log.generation, &finished, service.clock)?;
    let marked = match finished.marked {
        None if due => Some(service.uptime),
        Some(_) if !due => None,
        Some(since) if is_ripe(since, service) => {
            findings.old_logs.push((list.id(), log.generation));
            return Ok(());
        }
        _ => return Ok(()),
    };
    findings
        .changes
        .push(note(Some(Finished { marked, ..finished })));
    Ok(())
}

/// Whether the time for audits of a finished log is over: the longest that its terms give.
fn is_due(
    context: &Context,
    list: &List,
    generation: Generation,
    finished: &Finished,
    now: Time,
) -> Result<bool, Problem> {
    let has_passed = |days: u16| now >= finished.since.saturating_add(u64::from(days) * DAY);
    let least = list
        .descriptors()
        .map(|descriptor| descriptor.terms().audit_days)
        .min();
    // Most logs are far from it; then their statements need not be read.
    if !least.is_some_and(has_passed) {
        return Ok(false);
    }
    let mut longest = least.unwrap_or_default();
    let mut from = Serial(0);
    loop {
        let rows = context
            .store
            .statements_from(&list.id(), from, STATEMENTS)?;
        for row in rows.iter().filter(|row| row.generation == generation) {
            let statement = Statement::from_bytes(&row.bytes).map_err(|_| Problem::INTERNAL)?;
            let descriptor = list.descriptor(&statement.descriptor_hash());
            let terms = descriptor.ok_or(Problem::INTERNAL)?.terms();
            longest = longest.max(terms.audit_days);
        }
        match rows.last() {
            Some(row) if rows.len() == STATEMENTS && row.serial.value() < u64::MAX => {
                from = Serial(row.serial.value().saturating_add(1));
            }
            _ => return Ok(has_passed(longest)),
        }
    }
}

/// Whether three full calendar years have passed since the year in which the list was ended.
fn is_over(state: &ListState, now: Time) -> bool {
    let year = |time: Time| -> Option<u32> { time.to_rfc3339().get(..4)?.parse().ok() };
    let Some((ended, now)) = state.terminated.and_then(year).zip(year(now)) else {
        return false;
    };
    now > ended + KEPT_YEARS
}

const DAY: u64 = 86_400;
/// Full calendar years for which documents are kept after the year in which the list was ended.
const KEPT_YEARS: u32 = 3;
/// Statements read at a time.
const STATEMENTS: usize = 1000;

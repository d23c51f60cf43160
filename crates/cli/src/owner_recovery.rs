//! What an owner does after its processor came back from an older backup
//! (`spec/protocol.md#log-recovery`).

use sealroll::{Recovery, SyncReport};
use serde_json::{Value, json};

use crate::clock::now;
use crate::error::CliError;
use crate::output::Output;
use crate::owner_instruct::give;
use crate::owner_statements::publish;
use crate::owner_store::{OwnerStore, Session};
use crate::owner_sync::sync;

/// Publishes lost statements and gives lost orders again. Returns the orders given, and what the
/// log says then.
pub(crate) fn repair(
    store: &OwnerStore,
    session: &mut Session,
    report: SyncReport,
    output: Output,
) -> Result<(u64, SyncReport), CliError> {
    let mut report = report;
    if report.recoveries.is_empty() {
        return Ok((0, report));
    }
    // Statements first: some orders need them.
    if publish(session)? {
        report = join(report, sync(store, session, output)?);
    }
    let mut given = 0;
    for order in &report.lost_orders {
        if order.is_of_root() {
            continue;
        }
        let request = session.owner.instruct(*order, now()?)?;
        match give(store, session, &request) {
            Ok(_) => given += 1,
            // The others may be taken; this one is shown.
            Err(CliError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    if given > 0 {
        let again = sync(store, session, output)?;
        report.findings.clear();
        report = join(report, again);
    }
    Ok((given, report))
}

/// What two syncs in a row have found.
fn join(before: SyncReport, mut after: SyncReport) -> SyncReport {
    after.records += before.records;
    after.unordered_purges.splice(0..0, before.unordered_purges);
    if after.findings.is_empty() {
        after.findings = before.findings;
    }
    if after.foreign_instructions.is_empty() {
        after.foreign_instructions = before.foreign_instructions;
    }
    after.processor = after.processor.or(before.processor);
    after
}

pub(crate) fn to_json(recoveries: &[Recovery]) -> Vec<Value> {
    let one = |recovery: &Recovery| {
        let missing: Vec<String> = recovery.missing.iter().map(ToString::to_string).collect();
        json!({
            "log": recovery.log.to_string(),
            "part": recovery.part.value(),
            "restored": recovery.restored,
            "signed": recovery.signed,
            "lost": recovery.lost,
            "lost_records": recovery.lost_records,
            "returned": recovery.returned,
            "erased": recovery.erased,
            "missing": missing,
            "unknown": recovery.unknown,
        })
    };
    recoveries.iter().map(one).collect()
}

/// What happened and what to do about it, a line for each log.
pub(crate) fn to_text(report: &SyncReport, given_again: u64) -> String {
    let lines = report.recoveries.iter().map(line_of);
    let mut text: String = lines.collect();
    if given_again > 0 {
        text.push_str(&format!(
            "\nNote: {given_again} of your instructions were lost with it and were given again."
        ));
    }
    if !report.waiting_orders.is_empty() {
        let count = report.waiting_orders.len();
        text.push_str(&format!(
            "\nNote: {count} of your instructions are about records or days that are missing. They \
             are given again by the next sync after these are back."
        ));
    }
    for order in &report.lost_orders {
        text.push_str(&format!(
            "\nWarning: this instruction was lost and is not given again by itself, because the root \
             gives it or the processor refused it: {order}. Give it again."
        ));
    }
    text
}

fn line_of(recovery: &Recovery) -> String {
    let missing = recovery.missing.len();
    let word = if missing > 0 || recovery.unknown > 0 {
        "Warning"
    } else {
        "Note"
    };
    let mut text = format!(
        "\n{word}: the processor was restored from a backup; log {} goes on after {} entries",
        recovery.log, recovery.restored
    );
    match recovery.signed {
        Some(signed) => text.push_str(&format!(" of {signed} that it had signed.")),
        None => text.push_str(" and does not say how many were signed."),
    }
    text.push_str(&format!(
        " It lost {} entries that this device had seen, {} of them records: {} came back, {} were \
         erased since, {missing} are missing.",
        recovery.lost, recovery.lost_records, recovery.returned, recovery.erased,
    ));
    if recovery.unknown > 0 {
        text.push_str(" This device had no copy of the log and cannot say which.");
    }
    if missing > 0 {
        text.push_str(
            " Guests' apps send them again at their next start; `sealroll --json owner sync` names \
             them. What stays missing can be shown with the heads that were cosigned: ask for a \
             report of the breach.",
        );
    }
    text
}

//! `sealroll owner sync`.

use std::path::PathBuf;

use clap::Args;
use sealroll::{Evidence, SyncError, SyncReport};
use serde_json::json;

use crate::clock::now;
use crate::error::CliError;
use crate::output::Output;
use crate::owner_devices::give_up_elsewhere;
use crate::owner_mailbox::serve;
use crate::owner_recover::keep as keep_recoverable;
use crate::owner_recovery::{repair, to_json, to_text};
use crate::owner_statements::{publish, roll_over};
use crate::owner_store::{OwnerStore, Session};
use crate::progress::spinner;
use crate::random::random;

/// Nothing to choose.
#[derive(Args)]
#[command(after_help = "Run it often: guests' receipts count as witnessed only after it.")]
pub(crate) struct Options {}

/// Fetches what is new in the log, checks that it has only grown, and cosigns it.
pub(crate) fn run(_: &Options, store: &OwnerStore, output: Output) -> Result<(), CliError> {
    let mut session = store.open()?;
    let report = match sync(store, &mut session, output) {
        // New certificates were saved, and the command was cut off before they were registered: the
        // processor knows none of the keys.
        Err(CliError::Sync {
            error: SyncError::Refused(refused),
            ..
        }) if refused.status == 401 => {
            publish(&session)?;
            sync(store, &mut session, output)?
        }
        other => other?,
    };
    let (given_again, report) = repair(store, &mut session, report, output)?;
    let (rolled_over, roll_over_failed) = match roll_over(store, &mut session) {
        Ok(rolled_over) => (rolled_over, None),
        Err(error) => (false, Some(error.to_string())),
    };
    if rolled_over {
        publish(&session)?;
        sync(store, &mut session, output)?;
    }
    let elsewhere = give_up_elsewhere(store, &mut session, output)?;
    keep_recoverable(store, &mut session)?;
    let published = serve(store, &mut session, output)?;
    let logs: Vec<_> = report
        .cosigned
        .iter()
        .map(|(generation, size)| json!({ "generation": generation.value(), "size": size }))
        .collect();
    let purges: Vec<_> = report
        .unordered_purges
        .iter()
        .map(|epoch| epoch.value())
        .collect();
    let findings: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    let drill_due = session.owner.is_drill_due(now()?);
    let result = json!({
        "new_records": report.records,
        "cosigned": logs,
        "unordered_purges": purges,
        "instructions": report.instructions,
        "foreign_instructions": report.foreign_instructions.len(),
        "findings": findings,
        "published": published,
        "erased_elsewhere": elsewhere.iter().map(|erased| json!({
            "day": erased.epoch.value(),
            "records": erased.records,
            "device": erased.device,
        })).collect::<Vec<_>>(),
        "drill_due": drill_due,
        "new_generation": rolled_over,
        "roll_over_failed": roll_over_failed,
        "deleted_logs": report.deleted.iter().map(|log| log.value()).collect::<Vec<_>>(),
        "list_deleted": report.is_over,
        "recoveries": to_json(&report.recoveries),
        "orders_given_again": given_again,
        "orders_lost": report.lost_orders.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "orders_waiting": report.waiting_orders.len(),
        "processor": report.processor.as_ref().map(|processor| processor.operator.as_str()),
    });
    output.result(&result, || {
        let mut text = format!(
            "{} new records; the log is consistent and cosigned.",
            report.records
        );
        if rolled_over {
            text.push_str(" The keys of the next generation were made.");
        }
        if let Some(reason) = &roll_over_failed {
            text.push_str(&format!(
                "\nWarning: the keys of the next generation could not be made, and guests cannot \
                 sign in when the present one ends: {reason}"
            ));
        }
        let is_explained = |day: &u32| elsewhere.iter().any(|it| it.epoch.value() == *day);
        for epoch in purges.iter().filter(|day| !is_explained(day)) {
            text.push_str(&format!(
                "\nWarning: the log says that epoch {epoch} was erased, and this device did not \
                 order it."
            ));
        }
        for generation in &report.deleted {
            text.push_str(&format!(
                "\nThe processor has deleted log {generation}, as the terms say: all of it was erased, \
                 and the time for audits is over."
            ));
        }
        if report.is_over {
            text.push_str(
                "\nThe processor has deleted this list: it was ended three full calendar years ago.",
            );
        }
        if drill_due {
            text.push_str(
                "\nIt is time for a drill: show with `sealroll owner drill` that the recovery code \
                 is still at hand.",
            );
        }
        text.push_str(&to_text(&report, given_again));
        for finding in &findings {
            text.push_str(&format!("\nWarning: {finding}"));
        }
        if !report.foreign_instructions.is_empty() {
            let count = report.foreign_instructions.len();
            text.push_str(&format!(
                "\nNote: {count} instructions of other devices; see `sealroll owner instruct \
                 history`."
            ));
        }
        if let Some(processor) = &report.processor {
            text.push_str(&format!(
                "\nThe processor says who it is: {}, in {}, with the help of {:?}. You may object: \
                 see `sealroll owner instruct history`.",
                processor.operator, processor.region, processor.sub_processors
            ));
        }
        text
    });
    Ok(())
}

/// Syncs, and saves the owner before each cosignature leaves.
pub(crate) fn sync(
    store: &OwnerStore,
    session: &mut Session,
    output: Output,
) -> Result<SyncReport, CliError> {
    let spinner = spinner(output, "checking the log");
    let Session {
        owner,
        inbox,
        transport,
        secret,
    } = session;
    let mut sync = owner.sync(inbox, now()?);
    while let Some(request) = sync.request(transport.authority(), now()?, &mut random())? {
        if request.method == sealroll::Method::Post {
            store.save(sync.owner(), secret)?;
        }
        spinner.tick();
        if let Err(error) = sync.receive(&transport.send(&request)?) {
            let evidence = sync
                .evidence()
                .map(|evidence| keep(store, evidence))
                .transpose()?;
            return Err(CliError::Sync { error, evidence });
        }
    }
    let report = sync.report().clone();
    spinner.finish_and_clear();
    store.save(owner, secret)?;
    store.save_inbox(inbox)?;
    Ok(report)
}

/// Writes down what proves that the log contradicts itself.
fn keep(store: &OwnerStore, evidence: &Evidence) -> Result<PathBuf, CliError> {
    let name = format!("evidence-{}.json", now()?.seconds());
    store.home().replace(&name, evidence.to_json().as_bytes())
}

//! `sealroll owner list`.

use clap::Args;
use sealroll::{Visit, export};
use serde_json::{Value, json};

use crate::clock::now;
use crate::doubts;
use crate::error::CliError;
use crate::output::Output;
use crate::owner_open::{Day, open};
use crate::owner_store::{OwnerStore, Session};
use crate::owner_sync::sync;

/// Which day to show.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    sealroll owner list          the days that there are\n  \
    sealroll owner list today    today's visits")]
pub(crate) struct Options {
    /// Show the visits of this day: its number, or `today`.
    #[arg(value_name = "DAY", value_parser = Day::parse)]
    day: Option<Day>,
}

/// Shows the days, or the visits of one.
pub(crate) fn run(options: &Options, store: &OwnerStore, output: Output) -> Result<(), CliError> {
    let mut session = store.open()?;
    match options.day {
        None => show_days(store, &mut session, output),
        Some(day) => {
            let epoch = day.epoch(&session)?;
            if !session.owner.can_open(epoch) {
                return Err(CliError::CannotOpen {
                    epoch: epoch.value(),
                });
            }
            let opened = open(
                store,
                &mut session,
                Some(epoch),
                |other| other == epoch,
                output,
            )?;
            let visits: Value =
                serde_json::from_str(&export::json(&opened.visits)).map_err(|_| {
                    CliError::StrangeAnswer {
                        what: "of the library",
                    }
                })?;
            let result = json!({
                "epoch": epoch.value(),
                "visits": visits,
                "set_aside": opened.set_aside(),
                "doubts": doubts::plain(&opened.doubts),
            });
            output.result(&result, || {
                let lines: Vec<_> = opened.visits.iter().map(line).collect();
                let count = opened.visits.len();
                format!("{}\nvisits: {count}{}", lines.join("\n"), opened.warning())
            });
            Ok(())
        }
    }
}

fn show_days(store: &OwnerStore, session: &mut Session, output: Output) -> Result<(), CliError> {
    sync(store, session, output)?;
    let Session { owner, inbox, .. } = session;
    let due = owner.due_epochs(now()?);
    let today = owner.epoch_at(now()?);
    let mut days = Vec::new();
    let last = owner.last_epoch().map_or(0, |epoch| epoch.value());
    let first = owner
        .open_epochs()
        .first()
        .map_or(last, |epoch| epoch.value());
    // Days to come are listed by nobody; days whose keys are gone still have entries in the log.
    for number in first.saturating_sub(HISTORY)..=last {
        let epoch = sealroll::Epoch(number);
        let count = inbox.logged(epoch).count();
        let open = owner.can_open(epoch);
        if today.is_some_and(|today| epoch > today) || (count == 0 && Some(epoch) != today) {
            continue;
        }
        let state = match (open, inbox.is_purged(epoch)) {
            (_, true) => "erased",
            (false, false) => "key given up",
            (true, false) if due.contains(&epoch) => "due for erasure",
            (true, false) => "open",
        };
        let date = owner
            .terms()
            .epoch_range(epoch)
            .map(|(start, _)| start.to_string());
        days.push((number, date.unwrap_or_default(), count, state));
    }
    let result: Vec<_> = days
        .iter()
        .map(|(number, date, count, state)| {
            json!({ "day": number, "from": date, "records": count, "state": state })
        })
        .collect();
    output.result(&Value::Array(result), || {
        let lines = days.iter().map(|(number, date, count, state)| {
            format!("{number:>8}  {date}  {count:>6} records  {state}")
        });
        lines.collect::<Vec<_>>().join("\n")
    });
    Ok(())
}

/// One visit for the terminal. What guests typed has no control characters: the library refuses
/// records that do.
fn line(visit: &Visit) -> String {
    let attendance = &visit.attendance;
    let contact = &attendance.contact;
    let mut parts = vec![attendance.arrival.to_string()];
    let departure = visit.departure.map(|(time, _)| time.to_string());
    parts.push(departure.unwrap_or_else(|| "-".repeat(20)));
    let name = [&contact.given_name, &contact.family_name];
    let name = name.into_iter().flatten().map(|name| name.as_str());
    parts.push(name.collect::<Vec<_>>().join(" "));
    parts.extend(
        contact
            .phone
            .as_ref()
            .map(|phone| phone.as_str().to_owned()),
    );
    parts.extend(
        contact
            .email
            .as_ref()
            .map(|email| email.as_str().to_owned()),
    );
    parts.extend(
        attendance
            .place
            .as_ref()
            .map(|place| place.as_str().to_owned()),
    );
    if attendance.companions.count > 0 {
        parts.push(format!("+{}", attendance.companions.count));
    }
    parts.join("  ")
}

/// How many days before the first open one are looked through.
const HISTORY: u32 = 366;

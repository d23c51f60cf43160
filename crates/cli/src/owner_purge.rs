//! `sealroll owner purge`.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::Args;
use sealroll::Epoch;
use serde_json::json;

use crate::clock::now;
use crate::error::CliError;
use crate::output::Output;
use crate::owner_devices::{give_up_erased, holders};
use crate::owner_instruct::{give, settle};
use crate::owner_mailbox::announce_day;
use crate::owner_open::Day;
use crate::owner_recover::keep;
use crate::owner_store::{OwnerStore, Session};
use crate::owner_sync::sync;

/// What to erase.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    sealroll owner purge            every day whose retention is over\n  \
    sealroll owner purge --day 20   one day, before its time")]
pub(crate) struct Options {
    /// This day: its number, or `today` [default: every day whose retention is over].
    #[arg(long, value_name = "DAY", value_parser = Day::parse)]
    day: Option<Day>,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

/// Gives the keys up, saves that, and only then orders the processor to erase.
pub(crate) fn run(options: &Options, store: &OwnerStore, output: Output) -> Result<(), CliError> {
    let mut session = store.open()?;
    let epochs = match options.day {
        Some(day) => vec![day.epoch(&session)?],
        None => session.owner.due_epochs(now()?),
    };
    if !epochs.is_empty() && !options.yes {
        confirm(&epochs)?;
    }
    settle(store, &mut session)?;
    sync(store, &mut session, output)?;
    let due = session.owner.due_epochs(now()?);
    for epoch in &epochs {
        // While there are keys to tell it with.
        if !due.contains(epoch) && session.owner.can_open(*epoch) {
            announce_day(store, &session, *epoch)?;
        }
        purge(store, &mut session, *epoch)?;
    }
    // BLOB-3: not erased as long as the code and the stored blob open it.
    keep(store, &mut session)?;
    sync(store, &mut session, output)?;
    give_up_erased(store, &mut session, output)?;
    let numbers: Vec<_> = epochs.iter().map(|epoch| epoch.value()).collect();
    let others = epochs.iter().map(|epoch| {
        let holders = holders(&session, *epoch)?;
        Ok((epoch.value().to_string(), holders))
    });
    let others = others.collect::<Result<serde_json::Map<_, _>, CliError>>()?;
    let is_waiting = |holders: &serde_json::Value| {
        let names = ["missing", "silent"].map(|key| holders[key].as_array());
        names.into_iter().flatten().any(|names| !names.is_empty())
    };
    let waiting = others.values().any(is_waiting);
    let result = json!({ "purged": numbers, "holders": others });
    output.result(&result, || match numbers.len() {
        0 => "No day is due for erasure.".to_owned(),
        _ if waiting => format!(
            "Days erased at the processor: {numbers:?}. This device can no longer open them, but \
             these can, and count as erased only when they have synced: {}",
            serde_json::Value::Object(others)
        ),
        _ => format!(
            "Days erased: {numbers:?}. This device can no longer open them; erase older \
             copies of device.key and decryption.key, which could."
        ),
    });
    Ok(())
}

fn purge(store: &OwnerStore, session: &mut Session, epoch: Epoch) -> Result<(), CliError> {
    // Before the keys are gone: a delegate may not be allowed to.
    let request = session.owner.purge_instruction(epoch, now()?)?;
    session.owner.puncture(epoch)?;
    session.inbox.forget(epoch);
    store.save(&session.owner, &session.secret)?;
    if !session.owner.rights().is_delegates() {
        store.save_backup(session)?;
    }
    store.save_inbox(&session.inbox)?;
    give(store, session, &request).map(drop)
}

fn confirm(epochs: &[Epoch]) -> Result<(), CliError> {
    let numbers: Vec<_> = epochs.iter().map(|epoch| epoch.value()).collect();
    ask(&format!("Erase the days {numbers:?} for good?"))
}

/// Asks the person at the terminal.
pub(crate) fn ask(question: &str) -> Result<(), CliError> {
    if !io::stdin().is_terminal() {
        return Err(CliError::NotConfirmed);
    }
    eprint!("{question} Type yes: ");
    let _ = io::stderr().flush();
    let mut answer = String::new();
    let _ = io::stdin().lock().read_line(&mut answer);
    if answer.trim() == "yes" {
        Ok(())
    } else {
        Err(CliError::NotConfirmed)
    }
}

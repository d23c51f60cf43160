//! `sealroll guest check-out`.

use clap::Args;
use sealroll::Source;
use serde_json::json;

use crate::clock::now;
use crate::error::CliError;
use crate::guest::{Place, welcome_back};
use crate::guest_store::GuestStore;
use crate::output::Output;
use crate::random::random;

/// Which visit ends.
#[derive(Args)]
#[command(after_help = "Example:\n  sealroll guest check-out --invitation link.txt")]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,
    /// The ticket, by the beginning of its id [default: the newest].
    #[arg(value_name = "TICKET")]
    ticket: Option<String>,
}

/// Checks out. The upload looks like a check-in from outside.
pub(crate) fn run(options: &Options, store: &GuestStore, output: Output) -> Result<(), CliError> {
    let mut ticket = store.ticket(options.ticket.as_deref())?;
    let (invitation, transport) = options.place.find()?;
    let mut guest = store.guest()?;
    let list = welcome_back(store, &mut guest, &invitation, &transport)?;
    let now = now()?;
    let pending = ticket.check_out(&list, now, Source::Guest, now, &mut random())?;
    let id = ticket.record_id().to_string();
    store.save_ticket(&ticket)?;
    store.save_follow_up(&id, &pending)?;
    let answer = transport.send(&pending.request())?;
    let receipt = pending
        .confirm(answer.success()?)
        .map_err(|(_, error)| error)?;
    store.remove_follow_up(&id)?;
    let result = json!({ "ticket": id, "index": receipt.index(), "departure": now.to_string() });
    output.result(&result, || {
        format!("Checked out; entry {} of the log.", receipt.index())
    });
    Ok(())
}

//! `sealroll guest verify`.

use clap::Args;
use serde_json::json;

use crate::clock::now;
use crate::error::CliError;
use crate::guest::{Place, welcome_back};
use crate::guest_check_in::upload;
use crate::guest_store::GuestStore;
use crate::output::Output;

/// Which check-in to verify.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    sealroll guest verify --offline\n  \
    sealroll guest verify --invitation link.txt 3fa9")]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,
    /// The ticket, by the beginning of its id [default: the newest].
    #[arg(value_name = "TICKET")]
    ticket: Option<String>,
    /// Verify the receipt that was kept, and ask nobody.
    #[arg(long, conflicts_with_all = ["invitation", "api"])]
    offline: bool,
}

/// Sends what was never confirmed, then fetches and verifies a proof under a checkpoint that the
/// owner's witness has cosigned.
pub(crate) fn run(options: &Options, store: &GuestStore, output: Output) -> Result<(), CliError> {
    let mut repaired = 0;
    if !options.offline {
        let (invitation, transport) = options.place.find()?;
        let mut guest = store.guest()?;
        let list = welcome_back(store, &mut guest, &invitation, &transport)?;
        for pending in store.pending()? {
            if pending.list_id() == list.list_id() {
                store.save_ticket(&upload(pending, &transport)?)?;
                repaired += 1;
            }
        }
        let mut ticket = store.ticket(options.ticket.as_deref())?;
        let answer = transport.send(&ticket.proof_request())?;
        let is_lost = answer.success().is_ok_and(|proof| ticket.is_lost(proof));
        if answer.success().is_err_and(|it| it.code() == "log-deleted") {
            // The kept receipt stays valid, unless it is too early for this.
            ticket.check_deleted(&list, now()?)?;
        } else if is_lost || NOT_YET.contains(&answer.status) {
            // The owner has not seen it yet, or the processor has lost it: then it is sent again.
            if let Some(request) = ticket.upload_request()
                && let Ok(receipt) = transport.send(&request)?.success()
                && ticket.renew(receipt)?
            {
                store.save_ticket(&ticket)?;
                repaired += 1;
            }
        } else {
            let proof = answer.success()?;
            // Two heads that exclude each other: this guest was shown another log.
            let growth = match ticket.growth_request(proof)? {
                Some(request) => transport.send(&request)?.success()?.to_vec(),
                None => Vec::new(),
            };
            ticket.check_growth(proof, &growth)?;
            ticket.witness(proof, &list)?;
            store.save_ticket(&ticket)?;
        }
    }
    // Reading a ticket verifies the proof in it.
    let ticket = store.ticket(options.ticket.as_deref())?;
    let result = json!({
        "ticket": ticket.record_id().to_string(),
        "index": ticket.index(),
        "witnessed": ticket.is_witnessed(),
        "repaired": repaired,
    });
    output.result(&result, || {
        let seen = if ticket.is_witnessed() {
            "seen by the owner's witness"
        } else {
            "not yet seen by the owner's witness"
        };
        let id = ticket.record_id();
        format!(
            "Verified: ticket {id} is entry {} of the log, {seen}.",
            ticket.index()
        )
    });
    Ok(())
}

/// The owner has not cosigned a checkpoint that contains the entry.
const NOT_YET: [u16; 2] = [404, 409];

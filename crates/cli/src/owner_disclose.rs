//! `sealroll owner disclose`: chosen records for an authority.

use std::path::PathBuf;

use clap::Args;
use sealroll::{
    Chosen, DisclosureReason, Epoch, Order, Outbox, Position, RecordId, Selection, Time,
};
use serde_json::json;

use crate::authority::read_card_with_words;
use crate::clock::now;
use crate::error::CliError;
use crate::home::replace;
use crate::output::Output;
use crate::owner_instruct::{give, settle};
use crate::owner_mailbox::publish;
use crate::owner_open::{Day, open};
use crate::owner_store::{OwnerStore, Session};
use crate::owner_sync::sync;
use crate::progress::bar;
use crate::random::random;

/// What to hand over, to whom and why.
#[derive(Args)]
#[command(after_help = "Example:\n  \
    sealroll owner disclose --authority mitte.card --words lusab-babad-gutih-tugad-huzor \\\n    \
    --case 2026-4711 --purpose \"Tracing of an infection\" --legal-basis \"§ 28a IfSG\" \\\n    \
    --day 20 --index 3fa9… --output case.disclosure\n\n\
    Only the records chosen can be opened by the authority, and no others. The disclosure is \
    recorded as an instruction before the file is written.")]
pub(crate) struct Options {
    /// The authority's card.
    #[arg(long, value_name = "FILE")]
    authority: PathBuf,
    /// The card's words, as the authority told them over another channel.
    #[arg(long)]
    words: String,
    /// Number or name of the authority's case.
    #[arg(long)]
    case: String,
    /// What the records are needed for.
    #[arg(long)]
    purpose: String,
    /// The law that asks for them.
    #[arg(long)]
    legal_basis: String,
    /// Only this day: its number, or `today` [default: every day that can be opened].
    #[arg(long, value_name = "DAY", value_parser = Day::parse)]
    day: Option<Day>,
    /// Guests who were still there at this time (2026-11-21T18:00:00Z) or later.
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<Time>,
    /// Guests who had arrived before this time.
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Option<Time>,
    /// Guests at this place.
    #[arg(long)]
    place: Option<String>,
    /// Guests who were there together with the guest of this record, as `owner list` shows it.
    #[arg(long, value_name = "RECORD")]
    index: Option<RecordId>,
    /// Only say how many would be disclosed.
    #[arg(long)]
    preview: bool,
    /// The file for the authority.
    #[arg(long, value_name = "FILE", required_unless_present = "preview")]
    output: Option<PathBuf>,
}

/// Chooses, seals, has the instruction acknowledged, and only then writes the file.
pub(crate) fn run(options: &Options, store: &OwnerStore, output: Output) -> Result<(), CliError> {
    let card = read_card_with_words(&options.authority, &options.words)?;
    let mut session = store.open()?;
    let day = options.day.map(|day| day.epoch(&session)).transpose()?;
    let wanted = |epoch| day.is_none_or(|day| day == epoch);
    let opened = open(store, &mut session, day, wanted, output)?;
    let selection = Selection {
        from: options.from,
        until: options.until,
        place: options.place.clone(),
        index: options.index,
    };
    let visits = selection.choose(&opened.visits, session.owner.terms());
    let positions = session.inbox.positions_of(&visits);
    let visits = visits.len();
    let Some(path) = options.output.as_ref().filter(|_| !options.preview) else {
        let result = json!({ "visits": visits, "records": positions.len(), "preview": true });
        output.result(&result, || {
            format!("{visits} visits would be disclosed to {}.", card.name())
        });
        return Ok(());
    };
    if visits == 0 {
        return Err(CliError::NothingChosen);
    }
    settle(store, &mut session)?;
    let chosen = fetch(&session, &positions, output)?;
    let reason = DisclosureReason {
        case: options.case.clone(),
        purpose: options.purpose.clone(),
        legal_basis: options.legal_basis.clone(),
    };
    let disclosure = session
        .owner
        .disclose(&card, &reason, &chosen, now()?, &mut random())
        .map_err(CliError::Disclose)?;
    let request = session
        .owner
        .instruct(Order::Disclose(disclosure.id), now()?)?;
    let done = give(store, &mut session, &request)?;
    let mut outbox = store.outbox()?;
    let owner = &session.owner;
    let told = owner.announce_disclosure(&mut outbox, &chosen, disclosure.id, &card);
    store.save_outbox(&outbox)?;
    replace(path, &disclosure.file)?;
    sync(store, &mut session, output)?;
    // A delegate tells the guests itself; an owner with the feed of the day.
    let published = if session.owner.rights().is_delegates() {
        tell(store, &session, &mut outbox)
    } else {
        None
    };
    let result = json!({
        "disclosure": disclosure.id.to_string(),
        "instruction": done.id.to_string(),
        "authority": card.name(),
        "visits": visits,
        "records": chosen.len(),
        "guests_told": told,
        "published": published,
        "output": path,
    });
    output.result(&result, || {
        format!(
            "{visits} visits disclosed to {} in {}; recorded as entry {} of the instruction log.",
            card.name(),
            path.display(),
            done.index
        )
    });
    Ok(())
}

/// Publishes what a delegate has to tell. What fails is tried again by `delegate sync`: the
/// disclosure is made.
pub(crate) fn tell(store: &OwnerStore, session: &Session, outbox: &mut Outbox) -> Option<usize> {
    publish(store, session, outbox)
        .or_else(|_| publish(store, session, outbox))
        .ok()
}

/// Fetches envelope and proof of each record; the positions are in log order.
fn fetch(
    session: &Session,
    positions: &[Position],
    output: Output,
) -> Result<Vec<Chosen>, CliError> {
    let (owner, transport) = (&session.owner, &session.transport);
    let records = session.inbox.records();
    let mut epochs: Vec<Epoch> = records
        .filter(|record| positions.binary_search(&record.position).is_ok())
        .map(|record| record.epoch)
        .collect();
    epochs.sort_unstable();
    epochs.dedup();
    let mut chosen = Vec::with_capacity(positions.len());
    let progress = bar(output, positions.len() as u64, "proofs");
    for epoch in epochs {
        let mut fetch = owner.fetch(epoch)?;
        while let Some(request) =
            fetch.request(owner, transport.authority(), now()?, &mut random())?
        {
            fetch.receive(&transport.send(&request)?)?;
        }
        for envelope in fetch.into_fetched() {
            if positions.binary_search(&envelope.position).is_err() {
                continue;
            }
            let request = owner.disclosure_proof_request(envelope.position);
            let proof = transport.send(&request)?.success()?.to_vec();
            chosen.push(Chosen { envelope, proof });
            progress.inc(1);
        }
    }
    progress.finish_and_clear();
    Ok(chosen)
}

fn time(text: &str) -> Result<Time, String> {
    Time::from_rfc3339(text).map_err(|_| "write it as 2026-11-21T18:00:00Z".to_owned())
}

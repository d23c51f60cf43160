//! `sealroll owner publish`, and what every command does that has something to tell guests.

use clap::Args;
use sealroll::{Epoch, ErasedFor, FetchedEnvelope, Outbox, Position, RecordId};
use serde_json::json;

use crate::clock::now;
use crate::error::CliError;
use crate::output::Output;
use crate::owner_instruct::{give, settle};
use crate::owner_open::{Opened, open};
use crate::owner_store::{OwnerStore, Session};
use crate::owner_sync::sync;
use crate::random::random;

/// Nothing to choose.
#[derive(Args)]
#[command(
    after_help = "`sealroll owner sync` publishes once a day by itself. Whether there is \
    anything to say cannot be seen from a feed."
)]
pub(crate) struct Options {}

/// Publishes what waits, now.
pub(crate) fn run(_: &Options, store: &OwnerStore, output: Output) -> Result<(), CliError> {
    let mut session = store.open()?;
    sync(store, &mut session, output)?;
    let mut outbox = store.outbox()?;
    work_off(store, &mut session, &mut outbox)?;
    let published = publish(store, &session, &mut outbox)?;
    output.result(&json!({ "published": published }), || {
        format!("Published; {published} messages to guests were in it.")
    });
    Ok(())
}

/// What a sync does for guests: decides by the policies, carries out, and publishes when it is
/// time. Returns how many messages were published; `None` if it was not time.
pub(crate) fn serve(
    store: &OwnerStore,
    session: &mut Session,
    output: Output,
) -> Result<Option<usize>, CliError> {
    let mut outbox = store.outbox()?;
    let policy = *outbox.policy();
    if policy != sealroll::StandingPolicy::default() {
        let opened = open(store, session, None, |_| true, output)?;
        decide(store, session, &mut outbox, &opened)?;
    }
    work_off(store, session, &mut outbox)?;
    if !outbox.is_due(now()?) {
        return Ok(None);
    }
    publish(store, session, &mut outbox).map(Some)
}

/// Answers what needs no person: by the policies, and what comes too late.
pub(crate) fn decide(
    store: &OwnerStore,
    session: &Session,
    outbox: &mut Outbox,
    opened: &Opened,
) -> Result<(), CliError> {
    let (owner, inbox) = (&session.owner, &session.inbox);
    let requests = inbox.open_requests(outbox);
    let about = requests
        .iter()
        .flat_map(|request| [Some(request.position), inbox.position_of(&request.check_in)]);
    let late = opened.quarantined.iter().map(|aside| aside.position);
    let positions: Vec<Position> = about.flatten().chain(late).collect();
    if positions.is_empty() {
        return Ok(());
    }
    let fetched = fetch_at(session, &positions)?;
    let answered = owner.answer_by_policy(outbox, inbox, &fetched, now()?)
        + owner.answer_the_late(outbox, inbox, &opened.quarantined, &fetched);
    if answered > 0 {
        store.save_outbox(outbox)?;
    }
    Ok(())
}

/// Gives the orders that answers promise. What has no object any more is done.
pub(crate) fn work_off(
    store: &OwnerStore,
    session: &mut Session,
    outbox: &mut Outbox,
) -> Result<(), CliError> {
    if outbox.next_order().is_some() {
        settle(store, session)?;
    }
    while let Some(order) = outbox.next_order() {
        let request = session.owner.instruct(order, now()?)?;
        match give(store, session, &request) {
            Ok(_) => {}
            Err(CliError::Refused(refused)) if GONE.contains(&refused.code()) => {}
            Err(error) => return Err(error),
        }
        outbox.order_done();
        store.save_outbox(outbox)?;
    }
    Ok(())
}

/// Publishes what waits; the outbox is saved before each request.
pub(crate) fn publish(
    store: &OwnerStore,
    session: &Session,
    outbox: &mut Outbox,
) -> Result<usize, CliError> {
    let (owner, transport) = (&session.owner, &session.transport);
    let mut publication = owner.publish(outbox);
    while let Some(request) =
        publication.request(owner, outbox, transport.authority(), now()?, &mut random())?
    {
        store.save_outbox(outbox)?;
        let answer = transport.send(&request)?;
        publication.receive(outbox, &answer, now()?)?;
    }
    store.save_outbox(outbox)?;
    Ok(publication.published())
}

/// Before a day is erased ahead of its time: its guests shall hear of it.
pub(crate) fn announce_day(
    store: &OwnerStore,
    session: &Session,
    epoch: Epoch,
) -> Result<usize, CliError> {
    let fetched = fetch(session, epoch)?;
    announce(store, session, &fetched)
}

/// Before a single record is erased: its guest shall hear of it.
pub(crate) fn announce_record(
    store: &OwnerStore,
    session: &Session,
    record: &RecordId,
) -> Result<usize, CliError> {
    let Some((position, epoch)) = session.inbox.find(record) else {
        return Ok(0);
    };
    let mut fetched = fetch(session, epoch)?;
    fetched.retain(|envelope| envelope.position == position);
    announce(store, session, &fetched)
}

fn announce(
    store: &OwnerStore,
    session: &Session,
    fetched: &[FetchedEnvelope],
) -> Result<usize, CliError> {
    let mut outbox = store.outbox()?;
    let owner = &session.owner;
    let told = owner.announce_erasure(&mut outbox, ErasedFor::Owner, fetched);
    if told > 0 {
        store.save_outbox(&outbox)?;
    }
    Ok(told)
}

/// Fetches the envelopes at these positions, of whatever days.
pub(crate) fn fetch_at(
    session: &Session,
    positions: &[Position],
) -> Result<Vec<FetchedEnvelope>, CliError> {
    let epoch_of = |position: &Position| session.inbox.epoch_at(*position);
    let mut epochs: Vec<Epoch> = positions.iter().filter_map(epoch_of).collect();
    epochs.sort_unstable();
    epochs.dedup();
    let mut found = Vec::with_capacity(positions.len());
    for epoch in epochs {
        let fetched = fetch(session, epoch)?.into_iter();
        found.extend(fetched.filter(|envelope| positions.contains(&envelope.position)));
    }
    Ok(found)
}

fn fetch(session: &Session, epoch: Epoch) -> Result<Vec<FetchedEnvelope>, CliError> {
    let (owner, transport) = (&session.owner, &session.transport);
    let mut fetch = owner.fetch(epoch)?;
    while let Some(request) = fetch.request(owner, transport.authority(), now()?, &mut random())? {
        fetch.receive(&transport.send(&request)?)?;
    }
    Ok(fetch.into_fetched())
}

/// What is refused for these reasons is erased already.
const GONE: [&str; 3] = ["epoch-purged", "not-logged", "list-terminated"];

//! The mailbox: feeds of notices that only their guests can read (`spec/protocol.md#mailbox`).

use hyper::body::Bytes;
use sealroll_store::NewFeed;
use sealroll_wire::{
    Certificate, Feed, FeedPage, FeedSummary, ListId, Rights, Time, limit, write_feeds,
};
use sha2::{Digest, Sha256};

use crate::{
    answer::Answer, batch::Batch, context::Context, fetch::from_of, lists::List, problem::Problem,
};

/// A feed that has passed all checks but that of its number.
#[derive(Debug)]
pub(crate) struct Publishing {
    list: ListId,
    number: u64,
    feed: Feed,
    digest: [u8; 32],
    time: Time,
}

/// Checks shape and certificate (`spec/protocol.md#MBX-9`). The rights are those of the key that
/// signed the request.
pub(crate) fn check(
    context: &Context,
    list: &List,
    number: u64,
    body: &Bytes,
    rights: Rights,
) -> Result<Publishing, Problem> {
    let time = context.clock.now();
    let feed = Feed::from_bytes(body.to_vec())?;
    feed.verify(list.root(), time)?;
    if rights.is_delegates() && !feed.certificate().rights().is_delegates() {
        return Err(Problem::NOT_GRANTED);
    }
    list.check_not_revoked(feed.certificate().serial())?;
    Ok(Publishing {
        list: list.id(),
        number,
        digest: Sha256::digest(body).into(),
        feed,
        time,
    })
}

/// Stages a feed. The last one sent again changes nothing.
pub(crate) fn stage(batch: &mut Batch<'_>, publishing: Publishing) -> Result<(), Problem> {
    let last = batch.context.store.last_feed(&publishing.list)?;
    let number = last.as_ref().map_or(0, |last| last.summary.feed);
    if last.is_some_and(|last| last.digest == publishing.digest) && number == publishing.number {
        return Ok(());
    }
    if number.checked_add(1) != Some(publishing.number) {
        return Err(Problem::ROLLED_BACK);
    }
    if publishing.feed.certificate().rights().is_delegates() {
        check_turn(batch.context, &publishing.list, number)?;
    }
    batch.feeds.push(publishing);
    Ok(())
}

/// Delegates do not crowd the owner out (`spec/protocol.md#MBX-11`).
fn check_turn(context: &Context, list: &ListId, last: u64) -> Result<(), Problem> {
    for number in (0..DELEGATES_IN_A_ROW).map(|back| last.checked_sub(back)) {
        let row = match number {
            None | Some(0) => None,
            Some(number) => context.store.feed(list, number)?,
        };
        let Some(row) = row else { return Ok(()) };
        let certificate = Certificate::from_bytes(&row.certificate)?;
        if !certificate.rights().is_delegates() {
            return Ok(());
        }
    }
    Err(Problem::too_many(DAY))
}

/// The feeds of a list that are still kept.
pub(crate) fn feeds(
    context: &Context,
    list: &ListId,
    query: Option<&str>,
) -> Result<Answer, Problem> {
    let from = from_of(query).ok_or(Problem::BAD_VALUE)?;
    context.list(list)?;
    let mut feeds = context.store.feeds(list, from, limit::MAX_FEEDS)?;
    // What is due for deletion is not handed out, whether or not it is gone.
    let oldest = oldest(context);
    feeds.retain(|summary| summary.time >= oldest);
    if feeds.is_empty() {
        // Counting goes on, and an owner has to know where.
        let last = context.store.last_feed(list)?;
        feeds.extend(
            last.map(|last| last.summary)
                .filter(|last| last.feed >= from),
        );
    }
    Ok(Answer::bytes(write_feeds(&feeds)))
}

/// One page, with what a guest needs to verify its notices.
pub(crate) fn page(
    context: &Context,
    list: &ListId,
    feed: u64,
    page: u16,
) -> Result<Answer, Problem> {
    let root = *context.list(list)?.root().as_bytes();
    let row = context.store.feed(list, feed)?;
    let row = row.filter(|row| row.summary.time >= oldest(context));
    let row = row.ok_or(Problem::NOT_FOUND)?;
    let notices = context.store.feed_page(list, feed, page)?;
    let notices = notices.ok_or(Problem::NOT_FOUND)?;
    let page = FeedPage::write(&root, &row.certificate, &notices);
    Ok(Answer::bytes(page).cached("public, max-age=86400, immutable"))
}

/// Feeds that were published before this moment are deleted.
pub(crate) fn oldest(context: &Context) -> Time {
    context.clock.now().saturating_sub(limit::FEED_AGE)
}

impl Publishing {
    /// What is stored of it.
    pub(crate) fn part(&self) -> NewFeed<'_> {
        NewFeed {
            list: self.list,
            summary: FeedSummary {
                feed: self.number,
                time: self.time,
                shape: self.feed.shape(),
            },
            certificate: self.feed.certificate().as_bytes(),
            digest: self.digest,
            pages: self.feed.pages().collect(),
        }
    }
}

/// So many feeds of delegates follow each other at most.
const DELEGATES_IN_A_ROW: u64 = 16;
/// An owner publishes once a day.
const DAY: u32 = 86_400;

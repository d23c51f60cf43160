//! The part of the conformance suite that deals with the mailbox.

use sealroll_wire::{FeedShape, FeedSummary, Time};

use crate::{
    commit::{Commit, NewFeed},
    error::StoreError,
    sample::{list, registration},
    store::Store,
};

pub(crate) fn feeds_are_numbered_and_forgotten(store: &impl Store) {
    for number in [1, 2] {
        let commit = registration(list(number));
        store.commit(&commit).expect("a new list");
    }
    assert_eq!(publish(store, 2, 100), Err(StoreError::Conflict));
    assert_eq!(store.last_feed(&list(1)), Ok(None));
    for (feed, time) in [(1, 100), (2, 200), (3, 300)] {
        assert_eq!(publish(store, feed, time), Ok(()));
    }
    assert_eq!(publish(store, 3, 300), Err(StoreError::Conflict));
    assert_eq!(numbers(store, 2, 9), [2, 3]);
    assert_eq!(numbers(store, 1, 2), [1, 2]);
    let row = store.feed(&list(1), 2).expect("reads").expect("published");
    assert_eq!((row.summary, row.digest), (summary(2, 200), [2; 32]));
    assert_eq!(row.certificate, b"certificate");
    let page = |feed, page| store.feed_page(&list(1), feed, page).expect("reads");
    assert_eq!(page(2, 1), Some(bytes(2, 1)));
    assert_eq!((page(2, 2), page(4, 0)), (None, None));
    assert_eq!(store.feed_page(&list(2), 2, 1), Ok(None));
    // Whatever is old goes; the newest number stays.
    forget(store, 300);
    assert_eq!(numbers(store, 1, 9), [3]);
    assert_eq!((page(2, 1), page(3, 0)), (None, Some(bytes(3, 0))));
    forget(store, 301);
    assert!(numbers(store, 1, 9).is_empty());
    assert_eq!(page(3, 0), None);
    let last = store.last_feed(&list(1)).expect("reads");
    assert_eq!(last.map(|row| row.summary.feed), Some(3));
    assert_eq!(publish(store, 4, 400), Ok(()));
    assert_eq!(numbers(store, 1, 9), [4]);
}

fn publish(store: &impl Store, feed: u64, time: u64) -> Result<(), StoreError> {
    let pages = [bytes(feed, 0), bytes(feed, 1)];
    let digest = [u8::try_from(feed).unwrap_or_default(); 32];
    let feeds = vec![NewFeed {
        list: list(1),
        summary: summary(feed, time),
        certificate: b"certificate",
        digest,
        pages: pages.iter().map(Vec::as_slice).collect(),
    }];
    store.commit(&Commit {
        feeds,
        ..Commit::default()
    })
}

fn forget(store: &impl Store, before: u64) {
    let commit = Commit {
        forget_feeds_before: Some(at(before)),
        ..Commit::default()
    };
    store.commit(&commit).expect("forgets");
}

fn numbers(store: &impl Store, from: u64, limit: usize) -> Vec<u64> {
    let feeds = store.feeds(&list(1), from, limit).expect("reads");
    feeds.iter().map(|summary| summary.feed).collect()
}

fn summary(feed: u64, time: u64) -> FeedSummary {
    FeedSummary {
        feed,
        time: at(time),
        shape: FeedShape::new(1, 16).expect("two pages"),
    }
}

fn bytes(feed: u64, page: u16) -> Vec<u8> {
    format!("page {page} of feed {feed}").into_bytes()
}

fn at(seconds: u64) -> Time {
    Time::new(seconds).expect("before the year 10000")
}

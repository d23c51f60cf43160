//! Opening in workers gives what opening in the owner's own memory gives.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeMap;

use core::ops::ControlFlow;

use sealroll::{EpochOpener, Inbox, OwnerError, Workers};
use support::{World, form, time};

const HOUR: u64 = 3600;

#[test]
fn workers_open_what_the_owner_opens_and_the_owner_judges() {
    let mut world = World::new(40);
    for _ in 0..5 {
        world.check_in(&form(), time(HOUR));
    }
    world.sync(time(HOUR)).unwrap();
    let epoch = world.epoch(time(HOUR));
    let mut fetched = world.fetch(epoch, time(HOUR));
    let last = fetched[0].bytes.len() - 1;
    fetched[2].bytes[last] ^= 1;
    let mut inbox = Inbox::from_bytes(&world.inbox.to_bytes()).unwrap();

    let opener = world.owner.epoch_opener(epoch).unwrap();
    let opener = EpochOpener::from_bytes(&opener.to_bytes()).unwrap();
    let mut envelopes: Vec<&[u8]> = fetched.iter().map(|each| each.bytes.as_slice()).collect();
    envelopes.push(b"no envelope");
    let mut texts = opener.open(&envelopes);
    assert!(texts.pop().unwrap().is_none());
    let opened: Vec<bool> = texts.iter().map(Option::is_some).collect();
    assert_eq!(opened, [true, true, false, true, true]);

    let positions = fetched.iter().map(|each| each.position);
    let texts: BTreeMap<_, _> = positions.zip(texts).collect();
    let text_of = |position| texts.get(&position).cloned().flatten();
    let accepted = world.owner.accept(&mut inbox, epoch, &fetched, text_of);
    let whole = |_, _| ControlFlow::Continue(());
    let opened = world
        .owner
        .open(&mut world.inbox, epoch, &fetched, Workers::new(1), whole);
    let batch = accepted.unwrap();
    assert_eq!(batch, opened.unwrap());
    assert_eq!(batch.opened, 4);
    assert_eq!(inbox.visits(), world.inbox.visits());
}

#[test]
fn a_punctured_epoch_gives_no_keys() {
    let mut world = World::new(41);
    let epoch = world.epoch(time(HOUR));
    let keys = world.owner.epoch_opener(epoch).unwrap().to_bytes();
    world.owner.puncture(epoch).unwrap();
    let refused = world.owner.epoch_opener(epoch).unwrap_err();
    assert_eq!(refused, OwnerError::Punctured);
    assert!(EpochOpener::from_bytes(&keys[1..]).is_err());
    assert!(EpochOpener::from_bytes(&keys[..keys.len() - 1]).is_err());
}

//! Opening what a log holds.

use core::ops::ControlFlow;
use std::collections::BTreeMap;

use sealroll::{
    Batch, Content, Entry, EntryKind, Epoch, FetchedEnvelope, Inbox, Owner, OwnerError, Position,
    Workers,
};
use sealroll_core::Record;
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::owner_state::{OwnerState, inbox};
use crate::record_value::write;
use crate::value::{bytes, generation, items, number};

/// OPN-1 to OPN-5. All items are of one generation, whose log is filled up with other entries.
pub(crate) fn open(input: &Value) -> Outcome {
    let owner = OwnerState::of_inbox(input).restore();
    let mut items: Vec<Item> = items(input, "items").iter().map(Item::new).collect();
    let generation = items.first().map(|item| item.position.generation);
    let generation = generation.expect("an item");
    assert!(
        items
            .iter()
            .all(|item| item.position.generation == generation),
        "items of one generation"
    );
    let mut inbox = inbox(generation.value(), &log(&items), &[]);

    let mut epochs: BTreeMap<Epoch, Vec<FetchedEnvelope>> = BTreeMap::new();
    for item in &items {
        if item.entry.kind == EntryKind::Record {
            let envelope = FetchedEnvelope {
                position: item.position,
                bytes: item.envelope.clone(),
            };
            epochs.entry(item.entry.epoch).or_default().push(envelope);
        }
    }
    for (epoch, fetched) in epochs {
        match open_epoch(&owner, &mut inbox, epoch, &fetched) {
            Ok(batch) => items.iter_mut().for_each(|item| item.take_reason(&batch)),
            // The library does not try what it has no keys for.
            Err(_) => items
                .iter_mut()
                .filter(|item| item.entry.epoch == epoch)
                .for_each(|item| item.result = "open-failed".into()),
        }
    }
    let results: Vec<Value> = items.iter().map(|item| item.result(&inbox)).collect();
    Ok(json!({ "results": results }))
}

fn open_epoch(
    owner: &Owner,
    inbox: &mut Inbox,
    epoch: Epoch,
    fetched: &[FetchedEnvelope],
) -> Result<Batch, OwnerError> {
    let progress = |_, _| ControlFlow::Continue(());
    owner.open(inbox, epoch, fetched, Workers::default(), progress)
}

/// The entries of a log that has the items' entries at their places.
fn log(items: &[Item]) -> Vec<Entry> {
    let filler = Entry {
        kind: EntryKind::Tombstone,
        epoch: Epoch(0),
        hash: [0; 32],
    };
    let length = items.iter().map(|item| item.position.index + 1).max();
    let entry = |index| {
        let item = items.iter().find(|item| item.position.index == index);
        item.map_or(filler, |item| item.entry)
    };
    (0..length.unwrap_or(0)).map(entry).collect()
}

struct Item {
    position: Position,
    entry: Entry,
    envelope: Vec<u8>,
    /// Why it was quarantined; empty if it was not.
    result: String,
}

impl Item {
    fn new(input: &Value) -> Self {
        Self {
            position: Position {
                generation: generation(input),
                index: number(input, "leaf_index"),
            },
            entry: Entry::from_bytes(&bytes(input, "entry")).expect("an entry"),
            envelope: bytes(input, "envelope"),
            result: String::new(),
        }
    }

    fn take_reason(&mut self, batch: &Batch) {
        let mut quarantined = batch.quarantined.iter();
        if let Some(set_aside) = quarantined.find(|it| it.position == self.position) {
            self.result = set_aside.reason.code().into();
        } else if batch.canaries.contains(&self.position) {
            self.result = "canary".into();
        }
    }

    fn result(&self, inbox: &Inbox) -> Value {
        if self.entry.kind != EntryKind::Record {
            return json!({ "result": "not-a-record" });
        }
        if !self.result.is_empty() {
            return json!({ "result": self.result });
        }
        let mut records = inbox.records();
        let record = match records.find(|record| record.position == self.position) {
            Some(record) => &record.content,
            None => return json!({ "result": "lost" }),
        };
        let record = match record.clone() {
            Content::CheckIn(check_in) => Record::CheckIn(check_in),
            Content::FollowUp(follow_up) => Record::FollowUp(follow_up),
            _ => return json!({ "result": "unknown" }),
        };
        json!({ "result": "opened", "record": write(&record) })
    }
}

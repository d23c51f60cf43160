//! What a restored processor logs again.

use sealroll_log::{Entry, EntryKind};
use sealroll_processor::{Clock, Config, Processor, Since, backup, recover, restore};
use sealroll_store::{LogId, Store};
use sealroll_wire::{DocumentKind, Order};

use crate::{
    deletions::{fill, read},
    support::{
        NOON,
        client::Client,
        config,
        orders::{self, Orders},
        owner::Owner,
        time,
    },
};

// covers: RECV-8
#[test]
fn a_purge_of_the_gap_is_logged_again_once_its_hold_is_lifted_again() {
    let directory = tempfile::tempdir().unwrap();
    let configured = config(&directory);
    let clock = Clock::manual(time(NOON));
    let processor = Processor::start(&configured, clock.clone()).unwrap();
    let owner = Owner::with_terms(1, *processor.log_key(), |terms| terms.retention_epochs = 4);
    let statements = fill(&owner, &processor, 2, 0);
    let epoch = statements[0].epoch();
    let client = &mut Client::connect(processor.address());
    let mut orders = Orders::default();
    orders.give(&owner, client, Order::HoldEpoch(epoch));
    let copy = directory.path().join("copy");
    backup(&configured, &copy).unwrap();
    let (serial, last) = (orders.serial, orders.last);
    orders.give(&owner, client, Order::LiftEpoch(epoch));
    for _ in 0..6 {
        clock.pass(DAY);
        processor.sweep().unwrap();
    }
    let entries = |config: &Config, log| {
        let store = read(&config.data_dir);
        let size = store.head(log).unwrap().unwrap().size;
        let entries = store.entries(log, 0, size).unwrap().into_iter();
        let entries = entries.map(|bytes| Entry::from_bytes(&bytes).unwrap());
        entries.collect::<Vec<_>>()
    };
    let purges = |config: &Config| {
        let log = LogId::records(owner.list(), owner.generation);
        let is_purge = |entry: &&Entry| entry.kind == EntryKind::Purge && entry.epoch == epoch;
        entries(config, log).iter().filter(is_purge).count()
    };
    assert_eq!(purges(&configured), 1);
    processor.stop();

    let mut config = configured.clone();
    config.data_dir = directory.path().join("restored");
    config.vault_dir = Some(configured.data_dir.join("vault"));
    restore(&config, &copy, Since::Unknown).unwrap();
    recover(&config, clock.clone(), None).unwrap();
    let processor = Processor::start(&config, clock.clone()).unwrap();
    processor.sweep().unwrap();
    // By this log the epoch is held: a purge in it would be a lie.
    assert_eq!(purges(&config), 0);
    let client = &mut Client::connect(processor.address());
    owner.now.set(clock.now().seconds());
    assert_eq!(owner.envelopes(client, epoch, 0), []);
    let note = owner.note(serial + 1, last, Order::LiftEpoch(epoch));
    orders::post(&owner, client, note.as_str()).ok();
    assert_eq!(purges(&config), 1);
    let documents = entries(&config, LogId::instructions(owner.list()));
    let last = documents.last().map(|entry| entry.kind);
    let certificate = EntryKind::Document(DocumentKind::Erasure);
    assert_eq!(last, Some(certificate), "behind the order");
}

const DAY: u64 = 86_400;

//! What a restored processor logs again.

use sealroll_log::{Entry, EntryKind};
use sealroll_processor::{Clock, Config, Processor, Since, backup, recover, restore};
use sealroll_store::{LogId, Store};
use sealroll_wire::{DocumentKind, InstructionId, Order, Statement};

use crate::{
    deletions::{fill, read},
    support::{
        NOON,
        client::Client,
        config,
        guest::{envelope, upload},
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
    let id = InstructionId::of_note(note.as_str().as_bytes());
    let again = owner.note(serial + 2, Some(id), Order::LiftEpoch(epoch));
    orders::post(&owner, client, again.as_str()).ok();
    assert_eq!(purges(&config), 1, "once is enough");
}

// covers: RECV-9
#[test]
fn recv_9_what_was_lost_is_taken_though_its_statement_was_superseded_meanwhile() {
    let directory = tempfile::tempdir().unwrap();
    let configured = config(&directory);
    let clock = Clock::manual(time(NOON));
    let processor = Processor::start(&configured, clock.clone()).unwrap();
    let owner = Owner::with_terms(1, *processor.log_key(), |terms| {
        terms.epoch_length = 20 * 86_400;
        terms.epoch_cap = 3;
    });
    let client = &mut Client::connect(processor.address());
    owner.register(client);
    let publish = |client: &mut Client, statements: &[Statement]| {
        owner.now.set(clock.now().seconds());
        owner.publish_these(client, statements).ok();
    };
    let [stale, lost, successor] = [(); 3].map(|()| owner.statement(owner.today));
    publish(client, &[stale.clone(), lost.clone()]);
    // The first one is over for a second when the backup is made.
    clock.pass(7201);
    processor.sweep().unwrap();
    let backed_up = directory.path().join("backed up");
    backup(&configured, &backed_up).unwrap();
    let envelopes: Vec<_> = (0..5).map(|number| envelope(&lost, number)).collect();
    upload(client, &envelopes[0]).ok();
    publish(client, std::slice::from_ref(&successor));
    processor.stop();

    let mut second = configured.clone();
    second.data_dir = directory.path().join("second");
    second.vault_dir = Some(configured.data_dir.join("vault"));
    restore(&second, &backed_up, Since::Unknown).unwrap();
    // It may run before it is told to go on; the backup is no younger for it.
    let processor = Processor::start(&second, clock.clone()).unwrap();
    clock.pass(DAY);
    processor.sweep().unwrap();
    processor.stop();
    recover(&second, clock.clone(), None).unwrap();
    let opened = clock.now().seconds();
    let processor = Processor::start(&second, clock.clone()).unwrap();
    let client = &mut Client::connect(processor.address());
    publish(client, std::slice::from_ref(&successor));
    clock.set(time(opened + 7201));
    let before = envelope(&stale, 10);
    upload(client, &before).refused(409, "stale-statement");
    upload(client, &envelopes[0]).ok();
    // The recovery is known to the next backup, too.
    let copy = directory.path().join("copy");
    backup(&second, &copy).unwrap();
    processor.stop();
    let mut third = second.clone();
    third.data_dir = directory.path().join("third");
    restore(&third, &copy, Since::Nothing).unwrap();
    let processor = Processor::start(&third, clock.clone()).unwrap();
    let client = &mut Client::connect(processor.address());
    clock.set(time(opened + 7 * DAY));
    upload(client, &envelopes[1]).ok();
    clock.set(time(opened + 7 * DAY + 1));
    upload(client, &envelopes[2]).refused(409, "stale-statement");
    upload(client, &envelopes[1]).ok();
    // The cap counts what comes back like anything else.
    clock.set(time(opened + 7 * DAY));
    upload(client, &before).refused(409, "stale-statement");
    upload(client, &envelopes[3]).ok();
    upload(client, &envelopes[4]).refused(429, "epoch-full");
}

const DAY: u64 = 86_400;

//! Erasing for age: when, in which steps, and what a wrong clock can and cannot do.

use sealroll_log::{Entry, EntryKind};
use sealroll_processor::{Clock, Processor, Since, backup, recover, restore};
use sealroll_wire::{Epoch, ErasureReason, Order, RetentionId, Statement};
use tempfile::TempDir;

use crate::support::{
    NOON,
    client::Client,
    config,
    guest::{envelope, upload},
    orders::{self, Orders},
    owner::Owner,
    time,
};

const HOUR: u64 = 3600;
const DAY: u64 = 86_400;
/// From the start of the tests until the first published epoch, which ended at midnight, is four
/// days old.
const DUE: u64 = 4 * DAY - 12 * HOUR;

struct House {
    processor: Option<Processor>,
    clock: Clock,
    directory: TempDir,
    owner: Owner,
    statements: Vec<Statement>,
}

/// A list with three epochs, two records in the first and one in the second.
fn house() -> House {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::manual(time(NOON));
    let processor = Processor::start(&config(&directory), clock.clone()).unwrap();
    let owner = Owner::with_terms(1, *processor.log_key(), |terms| terms.retention_epochs = 4);
    let client = &mut Client::connect(processor.address());
    owner.register(client);
    let statements = owner.publish(client, NOON);
    for (statement, number) in [(0, 1), (0, 2), (1, 3)] {
        upload(client, &envelope(&statements[statement], number)).ok();
    }
    House {
        processor: Some(processor),
        clock,
        directory,
        owner,
        statements,
    }
}

impl House {
    fn client(&self) -> Client {
        self.owner.now.set(self.clock.now().seconds());
        Client::connect(self.processor.as_ref().unwrap().address())
    }

    fn epoch(&self, number: usize) -> Epoch {
        self.statements[number].epoch()
    }

    fn sweep(&self) {
        self.processor.as_ref().unwrap().sweep().unwrap();
    }

    /// Lets time pass, and has the processor look.
    fn pass(&self, seconds: u64) {
        self.clock.pass(seconds);
        self.sweep();
    }

    /// Stops the processor, and starts it when its clock says this.
    fn restart_at(&mut self, moment: u64) {
        self.processor.take().unwrap().stop();
        self.clock.set(time(moment));
        let processor = Processor::start(&config(&self.directory), self.clock.clone());
        self.processor = Some(processor.unwrap());
        self.sweep();
    }

    fn stored(&self, number: usize) -> usize {
        let epoch = self.epoch(number);
        self.owner.envelopes(&mut self.client(), epoch, 0).len()
    }

    fn purges(&self) -> Vec<Entry> {
        let (_, entries) = self.owner.sync(&mut self.client());
        let purges = entries.into_iter();
        purges
            .filter(|entry| entry.kind == EntryKind::Purge)
            .collect()
    }
}

// covers: RET-1
#[test]
fn a_due_epoch_is_marked_and_a_day_later_destroyed() {
    let house = house();
    house.pass(DUE - 1);
    assert_eq!(house.stored(0), 2, "not a second early");
    house.pass(1);
    assert_eq!(house.stored(0), 0, "marked: nobody gets it");
    assert_eq!(house.stored(1), 1);
    assert_eq!(house.purges(), [], "and not yet destroyed");
    upload(&mut house.client(), &envelope(&house.statements[0], 9)).refused(410, "epoch-expired");
    house.pass(DAY - 1);
    assert_eq!(house.purges(), []);
    house.pass(1);
    let list = house.owner.list();
    let terms = house.owner.descriptor.hash();
    let retention = RetentionId::new(&list, house.epoch(0), &terms);
    let purge = Entry {
        kind: EntryKind::Purge,
        epoch: house.epoch(0),
        hash: retention.to_bytes(),
    };
    assert_eq!(house.purges(), [purge]);
    let certificate = orders::erasures(&house.owner, &mut house.client()).remove(0);
    assert_eq!(certificate.epoch, house.epoch(0));
    assert_eq!(certificate.records, 2);
    assert_eq!(certificate.reason, ErasureReason::Retention(retention));
    assert_eq!(certificate.destroyed, house.clock.now());
    house.pass(3 * DAY);
    house.pass(DAY);
    assert_eq!(house.purges().len(), 3, "the others follow, each once");
    house.pass(DAY);
    assert_eq!(house.purges().len(), 3);
}

// covers: RECV-8
#[test]
fn a_restored_backup_does_not_undo_a_purge_by_the_terms() {
    let mut house = house();
    house.pass(DUE);
    let configured = config(&house.directory);
    let copy = house.directory.path().join("copy");
    backup(&configured, &copy).unwrap();
    house.pass(DAY);
    assert_eq!(house.purges().len(), 1);
    let certified = orders::erasures(&house.owner, &mut house.client());
    house.processor.take().unwrap().stop();

    let mut restored = configured.clone();
    restored.data_dir = house.directory.path().join("restored");
    restored.vault_dir = Some(configured.data_dir.join("vault"));
    restore(&restored, &copy, Since::Unknown).unwrap();
    recover(&restored, house.clock.clone(), None).unwrap();
    let processor = Processor::start(&restored, house.clock.clone()).unwrap();
    house.processor = Some(processor);
    assert_eq!((house.stored(0), house.stored(1)), (0, 1));
    // The log says so again, with a certificate of the records that it has.
    assert_eq!(house.purges().len(), 1);
    let again = orders::erasures(&house.owner, &mut house.client());
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].reason, certified[0].reason);
    assert_eq!((again[0].records, again[0].root), (2, certified[0].root));
    house.pass(DAY);
    assert_eq!(house.purges().len(), 1, "once");
}

#[test]
fn a_held_epoch_stays_until_the_hold_ends() {
    let house = house();
    let mut orders = Orders::default();
    let epoch = house.epoch(0);
    let mut give = |order| {
        orders.give(&house.owner, &mut house.client(), order);
    };
    give(Order::HoldEpoch(epoch));
    house.pass(DUE);
    house.pass(2 * DAY);
    assert_eq!(house.stored(0), 2);
    give(Order::LiftEpoch(epoch));
    house.pass(60);
    assert_eq!(house.stored(0), 0, "marked now");
    // A hold in the last hours takes the mark away.
    house.pass(23 * HOUR);
    give(Order::HoldEpoch(epoch));
    assert_eq!(house.stored(0), 2);
    house.pass(2 * DAY);
    let purged: Vec<Epoch> = house.purges().iter().map(|entry| entry.epoch).collect();
    assert!(!purged.contains(&epoch));
    assert_eq!(house.stored(0), 2);
}

// covers: RET-2
#[test]
fn a_clock_that_was_wrong_for_less_than_a_day_of_running_destroys_nothing() {
    let mut house = house();
    // It is wrong from the start of the process on, so that no jump is seen.
    house.restart_at(NOON + 400 * DAY);
    house.pass(23 * HOUR);
    house.restart_at(NOON + 24 * HOUR);
    assert_eq!(house.stored(0), 2, "the mark has ended");
    assert_eq!(house.stored(1), 1);
    house.pass(2 * HOUR);
    assert_eq!(house.purges(), []);
    house.pass(DUE - 26 * HOUR);
    assert_eq!(house.stored(0), 0, "marked anew");
    house.pass(23 * HOUR);
    assert_eq!(house.purges(), []);
}

// covers: RET-1
#[test]
fn what_fell_due_while_the_processor_was_down_is_caught_up_with() {
    let mut house = house();
    house.restart_at(NOON + 30 * DAY);
    assert_eq!((house.stored(0), house.stored(1)), (0, 0), "marked");
    assert_eq!(house.purges(), []);
    // Restarts do not begin the day anew: only running counts.
    house.pass(12 * HOUR);
    house.restart_at(NOON + 31 * DAY);
    house.pass(12 * HOUR - 1);
    assert_eq!(house.purges(), []);
    house.pass(1);
    assert_eq!(house.purges().len(), 3);
}

// covers: RET-3
#[test]
fn after_a_jump_the_operator_has_to_confirm_the_clock() {
    let mut house = house();
    house.clock.set(time(NOON + 10 * DAY));
    house.sweep();
    assert_eq!(house.stored(0), 2, "not even marked");
    house.pass(2 * DAY);
    assert_eq!((house.stored(0), house.purges()), (2, vec![]));
    house.restart_at(NOON + 12 * DAY);
    house.pass(2 * DAY);
    assert_eq!(house.stored(0), 2, "a restart confirms nothing");
    Processor::confirm_clock(&config(&house.directory)).unwrap();
    house.sweep();
    assert_eq!(house.stored(0), 0, "marked");
    house.pass(DAY);
    assert_eq!(house.purges().len(), 3);
}

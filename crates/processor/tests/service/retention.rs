//! Erasing for age: when, in which steps, and what a wrong clock can and cannot do.

use std::{fs, path::Path};

use sealroll_log::{Entry, EntryKind};
use sealroll_processor::{Clock, Processor, Since, backup, recover, restore, verify};
use sealroll_wire::{Epoch, ErasureReason, Generation, Order, RetentionId, Statement, Terms, Time};
use tempfile::TempDir;

use crate::support::{
    NOON,
    client::Client,
    config,
    guest::{envelope, record_id, upload},
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
    house_with(|_| {})
}

fn house_with(adjust: impl FnOnce(&mut Terms)) -> House {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::manual(time(NOON));
    let processor = Processor::start(&config(&directory), clock.clone()).unwrap();
    let owner = Owner::with_terms(1, *processor.log_key(), |terms| {
        terms.retention_epochs = 4;
        adjust(terms);
    });
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
        if let Some(processor) = self.processor.take() {
            processor.stop();
        }
        self.clock.set(time(moment));
        let processor = Processor::start(&config(&self.directory), self.clock.clone());
        self.processor = Some(processor.unwrap());
        self.sweep();
    }

    /// How many of these a search of all files finds.
    fn found(&self, traces: &[Vec<u8>]) -> usize {
        let files = files(self.directory.path());
        let holds = |trace: &&Vec<u8>| {
            let within = |file: &Vec<u8>| file.windows(trace.len()).any(|part| part == **trace);
            files.iter().any(within)
        };
        traces.iter().filter(holds).count()
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

// covers: ILOG-3
#[test]
fn ret_4_a_list_that_ended_years_ago_is_in_no_file() {
    let mut house = house();
    let log_key = *house.processor.as_ref().unwrap().log_key();
    let neighbour = Owner::with_terms(2, log_key, |_| {});
    neighbour.register(&mut house.client());
    let mut orders = Orders::default();
    orders.give(&house.owner, &mut house.client(), Order::TerminateList);
    let note = format!("list {}\n", house.owner.list());
    let traces = [
        house.owner.root.as_bytes().to_vec(),
        house.owner.certificates[0].as_bytes().to_vec(),
        house.owner.descriptor.as_bytes().to_vec(),
        house.statements[1].as_bytes().to_vec(),
        note.into_bytes(),
        record_id(&envelope(&house.statements[0], 1))
            .to_bytes()
            .to_vec(),
    ];
    let path = house.owner.path("/welcome");
    let is_known = |house: &House| !house.client().get(&path).text().contains("unknown-list");

    // A clock that is four years ahead for less than a day destroys nothing.
    house.restart_at(moment("2030-11-21T12:00:00Z"));
    house.pass(DAY - 1);
    house.restart_at(moment("2029-12-31T12:00:00Z"));
    house.pass(12 * HOUR - 1);
    house.pass(1);
    house.pass(DAY - 1);
    assert!(is_known(&house));
    assert_eq!(
        house.found(&traces),
        traces.len(),
        "three full calendar years and a day"
    );
    house.pass(1);
    assert!(!is_known(&house));
    assert_eq!(house.found(&traces), 0, "not a byte of it");

    let files = files(house.directory.path());
    let root = neighbour.root.as_bytes();
    let within = |file: &Vec<u8>| file.windows(root.len()).any(|part| part == root);
    assert!(files.iter().any(within), "another list stays");
    // Its logs would begin anew under the same names.
    let mut client = house.client();
    let path = house.owner.path("");
    let again = client.put(&path, house.owner.registration().as_bytes());
    again.refused(410, "list-terminated");
}

#[test]
fn ret_5_a_finished_log_is_deleted_after_the_time_for_audits() {
    let mut house = house_with(|terms| terms.audit_days = 2);
    let checkpoint = house.owner.log_path("/checkpoint");
    let get = |house: &House, path: &str| house.owner.get(&mut house.client(), path);
    // The third day is purged three days after the first.
    house.pass(DUE);
    for _ in 0..3 {
        house.pass(DAY);
    }
    assert_eq!(house.purges().len(), 3);
    let traces: Vec<Vec<u8>> = [(0, 1), (0, 2), (1, 3)]
        .map(|(statement, number)| {
            let record = record_id(&envelope(&house.statements[statement], number));
            record.to_bytes().to_vec()
        })
        .into();
    // It is finished from the next look on.
    house.pass(1);
    house.pass(2 * DAY - 1);
    house.pass(1);
    house.pass(DAY - 1);
    get(&house, &checkpoint).ok();
    assert_eq!(house.found(&traces), traces.len(), "not a second early");

    // A copy of the whole from then, for below.
    let configured = config(&house.directory);
    let copy = tempfile::tempdir().unwrap();
    backup(&configured, &copy.path().join("copy")).unwrap();

    house.pass(1);
    get(&house, &checkpoint).refused(410, "log-deleted");
    assert_eq!(house.found(&traces), 0, "not a byte of its entries");
    let tile = house.owner.log_path("/tile/entries/000.p/6");
    get(&house, &tile).refused(410, "log-deleted");
    let proof = house.owner.log_path("/proof/3");
    house.client().get(&proof).refused(410, "log-deleted");
    assert_eq!(get(&house, &house.owner.path("/logs")).ok().text(), "");

    // What shows that it is gone lawfully stays: statements, certificates, instructions.
    let statements = get(&house, &house.owner.path("/statements?from=0")).ok();
    assert_eq!(statements.body.len(), 3 * (8 + 235));
    let documents = orders::instruction_log(&house.owner, &mut house.client());
    let is_erasure = |(entry, _): &&(Entry, Vec<u8>)| {
        entry.kind == EntryKind::Document(sealroll_wire::DocumentKind::Erasure)
    };
    assert_eq!(documents.iter().filter(is_erasure).count(), 3);

    // It does not begin anew; another generation does.
    let epoch = Epoch(house.epoch(2).value() + 9);
    let late = house.owner.statement(epoch);
    let published = house.owner.publish_these(&mut house.client(), &[late]);
    published.refused(410, "log-deleted");
    let orders = Orders::default();
    let purge = Order::PurgeEpoch(house.epoch(0));
    let refused = orders.refused(&house.owner, &mut house.client(), purge);
    refused.refused(410, "log-deleted");
    house.owner.generation = Generation(4);
    let now = house.clock.now().seconds();
    let statements = house.owner.publish(&mut house.client(), now);
    upload(&mut house.client(), &envelope(&statements[1], 4)).ok();
    house.restart_at(now + 1);
    get(&house, &checkpoint).refused(410, "log-deleted");
    assert!(
        verify(&configured, &configured.data_dir)
            .unwrap()
            .is_sound()
    );

    // Nor does a backup bring it back for longer than it takes to notice.
    house.processor.take().unwrap().stop();
    let mut restored = configured.clone();
    restored.data_dir = house.directory.path().join("restored");
    restored.vault_dir = Some(configured.data_dir.join("vault"));
    restore(&restored, &copy.path().join("copy"), Since::Unknown).unwrap();
    recover(&restored, house.clock.clone(), None).unwrap();
    let processor = Processor::start(&restored, house.clock.clone()).unwrap();
    house.processor = Some(processor);
    let checkpoint = checkpoint.replace("logs/4", "logs/3");
    get(&house, &checkpoint).ok();
    house.pass(DAY);
    get(&house, &checkpoint).refused(410, "log-deleted");
    assert_eq!(house.found(&traces), 0);
}

fn moment(text: &str) -> u64 {
    Time::from_rfc3339(text).unwrap().seconds()
}

/// All files of a folder and of those below.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![fs::read(path).unwrap()]
            }
        })
        .collect()
}

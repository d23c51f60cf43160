//! Commits that fail, stored or not: nothing acknowledged is lost, nothing is logged twice, and the
//! log goes on from what is stored.

use std::{fs, sync::Arc};

use sealroll_processor::{Clock, Processor, verify};
use sealroll_store::{Fault, Faulty, MemoryStore, SqliteOptions, SqliteStore, Store, Vault};
use sealroll_wire::Statement;

use crate::support::{
    NOON,
    client::{Client, Response},
    config,
    guest::{envelope, record_id, upload, verify_receipt},
    owner::Owner,
    time,
};

const FAULTS: [Fault; 3] = [Fault::Applied, Fault::Unapplied, Fault::Full];

/// A processor over a store that fails when it is told to.
struct Faulted<S> {
    store: Arc<Faulty<S>>,
    processor: Processor,
    owner: Owner,
    statement: Statement,
    _directory: tempfile::TempDir,
}

impl<S: Store + 'static> Faulted<S> {
    fn new(inner: S) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Arc::new(Faulty::new(inner));
        let clock = Clock::manual(time(NOON));
        let shared: Arc<dyn Store> = Arc::<Faulty<S>>::clone(&store);
        let processor = Processor::start_with(&config(&directory), clock, shared).unwrap();
        let owner = Owner::new(1, &processor);
        let client = &mut Client::connect(processor.address());
        owner.register(client);
        let statement = owner.publish(client, NOON).remove(1);
        Self {
            store,
            processor,
            owner,
            statement,
            _directory: directory,
        }
    }

    fn client(&self) -> Client {
        Client::connect(self.processor.address())
    }

    /// Lets the commit of one upload fail between others, and checks everything afterwards.
    fn fail_an_upload(&self, fault: Fault, first: u64) {
        let client = &mut self.client();
        let key = self.owner.note_key();
        let mut indices = Vec::new();
        for number in first..first + 20 {
            let envelope = envelope(&self.statement, number);
            if number == first + 10 {
                self.store.fail(0, fault);
                check_refusal(&upload(client, &envelope), fault);
                assert_eq!(client.get("/health").status, 503);
            }
            let receipt = upload(client, &envelope).ok();
            indices.push(verify_receipt(&receipt.body, &envelope, &key).0);
        }
        assert_eq!(client.get("/health").status, 200);
        let start = indices[0];
        assert_eq!(
            indices,
            (start..start + 20).collect::<Vec<_>>(),
            "once each, without gaps"
        );
        let (_, entries) = self.owner.sync(client);
        for (number, index) in (first..).zip(&indices) {
            let id = record_id(&envelope(&self.statement, number));
            assert_eq!(entries[*index as usize].hash, id.to_bytes());
        }
    }
}

fn check_refusal(response: &Response, fault: Fault) {
    match fault {
        Fault::Full => response.refused(507, "storage-full"),
        Fault::Applied | Fault::Unapplied => response.refused(500, "internal"),
    }
}

fn fail_uploads(faulted: &Faulted<impl Store + 'static>) {
    for (round, fault) in (0..).zip(FAULTS) {
        faulted.fail_an_upload(fault, round * 1000);
    }
    // Across the end of a full tile, where more is at stake.
    let client = &mut faulted.client();
    for number in 5000..5000 + 256 - 64 - 3 {
        upload(client, &envelope(&faulted.statement, number)).ok();
    }
    let (checkpoint, _) = faulted.owner.sync(client);
    assert!(
        (250..256).contains(&checkpoint.checkpoint().head().size),
        "just before the edge"
    );
    for (round, fault) in (10..).zip(FAULTS) {
        faulted.fail_an_upload(fault, round * 1000);
    }
}

#[test]
fn uploads_over_memory() {
    fail_uploads(&Faulted::new(MemoryStore::new()));
}

// covers: LOG-3
#[test]
fn uploads_over_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    fail_uploads(&Faulted::new(
        SqliteStore::open(&path, SqliteOptions::default()).unwrap(),
    ));
}

#[test]
fn what_owners_send_can_be_sent_again() {
    for fault in FAULTS {
        let faulted = Faulted::new(MemoryStore::new());
        let (owner, client) = (&faulted.owner, &mut faulted.client());
        upload(client, &envelope(&faulted.statement, 1)).ok();

        faulted.store.fail(0, fault);
        check_refusal(
            &client.put(&owner.path(""), owner.registration().as_bytes()),
            fault,
        );
        owner.register(client);

        // The nonce of a signed request has a commit of its own, before the one that counts.
        let statement = owner.statement(owner.today);
        faulted.store.fail(1, fault);
        let statements = std::slice::from_ref(&statement);
        check_refusal(&owner.publish_these(client, statements), fault);
        owner.publish_these(client, statements).ok();
        upload(client, &envelope(&statement, 2)).ok();
        let (_, entries) = owner.sync(client);
        let logged = entries
            .iter()
            .filter(|entry| entry.hash == statement.id().to_bytes());
        assert_eq!(logged.count(), 1, "{fault:?}");

        let line = owner.cosignature(&owner.checkpoint(client));
        let path = owner.log_path("/cosignature");
        faulted.store.fail(1, fault);
        check_refusal(&owner.signed(client, "POST", &path, line.as_bytes()), fault);
        owner.signed(client, "POST", &path, line.as_bytes()).ok();
        client.get(&owner.path("/welcome")).ok();

        let note = owner.purge_note(1, owner.today);
        let path = owner.path("/instructions");
        faulted.store.fail(0, fault);
        check_refusal(&client.post(&path, note.as_str().as_bytes()), fault);
        let first = client.post(&path, note.as_str().as_bytes()).ok();
        let again = client.post(&path, note.as_str().as_bytes()).ok();
        assert_eq!(first.body, again.body, "{fault:?}");
        assert_eq!(owner.envelopes(client, owner.today, 0), []);
        owner.sync(client);
    }
}

/// The disk takes nothing more: what is there is served, what would change is refused and stored
/// nowhere, and later all goes on.
#[test]
fn a_read_only_disk_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let config = config(&directory);
    let clock = Clock::manual(time(NOON));
    let processor = Processor::start(&config, clock.clone()).unwrap();
    let owner = Owner::new(1, &processor);
    let client = &mut Client::connect(processor.address());
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    owner.cosign(client).ok();
    let first = envelope(&statement, 1);
    let receipt = upload(client, &first).ok().body;
    let welcome = client.get(&owner.path("/welcome")).ok().body;
    drop(processor);
    let before = verify(&config, &config.data_dir).unwrap();
    let content = fs::read(config.data_dir.join("sealroll.db")).unwrap();

    // The database itself, opened as a disk that is mounted read-only lets it be.
    let vault = Arc::new(Vault::read(&config.data_dir.join("vault")).unwrap());
    let store = SqliteStore::open_to_read(&config.data_dir.join("sealroll.db"), Some(vault));
    let store = Arc::new(store.unwrap());
    let processor = Processor::start_with(&config, clock.clone(), store).unwrap();
    let client = &mut Client::connect(processor.address());
    let second = envelope(&statement, 2);
    for _ in 0..3 {
        upload(client, &second).refused(507, "storage-full");
    }
    assert_eq!(client.get("/health").status, 503);
    assert_eq!(client.get(&owner.path("/welcome")).ok().body, welcome);
    // What was logged before is answered without writing.
    let again = upload(client, &first).ok().body;
    let key = owner.note_key();
    assert_eq!(
        verify_receipt(&again, &first, &key),
        verify_receipt(&receipt, &first, &key)
    );
    let note = owner.purge_note(1, owner.today);
    let path = owner.path("/instructions");
    client
        .post(&path, note.as_str().as_bytes())
        .refused(507, "storage-full");
    assert!(processor.sweep().is_err());
    drop(processor);
    assert_eq!(
        fs::read(config.data_dir.join("sealroll.db")).unwrap(),
        content
    );
    assert_eq!(verify(&config, &config.data_dir).unwrap(), before);

    let processor = Processor::start(&config, clock).unwrap();
    let client = &mut Client::connect(processor.address());
    let receipt = upload(client, &second).ok().body;
    let (index, _) = verify_receipt(&receipt, &second, &key);
    let (_, entries) = owner.sync(client);
    assert_eq!(entries.len() as u64, index + 1);
    drop(processor);
    let after = verify(&config, &config.data_dir).unwrap();
    assert!(after.is_sound());
    assert_eq!(after.envelopes, before.envelopes + 1);
}

/// The clock jumps to and fro: refusals follow it, and the logs stay whole.
// covers: RET-3
#[test]
fn clock_jumps_lose_and_erase_nothing() {
    const DAY: u64 = 86_400;
    let directory = tempfile::tempdir().unwrap();
    let config = config(&directory);
    let clock = Clock::manual(time(NOON));
    let processor = Processor::start(&config, clock.clone()).unwrap();
    let owner = Owner::with_terms(1, *processor.log_key(), |terms| terms.retention_epochs = 1);
    let client = &mut Client::connect(processor.address());
    owner.register(client);
    let statements = owner.publish(client, NOON);
    let mut stored = 0;
    let mut logged: Vec<sealroll_log::Entry> = Vec::new();
    let jumps = [0, -400, 3600, 400, -3650, 36_500, -1, 5, 0_i64];
    for (number, days) in (0_u64..).zip(jumps) {
        let now = NOON.saturating_add_signed(days * DAY as i64);
        clock.set(time(now));
        let _or_not = processor.sweep();
        let envelope = envelope(&statements[1], number);
        let answer = upload(client, &envelope);
        match days {
            // The epoch's day, and the time after it for which records are taken.
            0 => {
                verify_receipt(&answer.ok().body, &envelope, &owner.note_key());
                stored += 1;
            }
            ..0 => answer.refused(409, "epoch-not-open"),
            _ => answer.refused(410, "epoch-expired"),
        }
        // More than a day of running at the wrong time: after a jump nothing is destroyed.
        if days > 30 {
            clock.pass(2 * DAY);
            let _or_not = processor.sweep();
        }
        clock.set(time(NOON));
        let _or_not = processor.sweep();
        let found = verify(&config, &config.data_dir).unwrap();
        assert!(found.is_sound(), "{days}: {found}");
        let (_, entries) = owner.sync(client);
        assert!(entries.starts_with(&logged), "{days}");
        logged = entries;
        let envelopes = owner.envelopes(client, owner.today, 0);
        assert_eq!(envelopes.len(), stored, "{days}");
    }
    assert_eq!(stored, 2);
}

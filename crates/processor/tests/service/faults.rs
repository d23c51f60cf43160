//! Commits that fail, stored or not: nothing acknowledged is lost, nothing is logged twice, and the
//! log goes on from what is stored.

use std::sync::Arc;

use sealroll_processor::{Clock, Processor};
use sealroll_store::{Fault, Faulty, MemoryStore, SqliteOptions, SqliteStore, Store};
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

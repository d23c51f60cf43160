//! The processor of a simulation: the real one, in this process, on a clock that the simulation
//! moves, over a store that fails when it is told to.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use sealroll::{Environment, Request, Response, Time};
use sealroll_processor::{
    Clock, Config, Processor, RegistrationPolicy, Since, backup, recover, restore, verify,
};
use sealroll_store::{Fault, Faulty, SqliteOptions, SqliteStore, Store, Vault};
use sealroll_tests::Client;

/// A processor that runs, or does not.
pub(crate) struct House {
    folder: tempfile::TempDir,
    config: Config,
    clock: Clock,
    running: Option<Running>,
}

struct Running {
    // Dropped first: a processor that ends waits a moment for connections that are open.
    client: Client,
    processor: Processor,
    store: Arc<Faulty<SqliteStore>>,
}

impl House {
    /// A processor that has never run before.
    pub(crate) fn new(now: Time) -> Self {
        // In memory where there is such a folder: what a disk does is not looked at here.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        let folder = folder.unwrap();
        let mut config = Config::new(folder.path().join("data"), "log.example");
        config.listen = "127.0.0.1:0".parse().unwrap();
        config.registration = RegistrationPolicy::Token;
        config.environment = Environment::Test;
        config.vault_dir = Some(folder.path().join("vault"));
        let mut house = Self {
            folder,
            config,
            clock: Clock::manual(now),
            running: None,
        };
        house.start();
        house
    }

    /// Starts it on what there is.
    pub(crate) fn start(&mut self) {
        fs::create_dir_all(&self.config.data_dir).unwrap();
        let mut options = SqliteOptions::default();
        options.checkpoint_pages = 200;
        let vault = Vault::open(&self.folder.path().join("vault"), None).unwrap();
        options.vault = Some(Arc::new(vault));
        // A new database waits for its key: the processor draws it only where there is none.
        if !self.database().exists() {
            drop(Processor::start(&self.config, self.clock.clone()).unwrap());
        }
        let store = SqliteStore::open(&self.database(), options).unwrap();
        let store = Arc::new(Faulty::new(store));
        let shared: Arc<dyn Store> = Arc::<Faulty<SqliteStore>>::clone(&store);
        let processor = Processor::start_with(&self.config, self.clock.clone(), shared).unwrap();
        let client = Client::new(&processor.address().to_string());
        self.running = Some(Running {
            processor,
            store,
            client,
        });
    }

    /// Ends it, and verifies everything that it has left behind. Returns how many envelopes.
    pub(crate) fn stop(&mut self) -> u64 {
        self.running = None;
        let found = verify(&self.config, &self.config.data_dir).unwrap();
        assert!(found.is_sound(), "{found}");
        found.envelopes
    }

    /// Lets time pass, whether it runs or not.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.pass(seconds);
    }

    /// Sets its clock; no time passes.
    pub(crate) fn set_clock(&self, now: Time) {
        self.clock.set(now);
    }

    /// The operator says that the clock is right.
    pub(crate) fn confirm_clock(&self) {
        Processor::confirm_clock(&self.config).unwrap();
    }

    /// Has it look for what is too old.
    pub(crate) fn sweep(&self) {
        self.running().processor.sweep().unwrap();
    }

    /// What happens to the next commit.
    pub(crate) fn fail(&self, fault: Fault) {
        self.running().store.fail(0, fault);
    }

    pub(crate) fn send(&self, request: &Request) -> Response {
        self.running().client.send(request).unwrap()
    }

    pub(crate) fn authority(&self) -> String {
        self.running().client.authority().to_owned()
    }

    pub(crate) fn processor(&self) -> &Processor {
        &self.running().processor
    }

    /// Copies the database of a processor that does not run.
    pub(crate) fn copy_database(&self, name: &str) {
        fs::copy(self.database(), self.folder.path().join(name)).unwrap();
    }

    /// Puts a copy in the place of the database.
    pub(crate) fn put_back(&self, name: &str) {
        fs::copy(self.folder.path().join(name), self.database()).unwrap();
        for end in ["-wal", "-shm"] {
            let journal = PathBuf::from(format!("{}{end}", self.database().display()));
            drop(fs::remove_file(journal));
        }
    }

    /// Copies what it has to a new folder while it runs.
    pub(crate) fn back_up(&self, name: &str) {
        let made = backup(&self.config, &self.folder.path().join(name)).unwrap();
        assert!(made.is_sound());
    }

    /// Deletes a backup.
    pub(crate) fn drop_backup(&self, name: &str) {
        fs::remove_dir_all(self.folder.path().join(name)).unwrap();
    }

    /// What it asks of new lists from its next start on.
    pub(crate) fn set_registration(&mut self, policy: RegistrationPolicy) {
        self.config.registration = policy;
    }

    /// Its disk is lost, though not its vault; it goes on from a backup, which is used up. Returns how
    /// many entries are known to be lost; the lost disk can be read or not.
    pub(crate) fn restore(&mut self, name: &str, is_readable: bool) -> u64 {
        self.stop();
        let (copy, lost) = (self.folder.path().join(name), self.folder.path().join(LOST));
        fs::rename(&self.config.data_dir, &lost).unwrap();
        restore(&self.config, &copy, Since::Unknown).unwrap();
        let former = is_readable.then_some(lost.as_path());
        let done = recover(&self.config, self.clock.clone(), former).unwrap();
        fs::remove_dir_all(copy).unwrap();
        fs::remove_dir_all(lost).unwrap();
        self.start();
        done.known_lost
    }

    /// A token that lets one list in.
    pub(crate) fn token(&self, until: Time) -> String {
        Processor::issue_token(&self.config, until)
            .unwrap()
            .to_string()
    }

    fn database(&self) -> PathBuf {
        self.config.data_dir.join("sealroll.db")
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("the processor runs")
    }
}

const LOST: &str = "lost";

//! Deletions for age that are cut off: by failing commits, by readers in the way, by the end of the
//! process at any moment, by power cuts. Afterwards nothing stays half deleted, and nothing is lost
//! that must stay.
//!
//! `SEALROLL_CRASH_RUNS` sets how many processes are killed, `SEALROLL_POWER_CUTS` how many cuts there
//! are, `SEALROLL_DELETIONS_REPORT` where the figures go.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use sealroll_log::{Entry, EntryKind};
use sealroll_processor::{Clock, Config, Processor, verify};
use sealroll_store::{
    Change, Commit, Fault, Faulty, PowerCuts, SqliteOptions, SqliteStore, Store, Vault,
};
use sealroll_wire::{KeyUse, Order, Statement};
use tempfile::TempDir;

use crate::support::{
    client::Client,
    command, config,
    guest::{envelope, record_id, upload},
    orders::Orders,
    owner::{HTTP, Owner},
    scratch, time,
};

/// A data directory with everything that is deleted for its age, marked long enough: the next look
/// deletes it.
struct Due {
    directory: TempDir,
    /// The moment of that look.
    now: u64,
    /// Ended more than three full calendar years ago.
    ended: Owner,
    /// Its log is finished, and the time for audits over.
    audited: Owner,
    /// Its epochs are due.
    old: Owner,
    /// Nothing of it is due.
    young: Owner,
    young_entries: Vec<Entry>,
    statements: Vec<Statement>,
    /// Bytes that stand in files and must not afterwards.
    traces: Vec<Vec<u8>>,
    /// Epochs whose keys are gone before.
    destroyed: u64,
}

impl Due {
    fn new() -> Self {
        let now = command::now();
        let directory = scratch();
        let config = config(&directory);
        let clock = Clock::manual(time(now - 5 * YEAR));
        let processor = Processor::start(&config, clock.clone()).unwrap();
        let key = *processor.log_key();
        let owner = |seed| {
            let moment = clock.now().seconds();
            let mut owner = Owner::at(moment, seed, key, |terms| {
                terms.retention_epochs = 4;
                terms.audit_days = if seed == 2 { 2 } else { 365 };
            });
            // It is asked for once more at the end.
            owner
                .certificates
                .retain(|certificate| certificate.key_use() != KeyUse::Http);
            owner.certify(HTTP, KeyUse::Http, moment - DAY, now + DAY);
            owner
                .certificates
                .sort_by_key(sealroll_wire::Certificate::serial);
            owner
        };
        let audited = owner(2);
        let second = fill(&audited, &processor, 2, 0);
        let is_finished = || {
            let store = read(&config.data_dir);
            let logs = store.record_logs(&audited.list()).unwrap();
            logs.iter().any(|log| log.finished.is_some())
        };
        while !is_finished() {
            clock.pass(DAY / 4);
            processor.sweep().unwrap();
            assert!(clock.now() < time(now - 4 * YEAR));
        }
        let old = owner(3);
        let statements = fill(&old, &processor, 3, 0);
        let ended = owner(1);
        let first = fill(&ended, &processor, 2, 0);
        let client = &mut Client::connect(processor.address());
        Orders::default().give(&ended, client, Order::TerminateList);
        processor.stop();

        clock.set(time(now - DAY));
        let processor = Processor::start(&config, clock.clone()).unwrap();
        let young = Owner::at(now - DAY, 4, key, |_| {});
        fill(&young, &processor, 3, 1);
        let client = &mut Client::connect(processor.address());
        let (_, young_entries) = young.sync(client);
        processor.sweep().unwrap();
        old.now.set(now - DAY);
        assert_eq!(old.envelopes(client, statements[0].epoch(), 0), []);
        processor.stop();
        ripen(&config);
        let hash = |statement, number| {
            let record = record_id(&envelope(statement, number));
            record.to_bytes().to_vec()
        };
        let due = Self {
            now,
            traces: vec![
                ended.root.as_bytes().to_vec(),
                ended.descriptor.as_bytes().to_vec(),
                first[1].as_bytes().to_vec(),
                hash(&first[0], 0),
                hash(&second[0], 0),
                hash(&second[0], 1),
            ],
            destroyed: unreadable(&config, &config.data_dir),
            directory,
            ended,
            audited,
            old,
            young,
            young_entries,
            statements,
        };
        assert_eq!(due.found(&due.data()), due.traces.len());
        due
    }

    fn data(&self) -> PathBuf {
        config(&self.directory).data_dir
    }

    /// A copy of it, to be run.
    fn copy(&self) -> (TempDir, Config) {
        let directory = scratch();
        let config = config(&directory);
        copy(&self.data(), &config.data_dir);
        (directory, config)
    }

    fn clock(&self) -> Clock {
        Clock::manual(time(self.now))
    }

    /// How many of the traces a search of all files finds.
    fn found(&self, data: &Path) -> usize {
        let mut files = Vec::new();
        read_files(data, &mut files);
        let holds = |trace: &&Vec<u8>| {
            let within = |file: &Vec<u8>| file.windows(trace.len()).any(|part| part == **trace);
            files.iter().any(within)
        };
        self.traces.iter().filter(holds).count()
    }

    /// Lets a processor go on from what is there, which looks once.
    fn finish(&self, config: &Config) {
        let found = verify(config, &config.data_dir).unwrap();
        assert!(found.is_sound(), "{found}");
        let processor = Processor::start(config, self.clock()).unwrap();
        processor.sweep().unwrap();
        self.check(config, processor);
    }

    /// All of it is gone, and what must stay is there.
    fn check(&self, config: &Config, processor: Processor) {
        let mut connection = Client::connect(processor.address());
        let client = &mut connection;
        let known = client.get(&self.ended.path("/welcome"));
        assert!(known.text().contains("unknown-list"), "{}", known.text());
        for owner in [&self.audited, &self.old, &self.young] {
            owner.now.set(self.now);
        }
        let path = self.audited.log_path("/checkpoint");
        self.audited.get(client, &path).refused(410, "log-deleted");
        for statement in &self.statements {
            let envelopes = self.old.envelopes(client, statement.epoch(), 0);
            assert_eq!(envelopes, []);
        }
        let (_, entries) = self.old.sync(client);
        let purges = entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Purge);
        assert_eq!(purges.count(), self.statements.len(), "each once");
        let (_, entries) = self.young.sync(client);
        assert_eq!(entries, self.young_entries);
        assert_eq!(self.young.envelopes(client, self.young.today, 0).len(), 3);
        // A reader would keep what it reads from being removed, and an open connection the end waiting.
        drop(connection);
        processor.stop();
        assert_eq!(self.found(&config.data_dir), 0, "something is left");
        assert_eq!(unreadable(config, &self.data()), self.destroyed + 1);
        let found = verify(config, &config.data_dir).unwrap();
        assert!(found.is_sound(), "{found}");
    }
}

// covers: RET-1, RET-4, RET-5
#[test]
fn deletions_that_fail_are_completed_at_the_next_look() {
    let due = Due::new();
    for failing in 0..COMMITS {
        for fault in [Fault::Applied, Fault::Unapplied, Fault::Full] {
            let (_directory, config) = due.copy();
            let store = Arc::new(Faulty::new(open(&config)));
            let shared: Arc<dyn Store> = Arc::<Faulty<SqliteStore>>::clone(&store);
            let processor = Processor::start_with(&config, due.clock(), shared).unwrap();
            let before = store.commits();
            store.fail(failing, fault);
            assert!(processor.sweep().is_err(), "{failing} {fault:?}");
            let all = [1, COMMITS][usize::from(failing > 0)];
            assert_eq!(store.commits() - before, all, "{failing}");
            processor.sweep().unwrap();
            drop(store);
            due.check(&config, processor);
        }
    }
}

#[test]
fn what_a_reader_keeps_from_being_removed_is_removed_at_the_next_look() {
    let due = Due::new();
    let (_directory, config) = due.copy();
    let store = Arc::new(Faulty::new(open(&config)));
    let shared: Arc<dyn Store> = Arc::<Faulty<SqliteStore>>::clone(&store);
    let processor = Processor::start_with(&config, due.clock(), shared).unwrap();
    store.fail_scrubs(u64::MAX);
    assert!(processor.sweep().is_err());
    assert!(processor.sweep().is_err(), "it is tried again");
    assert!(due.found(&config.data_dir) > 0);
    assert_eq!(unreadable(&config, &due.data()), due.destroyed);
    store.fail_scrubs(0);
    processor.sweep().unwrap();
    assert_eq!(due.found(&config.data_dir), 0, "while it runs");
    assert_eq!(unreadable(&config, &due.data()), due.destroyed + 1);
    drop(store);
    due.check(&config, processor);
}

#[cfg(unix)]
#[test]
fn a_killed_process_leaves_nothing_half_deleted() {
    let runs: u32 = env::var("SEALROLL_CRASH_RUNS").map_or(10, |runs| runs.parse().unwrap());
    let runs = (runs / 5).max(5);
    let due = Due::new();
    let run = |wait: &dyn Fn(&Config)| {
        let directory = scratch();
        command::configure(directory.path(), "");
        let config = config(&directory);
        copy(&due.data(), &config.data_dir);
        let mut running = command::start(directory.path());
        wait(&config);
        running.signal("KILL");
        running.wait();
        due.finish(&config);
    };
    // It looks as soon as it starts. How long that takes:
    let whole = std::cell::Cell::new(Duration::ZERO);
    run(&|config| {
        let begin = Instant::now();
        let list = due.ended.list();
        while !read(&config.data_dir).is_forgotten(&list).unwrap() {
            assert!(begin.elapsed() < Duration::from_secs(60));
            thread::sleep(Duration::from_millis(1));
        }
        whole.set(begin.elapsed());
    });
    for number in 0..runs {
        run(&|_| thread::sleep(whole.get() * number / runs));
    }
    if let Ok(file) = env::var("SEALROLL_DELETIONS_REPORT") {
        let report = serde_json::json!({ "killed": runs + 1, "half_deleted": 0 });
        fs::write(file, format!("{report}\n")).unwrap();
    }
}

#[test]
fn a_power_cut_leaves_nothing_half_deleted() {
    let cuts: usize = env::var("SEALROLL_POWER_CUTS").map_or(60, |cuts| cuts.parse().unwrap());
    let due = Due::new();
    let (_directory, config) = due.copy();
    let (database, vault) = (config.data_dir.join("sealroll.db"), vault_of(&config));
    let store = PowerCuts::new(open(&config), &database, &vault, 1);
    let store = Arc::new(store);
    let shared: Arc<dyn Store> = Arc::<PowerCuts<SqliteStore>>::clone(&store);
    let processor = Processor::start_with(&config, due.clock(), shared).unwrap();
    processor.sweep().unwrap();
    let steps = store.steps();
    assert!(steps.len() >= 11, "commits and scrubs: {}", steps.len());
    drop(store);
    due.check(&config, processor);
    let mut state = 0x5eed_u64;
    let mut random = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    for number in 0..cuts / 5 {
        let (_directory, config) = due.copy();
        let image = steps[number % steps.len()].image(&mut random);
        fs::remove_dir_all(vault_of(&config)).unwrap();
        image
            .write(&config.data_dir.join("sealroll.db"), &vault_of(&config))
            .unwrap();
        due.finish(&config);
    }
}

/// Registers a list, and uploads so many records under one of the statements that it publishes.
pub(crate) fn fill(
    owner: &Owner,
    processor: &Processor,
    records: u64,
    statement: usize,
) -> Vec<Statement> {
    let client = &mut Client::connect(processor.address());
    owner.register(client);
    let statements = owner.publish(client, owner.now.get());
    for number in 0..records {
        upload(client, &envelope(&statements[statement], number)).ok();
    }
    statements
}

/// What is marked has been marked long enough.
fn ripen(config: &Config) {
    let store = open(config);
    let mut service = store.service_state().unwrap().unwrap();
    service.uptime += 2 * DAY;
    let commit = Commit {
        changes: vec![Change::Service(service)],
        ..Commit::default()
    };
    store.commit(&commit).unwrap();
    store.scrub().unwrap();
}

fn open(config: &Config) -> SqliteStore {
    let mut options = SqliteOptions::default();
    options.vault = Some(Arc::new(Vault::open(&vault_of(config), None).unwrap()));
    SqliteStore::open(&config.data_dir.join("sealroll.db"), options).unwrap()
}

fn vault_of(config: &Config) -> PathBuf {
    config.data_dir.join("vault")
}

pub(crate) fn read(data: &Path) -> SqliteStore {
    SqliteStore::open_to_read(&data.join("sealroll.db"), None).unwrap()
}

/// Epochs of a data directory that the vault of a configuration cannot open.
fn unreadable(config: &Config, data: &Path) -> u64 {
    let mut of_vault = config.clone();
    of_vault.vault_dir = Some(vault_of(config));
    verify(&of_vault, data).unwrap().unreadable_epochs
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(path, target).unwrap();
        }
    }
}

fn read_files(folder: &Path, files: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_files(&path, files);
        } else {
            files.push(fs::read(path).unwrap());
        }
    }
}

/// Commits of the look: its note, three epochs, a log and a list.
const COMMITS: u64 = 6;
const DAY: u64 = 86_400;
const YEAR: u64 = 365 * DAY;

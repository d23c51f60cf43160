//! Both stores pass the conformance suite; the faulty one fails as it says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use sealroll_store::{
    Commit, Fault, Faulty, LogId, MemoryStore, Purge, SqliteOptions, SqliteStore, Store,
    StoreError, Vault, conformance,
    conformance::commit_batch,
    sample::{self, Batch},
};
use sealroll_wire::{Epoch, Generation, Serial};
use tempfile::TempDir;

/// A store whose directory lives as long as itself.
struct Temporary {
    store: SqliteStore,
    directory: TempDir,
}

fn temporary() -> Temporary {
    let directory = tempfile::tempdir().unwrap();
    let store =
        SqliteStore::open(&directory.path().join("store.db"), SqliteOptions::default()).unwrap();
    Temporary { store, directory }
}

#[test]
fn memory_conforms() {
    conformance::run(MemoryStore::new);
}

#[test]
fn sqlite_conforms() {
    let stores = std::cell::RefCell::new(Vec::new());
    conformance::run(|| {
        let Temporary { store, directory } = temporary();
        stores.borrow_mut().push(directory);
        store
    });
}

#[test]
fn sqlite_over_a_vault_conforms() {
    let directories = std::cell::RefCell::new(Vec::new());
    conformance::run(|| {
        let directory = tempfile::tempdir().unwrap();
        let vault = Vault::open(&directory.path().join("vault"), None).unwrap();
        let mut options = SqliteOptions::default();
        options.vault = Some(Arc::new(vault));
        let store = SqliteStore::open(&directory.path().join("store.db"), options).unwrap();
        directories.borrow_mut().push(directory);
        store
    });
}

#[test]
fn without_faults_the_faulty_store_conforms() {
    conformance::run(|| Faulty::new(MemoryStore::new()));
}

#[test]
fn faults_come_when_ordered() {
    let store = Faulty::new(MemoryStore::new());
    let list = sample::list(1);
    store.commit(&sample::registration(list)).unwrap();
    store.fail(0, Fault::Unapplied);
    store.fail(1, Fault::Full);
    store.fail(2, Fault::Applied);
    let batch = Batch::of_records(list, 0, Epoch(1), &[1]);
    assert_eq!(commit_batch(&store, &batch), Err(StoreError::Io));
    assert_eq!(store.head(LogId::records(list, Generation(1))), Ok(None));
    assert_eq!(commit_batch(&store, &batch), Err(StoreError::Full));
    assert_eq!(store.head(LogId::records(list, Generation(1))), Ok(None));
    assert_eq!(commit_batch(&store, &batch), Err(StoreError::Io));
    assert_eq!(
        store
            .head(LogId::records(list, Generation(1)))
            .unwrap()
            .unwrap()
            .size,
        1
    );
    assert_eq!(commit_batch(&store, &batch), Err(StoreError::Conflict));
    assert_eq!(store.commits(), 5);
}

#[test]
fn only_errors_that_say_so_promise_that_nothing_was_stored() {
    assert!(StoreError::Full.nothing_stored());
    assert!(StoreError::Conflict.nothing_stored());
    assert!(!StoreError::Io.nothing_stored());
}

#[test]
fn content_survives_closing_and_foreign_files_are_refused() {
    let Temporary { store, directory } = temporary();
    let list = sample::list(1);
    store.commit(&sample::registration(list)).unwrap();
    commit_batch(&store, &Batch::of_records(list, 0, Epoch(1), &[1, 2])).unwrap();
    assert!(store.documents(&list).unwrap().is_some());
    drop(store);
    let path = directory.path().join("store.db");
    assert!(
        !directory.path().join("store.db-wal").exists(),
        "one file is left"
    );
    let store = SqliteStore::open(&path, SqliteOptions::default()).unwrap();
    assert_eq!(
        store
            .head(LogId::records(list, Generation(1)))
            .unwrap()
            .unwrap()
            .size,
        2
    );
    assert_eq!(
        store
            .envelopes(&list, Generation(1), Epoch(1), 1, 9)
            .unwrap()[0]
            .bytes,
        sample::envelope(2)
    );
    let foreign = directory.path().join("foreign.db");
    std::fs::write(
        &foreign,
        b"certainly not a database, and long enough to be read as one",
    )
    .unwrap();
    let refused = SqliteStore::open(&foreign, SqliteOptions::default());
    assert_eq!(refused.err(), Some(StoreError::Unusable));
}

#[test]
fn a_store_of_another_version_is_refused_by_that_name() {
    let Temporary { store, directory } = temporary();
    drop(store);
    let path = directory.path().join("store.db");
    for version in [1, 99] {
        let connection = rusqlite::Connection::open(&path).unwrap();
        let set = format!("PRAGMA user_version = {version}");
        connection.execute_batch(&set).unwrap();
        drop(connection);
        let refused = SqliteStore::open(&path, SqliteOptions::default()).unwrap_err();
        assert_eq!(refused, StoreError::OtherVersion);
        assert!(refused.to_string().contains("another version"));
    }
}

#[cfg(unix)]
#[test]
fn the_file_and_its_journal_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let Temporary { store, directory } = temporary();
    store
        .commit(&sample::registration(sample::list(1)))
        .unwrap();
    for name in ["store.db", "store.db-wal"] {
        let metadata = std::fs::metadata(directory.path().join(name)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_full_database_stores_nothing_and_recovers_with_more_room() {
    let Temporary { store, directory } = temporary();
    let list = sample::list(1);
    store.commit(&sample::registration(list)).unwrap();
    drop(store);
    let path = directory.path().join("store.db");
    let mut options = SqliteOptions::default();
    options.max_bytes = Some(200 * 1024);
    let store = SqliteStore::open(&path, options).unwrap();
    let batch = |first: u64| {
        let numbers: Vec<u32> = (0..16).map(|at| first as u32 + at).collect();
        Batch::of_records(list, first, Epoch(1), &numbers)
    };
    let mut size = 0;
    let error = loop {
        match commit_batch(&store, &batch(size)) {
            Ok(()) => size += 16,
            Err(error) => break error,
        }
    };
    assert_eq!(error, StoreError::Full);
    assert!(size > 0);
    assert_eq!(commit_batch(&store, &batch(size)), Err(StoreError::Full));
    assert_eq!(
        store
            .head(LogId::records(list, Generation(1)))
            .unwrap()
            .unwrap()
            .size,
        size
    );
    assert_eq!(store.epoch_state(&list, Epoch(1)).unwrap().records, size);
    drop(store);
    let store = SqliteStore::open(&path, SqliteOptions::default()).unwrap();
    commit_batch(&store, &batch(size)).unwrap();
    assert_eq!(
        store
            .entries(LogId::records(list, Generation(1)), 0, 9999)
            .unwrap()
            .len() as u64,
        size + 16
    );
}

#[test]
fn a_full_database_can_be_purged() {
    let Temporary { store, directory } = temporary();
    let list = sample::list(1);
    store.commit(&sample::registration(list)).unwrap();
    drop(store);
    let mut options = SqliteOptions::default();
    options.max_bytes = Some(200 * 1024);
    let store = SqliteStore::open(&directory.path().join("store.db"), options).unwrap();
    let mut size = 0;
    let upload = |first: u64, epoch| {
        commit_batch(
            &store,
            &Batch::of_records(list, first, Epoch(epoch), &[first as u32]),
        )
    };
    while upload(size, 1).is_ok() {
        size += 1;
    }
    assert_eq!(upload(size, 2), Err(StoreError::Full));
    let entry = Batch::of_statements(list, size, &[(Epoch(1), Serial(1))]);
    let checkpoint = entry.checkpoint();
    let purge = Commit {
        purges: vec![Purge {
            list,
            epoch: Epoch(1),
        }],
        appends: vec![entry.append(&checkpoint)],
        ..Commit::default()
    };
    store.commit(&purge).unwrap();
    store.scrub().unwrap();
    upload(size + 1, 2).unwrap();
}

#[test]
fn an_empty_commit_is_told_apart() {
    assert!(Commit::default().is_empty());
    assert!(!sample::registration(sample::list(1)).is_empty());
}

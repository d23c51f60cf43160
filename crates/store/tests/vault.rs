//! Keys of epochs: what they hide, what their end ends, and what a crash or a copy can do.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path, sync::Arc};

use sealroll_store::{
    Commit, FoundRecord, Purge, SqliteOptions, SqliteStore, Store, StoreError, Vault,
    conformance::commit_batch,
    sample::{self, Batch},
};
use sealroll_wire::{Epoch, Generation, ListId};
use tempfile::TempDir;

fn open(root: &Path) -> SqliteStore {
    let vault = Vault::open(&root.join("vault"), Some(&root.join("copy"))).unwrap();
    let mut options = SqliteOptions::default();
    options.vault = Some(Arc::new(vault));
    SqliteStore::open(&root.join("store.db"), options).unwrap()
}

/// A list with envelopes 0 to 9 in epoch 1 and 10 to 19 in epoch 2.
fn house() -> (TempDir, SqliteStore, ListId) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let list = sample::list(1);
    store.commit(&sample::registration(list)).unwrap();
    for (first, epoch) in [(0, 1), (10, 2)] {
        let numbers: Vec<u32> = (first..first + 10).collect();
        let batch = Batch::of_records(list, u64::from(first), Epoch(epoch), &numbers);
        commit_batch(&store, &batch).unwrap();
    }
    (directory, store, list)
}

fn purge(store: &SqliteStore, list: ListId, epoch: Epoch) {
    let purges = vec![Purge { list, epoch }];
    let commit = Commit {
        purges,
        ..Commit::default()
    };
    store.commit(&commit).unwrap();
    store.scrub().unwrap();
}

fn count(store: &SqliteStore, list: ListId, epoch: u32) -> Result<usize, StoreError> {
    let page = store.envelopes(&list, Generation(1), Epoch(epoch), 0, 99)?;
    Ok(page.len())
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Whether any file below holds any 16 bytes of the envelope.
fn found(directory: &Path, envelope: &[u8]) -> bool {
    fs::read_dir(directory).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return found(&path, envelope);
        }
        let bytes = fs::read(path).unwrap();
        let mut pieces = envelope.chunks_exact(16);
        pieces.any(|piece| bytes.windows(16).any(|window| window == piece))
    })
}

#[test]
fn no_file_holds_an_envelope_as_it_is() {
    let (directory, store, list) = house();
    assert_eq!(count(&store, list, 1), Ok(10));
    for number in 0..20 {
        assert!(!found(directory.path(), &sample::envelope(number)));
    }
    // The control: without a vault the same search finds them.
    let plain = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&plain.path().join("s.db"), SqliteOptions::default()).unwrap();
    store.commit(&sample::registration(list)).unwrap();
    commit_batch(&store, &Batch::of_records(list, 0, Epoch(1), &[3])).unwrap();
    assert!(found(plain.path(), &sample::envelope(3)));
}

// covers: RECV-3
#[test]
fn a_backup_of_the_database_gives_nothing_back_once_the_key_is_destroyed() {
    let (directory, store, list) = house();
    let backup = tempfile::tempdir().unwrap();
    copy(directory.path(), backup.path());
    purge(&store, list, Epoch(1));
    assert_eq!(
        (count(&store, list, 1), count(&store, list, 2)),
        (Ok(0), Ok(10))
    );
    drop(store);
    // The old database comes back, with either of the places where the keys are kept.
    for keys in ["vault", "copy"] {
        let restored = tempfile::tempdir().unwrap();
        copy(backup.path(), restored.path());
        fs::remove_dir_all(restored.path().join("vault")).unwrap();
        copy(&directory.path().join(keys), &restored.path().join("vault"));
        let store = open(restored.path());
        assert_eq!(
            (count(&store, list, 1), count(&store, list, 2)),
            (Ok(0), Ok(10))
        );
        let state = store.epoch_state(&list, Epoch(1)).unwrap();
        assert!(state.purged, "it takes no more records either");
        let enc = |number| *sample::enc(&sample::envelope(number));
        assert_eq!(store.find_record(&list, &enc(1)), Ok(None));
        let other = store.find_record(&list, &enc(11)).unwrap();
        assert!(matches!(other, Some(FoundRecord::Stored(_))));
    }
    // The control: with the keys of then, the backup does give them back.
    let restored = tempfile::tempdir().unwrap();
    copy(backup.path(), restored.path());
    assert_eq!(count(&open(restored.path()), list, 1), Ok(10));
}

#[test]
fn a_destroyed_key_is_in_no_file_and_is_never_made_again() {
    let (directory, store, list) = house();
    let files = |name: &str| -> Vec<String> {
        let entries = fs::read_dir(directory.path().join(name)).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(files("vault"), ["keys-0", "master-0"]);
    let old = fs::read(directory.path().join("vault/master-0")).unwrap();
    purge(&store, list, Epoch(1));
    for name in ["vault", "copy"] {
        assert_eq!(files(name), ["keys-1", "master-1"], "the newest state only");
        assert!(!found(&directory.path().join(name), &old));
    }
    drop(store);
    let store = open(directory.path());
    let again = Batch::of_records(list, 20, Epoch(1), &[50]);
    assert_eq!(commit_batch(&store, &again), Err(StoreError::Conflict));
    let other = Batch::of_records(list, 20, Epoch(2), &[51]);
    commit_batch(&store, &other).unwrap();
    assert_eq!(count(&store, list, 2), Ok(11));
}

#[test]
fn a_crash_between_purge_and_destruction_is_made_good_at_the_next_start() {
    let (directory, store, list) = house();
    let commit = Commit {
        purges: vec![Purge {
            list,
            epoch: Epoch(1),
        }],
        ..Commit::default()
    };
    store.commit(&commit).unwrap();
    drop(store);
    assert!(directory.path().join("vault/master-0").exists());
    drop(open(directory.path()));
    assert!(!directory.path().join("vault/master-0").exists());
}

#[test]
fn half_written_and_damaged_vaults_are_told_apart() {
    let (directory, store, list) = house();
    drop(store);
    let vault = directory.path().join("vault");
    // A crash after the new master key and before the keys that it wraps: the old pair counts.
    fs::write(vault.join("master-1"), [9; 32]).unwrap();
    assert_eq!(count(&open(directory.path()), list, 1), Ok(10));
    assert!(!vault.join("master-1").exists());
    let mut keys = fs::read(vault.join("keys-0")).unwrap();
    keys[50] ^= 1;
    fs::write(vault.join("keys-0"), keys).unwrap();
    assert!(Vault::exists(&vault));
    assert_eq!(Vault::open(&vault, None).unwrap_err(), StoreError::Corrupt);
}

#[cfg(unix)]
#[test]
fn the_files_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let (directory, _store, _) = house();
    for name in ["vault", "vault/keys-0", "vault/master-0", "copy/master-0"] {
        let mode = fs::metadata(directory.path().join(name)).unwrap();
        assert_eq!(mode.permissions().mode() & 0o077, 0, "{name}");
    }
}

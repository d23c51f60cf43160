//! What the store alone costs: the vault against none, and finding one record in a long log.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use sealroll_store::{
    Append, Commit, EntryBytes, LogId, SqliteOptions, SqliteStore, Store, StoreError, Vault,
    sample::{self, Batch},
};
use sealroll_wire::{Epoch, Generation, RecordId};

use crate::error::JourneyError;

/// Records per second that the store keeps with a vault, over those without, in each of some pairs.
pub(crate) fn vault_over_plain(folder: &Path, records: u32) -> Result<Vec<f64>, JourneyError> {
    let (plain, sealed) = (folder.join("plain"), folder.join("sealed"));
    for folder in [&plain, &sealed] {
        std::fs::create_dir_all(folder)?;
    }
    let vault = Vault::open(&sealed.join("vault"), None).map_err(failed)?;
    let mut plain = open(&plain, None).map_err(failed)?;
    let mut sealed = open(&sealed, Some(Arc::new(vault))).map_err(failed)?;
    let mut ratios = Vec::new();
    for pair in 0..=PAIRS {
        let (without, with) = if pair % 2 == 0 {
            let without = plain.fill(records).map_err(failed)?;
            (without, sealed.fill(records).map_err(failed)?)
        } else {
            let with = sealed.fill(records).map_err(failed)?;
            (plain.fill(records).map_err(failed)?, with)
        };
        if pair > 0 {
            ratios.push(without / with);
        }
    }
    ratios.sort_by(f64::total_cmp);
    Ok(ratios)
}

/// Milliseconds to look for a record in a log with so many entries that does not have it: all of
/// them are read.
pub(crate) fn find_entry_ms(folder: &Path, entries: u64) -> Result<f64, JourneyError> {
    std::fs::create_dir_all(folder)?;
    let store = open(folder, None).map_err(failed)?.store;
    let log = LogId::records(sample::list(1), Generation(1));
    let mut first = 0;
    while first < entries {
        let end = entries.min(first + STRETCH);
        let stretch: Vec<EntryBytes> = (first..end).map(sample::entry).collect();
        let append = Append {
            log,
            first,
            entries: &stretch,
            records: Vec::new(),
            statements: Vec::new(),
            documents: Vec::new(),
            tiles: Vec::new(),
            checkpoint: b"checkpoint",
        };
        store.commit(&commit(append)).map_err(failed)?;
        first = end;
    }
    let absent = RecordId::from_bytes([0; 32]);
    let mut times = Vec::new();
    for _ in 0..5 {
        let begin = Instant::now();
        let found = store.find_entry(&sample::list(1), &absent);
        times.push(begin.elapsed().as_secs_f64() * 1000.0);
        if found.map_err(failed)?.is_some() {
            return Err(JourneyError::Findings(
                "a record was found that nobody sent",
            ));
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(times.get(times.len() / 2).copied().unwrap_or_default())
}

/// A store with one list.
struct Filled {
    store: SqliteStore,
    size: u64,
}

impl Filled {
    /// Stores so many records in batches as under load; returns how long that took.
    fn fill(&mut self, records: u32) -> Result<f64, StoreError> {
        let first = self.size as u32;
        let numbers: Vec<u32> = (first..first + records).collect();
        let batches = numbers.chunks(BATCH).map(|numbers| {
            let batch = Batch::of_records(sample::list(1), self.size, Epoch(1), numbers);
            self.size += numbers.len() as u64;
            (batch.checkpoint(), batch)
        });
        let batches: Vec<(Vec<u8>, Batch)> = batches.collect();
        let begin = Instant::now();
        for (checkpoint, batch) in &batches {
            self.store.commit(&commit(batch.append(checkpoint)))?;
        }
        Ok(begin.elapsed().as_secs_f64())
    }
}

fn open(folder: &Path, vault: Option<Arc<Vault>>) -> Result<Filled, StoreError> {
    let mut options = SqliteOptions::default();
    options.vault = vault;
    let store = SqliteStore::open(&folder.join("store.db"), options)?;
    store.commit(&sample::registration(sample::list(1)))?;
    Ok(Filled { store, size: 0 })
}

fn commit(append: Append<'_>) -> Commit<'_> {
    Commit {
        appends: vec![append],
        ..Commit::default()
    }
}

fn failed(_: StoreError) -> JourneyError {
    JourneyError::Findings("the store alone failed")
}

/// Pairs that count.
const PAIRS: usize = 8;
/// Records in one commit.
const BATCH: usize = 32;
/// Entries in one commit, where only the log is made.
const STRETCH: u64 = 250_000;

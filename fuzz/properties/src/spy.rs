//! A store that is looked at: what is committed, and whether every log only grows.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sealroll_log::{Frontier, Hash, KeyName, NoteKey, SignedCheckpoint};
use sealroll_store::{Commit, LogId, LogKind, MemoryStore, Store, StoreError};
use sealroll_wire::origin;

use crate::list::{self, List};

/// A store in memory that counts commits and follows every log.
#[derive(Default)]
pub(crate) struct Spy {
    store: MemoryStore,
    commits: AtomicU64,
    edges: Mutex<BTreeMap<LogId, Frontier>>,
    faults: Mutex<Vec<String>>,
}

impl Spy {
    /// Commits of anything but nonces.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    /// What should not have happened. A panic here would only end a thread of the processor.
    pub(crate) fn faults(&self) -> Vec<String> {
        lock(&self.faults).clone()
    }

    /// Follows the logs: each append continues the log, and its checkpoint is signed and states
    /// the head of exactly these entries (`spec/protocol.md#LOG-2`).
    fn follow(&self, commit: &Commit<'_>) {
        let mut edges = lock(&self.edges);
        for append in &commit.appends {
            let edge = edges.entry(append.log).or_default();
            let mut grown = edge.clone();
            let continues = append.first == edge.size();
            for entry in append.entries {
                let _ = grown.append(Hash::leaf(entry));
            }
            let of = &append.log.list;
            let name = match append.log.kind {
                LogKind::Records(generation) => origin::record_log(list::ORIGIN, of, generation),
                LogKind::Instructions => origin::instruction_log(list::ORIGIN, of),
            };
            let signed = KeyName::new(&name).ok().and_then(|name| {
                let key = NoteKey::new(name, *List::shared().log_key.verifying_key());
                let checkpoint = SignedCheckpoint::parse(append.checkpoint).ok()?;
                checkpoint.verify(&key).ok()
            });
            let stated = signed.is_some_and(|checkpoint| *checkpoint.head() == grown.head());
            if !continues || !stated {
                lock(&self.faults).push(format!("a log of {of} does not continue"));
            }
            *edge = grown;
        }
    }
}

impl Store for Spy {
    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        self.store.commit(commit)?;
        let only_nonces = Commit {
            nonces: Vec::new(),
            ..commit.clone()
        };
        if !only_nonces.is_empty() {
            self.commits.fetch_add(1, Ordering::SeqCst);
        }
        self.follow(commit);
        Ok(())
    }

    fn scrub(&self) -> Result<(), StoreError> {
        self.store.scrub()
    }

    sealroll_store::delegate_reads!(store);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

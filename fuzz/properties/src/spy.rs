//! A store that is looked at: what is committed, and whether every log only grows.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sealroll_log::{Frontier, Hash, KeyName, NoteKey, SignedCheckpoint};
use sealroll_store::{
    Commit, Documents, EntryBytes, Envelope, EpochState, InstructionRow, LogHead, MemoryStore,
    RecordPlace, StatementRow, Store, StoreError,
};
use sealroll_wire::{Epoch, Generation, ListId, Serial, StatementId, origin};

use crate::list::{self, List};

/// A store in memory that counts commits and follows every log.
#[derive(Default)]
pub(crate) struct Spy {
    store: MemoryStore,
    commits: AtomicU64,
    edges: Mutex<BTreeMap<(ListId, Generation), Frontier>>,
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
            let edge = edges.entry((append.list, append.generation)).or_default();
            let mut grown = edge.clone();
            let continues = append.first == edge.size();
            for entry in append.entries {
                let _ = grown.append(Hash::leaf(entry));
            }
            let name = origin::record_log(list::ORIGIN, &append.list, append.generation);
            let signed = KeyName::new(&name).ok().and_then(|name| {
                let key = NoteKey::new(name, *List::shared().log_key.verifying_key());
                let checkpoint = SignedCheckpoint::parse(append.checkpoint).ok()?;
                checkpoint.verify(&key).ok()
            });
            let stated = signed.is_some_and(|checkpoint| *checkpoint.head() == grown.head());
            if !continues || !stated {
                lock(&self.faults).push(format!("a log of {} does not continue", append.list));
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

    fn documents(&self, list: &ListId) -> Result<Option<Documents>, StoreError> {
        self.store.documents(list)
    }

    fn statement(
        &self,
        list: &ListId,
        id: &StatementId,
    ) -> Result<Option<StatementRow>, StoreError> {
        self.store.statement(list, id)
    }

    fn statements(&self, list: &ListId, epoch: Epoch) -> Result<Vec<StatementRow>, StoreError> {
        self.store.statements(list, epoch)
    }

    fn last_statement(&self, list: &ListId) -> Result<Option<Serial>, StoreError> {
        self.store.last_statement(list)
    }

    fn generations(&self, list: &ListId) -> Result<Vec<Generation>, StoreError> {
        self.store.generations(list)
    }

    fn head(&self, list: &ListId, generation: Generation) -> Result<Option<LogHead>, StoreError> {
        self.store.head(list, generation)
    }

    fn cosigned(
        &self,
        list: &ListId,
        generation: Generation,
    ) -> Result<Option<LogHead>, StoreError> {
        self.store.cosigned(list, generation)
    }

    fn entries(
        &self,
        list: &ListId,
        generation: Generation,
        first: u64,
        count: u64,
    ) -> Result<Vec<EntryBytes>, StoreError> {
        self.store.entries(list, generation, first, count)
    }

    fn tile(
        &self,
        list: &ListId,
        generation: Generation,
        level: u8,
        index: u64,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.tile(list, generation, level, index)
    }

    fn find_record(
        &self,
        list: &ListId,
        enc: &[u8; 32],
    ) -> Result<Option<RecordPlace>, StoreError> {
        self.store.find_record(list, enc)
    }

    fn envelopes(
        &self,
        list: &ListId,
        generation: Generation,
        epoch: Epoch,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Envelope>, StoreError> {
        self.store.envelopes(list, generation, epoch, from, limit)
    }

    fn epoch_state(&self, list: &ListId, epoch: Epoch) -> Result<EpochState, StoreError> {
        self.store.epoch_state(list, epoch)
    }

    fn last_instruction(&self, list: &ListId) -> Result<Option<InstructionRow>, StoreError> {
        self.store.last_instruction(list)
    }

    fn has_nonce(&self, list: &ListId, nonce: &[u8; 16]) -> Result<bool, StoreError> {
        self.store.has_nonce(list, nonce)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

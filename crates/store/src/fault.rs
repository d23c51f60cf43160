use std::sync::{Mutex, MutexGuard, PoisonError};

use sealroll_wire::{Epoch, Generation, ListId, Serial, StatementId};

use crate::{
    commit::Commit,
    error::StoreError,
    rows::{
        Documents, EntryBytes, Envelope, EpochState, InstructionRow, LogHead, RecordPlace,
        StatementRow,
    },
    store::Store,
};

/// What happens to a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is stored, but the caller is told that it failed: the reply was lost.
    Applied,
    /// It is not stored and the caller is told that it failed: the power went.
    Unapplied,
    /// The disk is full.
    Full,
}

/// A store for tests that makes chosen commits of another store fail.
#[derive(Debug)]
pub struct Faulty<S> {
    inner: S,
    plan: Mutex<Plan>,
}

#[derive(Debug, Default)]
struct Plan {
    commits: u64,
    faults: Vec<(u64, Fault)>,
}

impl<S> Faulty<S> {
    /// Puts a store behind faults; at first there are none.
    pub fn new(inner: S) -> Self {
        Self {
            inner,
            plan: Mutex::default(),
        }
    }

    /// Makes the commit after the next `after` ones fail.
    pub fn fail(&self, after: u64, fault: Fault) {
        let mut plan = self.plan();
        let number = plan.commits + after;
        plan.faults.push((number, fault));
    }

    /// Commits asked for so far, failed ones included.
    pub fn commits(&self) -> u64 {
        self.plan().commits
    }

    /// The store behind.
    pub const fn inner(&self) -> &S {
        &self.inner
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Store> Store for Faulty<S> {
    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        let fault = {
            let mut plan = self.plan();
            let number = plan.commits;
            plan.commits += 1;
            plan.faults
                .iter()
                .find_map(|(at, fault)| (*at == number).then_some(*fault))
        };
        match fault {
            None => self.inner.commit(commit),
            Some(Fault::Applied) => self.inner.commit(commit).and(Err(StoreError::Io)),
            Some(Fault::Unapplied) => Err(StoreError::Io),
            Some(Fault::Full) => Err(StoreError::Full),
        }
    }

    fn scrub(&self) -> Result<(), StoreError> {
        self.inner.scrub()
    }

    fn documents(&self, list: &ListId) -> Result<Option<Documents>, StoreError> {
        self.inner.documents(list)
    }

    fn statement(
        &self,
        list: &ListId,
        id: &StatementId,
    ) -> Result<Option<StatementRow>, StoreError> {
        self.inner.statement(list, id)
    }

    fn statements(&self, list: &ListId, epoch: Epoch) -> Result<Vec<StatementRow>, StoreError> {
        self.inner.statements(list, epoch)
    }

    fn last_statement(&self, list: &ListId) -> Result<Option<Serial>, StoreError> {
        self.inner.last_statement(list)
    }

    fn generations(&self, list: &ListId) -> Result<Vec<Generation>, StoreError> {
        self.inner.generations(list)
    }

    fn head(&self, list: &ListId, generation: Generation) -> Result<Option<LogHead>, StoreError> {
        self.inner.head(list, generation)
    }

    fn cosigned(
        &self,
        list: &ListId,
        generation: Generation,
    ) -> Result<Option<LogHead>, StoreError> {
        self.inner.cosigned(list, generation)
    }

    fn entries(
        &self,
        list: &ListId,
        generation: Generation,
        first: u64,
        count: u64,
    ) -> Result<Vec<EntryBytes>, StoreError> {
        self.inner.entries(list, generation, first, count)
    }

    fn tile(
        &self,
        list: &ListId,
        generation: Generation,
        level: u8,
        index: u64,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.tile(list, generation, level, index)
    }

    fn find_record(
        &self,
        list: &ListId,
        enc: &[u8; 32],
    ) -> Result<Option<RecordPlace>, StoreError> {
        self.inner.find_record(list, enc)
    }

    fn envelopes(
        &self,
        list: &ListId,
        generation: Generation,
        epoch: Epoch,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Envelope>, StoreError> {
        self.inner.envelopes(list, generation, epoch, from, limit)
    }

    fn epoch_state(&self, list: &ListId, epoch: Epoch) -> Result<EpochState, StoreError> {
        self.inner.epoch_state(list, epoch)
    }

    fn last_instruction(&self, list: &ListId) -> Result<Option<InstructionRow>, StoreError> {
        self.inner.last_instruction(list)
    }

    fn has_nonce(&self, list: &ListId, nonce: &[u8; 16]) -> Result<bool, StoreError> {
        self.inner.has_nonce(list, nonce)
    }
}

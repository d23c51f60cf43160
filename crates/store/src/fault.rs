use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{commit::Commit, error::StoreError, store::Store};

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
    /// Scrubs that fail, from the next on.
    unscrubbed: u64,
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

    /// Makes the next scrubs fail, so many of them: a reader is in the way.
    pub fn fail_scrubs(&self, count: u64) {
        self.plan().unscrubbed = count;
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
        let is_busy = {
            let mut plan = self.plan();
            let is_busy = plan.unscrubbed > 0;
            plan.unscrubbed = plan.unscrubbed.saturating_sub(1);
            is_busy
        };
        if is_busy {
            return Err(StoreError::Busy);
        }
        self.inner.scrub()
    }

    crate::delegate_reads!(inner);
}

use std::{
    collections::BTreeSet,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use hyper::body::Bytes;
use sealroll_log::{KeyName, NoteKey, SignedCheckpoint, Tile};
use sealroll_store::{LogId, LogKind, Store};
use sealroll_wire::{Environment, Epoch, ListId, StatementId, origin};

use crate::{
    about::About, admission::Admission, cache::Cache, clock::Clock, config::Config, key::LogKey,
    lists::List, log_state::LogState, metrics::Metrics, problem::Problem, recovery::Recovery,
    statement::LoggedStatement,
};

/// What all parts of a processor share: store, clock, key and bounded memories of what is stored.
///
/// Only the sequencer changes anything; it corrects the memories after each commit.
pub(crate) struct Context {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
    pub(crate) key: LogKey,
    pub(crate) origin: String,
    pub(crate) environment: Environment,
    pub(crate) lists: Cache<ListId, Arc<List>>,
    pub(crate) statements: Cache<(ListId, StatementId), Arc<LoggedStatement>>,
    pub(crate) logs: Cache<LogId, Arc<LogState>>,
    pub(crate) tiles: Cache<(LogId, u8, u64), Arc<Tile>>,
    pub(crate) welcomes: Cache<(ListId, Epoch), Bytes>,
    /// Epochs whose purge a restored log lacks (`spec/protocol.md#RECV-8`), once it was read for them.
    pub(crate) unlogged: Cache<ListId, Arc<BTreeSet<Epoch>>>,
    /// Checkpoints that an owner fetched lately and may be about to cosign.
    pub(crate) served: Cache<LogId, Arc<Vec<SignedCheckpoint>>>,
    /// The newest statement of this processor with its version.
    pub(crate) about: About,
    /// What is asked of new lists.
    pub(crate) admission: Admission,
    /// Seconds after which no backup holds what was deleted.
    pub(crate) backup_seconds: u64,
    pub(crate) metrics: Metrics,
    /// What was restored, and whether it may be signed on (`spec/protocol.md#RECV-1`).
    pub(crate) recovery: Recovery,
    healthy: AtomicBool,
}

impl Context {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        clock: Clock,
        key: LogKey,
        config: &Config,
        about: About,
        admission: Admission,
    ) -> Self {
        Self {
            store,
            clock,
            key,
            origin: config.origin.clone(),
            environment: config.environment,
            backup_seconds: 0,
            lists: Cache::new(1024),
            statements: Cache::new(8192),
            logs: Cache::new(512),
            tiles: Cache::new(512),
            welcomes: Cache::new(1024),
            unlogged: Cache::new(512),
            served: Cache::new(512),
            about,
            admission,
            metrics: Metrics::default(),
            recovery: Recovery::default(),
            healthy: AtomicBool::new(true),
        }
    }

    /// A registered list.
    pub(crate) fn list(&self, id: &ListId) -> Result<Arc<List>, Problem> {
        let read = || {
            let documents = self.store.documents(id)?;
            let Some(documents) = documents else {
                return Ok(None);
            };
            let state = self.store.list_state(id)?;
            List::from_documents(&documents, state).map(|list| Some(Arc::new(list)))
        };
        self.lists.find_or(id, read)?.ok_or(Problem::UNKNOWN_LIST)
    }

    /// A log as far as it is durable; `None` if it has no entry.
    pub(crate) fn log(&self, log: LogId) -> Result<Option<Arc<LogState>>, Problem> {
        let read = || {
            let state = LogState::load(self, log, &self.note_key(log)?)?;
            Ok(state.map(Arc::new))
        };
        self.logs.find_or(&log, read)
    }

    /// A log that must be there: `not-logged` if it never was, `log-deleted` if it was deleted.
    pub(crate) fn existing_log(&self, log: LogId) -> Result<Arc<LogState>, Problem> {
        match self.log(log)? {
            Some(state) => Ok(state),
            None => self.check_not_deleted(log).and(Err(Problem::NOT_LOGGED)),
        }
    }

    /// A record log that was deleted does not begin anew (`spec/protocol.md#RET-5`).
    pub(crate) fn check_not_deleted(&self, log: LogId) -> Result<(), Problem> {
        match log.generation() {
            Some(generation) if self.store.is_deleted(&log.list, generation)? => {
                Err(Problem::LOG_DELETED)
            }
            _ => Ok(()),
        }
    }

    /// Name of a log.
    pub(crate) fn log_name(&self, log: LogId) -> Result<KeyName, Problem> {
        let name = match log.kind {
            LogKind::Records(generation) => origin::record_log(&self.origin, &log.list, generation),
            LogKind::Instructions => origin::instruction_log(&self.origin, &log.list),
        };
        // The origin was checked when the processor started; the rest is hex and digits.
        KeyName::new(&name).map_err(|_| Problem::INTERNAL)
    }

    /// The key that checkpoints of a log are signed with in its first part.
    pub(crate) fn note_key(&self, log: LogId) -> Result<NoteKey, Problem> {
        Ok(NoteKey::new(self.log_name(log)?, *self.key.public()))
    }

    /// Remembers that an owner has fetched this checkpoint.
    pub(crate) fn remember_served(&self, log: LogId, checkpoint: &SignedCheckpoint) {
        let former = self.served.find(&log).unwrap_or_default();
        if former.first() == Some(checkpoint) {
            return;
        }
        let mut served = vec![checkpoint.clone()];
        served.extend(former.iter().take(SERVED - 1).cloned());
        self.served.put(log, Arc::new(served));
    }

    /// Forgets all that a commit of unknown outcome may have made untrue.
    pub(crate) fn forget_everything(&self) {
        self.lists.clear();
        self.statements.clear();
        self.logs.clear();
        self.tiles.clear();
        self.unlogged.clear();
        self.served.clear();
        self.welcomes.clear();
    }

    /// Whether the last commit went well.
    pub(crate) fn is_healthy(&self) -> bool {
        self.healthy.load(Ordering::Relaxed)
    }

    pub(crate) fn set_healthy(&self, healthy: bool) {
        self.healthy.store(healthy, Ordering::Relaxed);
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Context").finish_non_exhaustive()
    }
}

/// Checkpoints remembered for each log.
const SERVED: usize = 4;

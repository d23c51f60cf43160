//! One list of a store in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sealroll_wire::{Epoch, Generation, ListId, Serial, Time};

use crate::{
    change::{Change, RecordKey},
    commit::{Append, Commit, NewFeed, Purge, Registration},
    error::StoreError,
    log_id::LogKind,
    rows::{
        EntryBytes, FeedRow, Finished, InstructionRow, ListState, LogHead, RecordLogRow,
        StatementRow,
    },
};

#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) root: Vec<u8>,
    pub(crate) certificates: BTreeMap<Serial, Vec<u8>>,
    pub(crate) descriptors: BTreeMap<u32, Vec<u8>>,
    pub(crate) revoked: BTreeSet<Serial>,
    pub(crate) logs: BTreeMap<LogKind, Log>,
    pub(crate) statements: BTreeMap<Serial, StatementRow>,
    pub(crate) records: HashMap<[u8; 32], (Generation, Epoch, u64)>,
    pub(crate) counts: HashMap<Epoch, u64>,
    pub(crate) purged: BTreeSet<Epoch>,
    pub(crate) held: BTreeSet<Epoch>,
    pub(crate) marked: BTreeMap<Epoch, u64>,
    pub(crate) erased: HashMap<[u8; 32], Epoch>,
    pub(crate) readers: HashSet<[u8; 32]>,
    pub(crate) blob: Option<(u64, Vec<u8>)>,
    pub(crate) state: ListState,
    pub(crate) instructions: BTreeMap<Serial, InstructionRow>,
    pub(crate) nonces: HashMap<[u8; 16], Time>,
    pub(crate) feeds: BTreeMap<u64, Feed>,
    pub(crate) finished: BTreeMap<Generation, Finished>,
    pub(crate) deleted: BTreeSet<Generation>,
}

#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) entries: Vec<EntryBytes>,
    pub(crate) tiles: HashMap<(u8, u64), Vec<u8>>,
    pub(crate) envelopes: BTreeMap<(Epoch, u64), Vec<u8>>,
    pub(crate) restricted: HashSet<(Epoch, u64)>,
    pub(crate) documents: BTreeMap<u64, Vec<u8>>,
    pub(crate) checkpoint: Vec<u8>,
    pub(crate) cosigned: Option<LogHead>,
}

#[derive(Debug)]
pub(crate) struct Feed {
    pub(crate) row: FeedRow,
    /// Empty once they were forgotten.
    pub(crate) pages: Vec<Vec<u8>>,
}

impl List {
    pub(crate) fn register(&mut self, registration: &Registration<'_>) {
        self.root = registration.root.to_vec();
        for (serial, bytes) in &registration.certificates {
            self.certificates
                .entry(*serial)
                .or_insert_with(|| bytes.to_vec());
        }
        for (version, bytes) in &registration.descriptors {
            self.descriptors
                .entry(*version)
                .or_insert_with(|| bytes.to_vec());
        }
    }

    pub(crate) fn append(&mut self, append: &Append<'_>) {
        let log = self.logs.entry(append.log.kind).or_default();
        log.entries.extend_from_slice(append.entries);
        log.checkpoint = append.checkpoint.to_vec();
        for tile in &append.tiles {
            log.tiles
                .insert((tile.level, tile.index), tile.bytes.to_vec());
        }
        for document in &append.documents {
            log.documents
                .insert(document.index, document.bytes.to_vec());
        }
        let generation = append.log.generation().unwrap_or_default();
        for record in &append.records {
            let place = (generation, record.epoch, record.index);
            log.envelopes
                .insert((record.epoch, record.index), record.envelope.to_vec());
            self.records.entry(*record.enc).or_insert(place);
            *self.counts.entry(record.epoch).or_default() += 1;
        }
        for statement in &append.statements {
            let row = StatementRow {
                id: statement.id,
                generation,
                epoch: statement.epoch,
                serial: statement.serial,
                index: statement.index,
                logged_at: statement.logged_at,
                bytes: statement.bytes.to_vec(),
            };
            self.statements.insert(statement.serial, row);
        }
    }

    pub(crate) fn publish(&mut self, new: &NewFeed<'_>) {
        let row = FeedRow {
            summary: new.summary,
            certificate: new.certificate.to_vec(),
            digest: new.digest,
        };
        let pages = new.pages.iter().map(|page| page.to_vec()).collect();
        self.feeds.insert(new.summary.feed, Feed { row, pages });
    }

    pub(crate) fn forget_feeds(&mut self, before: Time) {
        let last = self.feeds.keys().next_back().copied();
        self.feeds.retain(|number, feed| {
            let old = feed.row.summary.time < before;
            if old {
                feed.pages.clear();
            }
            !old || Some(*number) == last
        });
    }

    pub(crate) fn purge(&mut self, epoch: Epoch) {
        self.purged.insert(epoch);
        self.held.remove(&epoch);
        self.marked.remove(&epoch);
        self.erased.retain(|_, of| *of != epoch);
        self.records.retain(|_, (_, of, _)| *of != epoch);
        for log in self.logs.values_mut() {
            log.envelopes.retain(|(of, _), _| *of != epoch);
            log.restricted.retain(|(of, _)| *of != epoch);
        }
    }

    pub(crate) fn apply(&mut self, change: &Change<'_>) {
        match *change {
            Change::Erase(key, _) => {
                if let Some(log) = self.logs.get_mut(&LogKind::Records(key.generation)) {
                    log.envelopes.remove(&(key.epoch, key.index));
                    log.restricted.remove(&(key.epoch, key.index));
                }
                let place = (key.generation, key.epoch, key.index);
                let encs = self.records.iter();
                let enc = encs
                    .filter(|(_, of)| **of == place)
                    .map(|(enc, _)| *enc)
                    .next();
                if let Some(enc) = enc {
                    self.records.remove(&enc);
                    self.erased.insert(enc, key.epoch);
                }
            }
            Change::Restrict(key) => {
                let log = self
                    .logs
                    .entry(LogKind::Records(key.generation))
                    .or_default();
                log.restricted.insert((key.epoch, key.index));
            }
            Change::LiftRecord(key) => {
                let log = self
                    .logs
                    .entry(LogKind::Records(key.generation))
                    .or_default();
                log.restricted.remove(&(key.epoch, key.index));
            }
            Change::Hold(_, epoch) => {
                self.held.insert(epoch);
            }
            Change::LiftEpoch(_, epoch) => {
                self.held.remove(&epoch);
            }
            Change::Admit(_, reader) => {
                self.readers.insert(reader);
            }
            Change::Dismiss(_, reader) => {
                self.readers.remove(&reader);
            }
            Change::Revoke(_, serial) => {
                if self.certificates.contains_key(&serial) {
                    self.revoked.insert(serial);
                }
            }
            Change::Mark(_, epoch, uptime) => {
                self.marked.entry(epoch).or_insert(uptime);
            }
            Change::Unmark(_, epoch) => {
                self.marked.remove(&epoch);
            }
            Change::Terminate(_, time) => {
                self.state.terminated.get_or_insert(time);
                self.blob = None;
            }
            Change::MarkList(_, uptime) => {
                self.state.marked.get_or_insert(uptime);
            }
            Change::UnmarkList(_) => self.state.marked = None,
            Change::Blob(_, serial, bytes) => self.blob = Some((serial, bytes.to_vec())),
            Change::StatementLogged(_, version) => self.state.processor_statement = version,
            Change::Finished(_, generation, Some(finished)) => {
                self.finished.insert(generation, finished);
            }
            Change::Finished(_, generation, None) => drop(self.finished.remove(&generation)),
            Change::DeleteLog(_, generation) => {
                self.logs.remove(&LogKind::Records(generation));
                self.finished.remove(&generation);
                self.deleted.insert(generation);
            }
            Change::Forget(_) | Change::ProcessorStatement(..) | Change::Service(_) => {}
        }
    }

    pub(crate) fn record_logs(&self) -> Vec<RecordLogRow> {
        let generations = self.logs.keys().filter_map(|kind| kind.generation());
        let row = |generation| {
            let statements = self.statements.values();
            let mut own = statements
                .filter(|row| row.generation == generation)
                .peekable();
            RecordLogRow {
                generation,
                is_finished: own.peek().is_some()
                    && own.all(|row| self.purged.contains(&row.epoch)),
                finished: self.finished.get(&generation).copied(),
            }
        };
        generations.map(row).collect()
    }

    fn stores(&self, key: &RecordKey) -> bool {
        let log = self.logs.get(&LogKind::Records(key.generation));
        log.is_some_and(|log| log.envelopes.contains_key(&(key.epoch, key.index)))
    }
}

/// Checks all that can be refused before anything is changed.
pub(crate) fn check(
    lists: &HashMap<ListId, List>,
    statement: Option<u64>,
    commit: &Commit<'_>,
) -> Result<(), StoreError> {
    let registered: HashSet<ListId> = commit.registrations.iter().map(|part| part.list).collect();
    let known = |list: &ListId| lists.contains_key(list) || registered.contains(list);
    let mut logs = HashSet::new();
    for append in &commit.appends {
        let stored = lists.get(&append.log.list);
        let log = stored.and_then(|list| list.logs.get(&append.log.kind));
        let size = log.map_or(0, |log| log.entries.len() as u64);
        let fresh = append.statements.iter().all(|statement| {
            stored.is_none_or(|list| !list.statements.contains_key(&statement.serial))
        });
        if !known(&append.log.list)
            || append.first != size
            || append.entries.is_empty()
            || append.log.generation().is_some_and(|generation| {
                stored.is_some_and(|list| list.deleted.contains(&generation))
            })
            || !fresh
            || !logs.insert(append.log)
        {
            return Err(StoreError::Conflict);
        }
    }
    for instruction in &commit.instructions {
        let last = lists
            .get(&instruction.list)
            .and_then(|list| list.instructions.keys().next_back());
        if !known(&instruction.list) || last.is_some_and(|last| *last >= instruction.serial) {
            return Err(StoreError::Conflict);
        }
    }
    for cosigned in &commit.cosigned {
        let list = lists.get(&cosigned.log.list);
        let log = list.and_then(|list| list.logs.get(&cosigned.log.kind));
        let fits = log.is_some_and(|log| {
            let former = log.cosigned.as_ref().map_or(0, |head| head.size);
            former <= cosigned.size && cosigned.size <= log.entries.len() as u64
        });
        if !fits {
            return Err(StoreError::Conflict);
        }
    }
    for change in &commit.changes {
        let fits = match change {
            Change::Erase(key, _) | Change::Restrict(key) | Change::LiftRecord(key) => {
                let purge = Purge {
                    list: key.list,
                    epoch: key.epoch,
                };
                let stored = lists.get(&key.list).is_some_and(|list| list.stores(key));
                stored && !commit.purges.contains(&purge)
            }
            Change::Blob(list, serial, _) => lists.get(list).is_some_and(|list| {
                let held = list.blob.as_ref();
                held.is_none_or(|(held, _)| held < serial)
            }),
            Change::DeleteLog(list, generation) => lists
                .get(list)
                .is_some_and(|list| list.logs.contains_key(&LogKind::Records(*generation))),
            Change::ProcessorStatement(version, _) => statement.is_none_or(|last| last < *version),
            _ => change.list().is_none_or(known),
        };
        if !fits {
            return Err(StoreError::Conflict);
        }
    }
    for feed in &commit.feeds {
        let last = lists
            .get(&feed.list)
            .and_then(|list| list.feeds.keys().next_back());
        if !known(&feed.list) || last.copied().unwrap_or_default() + 1 != feed.summary.feed {
            return Err(StoreError::Conflict);
        }
    }
    let lists_named = commit.purges.iter().map(|purge| &purge.list);
    let lists_named = lists_named.chain(commit.nonces.iter().map(|nonce| &nonce.list));
    if !lists_named.into_iter().all(known) {
        return Err(StoreError::Conflict);
    }
    Ok(())
}

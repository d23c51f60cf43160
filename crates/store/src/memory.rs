use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use sealroll_wire::{Epoch, FeedSummary, Generation, ListId, RecordId, Serial, StatementId};

use crate::{
    change::Change,
    commit::Commit,
    entry::epoch_of_record,
    error::StoreError,
    log_id::{LogId, LogKind},
    memory_list::{List, check},
    rows::{
        DocumentRow, Documents, EntryBytes, EntryPlace, Envelope, EpochState, FeedRow, FoundRecord,
        InstructionRow, ListState, LogHead, RecordLogRow, RecordPlace, ServiceState, StatementRow,
    },
    store::Store,
};

/// A store that forgets everything with the process: for tests and models.
///
/// It keeps every rule of [`Store`] but durability.
#[derive(Debug, Default)]
pub struct MemoryStore {
    content: Mutex<Content>,
}

#[derive(Debug, Default)]
struct Content {
    lists: HashMap<ListId, List>,
    processor_statement: Option<(u64, Vec<u8>)>,
    service: Option<ServiceState>,
    forgotten: BTreeSet<ListId>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, list: &ListId, query: impl FnOnce(&List) -> T) -> Option<T> {
        self.content().lists.get(list).map(query)
    }
}

impl Store for MemoryStore {
    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        let mut content = self.content();
        let Content {
            lists,
            processor_statement,
            service,
            forgotten,
        } = &mut *content;
        check(
            lists,
            processor_statement.as_ref().map(|(version, _)| *version),
            commit,
        )?;
        for registration in &commit.registrations {
            lists
                .entry(registration.list)
                .or_default()
                .register(registration);
        }
        for purge in &commit.purges {
            lists.entry(purge.list).or_default().purge(purge.epoch);
        }
        for change in &commit.changes {
            match change {
                Change::ProcessorStatement(version, bytes) => {
                    *processor_statement = Some((*version, bytes.to_vec()));
                }
                Change::Service(state) => *service = Some(*state),
                Change::Forget(list) => {
                    lists.remove(list);
                    forgotten.insert(*list);
                }
                _ => {
                    if let Some(list) = change.list() {
                        lists.entry(*list).or_default().apply(change);
                    }
                }
            }
        }
        for append in &commit.appends {
            lists.entry(append.log.list).or_default().append(append);
        }
        for cosigned in &commit.cosigned {
            let list = lists.entry(cosigned.log.list).or_default();
            list.logs.entry(cosigned.log.kind).or_default().cosigned = Some(LogHead {
                size: cosigned.size,
                checkpoint: cosigned.checkpoint.to_vec(),
                certificate: Some(cosigned.certificate),
            });
        }
        for instruction in &commit.instructions {
            let list = lists.entry(instruction.list).or_default();
            let row = InstructionRow {
                serial: instruction.serial,
                id: instruction.id,
                index: instruction.index,
            };
            list.instructions.insert(instruction.serial, row);
        }
        for feed in &commit.feeds {
            lists.entry(feed.list).or_default().publish(feed);
        }
        for nonce in &commit.nonces {
            let list = lists.entry(nonce.list).or_default();
            list.nonces.insert(nonce.nonce, nonce.expires);
        }
        if let Some(now) = commit.forget_nonces_before {
            for list in lists.values_mut() {
                list.nonces.retain(|_, expires| *expires >= now);
            }
        }
        if let Some(before) = commit.forget_feeds_before {
            for list in lists.values_mut() {
                list.forget_feeds(before);
            }
        }
        Ok(())
    }

    fn scrub(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn documents(&self, list: &ListId) -> Result<Option<Documents>, StoreError> {
        Ok(self.read(list, |list| Documents {
            root: list.root.clone(),
            certificates: list.certificates.values().cloned().collect(),
            descriptors: list.descriptors.values().cloned().collect(),
            revoked: list.revoked.iter().copied().collect(),
        }))
    }

    fn statement(
        &self,
        list: &ListId,
        id: &StatementId,
    ) -> Result<Option<StatementRow>, StoreError> {
        let find = |list: &List| list.statements.values().find(|row| row.id == *id).cloned();
        Ok(self.read(list, find).flatten())
    }

    fn statements(&self, list: &ListId, epoch: Epoch) -> Result<Vec<StatementRow>, StoreError> {
        let all = |list: &List| {
            let rows = list.statements.values();
            rows.filter(|row| row.epoch == epoch).cloned().collect()
        };
        Ok(self.read(list, all).unwrap_or_default())
    }

    fn last_statement(&self, list: &ListId) -> Result<Option<Serial>, StoreError> {
        let last = |list: &List| list.statements.keys().next_back().copied();
        Ok(self.read(list, last).flatten())
    }

    fn statements_from(
        &self,
        list: &ListId,
        from: Serial,
        limit: usize,
    ) -> Result<Vec<StatementRow>, StoreError> {
        let page = |list: &List| {
            let rows = list.statements.range(from..).take(limit);
            rows.map(|(_, row)| row.clone()).collect()
        };
        Ok(self.read(list, page).unwrap_or_default())
    }

    fn open_epochs(&self, list: &ListId) -> Result<Vec<Epoch>, StoreError> {
        let open = |list: &List| {
            let epochs = list.statements.values().map(|row| row.epoch);
            let open: BTreeSet<Epoch> = epochs
                .filter(|epoch| !list.purged.contains(epoch))
                .collect();
            open.into_iter().collect()
        };
        Ok(self.read(list, open).unwrap_or_default())
    }

    fn lists(&self, after: Option<&ListId>, limit: usize) -> Result<Vec<ListId>, StoreError> {
        let mut lists: Vec<ListId> = self.content().lists.keys().copied().collect();
        lists.retain(|list| after.is_none_or(|after| list > after));
        lists.sort();
        lists.truncate(limit);
        Ok(lists)
    }

    fn list_state(&self, list: &ListId) -> Result<ListState, StoreError> {
        Ok(self.read(list, |list| list.state).unwrap_or_default())
    }

    fn generations(&self, list: &ListId) -> Result<Vec<Generation>, StoreError> {
        let all = |list: &List| {
            let kinds = list.logs.keys();
            kinds.filter_map(|kind| kind.generation()).collect()
        };
        Ok(self.read(list, all).unwrap_or_default())
    }

    fn record_logs(&self, list: &ListId) -> Result<Vec<RecordLogRow>, StoreError> {
        Ok(self.read(list, List::record_logs).unwrap_or_default())
    }

    fn is_deleted(&self, list: &ListId, generation: Generation) -> Result<bool, StoreError> {
        let is_deleted = |list: &List| list.deleted.contains(&generation);
        Ok(self.read(list, is_deleted).unwrap_or(false))
    }

    fn is_forgotten(&self, list: &ListId) -> Result<bool, StoreError> {
        Ok(self.content().forgotten.contains(list))
    }

    fn head(&self, log: LogId) -> Result<Option<LogHead>, StoreError> {
        let head = |list: &List| {
            list.logs.get(&log.kind).map(|log| LogHead {
                size: log.entries.len() as u64,
                checkpoint: log.checkpoint.clone(),
                certificate: None,
            })
        };
        Ok(self.read(&log.list, head).flatten())
    }

    fn cosigned(&self, log: LogId) -> Result<Option<LogHead>, StoreError> {
        let head = |list: &List| list.logs.get(&log.kind)?.cosigned.clone();
        Ok(self.read(&log.list, head).flatten())
    }

    fn entries(&self, log: LogId, first: u64, count: u64) -> Result<Vec<EntryBytes>, StoreError> {
        let entries = |list: &List| {
            let log = list.logs.get(&log.kind)?;
            let first = usize::try_from(first).ok()?;
            let count = usize::try_from(count).ok()?;
            Some(
                log.entries
                    .iter()
                    .skip(first)
                    .take(count)
                    .copied()
                    .collect(),
            )
        };
        Ok(self.read(&log.list, entries).flatten().unwrap_or_default())
    }

    fn tile(&self, log: LogId, level: u8, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let tile = |list: &List| {
            list.logs
                .get(&log.kind)?
                .tiles
                .get(&(level, index))
                .cloned()
        };
        Ok(self.read(&log.list, tile).flatten())
    }

    fn find_record(
        &self,
        list: &ListId,
        enc: &[u8; 32],
    ) -> Result<Option<FoundRecord>, StoreError> {
        let find = |list: &List| {
            let Some((generation, epoch, index)) = list.records.get(enc).copied() else {
                return list.erased.contains_key(enc).then_some(FoundRecord::Erased);
            };
            let log = list.logs.get(&LogKind::Records(generation))?;
            Some(FoundRecord::Stored(RecordPlace {
                generation,
                epoch,
                index,
                envelope: log.envelopes.get(&(epoch, index))?.clone(),
            }))
        };
        Ok(self.read(list, find).flatten())
    }

    fn envelopes(
        &self,
        list: &ListId,
        generation: Generation,
        epoch: Epoch,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Envelope>, StoreError> {
        let page = |list: &List| {
            let log = list.logs.get(&LogKind::Records(generation))?;
            let range = log.envelopes.range((epoch, from)..=(epoch, u64::MAX));
            let range = range.filter(|(place, _)| !log.restricted.contains(place));
            let envelope = |((_, index), bytes): (&(Epoch, u64), &Vec<u8>)| Envelope {
                index: *index,
                bytes: bytes.clone(),
            };
            Some(range.take(limit).map(envelope).collect())
        };
        Ok(self.read(list, page).flatten().unwrap_or_default())
    }

    fn epoch_state(&self, list: &ListId, epoch: Epoch) -> Result<EpochState, StoreError> {
        let state = |list: &List| EpochState {
            records: list.counts.get(&epoch).copied().unwrap_or(0),
            purged: list.purged.contains(&epoch),
            held: list.held.contains(&epoch),
            marked: list.marked.get(&epoch).copied(),
        };
        Ok(self.read(list, state).unwrap_or_default())
    }

    fn last_instruction(&self, list: &ListId) -> Result<Option<InstructionRow>, StoreError> {
        let last = |list: &List| list.instructions.values().next_back().cloned();
        Ok(self.read(list, last).flatten())
    }

    fn log_documents(
        &self,
        list: &ListId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<DocumentRow>, StoreError> {
        let page = |list: &List| {
            let log = list.logs.get(&LogKind::Instructions)?;
            let range = log.documents.range(from..).take(limit);
            let row = |(index, bytes): (&u64, &Vec<u8>)| DocumentRow {
                index: *index,
                bytes: bytes.clone(),
            };
            Some(range.map(row).collect())
        };
        Ok(self.read(list, page).flatten().unwrap_or_default())
    }

    fn find_entry(
        &self,
        list: &ListId,
        record: &RecordId,
    ) -> Result<Option<EntryPlace>, StoreError> {
        let find = |list: &List| {
            let mut logs = list.logs.iter();
            logs.find_map(|(kind, log)| {
                let generation = kind.generation()?;
                let mut entries = (0..).zip(&log.entries);
                entries.find_map(|(index, entry)| {
                    epoch_of_record(entry, record).map(|epoch| EntryPlace {
                        generation,
                        epoch,
                        index,
                    })
                })
            })
        };
        Ok(self.read(list, find).flatten())
    }

    fn stored_records(
        &self,
        list: &ListId,
        epoch: Epoch,
    ) -> Result<Vec<(Generation, u64)>, StoreError> {
        let stored = |list: &List| {
            let mut places = Vec::new();
            for (kind, log) in &list.logs {
                let range = log.envelopes.range((epoch, 0)..=(epoch, u64::MAX));
                if let Some(generation) = kind.generation() {
                    places.extend(range.map(|((_, index), _)| (generation, *index)));
                }
            }
            places
        };
        Ok(self.read(list, stored).unwrap_or_default())
    }

    fn has_reader(&self, list: &ListId, reader: &[u8; 32]) -> Result<bool, StoreError> {
        let has = |list: &List| list.readers.contains(reader);
        Ok(self.read(list, has).unwrap_or(false))
    }

    fn blob(&self, list: &ListId) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        Ok(self.read(list, |list| list.blob.clone()).flatten())
    }

    fn processor_statement(&self) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        Ok(self.content().processor_statement.clone())
    }

    fn service_state(&self) -> Result<Option<ServiceState>, StoreError> {
        Ok(self.content().service)
    }

    fn feeds(
        &self,
        list: &ListId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<FeedSummary>, StoreError> {
        let page = |list: &List| {
            let feeds = list.feeds.range(from..).map(|(_, feed)| feed);
            let kept = feeds.filter(|feed| !feed.pages.is_empty());
            kept.take(limit).map(|feed| feed.row.summary).collect()
        };
        Ok(self.read(list, page).unwrap_or_default())
    }

    fn feed(&self, list: &ListId, feed: u64) -> Result<Option<FeedRow>, StoreError> {
        let find = |list: &List| list.feeds.get(&feed).map(|feed| feed.row.clone());
        Ok(self.read(list, find).flatten())
    }

    fn last_feed(&self, list: &ListId) -> Result<Option<FeedRow>, StoreError> {
        let last = |list: &List| list.feeds.values().next_back().map(|feed| feed.row.clone());
        Ok(self.read(list, last).flatten())
    }

    fn feed_page(
        &self,
        list: &ListId,
        feed: u64,
        page: u16,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let find = |list: &List| {
            let feed = list.feeds.get(&feed)?;
            feed.pages.get(usize::from(page)).cloned()
        };
        Ok(self.read(list, find).flatten())
    }

    fn has_nonce(&self, list: &ListId, nonce: &[u8; 16]) -> Result<bool, StoreError> {
        Ok(self
            .read(list, |list| list.nonces.contains_key(nonce))
            .unwrap_or(false))
    }
}

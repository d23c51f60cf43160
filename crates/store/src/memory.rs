use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use sealroll_wire::{Epoch, Generation, ListId, Serial, StatementId, Time};

use crate::{
    commit::{Append, Commit, Instruction, Registration},
    error::StoreError,
    rows::{
        Documents, EntryBytes, Envelope, EpochState, InstructionRow, LogHead, RecordPlace,
        StatementRow,
    },
    store::Store,
};

/// A store that forgets everything with the process: for tests and models.
///
/// It keeps every rule of [`Store`] but durability.
#[derive(Debug, Default)]
pub struct MemoryStore {
    lists: Mutex<HashMap<ListId, List>>,
}

#[derive(Debug, Default)]
struct List {
    root: Vec<u8>,
    certificates: BTreeMap<Serial, Vec<u8>>,
    descriptors: BTreeMap<u32, Vec<u8>>,
    logs: BTreeMap<Generation, Log>,
    statements: BTreeMap<Serial, StatementRow>,
    records: HashMap<[u8; 32], (Generation, Epoch, u64)>,
    counts: HashMap<Epoch, u64>,
    purged: BTreeSet<Epoch>,
    instructions: BTreeMap<Serial, InstructionRow>,
    nonces: HashMap<[u8; 16], Time>,
}

#[derive(Debug, Default)]
struct Log {
    entries: Vec<EntryBytes>,
    tiles: HashMap<(u8, u64), Vec<u8>>,
    envelopes: BTreeMap<(Epoch, u64), Vec<u8>>,
    checkpoint: Vec<u8>,
    cosigned: Option<LogHead>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lists(&self) -> MutexGuard<'_, HashMap<ListId, List>> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, list: &ListId, query: impl FnOnce(&List) -> T) -> Option<T> {
        self.lists().get(list).map(query)
    }
}

impl Store for MemoryStore {
    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        let mut lists = self.lists();
        check(&lists, commit)?;
        for registration in &commit.registrations {
            lists
                .entry(registration.list)
                .or_default()
                .register(registration);
        }
        for purge in &commit.purges {
            lists.entry(purge.list).or_default().purge(purge.epoch);
        }
        for append in &commit.appends {
            lists.entry(append.list).or_default().append(append);
        }
        for cosigned in &commit.cosigned {
            let list = lists.entry(cosigned.list).or_default();
            list.logs.entry(cosigned.generation).or_default().cosigned = Some(LogHead {
                size: cosigned.size,
                checkpoint: cosigned.checkpoint.to_vec(),
                certificate: Some(cosigned.certificate),
            });
        }
        for instruction in &commit.instructions {
            let list = lists.entry(instruction.list).or_default();
            list.instructions
                .insert(instruction.serial, row_of(instruction));
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

    fn generations(&self, list: &ListId) -> Result<Vec<Generation>, StoreError> {
        let all = |list: &List| list.logs.keys().copied().collect();
        Ok(self.read(list, all).unwrap_or_default())
    }

    fn head(&self, list: &ListId, generation: Generation) -> Result<Option<LogHead>, StoreError> {
        let head = |list: &List| {
            list.logs.get(&generation).map(|log| LogHead {
                size: log.entries.len() as u64,
                checkpoint: log.checkpoint.clone(),
                certificate: None,
            })
        };
        Ok(self.read(list, head).flatten())
    }

    fn cosigned(
        &self,
        list: &ListId,
        generation: Generation,
    ) -> Result<Option<LogHead>, StoreError> {
        let head = |list: &List| list.logs.get(&generation)?.cosigned.clone();
        Ok(self.read(list, head).flatten())
    }

    fn entries(
        &self,
        list: &ListId,
        generation: Generation,
        first: u64,
        count: u64,
    ) -> Result<Vec<EntryBytes>, StoreError> {
        let entries = |list: &List| {
            let log = list.logs.get(&generation)?;
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
        Ok(self.read(list, entries).flatten().unwrap_or_default())
    }

    fn tile(
        &self,
        list: &ListId,
        generation: Generation,
        level: u8,
        index: u64,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let tile = |list: &List| {
            list.logs
                .get(&generation)?
                .tiles
                .get(&(level, index))
                .cloned()
        };
        Ok(self.read(list, tile).flatten())
    }

    fn find_record(
        &self,
        list: &ListId,
        enc: &[u8; 32],
    ) -> Result<Option<RecordPlace>, StoreError> {
        let find = |list: &List| {
            let (generation, epoch, index) = *list.records.get(enc)?;
            let envelope = list.logs.get(&generation)?.envelopes.get(&(epoch, index))?;
            Some(RecordPlace {
                generation,
                epoch,
                index,
                envelope: envelope.clone(),
            })
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
            let log = list.logs.get(&generation)?;
            let range = log.envelopes.range((epoch, from)..=(epoch, u64::MAX));
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
        };
        Ok(self.read(list, state).unwrap_or_default())
    }

    fn last_instruction(&self, list: &ListId) -> Result<Option<InstructionRow>, StoreError> {
        let last = |list: &List| list.instructions.values().next_back().cloned();
        Ok(self.read(list, last).flatten())
    }

    fn has_nonce(&self, list: &ListId, nonce: &[u8; 16]) -> Result<bool, StoreError> {
        Ok(self
            .read(list, |list| list.nonces.contains_key(nonce))
            .unwrap_or(false))
    }
}

impl List {
    fn register(&mut self, registration: &Registration<'_>) {
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

    fn append(&mut self, append: &Append<'_>) {
        let log = self.logs.entry(append.generation).or_default();
        log.entries.extend_from_slice(append.entries);
        log.checkpoint = append.checkpoint.to_vec();
        for tile in &append.tiles {
            log.tiles
                .insert((tile.level, tile.index), tile.bytes.to_vec());
        }
        for record in &append.records {
            let place = (append.generation, record.epoch, record.index);
            log.envelopes
                .insert((record.epoch, record.index), record.envelope.to_vec());
            self.records.entry(*record.enc).or_insert(place);
            *self.counts.entry(record.epoch).or_default() += 1;
        }
        for statement in &append.statements {
            let row = StatementRow {
                id: statement.id,
                generation: append.generation,
                epoch: statement.epoch,
                serial: statement.serial,
                index: statement.index,
                logged_at: statement.logged_at,
                bytes: statement.bytes.to_vec(),
            };
            self.statements.insert(statement.serial, row);
        }
    }

    fn purge(&mut self, epoch: Epoch) {
        self.purged.insert(epoch);
        self.records.retain(|_, (_, of, _)| *of != epoch);
        for log in self.logs.values_mut() {
            log.envelopes.retain(|(of, _), _| *of != epoch);
        }
    }
}

/// Checks all that can be refused before anything is changed.
fn check(lists: &HashMap<ListId, List>, commit: &Commit<'_>) -> Result<(), StoreError> {
    let registered: HashSet<ListId> = commit.registrations.iter().map(|part| part.list).collect();
    let known = |list: &ListId| lists.contains_key(list) || registered.contains(list);
    let mut logs = HashSet::new();
    for append in &commit.appends {
        let stored = lists.get(&append.list);
        let log = stored.and_then(|list| list.logs.get(&append.generation));
        let size = log.map_or(0, |log| log.entries.len() as u64);
        let fresh = append.statements.iter().all(|statement| {
            stored.is_none_or(|list| !list.statements.contains_key(&statement.serial))
        });
        if !known(&append.list)
            || append.first != size
            || append.entries.is_empty()
            || !fresh
            || !logs.insert((append.list, append.generation))
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
        let list = lists.get(&cosigned.list);
        let log = list.and_then(|list| list.logs.get(&cosigned.generation));
        let fits = log.is_some_and(|log| {
            let former = log.cosigned.as_ref().map_or(0, |head| head.size);
            former <= cosigned.size && cosigned.size <= log.entries.len() as u64
        });
        if !fits {
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

fn row_of(instruction: &Instruction<'_>) -> InstructionRow {
    InstructionRow {
        serial: instruction.serial,
        id: instruction.id,
        generation: instruction.generation,
        index: instruction.index,
        note: instruction.note.to_vec(),
    }
}

use std::{collections::BTreeSet, fmt};

use sealroll_log::{
    Entry, EntryKind, Frontier, Hash, KeyName, NoteKey, SignedCheckpoint, TileAppender,
};
use sealroll_store::{LogId, LogKind, Store, StoreError};
use sealroll_wire::{Epoch, Generation, ListId, RecordId, StatementId, VerifyingKey, origin};

use crate::lists::List;

/// What a look at everything that is stored has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verification {
    /// Lists.
    pub lists: u64,
    /// Logs of both kinds.
    pub logs: u64,
    /// Entries of all logs.
    pub entries: u64,
    /// Stored envelopes, each under the entry of its record id.
    pub envelopes: u64,
    /// Documents, each under the entry of its hash.
    pub documents: u64,
    /// Epochs whose envelopes cannot be read, because their key is not in the vault: in a backup
    /// that is older than their purge.
    pub unreadable_epochs: u64,
    /// What is wrong, one line each; without a list's id or anything of a guest.
    pub faults: Vec<String>,
}

impl Verification {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// Verifies all lists: every checkpoint against its entries, and every envelope, document and
    /// statement against its entry.
    ///
    /// # Errors
    /// [`StoreError`] if something cannot be read.
    pub(crate) fn run(
        store: &dyn Store,
        origin: &str,
        log_key: VerifyingKey,
    ) -> Result<Self, StoreError> {
        let mut found = Self::default();
        let mut after = None;
        loop {
            let lists = store.lists(after.as_ref(), 256)?;
            let Some(last) = lists.last() else {
                return Ok(found);
            };
            after = Some(*last);
            for list in lists {
                found.lists += 1;
                found.list(store, &list, origin, log_key)?;
            }
        }
    }

    fn list(
        &mut self,
        store: &dyn Store,
        list: &ListId,
        origin: &str,
        log_key: VerifyingKey,
    ) -> Result<(), StoreError> {
        let documents = store.documents(list)?.ok_or(StoreError::Corrupt)?;
        if List::from_documents(&documents, store.list_state(list)?).is_err() {
            self.fault("documents that the root has signed do not verify");
        }
        let instructions = LogId::instructions(*list);
        if let Some(entries) = self.log(store, instructions, origin, log_key)? {
            self.instructions(store, list, &entries)?;
        }
        for generation in store.generations(list)? {
            let log = LogId::records(*list, generation);
            if let Some(entries) = self.log(store, log, origin, log_key)? {
                self.records(store, list, generation, &entries)?;
            }
        }
        Ok(())
    }

    /// The entries of a log, held against its checkpoint, its cosigned one and its tiles.
    fn log(
        &mut self,
        store: &dyn Store,
        log: LogId,
        origin: &str,
        log_key: VerifyingKey,
    ) -> Result<Option<Vec<Entry>>, StoreError> {
        let Some(head) = store.head(log)? else {
            return Ok(None);
        };
        self.logs += 1;
        let name = match log.kind {
            LogKind::Records(generation) => origin::record_log(origin, &log.list, generation),
            LogKind::Instructions => origin::instruction_log(origin, &log.list),
        };
        let name = KeyName::new(&name).map_err(|_| StoreError::Corrupt)?;
        let key = NoteKey::new(name, log_key);
        let signed = |note: &[u8]| {
            let checkpoint = SignedCheckpoint::parse(note).ok()?;
            let verified = checkpoint.verify(&checkpoint.part_key(&key)).ok()?;
            Some(*verified.head())
        };
        let cosigned = store.cosigned(log)?;
        let mut tree = TileAppender::new();
        let mut frontier = Frontier::new();
        let mut entries = Vec::new();
        let mut cosigned_bears_out = cosigned.is_none();
        while frontier.size() < head.size {
            let page = store.entries(log, frontier.size(), head.size - frontier.size())?;
            if page.is_empty() {
                self.fault("a log has fewer entries than its checkpoint says");
                return Ok(None);
            }
            for bytes in page {
                let (Ok(entry), Ok(full)) =
                    (Entry::from_bytes(&bytes), tree.append(Hash::leaf(&bytes)))
                else {
                    self.fault("an entry is not of its form");
                    return Ok(None);
                };
                for tile in full {
                    let stored = store.tile(log, tile.level, tile.index)?;
                    if stored.as_deref() != Some(&tile.tile.to_bytes()[..]) {
                        self.fault("a tile is missing or differs from the entries");
                    }
                }
                if frontier.append(Hash::leaf(&bytes)).is_err() {
                    return Err(StoreError::TooLarge);
                }
                if let Some(cosigned) = &cosigned
                    && cosigned.size == frontier.size()
                {
                    cosigned_bears_out = signed(&cosigned.checkpoint) == Some(frontier.head());
                }
                entries.push(entry);
            }
        }
        self.entries += entries.len() as u64;
        if signed(&head.checkpoint) != Some(frontier.head()) {
            self.fault("a checkpoint is not signed, or not of these entries");
        }
        if !cosigned_bears_out {
            self.fault("a cosigned checkpoint is not of these entries");
        }
        Ok(Some(entries))
    }

    fn instructions(
        &mut self,
        store: &dyn Store,
        list: &ListId,
        entries: &[Entry],
    ) -> Result<(), StoreError> {
        let mut from = 0;
        for (index, entry) in (0..).zip(entries) {
            let document = match store.log_documents(list, from, 1)?.pop() {
                Some(document) if document.index == index => document,
                _ => {
                    self.fault("a document of the instruction log is missing");
                    return Ok(());
                }
            };
            from = index + 1;
            self.documents += 1;
            let EntryKind::Document(kind) = entry.kind else {
                self.fault("an instruction log has an entry of a record log");
                continue;
            };
            if kind.hash(&document.bytes) != entry.hash {
                self.fault("a document is not the one that its entry names");
            }
        }
        Ok(())
    }

    fn records(
        &mut self,
        store: &dyn Store,
        list: &ListId,
        generation: Generation,
        entries: &[Entry],
    ) -> Result<(), StoreError> {
        let erased: BTreeSet<[u8; 32]> = entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Tombstone)
            .map(|entry| entry.hash)
            .collect();
        let mut epochs: BTreeSet<Epoch> = BTreeSet::new();
        for entry in entries {
            match entry.kind {
                EntryKind::Record => {
                    epochs.insert(entry.epoch);
                }
                EntryKind::Statement => {
                    let id = StatementId::from_bytes(entry.hash);
                    if store.statement(list, &id)?.is_none() {
                        self.fault("a logged statement is missing");
                    }
                }
                EntryKind::OPENING => {}
                EntryKind::Document(_) => self.fault("a record log has an entry of a document"),
                _ => {}
            }
        }
        for epoch in epochs {
            let stored = store.stored_records(list, epoch)?;
            let stored: BTreeSet<u64> = stored
                .into_iter()
                .filter(|(of, _)| *of == generation)
                .map(|(_, index)| index)
                .collect();
            if store.epoch_state(list, epoch)?.purged {
                if !stored.is_empty() {
                    self.fault("envelopes of a purged epoch are stored");
                }
                continue;
            }
            let expected: BTreeSet<u64> = (0..)
                .zip(entries)
                .filter(|(_, entry)| entry.kind == EntryKind::Record && entry.epoch == epoch)
                .filter(|(_, entry)| !erased.contains(&entry.hash))
                .map(|(index, _)| index)
                .collect();
            if stored != expected {
                self.fault("stored envelopes are not those of the log");
            }
            self.envelopes(store, list, generation, epoch, entries)?;
        }
        Ok(())
    }

    /// The envelopes that are not restricted, each against its entry.
    fn envelopes(
        &mut self,
        store: &dyn Store,
        list: &ListId,
        generation: Generation,
        epoch: Epoch,
        entries: &[Entry],
    ) -> Result<(), StoreError> {
        let mut from = 0;
        loop {
            let page = match store.envelopes(list, generation, epoch, from, 1000) {
                Ok(page) => page,
                Err(StoreError::Corrupt) => {
                    self.unreadable_epochs += 1;
                    return Ok(());
                }
                Err(error) => return Err(error),
            };
            let Some(last) = page.last() else {
                return Ok(());
            };
            from = last.index + 1;
            for envelope in &page {
                self.envelopes += 1;
                let entry = usize::try_from(envelope.index)
                    .ok()
                    .and_then(|index| entries.get(index));
                let record = RecordId::of_envelope(&envelope.bytes);
                if entry.is_none_or(|entry| entry.hash != record.to_bytes()) {
                    self.fault("an envelope is not the one that its entry names");
                }
            }
        }
    }

    fn fault(&mut self, what: &str) {
        self.faults.push(what.to_owned());
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            lists,
            logs,
            entries,
            envelopes,
            documents,
            unreadable_epochs,
            faults,
        } = self;
        let json = serde_json::json!({
            "lists": lists,
            "logs": logs,
            "entries": entries,
            "envelopes": envelopes,
            "documents": documents,
            "unreadable_epochs": unreadable_epochs,
            "faults": faults,
        });
        json.fmt(formatter)
    }
}

//! What the record logs say, counted epoch by epoch while their entries pass.

use std::collections::{BTreeMap, BTreeSet};

use sealroll_log::{Entry, EntryKind, Frontier, Hash};
use sealroll_wire::{Epoch, Generation, RecordId, Serial, Statement, StatementId};

use crate::finding::FindingKind;

/// Sums over all record logs. Its size follows the epochs and the erased records, not the
/// records.
#[derive(Default)]
pub(crate) struct Tally {
    /// Statements of the list that are valid.
    pub(crate) statements: BTreeMap<StatementId, Issued>,
    /// Statements that were handed out and are none of the list's.
    pub(crate) rejected: BTreeSet<StatementId>,
    pub(crate) epochs: BTreeMap<Epoch, EpochTally>,
    /// Records that were ordered to be erased.
    erased: BTreeMap<RecordId, ErasedRecord>,
    pub(crate) tombstones: BTreeMap<RecordId, Tombstone>,
    last_serial: Serial,
    pub(crate) records: u64,
}

/// A statement, as far as its entries are judged by it.
pub(crate) struct Issued {
    pub(crate) epoch: Epoch,
    pub(crate) generation: Generation,
    pub(crate) serial: Serial,
    pub(crate) statement: Statement,
}

/// An epoch's records and purges.
#[derive(Default)]
pub(crate) struct EpochTally {
    /// Tree of the records' entries since the last purge.
    records: Frontier,
    pub(crate) purges: Vec<Purged>,
}

/// A purge entry, and what had been there to purge.
pub(crate) struct Purged {
    pub(crate) generation: Generation,
    pub(crate) index: u64,
    pub(crate) hash: [u8; 32],
    pub(crate) records: u64,
    pub(crate) root: Hash,
}

/// A record that was ordered to be erased.
struct ErasedRecord {
    /// Whether its epoch had been purged by then.
    after_purge: bool,
    /// Whether its entry has passed.
    seen: bool,
}

/// A tombstone entry.
pub(crate) struct Tombstone {
    pub(crate) generation: Generation,
    pub(crate) index: u64,
    pub(crate) epoch: Epoch,
    /// Whether an entry of the record stands before it.
    pub(crate) has_record: bool,
}

impl Tally {
    /// Begins with the records whose erasure was acknowledged, each with whether its epoch had been
    /// purged by then.
    pub(crate) fn new(erased: BTreeMap<RecordId, bool>) -> Self {
        let erased = erased.into_iter().map(|(record, after_purge)| {
            let seen = false;
            (record, ErasedRecord { after_purge, seen })
        });
        Self {
            erased: erased.collect(),
            ..Self::default()
        }
    }

    /// To be called before the first entry of each log; logs come in ascending order.
    pub(crate) fn begin_log(&mut self) {
        self.last_serial = Serial::default();
    }

    /// Takes the next entry. Returns what is wrong with it by itself.
    pub(crate) fn take(
        &mut self,
        generation: Generation,
        index: u64,
        entry: &Entry,
    ) -> Option<FindingKind> {
        match entry.kind {
            EntryKind::Record => self.take_record(entry),
            EntryKind::Tombstone => {
                let record = RecordId::from_bytes(entry.hash);
                let tombstone = Tombstone {
                    generation,
                    index,
                    epoch: entry.epoch,
                    has_record: self.erased.get(&record).is_some_and(|erased| erased.seen),
                };
                self.tombstones.entry(record).or_insert(tombstone);
                None
            }
            EntryKind::Statement => self.take_statement(generation, entry),
            EntryKind::Purge => {
                let tally = self.epochs.entry(entry.epoch).or_default();
                let records = core::mem::take(&mut tally.records);
                tally.purges.push(Purged {
                    generation,
                    index,
                    hash: entry.hash,
                    records: records.size(),
                    root: records.root(),
                });
                None
            }
            EntryKind::OPENING => None,
            _ => Some(FindingKind::BadEntry),
        }
    }

    fn take_record(&mut self, entry: &Entry) -> Option<FindingKind> {
        self.records += 1;
        let tally = self.epochs.entry(entry.epoch).or_default();
        if !tally.purges.is_empty() {
            return Some(FindingKind::AfterPurge);
        }
        // What was erased alone is not there any more when its epoch is purged.
        let erased = self.erased.get_mut(&RecordId::from_bytes(entry.hash));
        let is_gone = erased.is_some_and(|erased| {
            erased.seen = true;
            !erased.after_purge
        });
        if !is_gone {
            let appended = tally.records.append(entry.leaf_hash());
            appended.expect("a log within the limits holds no larger part");
        }
        None
    }

    fn take_statement(&mut self, generation: Generation, entry: &Entry) -> Option<FindingKind> {
        let issued = self.statements.get(&StatementId::from_bytes(entry.hash));
        let Some(issued) =
            issued.filter(|issued| (issued.generation, issued.epoch) == (generation, entry.epoch))
        else {
            return Some(FindingKind::ForeignStatement);
        };
        let rises = issued.serial > self.last_serial;
        self.last_serial = issued.serial;
        (!rises).then_some(FindingKind::Serial)
    }

    /// Whether the statement of an entry was handed out, so that everybody can judge it.
    pub(crate) fn has_shown(&self, entry: &Entry) -> bool {
        let id = StatementId::from_bytes(entry.hash);
        self.statements.contains_key(&id) || self.rejected.contains(&id)
    }

    /// The statement with the highest serial for each epoch.
    pub(crate) fn newest_statements(&self) -> BTreeMap<Epoch, &Issued> {
        let mut newest: BTreeMap<Epoch, &Issued> = BTreeMap::new();
        for issued in self.statements.values() {
            let place = newest.entry(issued.epoch).or_insert(issued);
            if issued.serial > place.serial {
                *place = issued;
            }
        }
        newest
    }
}

/// Root that the certificate of one erased record must carry.
pub(crate) fn record_root(record: &RecordId, epoch: Epoch) -> Hash {
    let entry = Entry {
        kind: EntryKind::Record,
        epoch,
        hash: record.to_bytes(),
    };
    entry.leaf_hash()
}

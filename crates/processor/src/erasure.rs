//! Erasing epochs and records, and the certificates of it (`spec/protocol.md#erasure`).

use std::collections::{BTreeMap, BTreeSet};

use hyper::body::Bytes;
use sealroll_log::{Entry, EntryKind, Frontier, Hash};
use sealroll_store::{Change, EntryBytes, EntryPlace, LogId, Purge, RecordKey};
use sealroll_wire::{
    DocumentKind, Epoch, Erasure, ErasureReason, Generation, InstructionId, ListId, RecordId,
};

use crate::{batch::Batch, problem::Problem};

/// What to certify once everything else of the step is staged.
#[derive(Debug)]
pub(crate) struct Erased {
    epoch: Epoch,
    records: u64,
    root: [u8; 32],
}

/// Stages the erasure of an epoch with its entry in the log of the epoch's newest statement
/// (`spec/protocol.md#INS-2`). An epoch that was purged before has nothing more to delete. One whose
/// purge was lost with the log is certified as the log has it (`spec/protocol.md#RECV-8`).
pub(crate) fn purge(
    batch: &mut Batch<'_>,
    list: ListId,
    epoch: Epoch,
    reason: &ErasureReason,
) -> Result<Erased, Problem> {
    let statements = batch.context.store.statements(&list, epoch)?;
    let newest = statements.last().ok_or(Problem::NO_STATEMENT)?;
    let log = LogId::records(list, newest.generation);
    let places = batch.context.store.stored_records(&list, epoch)?;
    let mut entries = entries_at(batch, list, &places)?;
    if entries.is_empty() && batch.context.store.epoch_state(&list, epoch)?.purged {
        let generations = statements.iter().map(|row| row.generation).collect();
        entries = destroyed_entries(batch, list, epoch, &generations)?;
    }
    let entry = Entry {
        kind: EntryKind::Purge,
        epoch,
        hash: *reason.hash(),
    };
    batch.append(log, &entry)?;
    batch.purges.push(Purge { list, epoch });
    Erased::new(epoch, &entries)
}

/// Stages the erasure of one record with its tombstone (`spec/protocol.md#INS-4`). Where the
/// envelope is gone already there is nothing more to delete.
pub(crate) fn erase(
    batch: &mut Batch<'_>,
    list: ListId,
    record: RecordId,
    place: EntryPlace,
) -> Result<Erased, Problem> {
    let log = LogId::records(list, place.generation);
    let entry = Entry {
        kind: EntryKind::Tombstone,
        epoch: place.epoch,
        hash: record.to_bytes(),
    };
    batch.append(log, &entry)?;
    if !is_stored(batch, list, place)? {
        return Erased::new(place.epoch, &[]);
    }
    let entries = entries_at(batch, list, &[(place.generation, place.index)])?;
    batch
        .changes
        .push(Change::Erase(record_key(list, place), record));
    Erased::new(place.epoch, &entries)
}

/// Whether the envelope of a logged record is still there.
pub(crate) fn is_stored(
    batch: &Batch<'_>,
    list: ListId,
    place: EntryPlace,
) -> Result<bool, Problem> {
    let stored = batch.context.store.stored_records(&list, place.epoch)?;
    Ok(stored.contains(&(place.generation, place.index)))
}

pub(crate) const fn record_key(list: ListId, place: EntryPlace) -> RecordKey {
    RecordKey {
        list,
        generation: place.generation,
        epoch: place.epoch,
        index: place.index,
    }
}

impl Erased {
    fn new(epoch: Epoch, entries: &[EntryBytes]) -> Result<Self, Problem> {
        let mut tree = Frontier::new();
        for entry in entries {
            tree.append(Hash::leaf(entry))
                .map_err(|_| Problem::INTERNAL)?;
        }
        Ok(Self {
            epoch,
            records: entries.len() as u64,
            root: tree.head().root.to_bytes(),
        })
    }

    /// Signs and logs the certificate (`spec/protocol.md#ERA-1`).
    pub(crate) fn certify(
        self,
        batch: &mut Batch<'_>,
        list: ListId,
        reason: ErasureReason,
    ) -> Result<(), Problem> {
        let context = batch.context;
        let text = Erasure {
            list_id: list,
            epoch: self.epoch,
            records: self.records,
            root: self.root,
            destroyed: batch.now,
            backups: batch.now.saturating_add(context.backup_seconds),
            reason,
        };
        let signed = context
            .key
            .sign_document(text, &context.origin)
            .map_err(|_| Problem::INTERNAL)?;
        let note = Bytes::copy_from_slice(signed.note().as_bytes());
        batch
            .append_document(list, DocumentKind::Erasure, note)
            .map(drop)
    }
}

/// The entries of the records at these places, which are ascending.
fn entries_at(
    batch: &Batch<'_>,
    list: ListId,
    places: &[(Generation, u64)],
) -> Result<Vec<EntryBytes>, Problem> {
    let mut logs: BTreeMap<Generation, Vec<u64>> = BTreeMap::new();
    for (generation, index) in places {
        logs.entry(*generation).or_default().push(*index);
    }
    let mut entries = Vec::with_capacity(places.len());
    for (generation, indices) in logs {
        let log = LogId::records(list, generation);
        // A stretch of the log at a time: the records of an epoch lie close together.
        for indices in indices.chunk_by(|a, b| a / STRETCH == b / STRETCH) {
            let (Some(first), Some(last)) = (indices.first(), indices.last()) else {
                continue;
            };
            let count = last - first + 1;
            let stretch = batch.context.store.entries(log, *first, count)?;
            for index in indices {
                let offset = usize::try_from(index - first).map_err(|_| Problem::INTERNAL)?;
                entries.push(*stretch.get(offset).ok_or(Problem::INTERNAL)?);
            }
        }
    }
    Ok(entries)
}

/// Records of an epoch that was purged although no log shows it; none if one does.
fn destroyed_entries(
    batch: &Batch<'_>,
    list: ListId,
    epoch: Epoch,
    generations: &BTreeSet<Generation>,
) -> Result<Vec<EntryBytes>, Problem> {
    let mut found: Vec<Entry> = Vec::new();
    for generation in generations {
        let log = LogId::records(list, *generation);
        let size = batch.context.store.head(log)?.map_or(0, |head| head.size);
        let mut first = 0;
        while first < size {
            let stretch = batch.context.store.entries(log, first, STRETCH)?;
            if stretch.is_empty() {
                return Err(Problem::INTERNAL);
            }
            first += stretch.len() as u64;
            for bytes in stretch {
                let entry = Entry::from_bytes(&bytes).map_err(|_| Problem::INTERNAL)?;
                match entry.kind {
                    _ if entry.epoch != epoch => {}
                    EntryKind::Record => found.push(entry),
                    EntryKind::Tombstone => found.retain(|record| record.hash != entry.hash),
                    EntryKind::Purge => return Ok(Vec::new()),
                    _ => {}
                }
            }
        }
    }
    Ok(found.iter().map(Entry::to_bytes).collect())
}

/// The reason that an instruction is.
pub(crate) const fn by(instruction: InstructionId) -> ErasureReason {
    ErasureReason::Instruction(instruction)
}

/// Entries read at a time.
const STRETCH: u64 = 4096;

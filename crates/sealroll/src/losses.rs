//! What a processor lost that the owner had seen, and what came back
//! (`spec/protocol.md#RECV-5`).

use std::collections::BTreeSet;

use sealroll_log::{Entry, EntryKind, Note};
use sealroll_wire::{
    DecodeError, DocumentKind, Epoch, Generation, Instruction, InstructionId, Order, Part, Reader,
    RecordId, Writer, limit,
};

use crate::inbox::Inbox;
use crate::log_name::LogName;
use crate::owner::Owner;
use crate::parts::Opened;

/// A log that the processor goes on with from a backup, and what became of the rest of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recovery {
    /// The log.
    pub log: LogName,
    /// The part that was opened, which is about the time in seconds when that was.
    pub part: Part,
    /// Entries that were restored.
    pub restored: u64,
    /// The size up to which the processor says it had signed the log, if it knows. What lies between
    /// that and the entries that the owner had seen nobody here can name.
    pub signed: Option<u64>,
    /// Entries that the owner had seen and that are not among these.
    pub lost: u64,
    /// Records among the lost entries.
    pub lost_records: u64,
    /// Those of them that are in the log again.
    pub returned: u64,
    /// Those that were erased since.
    pub erased: u64,
    /// Those that are missing: their guests have not sent them again.
    pub missing: Vec<RecordId>,
    /// Lost entries of which nothing else is known, because the owner's copy of the log was gone.
    pub unknown: u64,
}

/// What one recovery took from the owner's copy of a log.
#[derive(Clone, Debug)]
pub(crate) struct Loss {
    pub(crate) log: LogName,
    pub(crate) part: Part,
    pub(crate) restored: u64,
    pub(crate) signed: Option<u64>,
    pub(crate) unknown: u64,
    pub(crate) entries: Vec<Entry>,
    /// Notes of the instructions among them.
    pub(crate) instructions: Vec<Vec<u8>>,
}

impl Inbox {
    /// Every recovery since the owner first saw the log, oldest first. What came back is counted anew
    /// each time.
    #[must_use]
    pub fn recoveries(&self) -> Vec<Recovery> {
        if self.losses.is_empty() {
            return Vec::new();
        }
        let mut logged = BTreeSet::new();
        let mut tombstones = BTreeSet::new();
        let mut purged: BTreeSet<Epoch> = BTreeSet::new();
        for (_, entries) in self.logs() {
            for entry in entries {
                match entry.kind {
                    EntryKind::Record => drop(logged.insert(entry.hash)),
                    EntryKind::Tombstone => drop(tombstones.insert(entry.hash)),
                    EntryKind::Purge => drop(purged.insert(entry.epoch)),
                    _ => {}
                }
            }
        }
        let recovery = |loss: &Loss| {
            let mut found = Recovery {
                log: loss.log,
                part: loss.part,
                restored: loss.restored,
                signed: loss.signed,
                lost: loss.entries.len() as u64 + loss.unknown,
                lost_records: 0,
                returned: 0,
                erased: 0,
                missing: Vec::new(),
                unknown: loss.unknown,
            };
            for entry in &loss.entries {
                if entry.kind != EntryKind::Record {
                    continue;
                }
                found.lost_records += 1;
                if logged.contains(&entry.hash) {
                    found.returned += 1;
                } else if tombstones.contains(&entry.hash) || purged.contains(&entry.epoch) {
                    found.erased += 1;
                } else {
                    found.missing.push(RecordId::from_bytes(entry.hash));
                }
            }
            found
        };
        self.losses.iter().map(recovery).collect()
    }

    /// Whether a record was lost with a disk and is neither in the log again nor erased.
    pub(crate) fn is_missing(&self, record: &RecordId) -> bool {
        let recoveries = self.recoveries();
        recoveries
            .iter()
            .any(|recovery| recovery.missing.contains(record))
    }

    /// Orders of this device that were lost and were not given again, each once, in the order in
    /// which they were given last: those that can be given now, and those whose record or epoch is
    /// not in the log again.
    pub(crate) fn lost_orders(&self, owner: &Owner) -> (Vec<Order>, Vec<Order>) {
        let mut lost: Vec<Order> = Vec::new();
        for loss in &self.losses {
            // A later part may begin before this one did: then all behind its beginning is new.
            let later = self.losses.iter();
            let later = later.filter(|later| later.log == loss.log && later.part >= loss.part);
            let after = later.map(|later| later.restored).min();
            let after = usize::try_from(after.unwrap_or_default()).unwrap_or(usize::MAX);
            let given: Vec<Order> = self
                .documents()
                .iter()
                .skip(after)
                .filter(|(kind, _)| *kind == DocumentKind::Instruction)
                .filter_map(|(_, note)| order_of(note))
                .collect();
            for note in &loss.instructions {
                if let Some(order) = order_of(note)
                    && owner.orders.own.contains(&InstructionId::of_note(note))
                    && !given.contains(&order)
                {
                    lost.retain(|former| *former != order);
                    lost.push(order);
                }
            }
        }
        lost.into_iter()
            .partition(|order| self.has_object(owner, order))
    }

    /// Whether the log holds what the order is about.
    fn has_object(&self, owner: &Owner, order: &Order) -> bool {
        match order {
            Order::EraseRecord(record)
            | Order::RestrictRecord(record)
            | Order::LiftRecord(record)
            | Order::DrillRecord(record) => self.logs().any(|(_, entries)| {
                let mut entries = entries.iter();
                entries.any(|it| it.kind == EntryKind::Record && it.hash == record.to_bytes())
            }),
            Order::PurgeEpoch(epoch)
            | Order::HoldEpoch(epoch)
            | Order::LiftEpoch(epoch)
            | Order::PuncturedEpoch(epoch) => {
                let mut issued = owner.statements.iter();
                issued.any(|issued| issued.logged && issued.statement.epoch() == *epoch)
            }
            _ => true,
        }
    }

    /// Takes note of the parts that a log was opened for since it was seen. What is lost was taken
    /// by the first of them.
    pub(crate) fn note_losses(&mut self, log: LogName, later: &[Opened], first: Loss) {
        let is_known = |losses: &[Loss], part| {
            let mut known = losses.iter();
            known.any(|loss| loss.log == log && loss.part == part)
        };
        if !is_known(&self.losses, first.part) {
            self.losses.push(first);
        }
        for opened in later.iter().skip(1) {
            if !is_known(&self.losses, opened.part) {
                self.losses.push(Loss::of(log, opened));
            }
        }
    }
}

impl Loss {
    /// A part that was opened; nothing that was seen is lost.
    pub(crate) const fn of(log: LogName, opened: &Opened) -> Self {
        Self {
            log,
            part: opened.part,
            restored: opened.index,
            signed: opened.signed,
            unknown: 0,
            entries: Vec::new(),
            instructions: Vec::new(),
        }
    }

    pub(crate) fn read_all(reader: &mut Reader<'_>) -> Result<Vec<Self>, DecodeError> {
        let mut losses = Vec::new();
        for _ in 0..reader.u32()? {
            let log = match reader.u8()? {
                0 => LogName::Instructions,
                1 => LogName::Records(Generation(reader.u32()?)),
                _ => return Err(DecodeError::BadValue),
            };
            let mut loss = Self {
                log,
                part: Part(reader.u64()?),
                restored: reader.u64()?,
                signed: match reader.u64()? {
                    UNKNOWN => None,
                    size => Some(size),
                },
                unknown: reader.u64()?,
                entries: Vec::new(),
                instructions: Vec::new(),
            };
            for _ in 0..reader.u64()? {
                let entry = Entry::from_bytes(reader.bytes(Entry::LENGTH)?);
                loss.entries.push(entry.map_err(|_| DecodeError::BadValue)?);
            }
            for _ in 0..reader.u32()? {
                let note = reader.bytes16(limit::MAX_DOCUMENT)?.to_vec();
                loss.instructions.push(note);
            }
            losses.push(loss);
        }
        Ok(losses)
    }

    pub(crate) fn write_all(losses: &[Self], writer: &mut Writer) {
        let count = u32::try_from(losses.len()).expect("recoveries count in 32 bits");
        writer.u32(count);
        for loss in losses {
            match loss.log {
                LogName::Instructions => drop(writer.u8(0)),
                LogName::Records(generation) => drop(writer.u8(1).u32(generation.value())),
            }
            writer
                .u64(loss.part.value())
                .u64(loss.restored)
                .u64(loss.signed.unwrap_or(UNKNOWN))
                .u64(loss.unknown)
                .u64(loss.entries.len() as u64);
            for entry in &loss.entries {
                writer.bytes(&entry.to_bytes());
            }
            let notes = u32::try_from(loss.instructions.len());
            writer.u32(notes.expect("nobody gives 2^32 orders"));
            for note in &loss.instructions {
                writer.bytes16(note).expect("longer documents are refused");
            }
        }
    }
}

fn order_of(note: &[u8]) -> Option<Order> {
    let note = Note::parse(note).ok()?;
    Some(Instruction::from_text(note.text()).ok()?.order)
}

/// Stands for a size that the processor does not know. No log is that long.
const UNKNOWN: u64 = u64::MAX;

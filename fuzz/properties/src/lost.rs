//! What an owner may cosign of logs with several parts, and what it loses: the rules of
//! `spec/protocol.md#log-recovery` once more, over whole logs.

use std::collections::BTreeMap;

use sealroll::{Entry, EntryKind, LogName, Part, RecordId, Recovery};
use sealroll_log::SignedDocument;
use sealroll_wire::{DocumentKind, Opening};

use crate::depth::reach;
use crate::list;
use crate::ordered::Documents;
use crate::owned::Owned;
use crate::restored::records_name;
use crate::syncs::head;

/// A log as a checkpoint shows it.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) part: Part,
    pub(crate) entries: Vec<Entry>,
}

/// What an owner remembers.
#[derive(Debug, Default)]
pub(crate) struct Witness {
    seen: BTreeMap<LogName, Shown>,
    /// Logs whose entries it still has a copy of.
    copied: Vec<LogName>,
    /// Documents of the instruction log as it was cosigned last.
    documents: Documents,
    losses: Vec<Loss>,
}

#[derive(Debug)]
struct Loss {
    log: LogName,
    part: Part,
    restored: u64,
    signed: Option<u64>,
    entries: Vec<Entry>,
    unknown: u64,
}

impl Witness {
    /// The owner's copy of the logs is gone.
    pub(crate) fn forget(&mut self) {
        self.copied.clear();
        self.losses.clear();
    }

    /// Panics if the owner had to refuse this, and notes what is lost otherwise. The instruction log
    /// comes with its documents.
    pub(crate) fn cosign(&mut self, log: LogName, shown: Shown, documents: Option<&Documents>) {
        if let Some(documents) = documents {
            self.documents.clone_from(documents);
        }
        let openings = self.openings(log, &shown.entries);
        let last = openings.last().map_or(Part::FIRST, |opening| opening.part);
        assert_eq!(shown.part, last, "a part without its opening");
        reach("cosigned");
        if let Some(seen) = self.seen.get(&log) {
            assert!(seen.part <= shown.part, "cosigned an earlier part");
            let copied = self.copied.contains(&log);
            let later = openings.iter().filter(|opening| opening.part > seen.part);
            let later: Vec<_> = later.collect();
            let size = seen.entries.len();
            let first = later.first().map(|opening| opening.restored);
            let kept = first.map_or(size, |first| {
                usize::try_from(first).map_or(size, |it| it.min(size))
            });
            // Who has lost the copy knows the root of the whole only.
            if copied || kept == size {
                let same = shown.entries.get(..kept) == seen.entries.get(..kept);
                assert!(same, "cosigned other entries than it has seen");
            }
            let mut lost = seen.entries[kept..].to_vec();
            for opening in later {
                let entries = core::mem::take(&mut lost);
                let unknown = if copied { 0 } else { entries.len() as u64 };
                self.losses.push(Loss {
                    log,
                    part: opening.part,
                    restored: opening.restored,
                    signed: opening.signed,
                    entries: if copied { entries } else { Vec::new() },
                    unknown,
                });
            }
        }
        self.seen.insert(log, shown);
        self.copied.push(log);
    }

    /// Panics if the owner says anything else about the recoveries.
    pub(crate) fn compare(&self, told: &[Recovery]) {
        assert_eq!(told.len(), self.losses.len(), "{told:?}");
        let records = self.copied.contains(&records_name());
        let log = self.seen.get(&records_name()).filter(|_| records);
        let log = log.map_or(&[][..], |shown| &shown.entries);
        let has = |kind, hash| {
            log.iter()
                .any(|entry| entry.kind == kind && entry.hash == hash)
        };
        let is_purged = |lost: &Entry| {
            let mut entries = log.iter();
            entries.any(|entry| entry.kind == EntryKind::Purge && entry.epoch == lost.epoch)
        };
        for (told, loss) in told.iter().zip(&self.losses) {
            let place = (told.log, told.part, told.restored, told.signed);
            assert_eq!(place, (loss.log, loss.part, loss.restored, loss.signed));
            let mut missing = Vec::new();
            let (mut returned, mut erased) = (0, 0);
            let lost = loss.entries.iter();
            for entry in lost.filter(|entry| entry.kind == EntryKind::Record) {
                if has(EntryKind::Record, entry.hash) {
                    reach("returned");
                    returned += 1;
                } else if has(EntryKind::Tombstone, entry.hash) || is_purged(entry) {
                    reach("erased");
                    erased += 1;
                } else {
                    reach("missing");
                    missing.push(RecordId::from_bytes(entry.hash));
                }
            }
            assert_eq!(told.missing, missing, "missing records");
            let counts = (told.lost_records, told.returned, told.erased);
            assert_eq!(
                counts,
                (returned + erased + missing.len() as u64, returned, erased)
            );
            let lost = loss.entries.len() as u64 + loss.unknown;
            assert_eq!((told.lost, told.unknown), (lost, loss.unknown));
            reach(match (loss.log, lost) {
                _ if loss.unknown > 0 => "unknown",
                (LogName::Instructions, 1..) => "orders lost",
                (_, 1..) => "records lost",
                _ => "nothing lost",
            });
        }
    }

    /// The openings of a log. Each has a note, names list and log, stands where it says that it
    /// stands, behind the entries that it names; parts rise.
    fn openings(&self, log: LogName, entries: &[Entry]) -> Vec<Opening> {
        let mut openings: Vec<Opening> = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            if entry.kind != EntryKind::OPENING {
                continue;
            }
            let mut documents = self.documents.iter();
            let note = documents.find(|(kind, note)| {
                *kind == DocumentKind::Opening && kind.hash(note) == entry.hash
            });
            let (_, note) = note.expect("cosigned an opening without its note");
            let list_id = Owned::shared().owner.list_id();
            let log_key = list::verifying(list::log_signer());
            let signed = SignedDocument::<Opening>::verify(note, list::ORIGIN, &list_id, log_key);
            let opening = signed.expect("cosigned a false note").text().clone();
            let is_own = match log {
                LogName::Instructions => opening.generation.is_none(),
                LogName::Records(generation) => opening.generation == Some(generation),
            };
            if !is_own {
                assert_eq!(
                    log,
                    LogName::Instructions,
                    "cosigned the opening of another log"
                );
                continue;
            }
            assert_eq!(
                opening.restored, index as u64,
                "an opening at another place"
            );
            let root = head(&entries[..index]).root.to_bytes();
            assert_eq!(opening.root, root, "an opening of another log's entries");
            let before = openings.last().map_or(Part::FIRST, |before| before.part);
            assert!(before < opening.part, "parts do not rise");
            openings.push(opening);
        }
        openings
    }
}

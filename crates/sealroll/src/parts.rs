//! The parts of a log that was recovered (`spec/protocol.md#log-recovery`).

use sealroll_log::{Entry, EntryKind, Frontier};
use sealroll_wire::{Opening, Part, Terms};

use crate::log_name::LogName;
use crate::signed_note::read_note;
use crate::sync_report::SyncError;

/// An opening of a log: the entry that it is, and the part that begins there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) index: u64,
    pub(crate) part: Part,
    /// The size that the processor says it had signed.
    pub(crate) signed: Option<u64>,
}

/// Holds the openings among all entries of a log, up to a checkpoint of this part, against their
/// notes, which are found by their hash (`spec/protocol.md#RECV-4`).
pub(crate) fn check_openings<'n>(
    log: LogName,
    part: Part,
    entries: &[Entry],
    find: impl Fn(&[u8; 32]) -> Option<&'n [u8]>,
    terms: &Terms,
) -> Result<Vec<Opened>, SyncError> {
    let mut opened: Vec<Opened> = Vec::new();
    if entries.iter().any(|entry| entry.kind == EntryKind::OPENING) {
        let mut edge = Frontier::new();
        for (index, entry) in (0_u64..).zip(entries) {
            if entry.kind == EntryKind::OPENING {
                let note = find(&entry.hash).ok_or(SyncError::BadDocument)?;
                let opening: Opening = read_note(note, terms).ok_or(SyncError::BadDocument)?;
                if is_of(&opening, log) {
                    check_opening(&opening, index, &edge, opened.last())?;
                    opened.push(Opened {
                        index,
                        part: opening.part,
                        signed: opening.signed,
                    });
                } else if log != LogName::Instructions {
                    return Err(SyncError::Inconsistent);
                }
            }
            let appended = edge.append(entry.leaf_hash());
            appended.map_err(|_| SyncError::BadEntry)?;
        }
    }
    if opened.last().map_or(Part::FIRST, |last| last.part) == part {
        Ok(opened)
    } else {
        Err(SyncError::Inconsistent)
    }
}

/// The openings of parts later than this one: what was seen behind the first of them is lost.
pub(crate) fn later_than(part: Part, opened: &[Opened]) -> &[Opened] {
    let known = opened.partition_point(|opened| opened.part <= part);
    opened.get(known..).unwrap_or_default()
}

fn is_of(opening: &Opening, log: LogName) -> bool {
    match log {
        LogName::Instructions => opening.generation.is_none(),
        LogName::Records(generation) => opening.generation == Some(generation),
    }
}

fn check_opening(
    opening: &Opening,
    index: u64,
    edge: &Frontier,
    before: Option<&Opened>,
) -> Result<(), SyncError> {
    let rises = before.is_none_or(|before| before.part < opening.part);
    let restored = opening.restored == index && opening.root == edge.root().to_bytes();
    if rises && restored {
        Ok(())
    } else {
        Err(SyncError::Inconsistent)
    }
}

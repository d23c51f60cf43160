//! The owner's way along the instruction log: head, entries, documents.

use sealroll_log::{Entry, EntryKind, Frontier, VerifiedCheckpoint};
use sealroll_wire::{DocumentKind, ListId, Opening, Time, limit, origin};

use crate::audit_pages::read_documents;
use crate::entry_fetch::{EntryFetch, begins_with};
use crate::http::{Refused, Request, Response};
use crate::inbox::Inbox;
use crate::log_name::LogName;
use crate::losses::Loss;
use crate::owner::Owner;
use crate::parts::{Opened, check_openings, later_than};
use crate::receipt::ReceiptError;
use crate::record_log::key_name;
use crate::signed_note::read_note;
use crate::sync_report::SyncError;
use crate::witness::{MAX_CHECKPOINT, WitnessedHead};

/// The instruction log while it is being fetched.
pub(crate) struct InstructionFetch {
    stage: Stage,
    /// Parts that were opened since, and what the processor lost that had been seen.
    lost: Option<(Vec<Opened>, Loss)>,
}

enum Stage {
    Checkpoint,
    Entries(EntryFetch),
    Documents(EntryFetch, Vec<(DocumentKind, Vec<u8>)>),
}

/// How far it is.
pub(crate) enum Progress {
    /// There is another request.
    More,
    /// The processor has no such log yet.
    Absent,
    /// Everything has arrived.
    Complete,
}

/// Why it does not go on.
pub(crate) enum FetchFault {
    /// The request can be sent again.
    Refused(Refused),
    /// The log is not as it must be.
    Fault(SyncError),
    /// The log contradicts what it said: error, checkpoint, entries.
    Contradiction(SyncError, Vec<u8>, Vec<Entry>),
}

/// A log that was checked.
pub(crate) struct Finished {
    /// The cosignature, of a device with a witness key.
    pub(crate) line: Option<String>,
    /// Whether it has grown since the last sync.
    pub(crate) is_new: bool,
    pub(crate) size: u64,
}

impl InstructionFetch {
    pub(crate) const fn new() -> Self {
        Self {
            stage: Stage::Checkpoint,
            lost: None,
        }
    }

    pub(crate) fn request(&self, list_id: &ListId) -> Request {
        let path = LogName::Instructions.path(list_id);
        match &self.stage {
            Stage::Checkpoint => Request::get(format!("{path}/checkpoint")),
            Stage::Entries(fetch) => Request::get(format!("{path}/{}", fetch.next_tile())),
            Stage::Documents(fetch, documents) => {
                let next = first_index(fetch) + documents.len() as u64;
                let mut request = Request::get(format!("/v1/lists/{list_id}/documents"));
                request.query = Some(format!("from={next}"));
                request
            }
        }
    }

    pub(crate) fn receive(
        &mut self,
        owner: &Owner,
        inbox: &Inbox,
        response: &Response,
    ) -> Result<Progress, FetchFault> {
        let is_first = matches!(self.stage, Stage::Checkpoint) && owner.orders.head.is_none();
        if response.status == 404 && is_first {
            return Ok(Progress::Absent);
        }
        let body = response.success().map_err(FetchFault::Refused)?;
        match &mut self.stage {
            Stage::Checkpoint => {
                let fetch = begin(owner, inbox, body)?;
                self.stage = Stage::Entries(fetch);
            }
            Stage::Entries(fetch) => fetch.take_tile(body).map_err(FetchFault::Fault)?,
            Stage::Documents(fetch, documents) => take_documents(fetch, documents, body)?,
        }
        let progress = self.go_on(owner)?;
        if let (Progress::Complete, Stage::Documents(fetch, documents)) = (&progress, &self.stage) {
            self.lost = check_parts(owner, inbox, fetch, documents)?;
        }
        Ok(progress)
    }

    /// Cosigns, and keeps what has arrived.
    pub(crate) fn finish(
        self,
        owner: &mut Owner,
        inbox: &mut Inbox,
        now: Time,
    ) -> Option<Finished> {
        let Stage::Documents(fetch, documents) = self.stage else {
            return None;
        };
        let (checkpoint, edge) = (fetch.checkpoint, fetch.edge);
        let name = key_name(&origin::witness(&owner.terms().origin, &owner.list_id()));
        let line = match &owner.subkeys.witness {
            Some(witness) => Some(
                checkpoint
                    .cosign(&edge.head(), &name, &witness.key, now)
                    .ok()?,
            ),
            None => None,
        };
        let before = owner
            .orders
            .head
            .as_ref()
            .map_or(0, |head| head.edge.size());
        let size = edge.size();
        let is_reopened = self.lost.is_some();
        if documents.len() as u64 == size {
            if let Some((opened, mut loss)) = self.lost {
                // The chain goes on from what the log still has, which is read next. So an order
                // that waits for its answer follows nothing: it is given anew.
                if size_of(&loss) > 0 {
                    owner.orders.last = None;
                    if let Some(pending) = owner.orders.pending.take()
                        && documents.iter().all(|(_, note)| *note != pending.note)
                    {
                        loss.instructions.push(pending.note);
                    }
                }
                inbox.note_losses(LogName::Instructions, &opened, loss);
            }
            inbox.set_documents(documents);
        } else {
            inbox.append_documents(documents);
        }
        owner.orders.head = Some(WitnessedHead {
            edge,
            checkpoint: checkpoint.signed().as_str().as_bytes().to_vec(),
        });
        Some(Finished {
            line,
            is_new: size != before || is_reopened,
            size,
        })
    }

    /// From entries to documents, once the former are complete and right.
    fn go_on(&mut self, owner: &Owner) -> Result<Progress, FetchFault> {
        let stage = core::mem::replace(&mut self.stage, Stage::Checkpoint);
        self.stage = match stage {
            // From the beginning: then the entries show to others, too, what does not fit.
            Stage::Entries(fetch)
                if fetch.is_complete()
                    && first_index(&fetch) > 0
                    && fetch.edge.head() != *fetch.checkpoint.head() =>
            {
                Stage::Entries(EntryFetch::new(fetch.checkpoint, Frontier::new()))
            }
            Stage::Entries(fetch) if fetch.is_complete() => {
                check(owner, &fetch)?;
                Stage::Documents(fetch, Vec::new())
            }
            other => other,
        };
        let complete = match &self.stage {
            Stage::Documents(fetch, documents) => documents.len() == fetch.entries.len(),
            _ => false,
        };
        Ok(if complete {
            Progress::Complete
        } else {
            Progress::More
        })
    }
}

fn begin(owner: &Owner, inbox: &Inbox, body: &[u8]) -> Result<EntryFetch, FetchFault> {
    if body.len() > MAX_CHECKPOINT {
        let error = SyncError::Checkpoint(ReceiptError::BadProof);
        return Err(FetchFault::Fault(error));
    }
    let checkpoint = LogName::Instructions.verify_checkpoint(body, owner.terms());
    let checkpoint: VerifiedCheckpoint =
        checkpoint.map_err(|error| FetchFault::Fault(SyncError::Checkpoint(error)))?;
    let Some(head) = &owner.orders.head else {
        return Ok(EntryFetch::new(checkpoint, Frontier::new()));
    };
    let part = LogName::Instructions.part(checkpoint.signed(), owner.terms());
    let seen = head.part(LogName::Instructions, owner.terms());
    if part > seen {
        return Ok(EntryFetch::new(checkpoint, Frontier::new()));
    }
    if part < seen || checkpoint.head().size < head.edge.size() {
        let error = SyncError::RolledBack;
        return Err(FetchFault::Contradiction(error, body.to_vec(), Vec::new()));
    }
    let known = inbox.documents().len() as u64 == head.edge.size();
    let edge = if known {
        head.edge.clone()
    } else {
        Frontier::new()
    };
    Ok(EntryFetch::new(checkpoint, edge))
}

fn check(owner: &Owner, fetch: &EntryFetch) -> Result<(), FetchFault> {
    let offered = || fetch.checkpoint.signed().as_str().as_bytes().to_vec();
    let is_whole = first_index(fetch) == 0;
    let log = LogName::Instructions;
    let part = log.part(fetch.checkpoint.signed(), owner.terms());
    let keeps_head = match &owner.orders.head {
        // What a later part keeps is checked when its opening has arrived.
        Some(head) if is_whole && head.part(log, owner.terms()) == part => {
            begins_with(&fetch.entries, &head.edge)
        }
        _ => true,
    };
    if fetch.edge.head() != *fetch.checkpoint.head() || !keeps_head {
        let error = SyncError::Inconsistent;
        let entries = fetch.entries.clone();
        return Err(FetchFault::Contradiction(error, offered(), entries));
    }
    if fetch.entries.iter().all(|entry| entry.kind.is_document()) {
        Ok(())
    } else {
        Err(FetchFault::Fault(SyncError::BadEntry))
    }
}

/// Holds the openings of the log against their notes, and a later part against what was seen of the
/// earlier one. Returns what is lost of that (RECV-4, RECV-5).
fn check_parts(
    owner: &Owner,
    inbox: &Inbox,
    fetch: &EntryFetch,
    documents: &[(DocumentKind, Vec<u8>)],
) -> Result<Option<(Vec<Opened>, Loss)>, FetchFault> {
    let (log, terms) = (LogName::Instructions, owner.terms());
    let contradiction = || {
        let offered = fetch.checkpoint.signed().as_str().as_bytes().to_vec();
        FetchFault::Contradiction(SyncError::Inconsistent, offered, fetch.entries.clone())
    };
    if first_index(fetch) > 0 {
        let is_own = |note: &[u8]| {
            let opening: Option<Opening> = read_note(note, terms);
            opening.is_none_or(|opening| opening.generation.is_none())
        };
        let mut openings = documents.iter();
        let reopened = openings.any(|(kind, note)| *kind == DocumentKind::Opening && is_own(note));
        return if reopened {
            Err(contradiction())
        } else {
            Ok(None)
        };
    }
    let part = log.part(fetch.checkpoint.signed(), terms);
    let find = |hash: &[u8; 32]| {
        let mut documents = documents.iter();
        let found = documents
            .find(|(kind, note)| *kind == DocumentKind::Opening && kind.hash(note) == *hash);
        found.map(|(_, note)| note.as_slice())
    };
    let opened = match check_openings(log, part, &fetch.entries, find, terms) {
        Ok(opened) => opened,
        Err(SyncError::Inconsistent) => return Err(contradiction()),
        Err(error) => return Err(FetchFault::Fault(error)),
    };
    let Some(head) = &owner.orders.head else {
        return Ok(None);
    };
    let size = head.edge.size();
    let later = later_than(head.part(log, terms), &opened);
    let Some(first) = later.first().filter(|first| first.index < size) else {
        let lost = later
            .first()
            .map(|first| (later.to_vec(), Loss::of(log, first)));
        return if begins_with(&fetch.entries, &head.edge) {
            Ok(lost)
        } else {
            Err(contradiction())
        };
    };
    let seen = inbox.documents();
    let mut loss = Loss::of(log, first);
    if seen.len() as u64 == size {
        let kept = usize::try_from(first.index).unwrap_or(usize::MAX);
        if !seen.iter().take(kept).eq(documents.iter().take(kept)) {
            return Err(contradiction());
        }
        for (kind, bytes) in seen.iter().skip(kept) {
            loss.entries.push(Entry::of_document(*kind, bytes));
            if *kind == DocumentKind::Instruction {
                loss.instructions.push(bytes.clone());
            }
        }
    } else {
        loss.unknown = size - first.index;
    }
    Ok(Some((later.to_vec(), loss)))
}

/// Entries that were seen and are lost.
const fn size_of(loss: &Loss) -> u64 {
    loss.entries.len() as u64 + loss.unknown
}

fn take_documents(
    fetch: &EntryFetch,
    documents: &mut Vec<(DocumentKind, Vec<u8>)>,
    body: &[u8],
) -> Result<(), FetchFault> {
    let bad = || FetchFault::Fault(SyncError::BadDocument);
    let page = read_documents(body).ok_or_else(bad)?;
    let mut taken = false;
    for (index, bytes) in page {
        let Some(entry) = fetch.entries.get(documents.len()) else {
            // What was logged after the head comes with the next sync.
            break;
        };
        let EntryKind::Document(kind) = entry.kind else {
            return Err(bad());
        };
        let expected = first_index(fetch) + documents.len() as u64;
        if index != expected || kind.hash(bytes) != entry.hash || bytes.len() > limit::MAX_DOCUMENT
        {
            return Err(bad());
        }
        documents.push((kind, bytes.to_vec()));
        taken = true;
    }
    if taken { Ok(()) } else { Err(bad()) }
}

/// Index of the first entry that is fetched.
fn first_index(fetch: &EntryFetch) -> u64 {
    fetch.edge.size() - fetch.entries.len() as u64
}

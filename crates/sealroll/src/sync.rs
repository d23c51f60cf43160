//! Follows the record logs, checks that they have only grown, and cosigns
//! (`spec/protocol.md#sync`).

use core::fmt;

use rand_core::CryptoRng;
use sealroll_log::{
    Entry, EntryKind, Frontier, Tile, TileKind, TilePath, VerifiedCheckpoint, decode_bundle,
};
use sealroll_wire::{Epoch, Generation, InstructionId, StatementId, Time};

use crate::http::{Media, Method, Refused, Request, Response};
use crate::inbox::Inbox;
use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::receipt::ReceiptError;
use crate::record_log::RecordLog;
use crate::witness::{MAX_CHECKPOINT, WitnessedHead};

/// One round over all record logs of a list.
///
/// Send what [`request`](Self::request) returns and give the answer to
/// [`receive`](Self::receive), until there is no request left. Before a `POST` is sent, save the
/// [`owner`](Self::owner): a witness must remember what it is about to sign.
pub struct LogSync<'a> {
    owner: &'a mut Owner,
    inbox: &'a mut Inbox,
    now: Time,
    /// Generations still to come, the next one last.
    queue: Vec<Generation>,
    step: Step,
    report: SyncReport,
    evidence: Option<Evidence>,
}

/// What a sync found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Logs that were checked and cosigned, with their sizes.
    pub cosigned: Vec<(Generation, u64)>,
    /// New records.
    pub records: u64,
    /// Epochs that the log says were erased, although this device did not order it.
    pub unordered_purges: Vec<Epoch>,
    /// Logs that the processor does not have yet, because no statement of theirs was published.
    pub absent: Vec<Generation>,
}

/// Proof that a log contradicts itself, to be kept and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The log.
    pub generation: Generation,
    /// The checkpoint that was cosigned before.
    pub cosigned: Vec<u8>,
    /// The checkpoint that does not fit it, or the entries.
    pub offered: Vec<u8>,
    /// The entries that were served with it since the cosigned one, or from the beginning.
    pub entries: Vec<Entry>,
}

enum Step {
    Checkpoint(RecordLog),
    Entries(Box<Progress>),
    Cosign(RecordLog, String),
    Done,
}

/// A log whose entries are being fetched.
struct Progress {
    log: RecordLog,
    checkpoint: VerifiedCheckpoint,
    edge: Frontier,
    entries: Vec<Entry>,
}

impl Owner {
    /// Begins a sync. It fetches every entry again if the inbox is not the one of the last sync.
    pub fn sync<'a>(&'a mut self, inbox: &'a mut Inbox, now: Time) -> LogSync<'a> {
        let mut queue: Vec<Generation> = self
            .statements
            .iter()
            .map(|issued| issued.statement.generation())
            .collect();
        queue.sort_unstable_by(|a, b| b.cmp(a));
        queue.dedup();
        let mut sync = LogSync {
            owner: self,
            inbox,
            now,
            queue,
            step: Step::Done,
            report: SyncReport::default(),
            evidence: None,
        };
        sync.next_log();
        sync
    }
}

impl LogSync<'_> {
    /// The next request; `None` when every log has been checked. Asking again before an answer
    /// was received repeats the request.
    ///
    /// # Errors
    /// [`OwnerError::Authority`].
    pub fn request<R: CryptoRng + ?Sized>(
        &self,
        authority: &str,
        now: Time,
        rng: &mut R,
    ) -> Result<Option<Request>, OwnerError> {
        let request = match &self.step {
            Step::Checkpoint(log) => Request::get(format!("{}/checkpoint", log.path())),
            Step::Entries(progress) => {
                Request::get(format!("{}/{}", progress.log.path(), progress.next_tile()))
            }
            Step::Cosign(log, line) => Request::send(
                Method::Post,
                format!("{}/cosignature", log.path()),
                Media::Text,
                format!("{line}\n").into_bytes(),
            ),
            Step::Done => return Ok(None),
        };
        self.owner.sign(request, authority, now, rng).map(Some)
    }

    /// Takes the answer to the last request.
    ///
    /// # Errors
    /// [`SyncError`]. After [`SyncError::Refused`] the same request can be sent again. After any
    /// other the log was not cosigned and will not be by this sync; what was verified before is
    /// kept.
    pub fn receive(&mut self, response: &Response) -> Result<(), SyncError> {
        match &mut self.step {
            Step::Checkpoint(_) => self.receive_checkpoint(response),
            Step::Entries(progress) => {
                let body = response.success().map_err(SyncError::Refused)?;
                progress.take_tile(body)?;
                self.finish_entries()
            }
            Step::Cosign(..) => {
                response.success().map_err(SyncError::Refused)?;
                self.next_log();
                Ok(())
            }
            Step::Done => Ok(()),
        }
    }

    /// Goes on with the next log after an error, or after a refusal that will not pass.
    pub fn skip(&mut self) {
        self.next_log();
    }

    /// The owner, to be saved before a `POST` is sent.
    #[must_use]
    pub const fn owner(&self) -> &Owner {
        self.owner
    }

    /// What was found so far.
    #[must_use]
    pub const fn report(&self) -> &SyncReport {
        &self.report
    }

    /// What proves the last [`SyncError::RolledBack`], [`SyncError::Inconsistent`] or
    /// [`SyncError::ForeignStatement`].
    #[must_use]
    pub const fn evidence(&self) -> Option<&Evidence> {
        self.evidence.as_ref()
    }

    fn next_log(&mut self) {
        self.step = match self.queue.pop() {
            Some(generation) => Step::Checkpoint(self.owner.log(generation)),
            None => Step::Done,
        };
    }

    fn receive_checkpoint(&mut self, response: &Response) -> Result<(), SyncError> {
        let Step::Checkpoint(log) = &self.step else {
            return Ok(());
        };
        let log = log.clone();
        let generation = log.generation();
        let head = self.owner.heads.get(&generation).cloned();
        if response.status == 404 && head.is_none() {
            self.report.absent.push(generation);
            self.next_log();
            return Ok(());
        }
        let body = response.success().map_err(SyncError::Refused)?;
        if body.len() > MAX_CHECKPOINT {
            return Err(SyncError::Checkpoint(ReceiptError::BadProof));
        }
        let checkpoint = log.verify_checkpoint(body).map_err(SyncError::Checkpoint)?;
        let offered = *checkpoint.head();
        let Some(head) = head else {
            self.begin_entries(log, checkpoint, Frontier::new());
            return self.finish_entries();
        };
        if offered.size < head.edge.size() {
            return Err(self.contradiction(
                generation,
                &head,
                body,
                Vec::new(),
                SyncError::RolledBack,
            ));
        }
        let known = self.inbox.entries(generation).len() as u64 == head.edge.size();
        let edge = if known { head.edge } else { Frontier::new() };
        self.begin_entries(log, checkpoint, edge);
        self.finish_entries()
    }

    fn begin_entries(&mut self, log: RecordLog, checkpoint: VerifiedCheckpoint, edge: Frontier) {
        self.step = Step::Entries(Box::new(Progress {
            log,
            checkpoint,
            edge,
            entries: Vec::new(),
        }));
    }

    /// Checks and cosigns if every entry has arrived.
    fn finish_entries(&mut self) -> Result<(), SyncError> {
        let Step::Entries(progress) = &self.step else {
            return Ok(());
        };
        if progress.edge.size() < progress.checkpoint.head().size {
            return Ok(());
        }
        let Step::Entries(progress) = core::mem::replace(&mut self.step, Step::Done) else {
            return Ok(());
        };
        let result = self.check(*progress);
        if result.is_err() {
            self.next_log();
        }
        result
    }

    fn check(&mut self, progress: Progress) -> Result<(), SyncError> {
        let Progress {
            log,
            checkpoint,
            edge,
            entries,
        } = progress;
        let generation = log.generation();
        let offered = checkpoint.signed().as_str().as_bytes();
        let head = self.owner.heads.get(&generation).cloned();
        let from_start = entries.len() as u64 == edge.size();
        if edge.head() != *checkpoint.head() {
            let head = head.unwrap_or_else(WitnessedHead::nothing);
            return Err(self.contradiction(
                generation,
                &head,
                offered,
                entries,
                SyncError::Inconsistent,
            ));
        }
        if let Some(head) = &head
            && from_start
            && !begins_with(&entries, &head.edge)
        {
            return Err(self.contradiction(
                generation,
                head,
                offered,
                entries,
                SyncError::Inconsistent,
            ));
        }
        if self.has_foreign_statement(&entries) {
            let head = head.unwrap_or_else(WitnessedHead::nothing);
            return Err(self.contradiction(
                generation,
                &head,
                offered,
                entries,
                SyncError::ForeignStatement,
            ));
        }
        let line = checkpoint
            .cosign(
                &edge.head(),
                &log.witness_name(),
                &self.owner.subkeys.witness.key,
                self.now,
            )
            .expect("the head was just compared");
        let seen_before = head.map_or(0, |head| head.edge.size());
        self.note_entries(&entries, if from_start { seen_before } else { 0 });
        self.report.cosigned.push((generation, edge.size()));
        if from_start {
            self.inbox.set_entries(generation, entries);
        } else {
            self.inbox.append(generation, &entries);
        }
        let checkpoint = offered.to_vec();
        let head = WitnessedHead { edge, checkpoint };
        self.owner.heads.insert(generation, head);
        self.step = Step::Cosign(log, line);
        Ok(())
    }

    /// SYN-2.
    fn has_foreign_statement(&self, entries: &[Entry]) -> bool {
        entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Statement)
            .any(|entry| {
                let issued = self.owner.statement(&StatementId::from_bytes(entry.hash));
                issued.is_none_or(|issued| issued.statement.epoch() != entry.epoch)
            })
    }

    /// Takes note of what the entries say. The first `old` of them were seen by an earlier sync.
    fn note_entries(&mut self, entries: &[Entry], old: u64) {
        let old = usize::try_from(old).unwrap_or(usize::MAX);
        for (place, entry) in entries.iter().enumerate() {
            match entry.kind {
                EntryKind::Record if place >= old => self.report.records += 1,
                EntryKind::Statement => self.note_statement(StatementId::from_bytes(entry.hash)),
                EntryKind::Purge => {
                    let ordered = self.owner.purges.get(&entry.epoch).is_some_and(|purge| {
                        purge.instruction == InstructionId::from_bytes(entry.hash)
                    });
                    if !ordered {
                        self.report.unordered_purges.push(entry.epoch);
                    }
                }
                _ => {}
            }
        }
    }

    /// A logged statement supersedes those of the same epoch with lower serials.
    fn note_statement(&mut self, id: StatementId) {
        let Some(issued) = self.owner.statement(&id) else {
            return;
        };
        let (epoch, serial) = (issued.statement.epoch(), issued.statement.serial());
        for issued in &mut self.owner.statements {
            let statement = &issued.statement;
            if statement.epoch() != epoch {
                continue;
            }
            if statement.serial() == serial {
                issued.logged = true;
            } else if statement.serial() < serial && issued.superseded_at.is_none() {
                issued.superseded_at = Some(self.now);
            }
        }
    }

    fn contradiction(
        &mut self,
        generation: Generation,
        head: &WitnessedHead,
        offered: &[u8],
        entries: Vec<Entry>,
        error: SyncError,
    ) -> SyncError {
        self.evidence = Some(Evidence {
            generation,
            cosigned: head.checkpoint.clone(),
            offered: offered.to_vec(),
            entries,
        });
        error
    }
}

impl Progress {
    /// Path of the entry bundle that holds the next entry.
    fn next_tile(&self) -> TilePath {
        let (index, width) = self.next_bundle();
        TilePath::new(TileKind::Entries, index, width)
            .expect("a checkpoint's size is within the limits of paths")
    }

    fn next_bundle(&self) -> (u64, u16) {
        let width = Tile::WIDTH as u64;
        let index = self.edge.size() / width;
        let there = self.checkpoint.head().size - index * width;
        (index, there.min(width) as u16)
    }

    fn take_tile(&mut self, body: &[u8]) -> Result<(), SyncError> {
        let (index, width) = self.next_bundle();
        let entries = match decode_bundle(body, width) {
            Ok(entries) => entries,
            // Whole entries, but not as many as the checkpoint says.
            Err(_) if body.len().is_multiple_of(2 + Entry::LENGTH) => {
                return Err(SyncError::Inconsistent);
            }
            Err(_) => return Err(SyncError::BadEntry),
        };
        // The beginning of a bundle may have been seen by an earlier sync.
        let seen = self.edge.size() - index * Tile::WIDTH as u64;
        for bytes in entries.into_iter().skip(seen as usize) {
            let entry = Entry::from_bytes(bytes).map_err(|_| SyncError::BadEntry)?;
            let appended = self.edge.append(entry.leaf_hash());
            appended.map_err(|_| SyncError::BadEntry)?;
            self.entries.push(entry);
        }
        Ok(())
    }
}

impl WitnessedHead {
    fn nothing() -> Self {
        Self {
            edge: Frontier::new(),
            checkpoint: Vec::new(),
        }
    }
}

/// Whether a tree of these entries once had this right edge.
fn begins_with(entries: &[Entry], edge: &Frontier) -> bool {
    let mut computed = Frontier::new();
    let size = usize::try_from(edge.size()).unwrap_or(usize::MAX);
    for entry in entries.iter().take(size) {
        if computed.append(entry.leaf_hash()).is_err() {
            return false;
        }
    }
    computed == *edge
}

impl fmt::Debug for LogSync<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogSync")
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}

/// Why a log was not cosigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyncError {
    /// The processor refused a request.
    Refused(Refused),
    /// The checkpoint is malformed, of another log or not signed.
    Checkpoint(ReceiptError),
    /// A bundle of entries is malformed.
    BadEntry,
    /// The log is shorter than it was (SYN-1).
    RolledBack,
    /// The entries do not give the root hash of the checkpoint, or not the one cosigned before
    /// (SYN-1).
    Inconsistent,
    /// The log holds a statement that this owner did not issue (SYN-2).
    ForeignStatement,
}

impl SyncError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.code(),
            Self::Checkpoint(error) => error.code(),
            Self::BadEntry => "bad-entry",
            Self::RolledBack => "rolled-back",
            Self::Inconsistent => "inconsistent",
            Self::ForeignStatement => "foreign-statement",
        }
    }
}

impl fmt::Display for SyncError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => refused.fmt(f),
            Self::Checkpoint(error) => error.fmt(f),
            Self::BadEntry => f.write_str("an entry of the log is malformed"),
            Self::RolledBack => f.write_str("the log is shorter than it was"),
            Self::Inconsistent => f.write_str("the log contradicts what it said before"),
            Self::ForeignStatement => {
                f.write_str("the log holds a statement that this owner did not issue")
            }
        }
    }
}

impl core::error::Error for SyncError {}

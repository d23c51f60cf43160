//! Follows the record logs, checks that they have only grown, and cosigns
//! (`spec/protocol.md#sync`).

use core::fmt;
use std::collections::BTreeSet;

use rand_core::CryptoRng;
use sealroll_log::{Entry, EntryKind, Frontier, VerifiedCheckpoint};
use sealroll_wire::{Epoch, Generation, InstructionId, Part, StatementId, Time};

use crate::audit_pages::read_statements_page;
use crate::entry_fetch::{EntryFetch, begins_with};
use crate::http::{Media, Method, Request, Response};
use crate::inbox::Inbox;
use crate::instruction_fetch::{FetchFault, Finished, InstructionFetch, Progress};
use crate::issued::IssuedStatement;
use crate::log_name::LogName;
use crate::losses::Loss;
use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::parts::{Opened, check_openings, later_than};
use crate::problem::ProblemCode;
use crate::receipt::ReceiptError;
use crate::record_log::RecordLog;
use crate::sync_report::{Evidence, SyncError, SyncReport};
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
    /// Whether something was erased, or ordered, since the last sync.
    changed: bool,
    report: SyncReport,
    evidence: Option<Evidence>,
}

enum Step {
    Checkpoint(RecordLog),
    Instructions(Box<InstructionFetch>),
    /// Statements of the list from a serial on, on a device that issues none.
    Statements(sealroll_wire::Serial),
    Entries(RecordLog, Box<EntryFetch>),
    Cosign(LogName, String),
    Done,
}

impl Owner {
    /// Begins a sync. It fetches every entry again if the inbox is not the one of the last sync.
    pub fn sync<'a>(&'a mut self, inbox: &'a mut Inbox, now: Time) -> LogSync<'a> {
        let queue = self.record_logs();
        let mut sync = LogSync {
            owner: self,
            inbox,
            now,
            queue,
            step: Step::Done,
            changed: false,
            report: SyncReport::default(),
            evidence: None,
        };
        sync.step = Step::Instructions(Box::new(InstructionFetch::new()));
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
            Step::Instructions(fetch) => fetch.request(&self.owner.list_id()),
            Step::Statements(from) => {
                let list = self.owner.list_id();
                let mut request = Request::get(format!("/v1/lists/{list}/statements"));
                request.query = Some(format!("from={from}"));
                request
            }
            Step::Entries(log, fetch) => {
                Request::get(format!("{}/{}", log.path(), fetch.next_tile()))
            }
            Step::Cosign(log, line) => Request::send(
                Method::Post,
                format!("{}/cosignature", log.path(&self.owner.list_id())),
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
            Step::Instructions(_) => self.receive_instructions(response),
            Step::Statements(_) => self.receive_statements(response),
            Step::Entries(_, fetch) => {
                let body = response.success().map_err(SyncError::Refused)?;
                fetch.take_tile(body)?;
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
            None => {
                self.judge();
                Step::Done
            }
        };
    }

    fn receive_checkpoint(&mut self, response: &Response) -> Result<(), SyncError> {
        let Step::Checkpoint(log) = &self.step else {
            return Ok(());
        };
        let log = log.clone();
        let generation = log.generation();
        let head = self.owner.heads.get(&generation).cloned();
        let is_gone = is_gone(response);
        if is_gone && self.owner.may_be_gone(self.inbox, generation, self.now) {
            self.forget_log(generation, head.is_some());
            return Ok(());
        }
        if response.status == 404 && self.is_absent(generation, head.as_ref()) {
            self.report.absent.push(generation);
            self.next_log();
            return Ok(());
        }
        if is_gone {
            self.next_log();
            return Err(SyncError::MissingLog);
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
        let part = log.part(checkpoint.signed());
        let seen = head.part(LogName::Records(generation), self.owner.terms());
        if part > seen {
            self.begin_entries(log, checkpoint, Frontier::new());
            return self.finish_entries();
        }
        if part < seen || offered.size < head.edge.size() {
            return Err(self.contradiction(
                LogName::Records(generation),
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

    /// The processor has deleted a log as it had to (`spec/protocol.md#RET-6`).
    fn forget_log(&mut self, generation: Generation, is_known: bool) {
        self.owner.heads.remove(&generation);
        let epochs = self.owner.epochs_of(generation);
        self.inbox.delete(generation, epochs);
        self.changed = true;
        if is_known {
            self.report.deleted.push(generation);
        }
        self.next_log();
    }

    fn begin_entries(&mut self, log: RecordLog, checkpoint: VerifiedCheckpoint, edge: Frontier) {
        self.step = Step::Entries(log, Box::new(EntryFetch::new(checkpoint, edge)));
    }

    /// Checks and cosigns if every entry has arrived.
    fn finish_entries(&mut self) -> Result<(), SyncError> {
        if !matches!(&self.step, Step::Entries(_, fetch) if fetch.is_complete()) {
            return Ok(());
        }
        let Step::Entries(log, fetch) = core::mem::replace(&mut self.step, Step::Done) else {
            return Ok(());
        };
        let result = self.check(log, *fetch);
        if result.is_err() {
            self.next_log();
        }
        result
    }

    fn check(&mut self, log: RecordLog, fetch: EntryFetch) -> Result<(), SyncError> {
        let EntryFetch {
            checkpoint,
            edge,
            entries,
        } = fetch;
        let generation = log.generation();
        let offered = checkpoint.signed().as_str().as_bytes();
        let head = self.owner.heads.get(&generation).cloned();
        let from_start = entries.len() as u64 == edge.size();
        if edge.head() != *checkpoint.head() && !from_start {
            // From the beginning: then the entries show to others, too, what does not fit.
            self.begin_entries(log, checkpoint, Frontier::new());
            return self.finish_entries();
        }
        if edge.head() != *checkpoint.head() {
            let head = head.unwrap_or_else(WitnessedHead::nothing);
            return Err(self.contradiction(
                LogName::Records(generation),
                &head,
                offered,
                entries,
                SyncError::Inconsistent,
            ));
        }
        let part = log.part(checkpoint.signed());
        let later = match self.check_parts(generation, part, &entries, from_start, head.as_ref()) {
            Ok(later) => later,
            Err(SyncError::Inconsistent) => {
                let head = head.unwrap_or_else(WitnessedHead::nothing);
                return Err(self.contradiction(
                    LogName::Records(generation),
                    &head,
                    offered,
                    entries,
                    SyncError::Inconsistent,
                ));
            }
            Err(error) => return Err(error),
        };
        if self.has_foreign_statement(&entries) {
            let head = head.unwrap_or_else(WitnessedHead::nothing);
            let mut entries = entries;
            if !from_start {
                let seen = self.inbox.entries(generation).iter().copied();
                entries.splice(0..0, seen);
            }
            return Err(self.contradiction(
                LogName::Records(generation),
                &head,
                offered,
                entries,
                SyncError::ForeignStatement,
            ));
        }
        let line = self.owner.subkeys.witness.as_ref().map(|witness| {
            let name = log.witness_name();
            let line = checkpoint.cosign(&edge.head(), &name, &witness.key, self.now);
            line.expect("the head was just compared")
        });
        let seen_before = head.map_or(0, |head| head.edge.size());
        let seen_before = self.note_loss(generation, &later, seen_before);
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
        self.cosign(LogName::Records(generation), line);
        Ok(())
    }

    /// Holds the openings of a log against their notes, and the entries against those that were
    /// seen. Returns the openings since the part that was cosigned (RECV-4, RECV-5).
    fn check_parts(
        &self,
        generation: Generation,
        part: Part,
        entries: &[Entry],
        from_start: bool,
        head: Option<&WitnessedHead>,
    ) -> Result<Vec<Opened>, SyncError> {
        let log = LogName::Records(generation);
        if !from_start {
            // What follows in the same part has no opening.
            let reopened = entries.iter().any(|entry| entry.kind == EntryKind::OPENING);
            return if reopened {
                Err(SyncError::Inconsistent)
            } else {
                Ok(Vec::new())
            };
        }
        let find = |hash: &[u8; 32]| self.inbox.opening(hash);
        let opened = check_openings(log, part, entries, find, self.owner.terms())?;
        let Some(head) = head else {
            return Ok(Vec::new());
        };
        let later = later_than(head.part(log, self.owner.terms()), &opened);
        let keeps = match later.first() {
            Some(first) if first.index < head.edge.size() => {
                let seen = self.inbox.entries(generation);
                let is_known = seen.len() as u64 == head.edge.size();
                let kept = usize::try_from(first.index).unwrap_or(usize::MAX);
                !is_known || seen.iter().take(kept).eq(entries.iter().take(kept))
            }
            _ => begins_with(entries, &head.edge),
        };
        if keeps {
            Ok(later.to_vec())
        } else {
            Err(SyncError::Inconsistent)
        }
    }

    /// Whether the processor may have no such log: it never had one, or the backup that it goes on
    /// with was older. Then all that was seen of it is lost, until it begins again with an opening.
    fn is_absent(&mut self, generation: Generation, head: Option<&WitnessedHead>) -> bool {
        let Some(head) = head else {
            return true;
        };
        let terms = self.owner.terms();
        let instructions = self.owner.orders.head.as_ref();
        let newest = instructions.map(|head| head.part(LogName::Instructions, terms));
        let seen = head.part(LogName::Records(generation), terms);
        let Some(part) = newest.filter(|newest| *newest > seen) else {
            return false;
        };
        let opened = Opened {
            index: 0,
            part,
            signed: None,
        };
        self.note_loss(generation, &[opened], head.edge.size());
        true
    }

    /// Takes note of what the processor lost of a record log: statements are published again, and
    /// a purge counts when it is ordered again. Returns how much of what was seen is left.
    fn note_loss(&mut self, generation: Generation, later: &[Opened], seen: u64) -> u64 {
        let Some(first) = later.first() else {
            return seen;
        };
        let log = LogName::Records(generation);
        let mut loss = Loss::of(log, first);
        let end = first.index.min(seen);
        if end < seen {
            let is_known = self.inbox.entries(generation).len() as u64 == seen;
            let lost = self.inbox.cut(generation, end);
            if is_known {
                self.forget_lost(&lost);
                loss.entries = lost;
            } else {
                loss.unknown = seen - end;
            }
        }
        self.inbox.note_losses(log, later, loss);
        self.changed = true;
        end
    }

    fn forget_lost(&mut self, entries: &[Entry]) {
        let is_statement = |entry: &&Entry| entry.kind == EntryKind::Statement;
        let epochs: BTreeSet<Epoch> = entries
            .iter()
            .filter(is_statement)
            .map(|entry| entry.epoch)
            .collect();
        for entry in entries {
            match entry.kind {
                EntryKind::Statement => {
                    let id = StatementId::from_bytes(entry.hash);
                    let mut issued = self.owner.statements.iter_mut();
                    if let Some(issued) = issued.find(|issued| issued.id == id) {
                        issued.logged = false;
                    }
                }
                EntryKind::Purge => {
                    if let Some(purge) = self.owner.purges.get_mut(&entry.epoch) {
                        purge.confirmed = false;
                    }
                }
                _ => {}
            }
        }
        // Guests were given what a lost one superseded, until it is logged again.
        for epoch in epochs {
            let statements = &mut self.owner.statements;
            let of_epoch = |issued: &&IssuedStatement| issued.statement.epoch() == epoch;
            let newest = statements.iter().filter(of_epoch).filter(|it| it.logged);
            let newest = newest.map(|issued| issued.statement.serial()).max();
            for issued in statements.iter_mut() {
                let statement = &issued.statement;
                if statement.epoch() == epoch && Some(statement.serial()) >= newest {
                    issued.superseded_at = None;
                }
            }
        }
    }

    /// Takes the next answer about the instruction log. It is cosigned like any other, once its
    /// documents are there.
    fn receive_instructions(&mut self, response: &Response) -> Result<(), SyncError> {
        let Step::Instructions(mut fetch) = core::mem::replace(&mut self.step, Step::Done) else {
            return Ok(());
        };
        let received = fetch.receive(self.owner, self.inbox, response);
        match received {
            Ok(Progress::More) => self.step = Step::Instructions(fetch),
            Ok(Progress::Absent) => self.next_log(),
            Ok(Progress::Complete) => return self.finish_instructions(*fetch),
            Err(FetchFault::Refused(_)) if is_gone(response) => {
                let ledger = self.owner.ledger(self.inbox);
                if !ledger.is_over(self.now) {
                    return Err(SyncError::MissingLog);
                }
                self.report.is_over = true;
            }
            // The same request can be sent again.
            Err(FetchFault::Refused(refused)) => {
                self.step = Step::Instructions(fetch);
                return Err(SyncError::Refused(refused));
            }
            Err(FetchFault::Fault(error)) => {
                self.next_log();
                return Err(error);
            }
            Err(FetchFault::Contradiction(error, offered, entries)) => {
                let head = self.owner.orders.head.clone();
                let head = head.unwrap_or_else(WitnessedHead::nothing);
                let log = LogName::Instructions;
                let error = self.contradiction(log, &head, &offered, entries, error);
                self.next_log();
                return Err(error);
            }
        }
        Ok(())
    }

    fn finish_instructions(&mut self, fetch: InstructionFetch) -> Result<(), SyncError> {
        let finished = fetch.finish(self.owner, self.inbox, self.now);
        let Some(Finished { line, is_new, size }) = finished else {
            self.next_log();
            return Err(SyncError::BadEntry);
        };
        self.changed |= is_new;
        self.report.instructions = size;
        self.cosign(LogName::Instructions, line);
        Ok(())
    }

    /// A device without a witness key goes on (`spec/protocol.md#GRT-6`).
    fn cosign(&mut self, log: LogName, line: Option<String>) {
        match line {
            Some(line) => self.step = Step::Cosign(log, line),
            None if log == LogName::Instructions => self.begin_statements(),
            None => self.next_log(),
        }
    }

    /// What the root has signed, and then the statements, are the list's word to a device that
    /// does not issue them itself.
    fn begin_statements(&mut self) {
        self.owner.adopt_documents(self.inbox);
        let last = self.owner.statements.last();
        let last = last.map_or(0, |issued| issued.statement.serial().value());
        self.step = Step::Statements(sealroll_wire::Serial(last.saturating_add(1)));
    }

    fn receive_statements(&mut self, response: &Response) -> Result<(), SyncError> {
        let body = response.success().map_err(SyncError::Refused)?;
        let statements = read_statements_page(body).ok_or(SyncError::BadDocument)?;
        if statements.is_empty() {
            self.queue = self.owner.record_logs();
            let (owner, inbox) = (&self.owner, &self.inbox);
            self.queue.retain(|generation| {
                let epochs = owner.epochs_of(*generation);
                owner.heads.contains_key(generation) || !inbox.has_deleted(epochs)
            });
            self.next_log();
            return Ok(());
        }
        for statement in statements {
            if let Err(error) = self.owner.adopt_statement(statement) {
                self.next_log();
                return Err(error);
            }
        }
        self.begin_statements();
        Ok(())
    }

    /// Holds instructions, certificates and record logs against each other, if there is news.
    fn judge(&mut self) {
        if self.changed {
            let seen = self.owner.judge_logs(self.inbox, self.now);
            self.report.findings = seen.findings;
            self.report.foreign_instructions = seen.foreign;
        }
        self.report.recoveries = self.inbox.recoveries();
        let (lost, waiting) = self.inbox.lost_orders(self.owner);
        (self.report.lost_orders, self.report.waiting_orders) = (lost, waiting);
        if let Some(note) = self.inbox.newest_processor_statement()
            && note != self.owner.orders.processor
        {
            self.owner.orders.processor = note.to_vec();
            self.report.processor = self.owner.processor_statement();
        }
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
                EntryKind::Record if place >= old => {
                    let canary = self.owner.canary();
                    let is_own = canary.is_some_and(|it| it.record_id.to_bytes() == entry.hash);
                    self.report.records += u64::from(!is_own);
                }
                EntryKind::Statement => self.note_statement(StatementId::from_bytes(entry.hash)),
                EntryKind::Purge => {
                    self.changed |= place >= old;
                    self.note_purge(entry);
                }
                EntryKind::Tombstone => self.changed |= place >= old,
                _ => {}
            }
        }
    }

    /// A purge that this device ordered is confirmed by its entry; any other is reported.
    fn note_purge(&mut self, entry: &Entry) {
        let instruction = InstructionId::from_bytes(entry.hash);
        let by_retention = self.owner.is_by_retention(entry);
        match self.owner.purges.get_mut(&entry.epoch) {
            Some(purge) if purge.instructions.contains(&instruction) => purge.confirmed = true,
            _ if by_retention => {}
            _ => self.report.unordered_purges.push(entry.epoch),
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
        log: LogName,
        head: &WitnessedHead,
        offered: &[u8],
        entries: Vec<Entry>,
        error: SyncError,
    ) -> SyncError {
        self.evidence = Some(Evidence {
            root: self.owner.root.clone(),
            descriptor: (**self.owner.descriptor()).clone(),
            log,
            cosigned: head.checkpoint.clone(),
            offered: offered.to_vec(),
            entries,
        });
        error
    }
}

/// Whether an answer says that there is no such list, or no such log any more.
fn is_gone(response: &Response) -> bool {
    let Err(refused) = response.success() else {
        return false;
    };
    let absent = [
        ProblemCode::UnknownList,
        ProblemCode::NotLogged,
        ProblemCode::LogDeleted,
    ];
    refused
        .problem
        .is_some_and(|problem| absent.contains(&problem))
}

impl WitnessedHead {
    pub(crate) fn nothing() -> Self {
        Self {
            edge: Frontier::new(),
            checkpoint: Vec::new(),
        }
    }
}

impl fmt::Debug for LogSync<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogSync")
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}

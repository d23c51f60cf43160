//! Verifies a whole list from its logs, with a reader token and no secret of anybody
//! (`spec/protocol.md#audit`).

use core::fmt;
use std::collections::BTreeMap;

use sealroll_log::{Entry, EntryKind, SignedCheckpoint};
use sealroll_wire::{
    DecodeError, DocumentKind, Generation, ListId, ReaderToken, RootDocument, Statement, Time,
};
use zeroize::Zeroizing;

use crate::audit_heads::{Heads, LogHeads};
use crate::audit_judge::Judge;
use crate::audit_ledger::Ledger;
use crate::audit_pages::{read_documents, read_statements_page};
use crate::audit_report::{AuditReport, AuditedLog};
use crate::audit_tally::{Issued, Tally};
use crate::finding::{Finding, FindingKind};
use crate::http::{Refused, Request, Response};
use crate::lifetime::Gone;
use crate::log_name::LogName;
use crate::log_walk::LogWalk;

/// What an auditor allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditOptions {
    /// How old the newest cosigned head of a log may be, in seconds.
    pub witness_age: u64,
    /// How long the processor may have been down when something was due, in seconds.
    pub downtime: u64,
}

impl Default for AuditOptions {
    /// Seven days each.
    fn default() -> Self {
        Self {
            witness_age: SEVEN_DAYS,
            downtime: SEVEN_DAYS,
        }
    }
}

/// An auditor at work on one list.
///
/// Send what [`request`](Self::request) returns and give the answer to
/// [`receive`](Self::receive), until there is no request left; then read the
/// [`report`](Self::report). Entries are forgotten once they are counted: what is kept grows with
/// the epochs and the documents, not with the records.
pub struct Auditor {
    list_id: ListId,
    authorization: Zeroizing<String>,
    options: AuditOptions,
    now: Time,
    heads: Heads,
    root: Option<RootDocument>,
    entries: Vec<Entry>,
    next_document: u64,
    settled: u64,
    ledger: Ledger,
    tally: Tally,
    generations: Vec<Generation>,
    step: Step,
    findings: Vec<Finding>,
    logs: Vec<AuditedLog>,
}

/// What is asked for next.
enum Step {
    Root,
    FirstHead,
    Logs,
    /// Cosigned head, then head, of each generation.
    Cosigned(usize),
    Head(usize),
    LastCosigned,
    LastHead,
    Instructions(LogWalk),
    Documents,
    Statements(u64),
    Records(usize, LogWalk),
    Done,
}

impl Auditor {
    /// Begins an audit. The list is known by its id, from the owner or the code at the door;
    /// everything else is verified from there.
    #[must_use]
    pub fn new(list_id: ListId, token: &ReaderToken, now: Time, options: AuditOptions) -> Self {
        let authorization = Zeroizing::new(format!("Bearer {}", token.to_text().as_str()));
        Self {
            list_id,
            authorization,
            options,
            now,
            heads: Heads::default(),
            root: None,
            entries: Vec::new(),
            next_document: 0,
            settled: 0,
            ledger: Ledger::default(),
            tally: Tally::default(),
            generations: Vec::new(),
            step: Step::Root,
            findings: Vec::new(),
            logs: Vec::new(),
        }
    }

    /// Adds a head that somebody was shown: a checkpoint of an earlier audit, of a guest's
    /// receipt, or of the owner's evidence. The log of today must contain it. To be called before
    /// the first request.
    ///
    /// # Errors
    /// [`AuditError::BadHead`] if it is neither a checkpoint nor a receipt that holds one.
    pub fn compare_with(&mut self, head: &[u8]) -> Result<(), AuditError> {
        self.heads.add(head).ok_or(AuditError::BadHead)
    }

    /// The next request; `None` when everything has been read. Asking again before an answer was
    /// received repeats the request.
    #[must_use]
    pub fn request(&self) -> Option<Request> {
        let list = format!("/v1/lists/{}", self.list_id);
        let log = |name: LogName| name.path(&self.list_id);
        let generation = |place: &usize| LogName::Records(self.generations[*place]);
        let mut query = None;
        let path = match &self.step {
            Step::Root => format!("{list}/root"),
            Step::FirstHead | Step::LastHead => {
                format!("{}/checkpoint", log(LogName::Instructions))
            }
            Step::Logs => format!("{list}/logs"),
            Step::Cosigned(place) => format!("{}/cosigned", log(generation(place))),
            Step::Head(place) => format!("{}/checkpoint", log(generation(place))),
            Step::LastCosigned => format!("{}/cosigned", log(LogName::Instructions)),
            Step::Instructions(walk) => {
                format!("{}/{}", log(LogName::Instructions), walk.next_bundle()?)
            }
            Step::Documents => {
                query = Some(format!("from={}", self.next_document));
                format!("{list}/documents")
            }
            Step::Statements(from) => {
                query = Some(format!("from={from}"));
                format!("{list}/statements")
            }
            Step::Records(place, walk) => {
                format!("{}/{}", log(generation(place)), walk.next_bundle()?)
            }
            Step::Done => return None,
        };
        let mut request = Request::get(path);
        request.query = query;
        request
            .headers
            .push(("authorization", self.authorization.to_string()));
        Some(request)
    }

    /// Takes the answer to the last request.
    ///
    /// # Errors
    /// [`AuditError`]: the audit cannot go on. After [`AuditError::Refused`] the same request can
    /// be sent again.
    pub fn receive(&mut self, response: &Response) -> Result<(), AuditError> {
        match &self.step {
            Step::Cosigned(_) | Step::LastCosigned => {
                // That nothing was cosigned yet is a finding, not the end.
                let absent = matches!(response.status, 404 | 409);
                let body = (!absent).then(|| response.success()).transpose();
                let body = body.map_err(AuditError::Refused)?.map(<[u8]>::to_vec);
                return self.receive_cosigned(body);
            }
            _ => {}
        }
        let body = response.success().map_err(AuditError::Refused)?;
        match core::mem::replace(&mut self.step, Step::Done) {
            Step::Root => self.receive_root(body),
            Step::FirstHead => {
                self.heads.first = body.to_vec();
                self.settled = size_of(body);
                self.step = Step::Logs;
                Ok(())
            }
            Step::Logs => self.receive_logs(body),
            Step::Head(place) => {
                let name = LogName::Records(self.generations[place]);
                self.heads.log(name).head = body.to_vec();
                self.next_generation(place + 1);
                Ok(())
            }
            Step::LastHead => self.receive_last_head(body),
            Step::Instructions(walk) => self.receive_instructions(walk, body),
            Step::Documents => self.receive_documents(body),
            Step::Statements(from) => self.receive_statements(from, body),
            Step::Records(place, walk) => {
                self.receive_records(place, walk, body);
                Ok(())
            }
            Step::Cosigned(_) | Step::LastCosigned | Step::Done => Ok(()),
        }
    }

    /// What was found; complete when there is no request left.
    #[must_use]
    pub fn report(&self) -> AuditReport {
        AuditReport::new(
            self.list_id,
            self.root.as_ref(),
            self.now,
            &self.ledger,
            self.tally.records,
            self.logs.clone(),
            self.findings.clone(),
        )
    }

    /// The newest head of each log, for the next audit's
    /// [`compare_with`](Self::compare_with).
    pub fn newest_heads(&self) -> impl Iterator<Item = &[u8]> {
        self.heads.newest()
    }

    fn receive_root(&mut self, body: &[u8]) -> Result<(), AuditError> {
        let root = RootDocument::from_bytes(body).map_err(AuditError::Root)?;
        if root.list_id() != self.list_id {
            return Err(AuditError::WrongList);
        }
        self.root = Some(root);
        self.step = Step::FirstHead;
        Ok(())
    }

    fn receive_logs(&mut self, body: &[u8]) -> Result<(), AuditError> {
        let text = core::str::from_utf8(body).map_err(|_| AuditError::Logs)?;
        let numbers = text.lines().map(str::parse);
        let mut generations: Vec<Generation> = numbers
            .collect::<Result<_, _>>()
            .map_err(|_| AuditError::Logs)?;
        generations.sort_unstable();
        generations.dedup();
        if generations.len() > MAX_LOGS {
            return Err(AuditError::Logs);
        }
        self.generations = generations;
        self.next_generation(0);
        Ok(())
    }

    fn next_generation(&mut self, place: usize) {
        self.step = if place < self.generations.len() {
            Step::Cosigned(place)
        } else {
            Step::LastCosigned
        };
    }

    fn receive_cosigned(&mut self, body: Option<Vec<u8>>) -> Result<(), AuditError> {
        let (name, next) = match self.step {
            Step::Cosigned(place) => (LogName::Records(self.generations[place]), Step::Head(place)),
            _ => (LogName::Instructions, Step::LastHead),
        };
        self.heads.log(name).cosigned = body;
        self.step = next;
        Ok(())
    }

    fn receive_last_head(&mut self, body: &[u8]) -> Result<(), AuditError> {
        let heads = self.heads.log(LogName::Instructions);
        heads.head = body.to_vec();
        let parsed = SignedCheckpoint::parse(body).map_err(|_| AuditError::BadHead)?;
        let end = *parsed.checkpoint().head();
        // Their documents are signed and read by people; nobody gives a million orders.
        if end.size > MAX_DOCUMENTS {
            return Err(AuditError::BadHead);
        }
        let marks = self.heads.sizes(LogName::Instructions);
        self.step = Step::Instructions(LogWalk::new(end, marks));
        Ok(())
    }

    fn receive_instructions(&mut self, mut walk: LogWalk, body: &[u8]) -> Result<(), AuditError> {
        let entries = &mut self.entries;
        let mut bad = Vec::new();
        let taken = walk.take(body, |index, entry| match entry {
            Some(entry) if entry.kind.is_document() => entries.push(entry),
            _ => {
                bad.push(index);
                entries.push(PLACEHOLDER);
            }
        });
        if !taken {
            return Err(AuditError::Entries);
        }
        for index in bad {
            self.find(FindingKind::BadEntry, LogName::Instructions, Some(index));
        }
        if walk.next_bundle().is_none() {
            self.heads.log(LogName::Instructions).walk = Some(walk);
            self.step = Step::Documents;
        } else {
            self.step = Step::Instructions(walk);
        }
        Ok(())
    }

    fn receive_documents(&mut self, body: &[u8]) -> Result<(), AuditError> {
        let page = read_documents(body).ok_or(AuditError::Documents)?;
        let size = self.entries.len() as u64;
        let mut given: BTreeMap<u64, &[u8]> = page.into_iter().collect();
        given.retain(|index, _| *index < size && *index >= self.next_document);
        let end = match given.last_key_value() {
            Some((last, _)) => last + 1,
            None => size,
        };
        for index in self.next_document..end {
            self.take_document(index, given.get(&index).copied());
        }
        self.next_document = end;
        if end < size {
            self.step = Step::Documents;
            return Ok(());
        }
        self.finish_documents()
    }

    fn take_document(&mut self, index: u64, bytes: Option<&[u8]>) {
        let Some(EntryKind::Document(kind)) = self.document_kind(index) else {
            return;
        };
        let hash = self.entries[index as usize].hash;
        let Some(bytes) = bytes.filter(|bytes| kind.hash(bytes) == hash) else {
            let missing = FindingKind::MissingDocument;
            self.find_unsigned(missing, LogName::Instructions, Some(index));
            return;
        };
        let Some(root) = &self.root else {
            return;
        };
        let mut findings = Vec::new();
        let dated = self.ledger.take(root, index, kind, bytes, &mut findings);
        if let Some(dated) = dated {
            self.heads.dated.push((dated.index, dated.time));
        }
        for (kind, index) in findings {
            self.find(kind, LogName::Instructions, Some(index));
        }
    }

    fn document_kind(&self, index: u64) -> Option<EntryKind> {
        let entry = self.entries.get(usize::try_from(index).ok()?)?;
        (*entry != PLACEHOLDER).then_some(entry.kind)
    }

    fn finish_documents(&mut self) -> Result<(), AuditError> {
        let mut findings = Vec::new();
        self.ledger.finish(&mut findings);
        for (kind, index) in findings {
            self.find(kind, LogName::Instructions, Some(index));
        }
        // Without terms nobody knows whose key signs the logs.
        if self.ledger.terms().is_none() {
            return Err(AuditError::NoTerms);
        }
        self.judge_heads(LogName::Instructions);
        self.tally = Tally::new(self.ledger.erased_records());
        self.step = Step::Statements(0);
        Ok(())
    }

    fn receive_statements(&mut self, from: u64, body: &[u8]) -> Result<(), AuditError> {
        let page = read_statements_page(body).ok_or(AuditError::Statements)?;
        let Some(last) = page.last().map(|statement| statement.serial().value()) else {
            self.walk_records(0);
            return Ok(());
        };
        if last < from {
            return Err(AuditError::Statements);
        }
        for statement in page {
            self.take_statement(statement);
        }
        match last.checked_add(1) {
            Some(next) => self.step = Step::Statements(next),
            None => self.walk_records(0),
        }
        Ok(())
    }

    /// Takes note of a statement, if it is one of the list. Any other is found by its entry.
    fn take_statement(&mut self, statement: Statement) {
        let id = statement.id();
        let mut descriptors = self.ledger.descriptors.iter();
        let found = descriptors.find(|descriptor| descriptor.hash() == statement.descriptor_hash());
        let (Some(root), Some(descriptor)) = (&self.root, found) else {
            self.tally.rejected.insert(id);
            return;
        };
        let certificates = &self.ledger.certificates;
        let Ok(valid) = statement.verify(&root.fingerprint(), certificates, descriptor) else {
            self.tally.rejected.insert(id);
            return;
        };
        let issued = Issued {
            epoch: valid.epoch(),
            generation: valid.generation(),
            serial: valid.serial(),
            statement: valid.into_inner(),
        };
        self.tally.statements.insert(id, issued);
    }

    /// Begins with the next record log whose head is signed.
    fn walk_records(&mut self, mut place: usize) {
        while let Some(generation) = self.generations.get(place) {
            let name = LogName::Records(*generation);
            let terms = self.ledger.terms();
            let head = &self.heads.log(name).head;
            let verified = terms.and_then(|terms| name.verify_checkpoint(head, terms).ok());
            if let Some(verified) = verified {
                self.tally.begin_log();
                let walk = LogWalk::new(*verified.head(), self.heads.sizes(name));
                if walk.next_bundle().is_some() {
                    self.step = Step::Records(place, walk);
                    return;
                }
                self.heads.log(name).walk = Some(walk);
                self.judge_heads(name);
            } else {
                self.find(FindingKind::BadHead, name, None);
                self.logs.push(AuditedLog::unread(name));
            }
            place += 1;
        }
        self.finish();
    }

    fn receive_records(&mut self, place: usize, mut walk: LogWalk, body: &[u8]) {
        let generation = self.generations[place];
        let name = LogName::Records(generation);
        let (tally, findings) = (&mut self.tally, &mut self.findings);
        let taken = walk.take(body, |index, entry| {
            let found = match &entry {
                Some(entry) => tally.take(generation, index, entry),
                None => Some(FindingKind::BadEntry),
            };
            // That a statement was not handed out is signed by nobody.
            let is_signed = found != Some(FindingKind::ForeignStatement)
                || entry.as_ref().is_some_and(|entry| tally.has_shown(entry));
            if let Some(kind) = found
                && findings.len() < MAX_FINDINGS
            {
                findings.push(Finding {
                    kind,
                    log: name,
                    index: Some(index),
                    epoch: entry.map(|entry| entry.epoch),
                    is_signed,
                });
            }
        });
        if !taken {
            // Not the entries that the signed size promises.
            self.find_unsigned(FindingKind::Forked, name, None);
            self.logs.push(AuditedLog::unread(name));
            self.walk_records(place + 1);
        } else if walk.next_bundle().is_none() {
            self.heads.log(name).walk = Some(walk);
            self.judge_heads(name);
            self.walk_records(place + 1);
        } else {
            self.step = Step::Records(place, walk);
        }
    }

    /// Holds the heads of a log that was walked against its entries.
    fn judge_heads(&mut self, name: LogName) {
        let Some(terms) = self.ledger.terms() else {
            return;
        };
        let context = LogHeads {
            name,
            terms,
            certificates: &self.ledger.certificates,
            openings: &self.ledger.openings,
            now: self.now,
            witness_age: self.options.witness_age,
        };
        let (log, mut findings) = self.heads.judge(&context);
        self.logs.push(log);
        self.findings.append(&mut findings);
    }

    /// Logs that are not listed and need not be (`spec/protocol.md#RET-6`).
    fn gone(&self) -> Gone {
        let statements = self.tally.statements.values();
        let is_there = |generation| self.generations.contains(&generation);
        let statements = statements.map(|issued| &issued.statement);
        Gone::among(&self.ledger, statements, is_there, self.now)
    }

    /// Logs that must exist and are not listed.
    fn find_missing_logs(&mut self, gone: &Gone) {
        let Some(terms) = self.ledger.terms() else {
            return;
        };
        let shown = self.heads.other_logs(terms, &self.generations);
        // A generation that is new since the logs were listed has the highest number, and nothing of
        // it was purged.
        let newest = self.generations.last().copied().unwrap_or_default();
        let stated = self.tally.statements.values().filter(|issued| {
            issued.generation < newest || self.ledger.purged_at(issued.epoch).is_some()
        });
        let stated = stated.map(|issued| issued.generation);
        let mut missing: Vec<Generation> = stated
            .filter(|generation| !self.generations.contains(generation))
            .chain(shown)
            .filter(|generation| !gone.logs.contains(generation))
            .collect();
        missing.sort_unstable();
        missing.dedup();
        for generation in missing {
            self.find_unsigned(FindingKind::Forked, LogName::Records(generation), None);
        }
    }

    fn finish(&mut self) {
        let gone = self.gone();
        self.find_missing_logs(&gone);
        let judge = Judge {
            list_id: self.list_id,
            ledger: &self.ledger,
            tally: &self.tally,
            gone: &gone,
            settled: self.settled,
            now: self.now,
            downtime: self.options.downtime,
        };
        let mut found = judge.findings();
        self.findings.append(&mut found);
        // Findings of a log whose entries are not those that were signed prove nothing.
        let unsigned: Vec<LogName> = self
            .logs
            .iter()
            .filter(|log| !log.is_confirmed)
            .map(|log| log.name)
            .collect();
        // Nor do those that a document would explain which was not handed out.
        let missing = |finding: &Finding| finding.kind == FindingKind::MissingDocument;
        let may_be_explained =
            unsigned.contains(&LogName::Instructions) || self.findings.iter().any(missing);
        for finding in &mut self.findings {
            let is_open = may_be_explained && finding.kind.rests_on_documents();
            finding.is_signed &= !is_open && !unsigned.contains(&finding.log);
        }
        self.findings.sort_unstable();
        self.findings.dedup();
        self.step = Step::Done;
    }

    fn find(&mut self, kind: FindingKind, log: LogName, index: Option<u64>) {
        self.findings.push(Finding {
            kind,
            log,
            index,
            epoch: None,
            is_signed: true,
        });
    }

    fn find_unsigned(&mut self, kind: FindingKind, log: LogName, index: Option<u64>) {
        self.find(kind, log, index);
        if let Some(finding) = self.findings.last_mut() {
            finding.is_signed = false;
        }
    }
}

impl fmt::Debug for Auditor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auditor")
            .field("list_id", &self.list_id)
            .finish_non_exhaustive()
    }
}

/// Why an audit cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditError {
    /// The processor refused a request, or does not know the token.
    Refused(Refused),
    /// The root document is malformed.
    Root(DecodeError),
    /// The root document is that of another list.
    WrongList,
    /// The list of logs is malformed.
    Logs,
    /// A head is no checkpoint, or that of the instruction log is beyond every limit.
    BadHead,
    /// The entries of the instruction log are not as many as its head says.
    Entries,
    /// A page of documents is malformed.
    Documents,
    /// A page of statements is malformed.
    Statements,
    /// The instruction log holds no terms of the list, so nothing can be verified.
    NoTerms,
}

impl AuditError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.code(),
            Self::Root(error) => error.code(),
            Self::WrongList => "wrong-list",
            Self::Logs | Self::Documents | Self::Statements => "bad-value",
            Self::BadHead => "bad-proof",
            Self::Entries => "inconsistent",
            Self::NoTerms => "missing-document",
        }
    }
}

impl fmt::Display for AuditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused(refused) => return refused.fmt(f),
            Self::Root(error) => return write!(f, "the root document is not valid: {error}"),
            Self::WrongList => "the root document is that of another list",
            Self::Logs => "the list of logs is malformed",
            Self::BadHead => "a head of the log is no checkpoint",
            Self::Entries => "the instruction log is not as long as its head says",
            Self::Documents => "a page of documents is malformed",
            Self::Statements => "a page of statements is malformed",
            Self::NoTerms => "the instruction log holds no terms of the list",
        })
    }
}

impl core::error::Error for AuditError {}

fn size_of(checkpoint: &[u8]) -> u64 {
    let parsed = SignedCheckpoint::parse(checkpoint);
    parsed.map_or(0, |checkpoint| checkpoint.checkpoint().head().size)
}

/// Stands for an entry that is malformed or of the other kind of log; no hash leads to it.
const PLACEHOLDER: Entry = Entry {
    kind: EntryKind::Document(DocumentKind::Certificate),
    epoch: sealroll_wire::Epoch(0),
    hash: [0; 32],
};
const SEVEN_DAYS: u64 = 604_800;
/// Generations of a thousand years of months.
const MAX_LOGS: usize = 12_000;
const MAX_DOCUMENTS: u64 = 1 << 20;
/// One bad entry is enough; a million of them shall not fill the memory.
const MAX_FINDINGS: usize = 10_000;

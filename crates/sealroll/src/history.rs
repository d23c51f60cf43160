//! What the instruction log says, for the owner: its history in readable lines, and where it does
//! not agree with the record logs.

use core::fmt;

use sealroll_log::Entry;
use sealroll_wire::{
    DocumentKind, Epoch, Erasure, InstructionId, Opening, Order, ProcessorStatement, RetentionId,
    Time,
};

use crate::audit_judge::Judge;
use crate::audit_ledger::Ledger;
use crate::audit_tally::{Issued, Tally};
use crate::finding::{Finding, FindingKind};
use crate::inbox::Inbox;
use crate::log_name::LogName;
use crate::owner::Owner;
use crate::signed_note::{read_instruction, read_note};

/// An event of the instruction log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    /// Where it stands.
    pub index: u64,
    /// When, by the clock of whoever signed it; `None` where no time is given.
    pub time: Option<Time>,
    /// What.
    pub event: HistoryEvent,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HistoryEvent {
    /// A key was certified.
    Certificate,
    /// Terms were made.
    Terms(u32),
    /// An instruction was given; `true` if this device gave it.
    Instruction(Order, bool),
    /// The instruction before was carried out.
    Acknowledged,
    /// Envelopes were erased.
    Erased(Erasure),
    /// The processor says who it is.
    Processor(ProcessorStatement),
    /// The processor goes on with a log from a backup.
    Reopened(Opening),
    /// It does not verify.
    Invalid,
}

/// What [`Owner::judge_logs`] sees.
pub(crate) struct Seen {
    pub(crate) findings: Vec<Finding>,
    pub(crate) foreign: Vec<InstructionId>,
}

impl Owner {
    /// The instruction log as the last sync found it, in order. Every signature is verified.
    #[must_use]
    pub fn history(&self, inbox: &Inbox) -> Vec<HistoryLine> {
        let mut ledger = Ledger::default();
        let mut lines = Vec::new();
        for (index, (kind, bytes)) in (0_u64..).zip(inbox.documents()) {
            let mut wrong = Vec::new();
            ledger.take(&self.root, index, *kind, bytes, &mut wrong);
            let is_bad = wrong
                .iter()
                .any(|(found, at)| *found == FindingKind::BadDocument && *at == index);
            let described = self.describe(&ledger, *kind, bytes).filter(|_| !is_bad);
            let (time, event) = described.unwrap_or((None, HistoryEvent::Invalid));
            lines.push(HistoryLine { index, time, event });
        }
        lines
    }

    fn describe(
        &self,
        ledger: &Ledger,
        kind: DocumentKind,
        bytes: &[u8],
    ) -> Option<(Option<Time>, HistoryEvent)> {
        let terms = self.terms();
        Some(match kind {
            DocumentKind::Certificate => (None, HistoryEvent::Certificate),
            DocumentKind::Descriptor => {
                let version = ledger.terms()?.descriptor_version;
                (None, HistoryEvent::Terms(version))
            }
            DocumentKind::Instruction => {
                let known = &ledger.certificates;
                let signed = read_instruction(bytes, terms, &self.root, known)?;
                let (id, instruction) = (signed.id(), signed.instruction());
                let is_own = self.orders.own.contains(id);
                let event = HistoryEvent::Instruction(instruction.order, is_own);
                (Some(instruction.time), event)
            }
            DocumentKind::Acknowledgement => {
                let time = ledger.instructions.last()?.acknowledged?;
                (Some(time), HistoryEvent::Acknowledged)
            }
            DocumentKind::Erasure => {
                let erasure: Erasure = read_note(bytes, terms)?;
                (Some(erasure.destroyed), HistoryEvent::Erased(erasure))
            }
            DocumentKind::ProcessorStatement => {
                let statement: ProcessorStatement = read_note(bytes, terms)?;
                let time = Some(statement.time);
                (time, HistoryEvent::Processor(statement))
            }
            DocumentKind::Opening => {
                let opening: Opening = read_note(bytes, terms)?;
                (Some(opening.time), HistoryEvent::Reopened(opening))
            }
            _ => return None,
        })
    }

    /// Holds the logs of the inbox against each other, and takes note of what was carried out.
    pub(crate) fn judge_logs(&mut self, inbox: &Inbox, now: Time) -> Seen {
        let mut ledger = Ledger::default();
        let mut found = Vec::new();
        for (index, (kind, bytes)) in (0_u64..).zip(inbox.documents()) {
            ledger.take(&self.root, index, *kind, bytes, &mut found);
        }
        ledger.finish(&mut found);
        let mut findings: Vec<Finding> = found
            .into_iter()
            .map(|(kind, index)| Finding {
                kind,
                log: LogName::Instructions,
                index: Some(index),
                epoch: None,
                is_signed: true,
            })
            .collect();
        self.follow_chain(&ledger);
        let tally = self.tally(&ledger, inbox, &mut findings);
        let gone = self.gone(&ledger, inbox, now);
        let judge = Judge {
            list_id: self.list_id(),
            ledger: &ledger,
            tally: &tally,
            gone: &gone,
            settled: inbox.documents().len() as u64,
            now,
            downtime: DOWNTIME,
        };
        findings.extend(judge.findings());
        let told = ledger.instructions.iter().map(|told| told.id);
        Seen {
            findings,
            foreign: told.filter(|id| !self.orders.own.contains(id)).collect(),
        }
    }

    /// Whether a purge entry is that of the terms, not of an instruction.
    pub(crate) fn is_by_retention(&self, entry: &Entry) -> bool {
        self.newest_statement(entry.epoch).is_some_and(|statement| {
            let terms = statement.descriptor_hash();
            RetentionId::new(&self.list_id(), entry.epoch, &terms).to_bytes() == entry.hash
        })
    }

    /// The next instruction follows the last one of the log, whoever gave it.
    fn follow_chain(&mut self, ledger: &Ledger) {
        let own = self.orders.own.clone();
        for told in &ledger.instructions {
            if own.contains(&told.id) {
                self.note_carried_out(told.id, told.instruction.order);
            }
        }
        if let Some(last) = ledger.instructions.last() {
            self.orders.last = Some(last.id);
            self.serials.instruction_seen(last.instruction.serial);
        }
    }

    fn tally(&self, ledger: &Ledger, inbox: &Inbox, findings: &mut Vec<Finding>) -> Tally {
        let mut tally = Tally::new(ledger.erased_records());
        for issued in &self.statements {
            let statement = &issued.statement;
            tally.statements.insert(
                issued.id,
                Issued {
                    epoch: statement.epoch(),
                    generation: statement.generation(),
                    serial: statement.serial(),
                    statement: (**statement).clone(),
                },
            );
        }
        for (generation, entries) in inbox.logs() {
            tally.begin_log();
            for (index, entry) in (0_u64..).zip(entries) {
                if let Some(kind) = tally.take(generation, index, entry) {
                    findings.push(Finding {
                        kind,
                        log: LogName::Records(generation),
                        index: Some(index),
                        epoch: Some(entry.epoch),
                        is_signed: true,
                    });
                }
            }
        }
        tally
    }
}

impl fmt::Display for HistoryEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate => f.write_str("a key of the owner was certified"),
            Self::Terms(version) => write!(f, "terms, version {version}"),
            Self::Instruction(order, true) => write!(f, "instruction: {order}"),
            Self::Instruction(order, false) => write!(f, "instruction of another device: {order}"),
            Self::Acknowledged => f.write_str("carried out"),
            Self::Erased(erasure) => write_erasure(f, erasure),
            Self::Processor(statement) => write!(
                f,
                "the processor is {}, in {}, version {}",
                statement.operator, statement.region, statement.version
            ),
            Self::Reopened(opening) => write_opening(f, opening),
            Self::Invalid => f.write_str("does not verify"),
        }
    }
}

fn write_opening(f: &mut fmt::Formatter<'_>, opening: &Opening) -> fmt::Result {
    let log = opening
        .generation
        .map_or(LogName::Instructions, LogName::Records);
    let restored = opening.restored;
    write!(
        f,
        "restored from a backup: log {log} goes on after {restored} entries"
    )
}

fn write_erasure(f: &mut fmt::Formatter<'_>, erasure: &Erasure) -> fmt::Result {
    let Erasure {
        records,
        epoch,
        backups,
        ..
    } = erasure;
    let Epoch(epoch) = epoch;
    write!(
        f,
        "{records} records of epoch {epoch} erased, in backups until {backups}"
    )
}

/// Seconds for which an owner excuses a processor that was down: seven days.
const DOWNTIME: u64 = 604_800;

//! What an audit says.

use sealroll_wire::{
    Erasure, ListId, Order, ProcessorStatement, RootDocument, RootFingerprint, Serial, Terms, Time,
};

use crate::audit_ledger::Ledger;
use crate::finding::Finding;
use crate::log_name::LogName;

/// The result of an audit: what was read, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditReport {
    /// The list.
    pub list_id: ListId,
    /// Its root, once it was read. Whoever relies on the report compares it with the code at the
    /// door, or with the owner.
    pub root: Option<RootFingerprint>,
    /// When the audit was made, by the auditor's clock.
    pub now: Time,
    /// The newest terms: venue, contact, retention, origin and log key.
    pub terms: Option<Terms>,
    /// The newest processor statement that was logged.
    pub processor: Option<ProcessorStatement>,
    /// The logs that were read.
    pub logs: Vec<AuditedLog>,
    /// How many records were ever logged.
    pub records: u64,
    /// Every instruction, in order.
    pub instructions: Vec<AuditedInstruction>,
    /// Every erasure certificate, in order.
    pub erasures: Vec<Erasure>,
    /// What is wrong; empty if nothing is.
    pub findings: Vec<Finding>,
}

/// A log that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditedLog {
    /// Which.
    pub name: LogName,
    /// Its size by the head that the processor signed.
    pub size: u64,
    /// Whether the entries are those that the head commits to.
    pub is_confirmed: bool,
    /// Size and time of the newest head that the owner has cosigned.
    pub witnessed: Option<(u64, Time)>,
}

/// An instruction that was logged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditedInstruction {
    /// Its number.
    pub serial: Serial,
    /// When the owner gave it.
    pub given: Time,
    /// What it orders.
    pub order: Order,
    /// When the processor says that it was done.
    pub acknowledged: Option<Time>,
}

impl AuditReport {
    pub(crate) fn new(
        list_id: ListId,
        root: Option<&RootDocument>,
        now: Time,
        ledger: &Ledger,
        records: u64,
        logs: Vec<AuditedLog>,
        findings: Vec<Finding>,
    ) -> Self {
        let instructions = ledger.instructions.iter().map(|told| AuditedInstruction {
            serial: told.instruction.serial,
            given: told.instruction.time,
            order: told.instruction.order,
            acknowledged: told.acknowledged,
        });
        let erasures = ledger.erasures.iter();
        Self {
            list_id,
            root: root.map(RootDocument::fingerprint),
            now,
            terms: ledger.terms().cloned(),
            processor: ledger.processor.clone(),
            logs,
            records,
            instructions: instructions.collect(),
            erasures: erasures.map(|erased| erased.erasure.clone()).collect(),
            findings,
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

impl AuditedLog {
    pub(crate) const fn unread(name: LogName) -> Self {
        Self {
            name,
            size: 0,
            is_confirmed: false,
            witnessed: None,
        }
    }
}

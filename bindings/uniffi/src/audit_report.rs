//! What an audit says.

use std::time::SystemTime;

use crate::finding::{Finding, ProcessorStatement, generation_of};
use crate::terms::Terms;
use crate::time::moment;

/// The result of an audit: what was read, and what is wrong.
#[derive(Clone, Debug, uniffi::Record)]
pub struct AuditReport {
    /// The list, 32 hex digits.
    pub list_id: String,
    /// Five words of the list's root, once it was read. Whoever relies on the report compares them
    /// with the code at the door, or with the owner.
    pub fingerprint_words: Option<String>,
    /// When the audit was made, by the auditor's clock.
    pub time: SystemTime,
    /// The newest terms.
    pub terms: Option<Terms>,
    /// What the processor says of itself.
    pub processor: Option<ProcessorStatement>,
    /// The logs that were read.
    pub logs: Vec<AuditedLog>,
    /// How many records were ever logged.
    pub records: u64,
    /// Every instruction, in order.
    pub instructions: Vec<AuditedInstruction>,
    /// Every erasure certificate, in order.
    pub erasures: Vec<AuditedErasure>,
    /// What is wrong; empty if nothing is.
    pub findings: Vec<Finding>,
}

/// A log that was read.
#[derive(Clone, Debug, uniffi::Record)]
pub struct AuditedLog {
    /// The generation of the record log; none for the instruction log.
    pub generation: Option<u32>,
    /// How many entries it has, by the head that the processor signed.
    pub size: u64,
    /// Whether the entries are those that the head commits to.
    pub is_confirmed: bool,
    /// How many of them the owner had cosigned.
    pub witnessed_size: Option<u64>,
    /// When that was.
    pub witnessed_time: Option<SystemTime>,
}

/// An instruction that was logged.
#[derive(Clone, Debug, uniffi::Record)]
pub struct AuditedInstruction {
    /// When the owner gave it.
    pub given: SystemTime,
    /// What it orders, in words.
    pub order: String,
    /// When the processor says that it was done.
    pub acknowledged: Option<SystemTime>,
}

/// An erasure certificate.
#[derive(Clone, Debug, uniffi::Record)]
pub struct AuditedErasure {
    /// The epoch of the records.
    pub epoch: u32,
    /// How many there were.
    pub records: u64,
    /// When they were erased, by the processor's clock.
    pub destroyed: SystemTime,
    /// From when no backup has them.
    pub backups: SystemTime,
    /// Who ordered it, in words.
    pub reason: String,
}

impl AuditReport {
    pub(crate) fn new(report: &sealroll::AuditReport) -> Self {
        let logs = report.logs.iter().map(|log| AuditedLog {
            generation: generation_of(log.name),
            size: log.size,
            is_confirmed: log.is_confirmed,
            witnessed_size: log.witnessed.map(|(size, _)| size),
            witnessed_time: log.witnessed.map(|(_, time)| moment(time)),
        });
        let instructions = report.instructions.iter().map(|told| AuditedInstruction {
            given: moment(told.given),
            order: told.order.to_string(),
            acknowledged: told.acknowledged.map(moment),
        });
        let erasures = report.erasures.iter().map(|erasure| AuditedErasure {
            epoch: erasure.epoch.value(),
            records: erasure.records,
            destroyed: moment(erasure.destroyed),
            backups: moment(erasure.backups),
            reason: erasure.reason.to_string(),
        });
        Self {
            list_id: report.list_id.to_string(),
            fingerprint_words: report.root.map(|root| root.words()),
            time: moment(report.now),
            terms: report.terms.as_ref().map(Terms::new),
            processor: report.processor.as_ref().map(ProcessorStatement::new),
            logs: logs.collect(),
            records: report.records,
            instructions: instructions.collect(),
            erasures: erasures.collect(),
            findings: Finding::all(&report.findings),
        }
    }
}

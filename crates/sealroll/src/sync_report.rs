//! What a sync finds, and what makes it stop.

use core::fmt;

use sealroll_log::Entry;
use sealroll_wire::{
    Descriptor, Epoch, Generation, InstructionId, Order, ProcessorStatement, RootDocument,
};

use crate::finding::Finding;
use crate::http::Refused;
use crate::log_name::LogName;
use crate::losses::Recovery;
use crate::receipt::ReceiptError;

/// What a sync found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Logs that were checked and cosigned, with their sizes.
    pub cosigned: Vec<(Generation, u64)>,
    /// New records.
    pub records: u64,
    /// Epochs that the log says were erased, although this device did not order it.
    pub unordered_purges: Vec<Epoch>,
    /// Size of the instruction log that was checked and cosigned.
    pub instructions: u64,
    /// Instructions of other devices, each certified by the root. All that are known come with
    /// every change of the log.
    pub foreign_instructions: Vec<InstructionId>,
    /// What instructions, erasure certificates and record logs do not agree on
    /// (`spec/protocol.md#audit`).
    pub findings: Vec<Finding>,
    /// The processor's statement, if it has changed since the last sync: show it. The owner may
    /// object.
    pub processor: Option<ProcessorStatement>,
    /// Logs that the processor goes on with from a backup, in this sync or an earlier one: what was
    /// lost, what came back and what is missing (`spec/protocol.md#RECV-5`).
    pub recoveries: Vec<Recovery>,
    /// Orders of this device that a processor carried out and lost. Give them again.
    pub lost_orders: Vec<Order>,
    /// Lost orders that wait: what they are about is not in the log again.
    pub waiting_orders: Vec<Order>,
    /// Logs that the processor does not have yet, because no statement of theirs was published.
    pub absent: Vec<Generation>,
    /// Logs that the processor has deleted, as it had to: the time for audits is over. Each is named
    /// once.
    pub deleted: Vec<Generation>,
    /// Whether the processor has deleted the list, as it had to: it was ended three full calendar
    /// years ago.
    pub is_over: bool,
}

/// Proof that a log contradicts itself, to be kept and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The root of the list, which signs the terms.
    pub root: RootDocument,
    /// The terms, which name the log and its key.
    pub descriptor: Descriptor,
    /// The log.
    pub log: LogName,
    /// The checkpoint that was cosigned before.
    pub cosigned: Vec<u8>,
    /// The checkpoint that does not fit it, or the entries.
    pub offered: Vec<u8>,
    /// The entries that were served with it since the cosigned one, or from the beginning.
    pub entries: Vec<Entry>,
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
    /// A page of documents is malformed, or does not hold what the instruction log names.
    BadDocument,
    /// The log is shorter than it was (SYN-1).
    RolledBack,
    /// The entries do not give the root hash of the checkpoint, or not the one cosigned before
    /// (SYN-1).
    Inconsistent,
    /// The log holds a statement that this owner did not issue (SYN-2).
    ForeignStatement,
    /// The processor does not have the log any more, although it must (RET-6).
    MissingLog,
}

impl SyncError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.code(),
            Self::Checkpoint(error) => error.code(),
            Self::BadEntry => "bad-entry",
            Self::BadDocument => "bad-document",
            Self::RolledBack => "rolled-back",
            Self::Inconsistent => "inconsistent",
            Self::ForeignStatement => "foreign-statement",
            Self::MissingLog => "missing-log",
        }
    }
}

impl fmt::Display for SyncError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => refused.fmt(f),
            Self::Checkpoint(error) => error.fmt(f),
            Self::BadEntry => f.write_str("an entry of the log is malformed"),
            Self::BadDocument => {
                f.write_str("a document of the instruction log is missing or exchanged")
            }
            Self::RolledBack => f.write_str("the log is shorter than it was"),
            Self::Inconsistent => f.write_str("the log contradicts what it said before"),
            Self::ForeignStatement => {
                f.write_str("the log holds a statement that this owner did not issue")
            }
            Self::MissingLog => {
                f.write_str("the log is gone before the time for its audits is over")
            }
        }
    }
}

impl core::error::Error for SyncError {}

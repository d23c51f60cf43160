//! Why a proof from the log is refused.

use core::fmt;

use sealroll_log::{CheckpointError, NoteError, SignedDocumentError};

/// Why a receipt, checkpoint or proof is refused (`spec/protocol.md#receipt`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiptError {
    /// It is of another log than the one expected.
    WrongLog,
    /// The log's key has not signed it.
    BadSignature,
    /// It is malformed, or the proof does not lead from the entry to the checkpoint.
    BadProof,
    /// No certified witness of the owner has cosigned it.
    NotCosigned,
    /// The answer is to another instruction than the one that was given.
    Inconsistent,
    /// The note is not of its form.
    BadDocument,
    /// The note is for another list.
    WrongList,
    /// It is of an earlier part of the log than one that was seen.
    RolledBack,
    /// The log is gone before it may be deleted.
    MissingLog,
}

impl ReceiptError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongLog => "wrong-log",
            Self::BadSignature => "bad-signature",
            Self::BadProof => "bad-proof",
            Self::NotCosigned => "not-cosigned",
            Self::Inconsistent => "inconsistent",
            Self::BadDocument => "bad-document",
            Self::WrongList => "wrong-list",
            Self::RolledBack => "rolled-back",
            Self::MissingLog => "missing-log",
        }
    }

    pub(crate) fn of_checkpoint(error: CheckpointError) -> Self {
        match error {
            CheckpointError::OriginMismatch => Self::WrongLog,
            CheckpointError::Note(NoteError::BadSignature | NoteError::NoKnownSignature) => {
                Self::BadSignature
            }
            _ => Self::BadProof,
        }
    }

    pub(crate) fn of_document(error: SignedDocumentError) -> Self {
        match error {
            SignedDocumentError::WrongList => Self::WrongList,
            SignedDocumentError::BadSignature => Self::BadSignature,
            _ => Self::BadDocument,
        }
    }

    pub(crate) fn of_receipt(error: sealroll_log::ReceiptError) -> Self {
        match error {
            sealroll_log::ReceiptError::Checkpoint(error) => Self::of_checkpoint(error),
            sealroll_log::ReceiptError::Cosignature(_) => Self::NotCosigned,
            _ => Self::BadProof,
        }
    }
}

impl fmt::Display for ReceiptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WrongLog => "the proof is of another log",
            Self::BadSignature => "the log has not signed the proof",
            Self::BadProof => "the proof does not hold",
            Self::NotCosigned => "the owner has not cosigned the proof",
            Self::Inconsistent => "the answer is to another instruction",
            Self::BadDocument => "the note is not of its form",
            Self::WrongList => "the note is for another list",
            Self::RolledBack => "the proof is of an earlier part of the log than one that was seen",
            Self::MissingLog => "the log is gone before the time for its audits is over",
        })
    }
}

impl core::error::Error for ReceiptError {}

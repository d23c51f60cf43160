//! Why the kiosk refuses.

use core::fmt;

use sealroll_core::{SchemaError, SealError};
use sealroll_log::{CheckpointError, NoteError, ReceiptError};
use sealroll_wire::{DecodeError, LinkError, VerifyError};

use crate::random::RngFault;

/// Why the kiosk refuses something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KioskError {
    /// The invitation is not one.
    Link(LinkError),
    /// Bytes are malformed.
    Malformed(DecodeError),
    /// A signature, a validity or the link to the invitation fails.
    Refused(VerifyError),
    /// A proof of the log fails.
    Proof(ReceiptFault),
    /// A field is missing, or there although the list does not ask for it.
    Schema(SchemaError),
    /// The record cannot be sealed.
    Seal(SealError),
    /// The hardware generator reported a fault.
    Random,
}

impl KioskError {
    /// The error class of the specification; `random-failed` for the hardware generator.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Link(error) => error.code(),
            Self::Malformed(error) => error.code(),
            Self::Refused(error) => error.code(),
            Self::Proof(error) => error.code(),
            Self::Schema(error) => error.code(),
            Self::Seal(error) => error.code(),
            Self::Random => "random-failed",
        }
    }
}

impl fmt::Display for KioskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl core::error::Error for KioskError {}

impl From<RngFault> for KioskError {
    fn from(_: RngFault) -> Self {
        Self::Random
    }
}

/// Why a proof of the log is refused (`spec/protocol.md#receipt`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiptFault {
    /// It is of another log.
    WrongLog,
    /// The log has not signed it.
    BadSignature,
    /// It does not hold.
    BadProof,
    /// No certified witness of the owner has cosigned it.
    NotCosigned,
}

impl ReceiptFault {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongLog => "wrong-log",
            Self::BadSignature => "bad-signature",
            Self::BadProof => "bad-proof",
            Self::NotCosigned => "not-cosigned",
        }
    }

    pub(crate) fn of(error: ReceiptError) -> Self {
        match error {
            ReceiptError::Checkpoint(CheckpointError::OriginMismatch) => Self::WrongLog,
            ReceiptError::Checkpoint(CheckpointError::Note(
                NoteError::BadSignature | NoteError::NoKnownSignature,
            )) => Self::BadSignature,
            ReceiptError::Cosignature(_) => Self::NotCosigned,
            _ => Self::BadProof,
        }
    }
}

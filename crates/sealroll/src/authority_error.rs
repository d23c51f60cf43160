//! Why a disclosure, or one record of it, does not count.

use core::fmt;

use sealroll_core::{DisclosureError, OpenError};
use sealroll_wire::{DecodeError, VerifyError};

use crate::receipt::ReceiptError;

/// Why a disclosure as a whole does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorityError {
    /// It does not open with this key.
    Sealed(DisclosureError),
    /// What was sealed is not the content of a disclosure.
    Malformed(DecodeError),
    /// Root, certificate, terms or signature do not hold.
    Refused(VerifyError),
}

impl AuthorityError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sealed(error) => error.code(),
            Self::Malformed(error) => error.code(),
            Self::Refused(error) => error.code(),
        }
    }
}

impl fmt::Display for AuthorityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sealed(error) => error.fmt(f),
            Self::Malformed(error) => write!(f, "the disclosure is malformed: {error}"),
            Self::Refused(error) => write!(f, "the disclosure does not hold: {error}"),
        }
    }
}

impl core::error::Error for AuthorityError {}

/// Why one record of a disclosure does not count. Contains nothing that was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DisclosedError {
    /// The bytes are not an envelope.
    Envelope(DecodeError),
    /// It was sealed to another list.
    WrongList,
    /// The log does not hold it, or not under a cosigned head.
    Proof(ReceiptError),
    /// It does not open, or is not a record.
    Open(OpenError),
    /// A check-in's ticket key, or a follow-up's signature, is not good.
    BadSignature,
    /// The check-in that it follows is not among the records disclosed.
    UnknownCheckIn,
}

impl DisclosedError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Envelope(error) => error.code(),
            Self::WrongList => "wrong-list",
            Self::Proof(error) => error.code(),
            Self::Open(error) => error.code(),
            Self::BadSignature => "bad-signature",
            Self::UnknownCheckIn => "unknown-check-in",
        }
    }
}

impl fmt::Display for DisclosedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Envelope(error) => write!(f, "not an envelope: {error}"),
            Self::WrongList => f.write_str("sealed to another list"),
            Self::Proof(error) => error.fmt(f),
            Self::Open(OpenError::OpenFailed) => f.write_str("its key does not open it"),
            Self::Open(_) => f.write_str("what was sealed is not a record"),
            Self::BadSignature => f.write_str("the guest's ticket has not signed it"),
            Self::UnknownCheckIn => f.write_str("its check-in was not disclosed"),
        }
    }
}

impl core::error::Error for DisclosedError {}

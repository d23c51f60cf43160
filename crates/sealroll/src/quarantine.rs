//! Records that were set aside, and why.

use core::fmt;

use sealroll_core::{OpenError, RecordError, SchemaError};
use sealroll_wire::{DecodeError, Epoch};

use crate::position::Position;

/// A logged envelope that is not counted as a record. The others of its batch are unaffected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Where its entry stands.
    pub position: Position,
    /// The epoch that was being opened.
    pub epoch: Epoch,
    /// Why it was set aside.
    pub reason: Reason,
}

/// Why an envelope was set aside (`spec/protocol.md#open`). Contains nothing that was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The bytes are not those that the log commits to.
    NotLogged,
    /// The bytes are not an envelope of this list.
    Envelope(DecodeError),
    /// It was sealed to another list.
    WrongList,
    /// It was sealed to a statement that this owner never issued.
    UnknownStatement,
    /// Header, statement and entry do not name one epoch.
    WrongEpoch,
    /// Record id, ephemeral key or ticket key occurred before in the log.
    Duplicate,
    /// It was sealed to an edition of the poster that this device was not given: a new grant is
    /// needed.
    ReplacedPoster,
    /// It does not open, whatever the cause.
    OpenFailed,
    /// What was sealed is not a record.
    Record(RecordError),
    /// The record does not fit the list's terms.
    Schema(SchemaError),
    /// It was sealed to a statement that had been superseded for too long.
    StaleStatement,
    /// The follow-up names a check-in that is not known.
    UnknownCheckIn,
    /// The follow-up was not signed with the ticket of its check-in, or for another envelope.
    BadSignature,
    /// A canary that no holder of the epoch's keys has made.
    UnknownCanary,
}

impl Reason {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotLogged => "not-logged",
            Self::Envelope(error) => error.code(),
            Self::WrongList => "wrong-list",
            Self::UnknownStatement => "unknown-statement",
            Self::WrongEpoch => "wrong-epoch",
            Self::Duplicate => "duplicate",
            Self::ReplacedPoster => "replaced-poster",
            Self::OpenFailed => "open-failed",
            Self::Record(error) => error.code(),
            Self::Schema(error) => error.code(),
            Self::StaleStatement => "stale-statement",
            Self::UnknownCheckIn => "unknown-check-in",
            Self::BadSignature => "bad-signature",
            Self::UnknownCanary => "unknown-canary",
        }
    }

    pub(crate) const fn of_open(error: OpenError) -> Self {
        match error {
            OpenError::Record(error) => Self::Record(error),
            _ => Self::OpenFailed,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Envelope(error) => error.fmt(f),
            Self::Record(error) => error.fmt(f),
            Self::Schema(error) => error.fmt(f),
            Self::NotLogged => f.write_str("the bytes are not those that were logged"),
            Self::WrongList => f.write_str("it belongs to another list"),
            Self::UnknownStatement => f.write_str("it names a statement that was never issued"),
            Self::WrongEpoch => f.write_str("it does not belong to the epoch of its entry"),
            Self::Duplicate => f.write_str("it repeats an earlier record or key"),
            Self::ReplacedPoster => {
                f.write_str("the poster was replaced since this device's grant")
            }
            Self::OpenFailed => f.write_str("it does not open"),
            Self::StaleStatement => f.write_str("its statement had been superseded"),
            Self::UnknownCheckIn => f.write_str("its check-in is not known"),
            Self::BadSignature => f.write_str("its ticket did not sign it"),
            Self::UnknownCanary => f.write_str("it is a canary of somebody else"),
        }
    }
}

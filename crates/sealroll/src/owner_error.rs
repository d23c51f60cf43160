//! Why an operation of the owner was not carried out.

use core::fmt;

use sealroll_core::FrontierError;
use sealroll_wire::{DecodeError, LinkError};

/// Why an operation of the owner was not carried out. Nothing has changed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OwnerError {
    /// The terms break a rule of the descriptor.
    Terms(DecodeError),
    /// Epochs, origin or log key of a list cannot be changed: printed codes and keys depend on
    /// them.
    FixedTerms,
    /// The time lies before the first epoch, or after the last that exists.
    OutsideEpochs,
    /// The next generation exists already (`spec/protocol.md#OWN-1`).
    TooEarly,
    /// The certificate of the statement key does not cover the epochs: renew it first.
    CertificateTooShort,
    /// The identity is that of another list.
    WrongList,
    /// The frontier of a generation cannot be made or punctured.
    Frontier(FrontierError),
    /// The epoch's key no longer exists.
    Punctured,
    /// The poster was replaced after this device was granted its keys: it needs a new grant.
    ReplacedPoster,
    /// There is no statement for the epoch.
    UnknownEpoch,
    /// The address of the invitation's page is not allowed.
    Link(LinkError),
    /// The authority is not one that a signed request can name.
    Authority,
    /// Another instruction waits for its answer.
    Unanswered,
    /// The root has to sign this order, and is in the identity file.
    RootNeeded,
    /// This is the device of a delegate, who has no right to that.
    NotGranted,
    /// No such device is known.
    UnknownDevice,
    /// The frontiers do not fit into a recovery blob.
    Blob(DecodeError),
    /// The caller stopped the work.
    Cancelled,
}

impl OwnerError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Terms(error) | Self::Blob(error) => error.code(),
            Self::FixedTerms | Self::Authority => "bad-value",
            Self::OutsideEpochs | Self::TooEarly => "not-yet-valid",
            Self::CertificateTooShort => "expired",
            Self::WrongList => "wrong-list",
            Self::Frontier(error) => error.code(),
            Self::Punctured => "epoch-purged",
            Self::ReplacedPoster => "replaced-poster",
            Self::UnknownEpoch => "unknown-statement",
            Self::Link(error) => error.code(),
            Self::Unanswered => "stale-instruction",
            Self::RootNeeded => "wrong-use",
            Self::NotGranted => "not-granted",
            Self::UnknownDevice => "not-logged",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for OwnerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Terms(error) => write!(f, "the terms are not valid: {error}"),
            Self::Blob(error) => write!(f, "no recovery blob can be made: {error}"),
            Self::FixedTerms => f.write_str("epochs, origin and log key of a list are fixed"),
            Self::OutsideEpochs => f.write_str("the time lies outside the list's epochs"),
            Self::TooEarly => f.write_str("the next generation exists already"),
            Self::CertificateTooShort => {
                f.write_str("the certificate ends too early and has to be renewed first")
            }
            Self::WrongList => f.write_str("the identity is that of another list"),
            Self::Frontier(error) => error.fmt(f),
            Self::Punctured => f.write_str("the epoch's key no longer exists"),
            Self::ReplacedPoster => {
                f.write_str("the poster was replaced: ask the owner for a new grant")
            }
            Self::UnknownEpoch => f.write_str("there is no statement for the epoch"),
            Self::Link(error) => error.fmt(f),
            Self::Authority => f.write_str("the authority is not a valid host"),
            Self::Unanswered => f.write_str("another instruction waits for its answer"),
            Self::RootNeeded => f.write_str("the order needs the root key"),
            Self::NotGranted => {
                f.write_str("this device is a delegate's without the right to that")
            }
            Self::UnknownDevice => f.write_str("no such device is known"),
            Self::Cancelled => f.write_str("the work was stopped"),
        }
    }
}

impl core::error::Error for OwnerError {}

//! What can go wrong before a time is worth reporting.

use core::fmt;

/// A benchmark's failure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum BenchError {
    /// Ours and the peer's code do not agree on what they computed.
    Disagreement(&'static str),
    /// A peer refused its input.
    Peer(&'static str),
    /// Our own code refused its input.
    Ours(&'static str),
}

impl fmt::Display for BenchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disagreement(what) => write!(f, "ours and the peer disagree on {what}"),
            Self::Peer(what) => write!(f, "the peer failed at {what}"),
            Self::Ours(what) => write!(f, "our own code failed at {what}"),
        }
    }
}

impl core::error::Error for BenchError {}

//! The parts of a run, to measure one without the others.

use clap::ValueEnum;

/// One group of comparisons.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Part {
    /// Sealing and opening one envelope.
    One,
    /// Opening many.
    OpenMany,
    /// A check-in, from the form to the envelope.
    CheckIn,
    /// Sealing many.
    SealMany,
    /// X25519 alone.
    Exchanges,
    /// A million check-ins.
    Million,
    /// What an owner waits for.
    Desk,
    /// The tree of a log.
    Tree,
}

impl Part {
    /// Whether the part is to be measured: every part is if nothing is chosen.
    pub(crate) fn is_in(self, chosen: &[Self]) -> bool {
        chosen.is_empty() || chosen.contains(&self)
    }
}

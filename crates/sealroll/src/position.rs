//! Where an entry stands.

use core::fmt;

use sealroll_wire::Generation;

/// Place of an entry in log order: first by generation, then by leaf index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Generation of the record log.
    pub generation: Generation,
    /// Leaf index in it, from 0.
    pub index: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.generation, self.index)
    }
}

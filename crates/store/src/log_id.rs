use sealroll_wire::{Generation, ListId};

/// One log of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId {
    /// The list.
    pub list: ListId,
    /// Which of its logs.
    pub kind: LogKind,
}

/// Which log of a list (`spec/protocol.md#log`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogKind {
    /// The record log of a generation.
    Records(Generation),
    /// The instruction log, one for the list's life.
    Instructions,
}

impl LogId {
    /// The record log of a generation.
    #[must_use]
    pub const fn records(list: ListId, generation: Generation) -> Self {
        Self {
            list,
            kind: LogKind::Records(generation),
        }
    }

    /// The instruction log.
    #[must_use]
    pub const fn instructions(list: ListId) -> Self {
        Self {
            list,
            kind: LogKind::Instructions,
        }
    }

    /// The generation of a record log.
    #[must_use]
    pub const fn generation(&self) -> Option<Generation> {
        self.kind.generation()
    }
}

impl LogKind {
    /// The generation of a record log.
    #[must_use]
    pub const fn generation(&self) -> Option<Generation> {
        match self {
            Self::Records(generation) => Some(*generation),
            Self::Instructions => None,
        }
    }
}

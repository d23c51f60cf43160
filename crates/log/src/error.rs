//! Errors of the tree, its proofs and its tiles. Everything here is public data, so each error
//! says which step failed.

use core::error::Error;
use core::fmt;

/// Writes an error enum without payload and its messages.
macro_rules! errors {
    ($($(#[$meta:meta])* $name:ident { $($(#[$note:meta])* $variant:ident => $text:literal,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name { $($(#[$note])* $variant,)+ }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(match self { $(Self::$variant => $text,)+ })
            }
        }

        impl core::error::Error for $name {}
    )+};
}
pub(crate) use errors;

errors! {
    /// Why bytes are no entry (`bad-entry`).
    EntryError {
        /// The length is not 38 bytes.
        Length => "entry is not 38 bytes long",
        /// The kind is not assigned.
        Kind => "entry has an unassigned kind",
        /// The second byte is not zero.
        Reserved => "reserved byte of the entry is not zero",
        /// A document of the instruction log names an epoch.
        Epoch => "entry of a document names an epoch",
    }

    /// Why a right edge cannot be read or grown.
    FrontierError {
        /// The number of hashes does not fit the size.
        Length => "number of hashes does not fit the tree size",
        /// The size is, or would become, larger than the maximum.
        TreeTooLarge => "tree size is above the maximum",
    }

    /// Why hashes are no proof.
    ProofLengthError {
        /// The bytes are not a whole number of hashes.
        PartialHash => "proof is not a whole number of hashes",
        /// There are more hashes than any tree needs.
        TooLong => "proof has too many hashes",
    }

    /// Why an inclusion proof is refused (`bad-proof`).
    InclusionError {
        /// The tree size is above the maximum.
        TreeTooLarge => "tree size is above the maximum",
        /// The index is not below the tree size.
        IndexOutOfRange => "leaf index is not below the tree size",
        /// The proof has fewer hashes than this index and size need.
        ProofTooShort => "inclusion proof has too few hashes",
        /// The proof has more hashes than this index and size need.
        ProofTooLong => "inclusion proof has too many hashes",
        /// The proof leads to another root hash.
        RootMismatch => "inclusion proof leads to another root hash",
    }

    /// Why a consistency proof is refused (`bad-proof`).
    ConsistencyError {
        /// The new tree size is above the maximum.
        TreeTooLarge => "tree size is above the maximum",
        /// The new tree is smaller than the old one.
        TreeShrank => "new tree is smaller than the old one",
        /// The proof has fewer hashes than these sizes need.
        ProofTooShort => "consistency proof has too few hashes",
        /// The proof has more hashes than these sizes need.
        ProofTooLong => "consistency proof has too many hashes",
        /// The proof leads to another old root hash.
        OldRootMismatch => "consistency proof leads to another old root hash",
        /// The proof leads to another new root hash.
        NewRootMismatch => "consistency proof leads to another new root hash",
        /// The heads are those of two different logs.
        OriginMismatch => "checkpoints are of different logs",
    }

    /// Why bytes are no tile.
    TileError {
        /// The length is not that of 1 to 256 hashes.
        Length => "tile is not 1 to 256 hashes long",
    }

    /// Why a path names no tile or entry bundle.
    TilePathError {
        /// The path does not begin with `tile/` and a level or `entries`.
        Prefix => "path is not that of a tile",
        /// The level is not a canonical number from 0 to 63.
        Level => "tile level is not a canonical number up to 63",
        /// The index is not written in canonical groups of three digits, or too large.
        Index => "tile index is not canonical",
        /// The width is not a canonical number from 1 to 255.
        Width => "tile width is not a canonical number from 1 to 255",
    }

    /// Why bytes are no entry bundle.
    BundleError {
        /// The bundle ends within an entry.
        Truncated => "entry bundle ends early",
        /// Bytes follow the last entry.
        TrailingBytes => "bytes follow the last entry of the bundle",
        /// The bundle does not hold 1 to 256 entries.
        Width => "entry bundle does not hold 1 to 256 entries",
        /// An entry to write is longer than 65535 bytes.
        EntryTooLong => "entry is too long for a bundle",
    }
}

impl EntryError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "bad-entry"
    }
}

impl ProofLengthError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "bad-proof"
    }
}

impl InclusionError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "bad-proof"
    }
}

impl ConsistencyError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "bad-proof"
    }
}

/// Why the hash of a complete subtree could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeError<E> {
    /// The tree does not hold all leaves asked for.
    OutsideTree,
    /// A tile that must be full is not.
    PartialTile,
    /// The source could not be read.
    Source(E),
}

impl<E> fmt::Display for NodeError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OutsideTree => "tree does not hold these leaves",
            Self::PartialTile => "tile that must be full is partial",
            Self::Source(_) => "source of tree hashes failed",
        })
    }
}

impl<E: Error + 'static> Error for NodeError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Source(error) => Some(error),
            _ => None,
        }
    }
}

/// Why the state of a log writer could not be rebuilt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RebuildError<E> {
    /// The size is above the maximum.
    TreeTooLarge,
    /// The number of leaf hashes is not that of the last partial tile.
    LeafCount,
    /// The tiles and leaf hashes lead to another root hash than the stored head: the store is
    /// damaged, and nothing may be signed.
    RootMismatch,
    /// A tile that must be full is not.
    PartialTile,
    /// The source of tiles could not be read.
    Source(E),
}

impl<E> fmt::Display for RebuildError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TreeTooLarge => "tree size is above the maximum",
            Self::LeafCount => "number of leaf hashes is not that of the partial tile",
            Self::RootMismatch => "stored tiles lead to another root hash",
            Self::PartialTile => "tile that must be full is partial",
            Self::Source(_) => "source of tiles failed",
        })
    }
}

impl<E: Error + 'static> Error for RebuildError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Source(error) => Some(error),
            _ => None,
        }
    }
}

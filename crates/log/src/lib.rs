//! The transparency log of Sealroll: Merkle tree, proofs, tiles, signed notes, checkpoints,
//! cosignatures and receipts.
//!
//! Everything here is public data; the crate holds no secrets, does no I/O and reads no clock.
//! The formats are those of RFC 9162 section 2.1 and of the C2SP specifications signed-note,
//! tlog-checkpoint, tlog-tiles, tlog-proof and tlog-cosignature, as `spec/protocol.md#log`
//! selects them.
//!
//! Flow: an [`Entry`] is appended to a [`TileAppender`]; its new head is signed as a
//! [`Checkpoint`]; an [`InclusionProof`] from the [`TreeView`] makes a [`Receipt`]; the guest
//! verifies it. The owner's client keeps a [`Frontier`], appends what is new, and cosigns. Types
//! named `Verified…` and [`CosignedCheckpoint`] are made by verifiers only.

#![no_std]

extern crate alloc;

mod base64;
mod decimal;

pub mod limit;

mod hash;

mod entry;

mod frontier;
mod node;

mod consistency;
mod inclusion;

mod bundle;
mod tile;
mod tile_path;
mod tile_slot;

mod appender;

mod key;
mod name;
mod signer;

mod note;

mod checkpoint;

mod cosignature;

mod receipt;

mod document;

mod instruction;

mod error;
mod note_error;

pub use appender::{TileAppender, TreeView};
pub use bundle::{decode_bundle, encode_bundle};
pub use checkpoint::{Checkpoint, SignedCheckpoint, VerifiedCheckpoint};
pub use consistency::ConsistencyProof;
pub use cosignature::{Cosignature, CosignedCheckpoint};
pub use document::{SignedDocument, SignedDocumentError};
pub use entry::{Entry, EntryKind};
pub use error::{
    BundleError, ConsistencyError, EntryError, FrontierError, InclusionError, NodeError,
    ProofLengthError, RebuildError, TileError, TilePathError,
};
pub use frontier::{Frontier, TreeHead};
pub use hash::Hash;
pub use inclusion::InclusionProof;
pub use instruction::{SignedInstruction, SignedInstructionError};
pub use key::{CosignerKey, NamedKey, NoteKey};
pub use name::KeyName;
pub use node::{NodeSource, frontier_at, head_at};
pub use note::{Note, NoteSignature, VerifiedNote};
pub use note_error::{
    CheckpointError, CosignatureError, KeyError, NameError, NoteError, ReceiptError,
};
pub use receipt::{Receipt, VerifiedReceipt, WitnessPolicy};
pub use signer::NoteSigner;
pub use tile::{FullTile, Overlay, Tile, TileSource};
pub use tile_path::{TileKind, TilePath, tile_counts};
pub use tile_slot::TileSlot;

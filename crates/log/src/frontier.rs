//! The right edge of a tree.

use alloc::vec::Vec;

use crate::error::FrontierError;
use crate::hash::{self, Hash};
use crate::limit::MAX_TREE_SIZE;

/// Size and root hash of a tree: what a checkpoint states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TreeHead {
    /// Number of leaves.
    pub size: u64,
    /// Root hash over these leaves.
    pub root: Hash,
}

/// The right edge of a tree: the roots of its largest complete subtrees, left to right, one per
/// set bit of the size.
///
/// An owner's client stores it between syncs. Appending every new leaf hash and comparing the
/// root with the new checkpoint proves that the log has only grown
/// (`spec/protocol.md#sync`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    hashes: Vec<Hash>,
}

impl Frontier {
    /// The edge of the tree without leaves.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            size: 0,
            hashes: Vec::new(),
        }
    }

    /// Reads `u64 size ‖ hashes`, one hash per set bit of the size, the largest subtree first.
    ///
    /// # Errors
    /// [`FrontierError`] if the size is above [`MAX_TREE_SIZE`] or the number of hashes does not
    /// fit it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrontierError> {
        let (size, rest) = bytes
            .split_first_chunk::<8>()
            .ok_or(FrontierError::Length)?;
        let size = u64::from_be_bytes(*size);
        if size > MAX_TREE_SIZE {
            return Err(FrontierError::TreeTooLarge);
        }
        let hashes = hash::split(rest)
            .filter(|hashes| hashes.len() == size.count_ones() as usize)
            .ok_or(FrontierError::Length)?;
        Ok(Self {
            size,
            hashes: hashes.collect(),
        })
    }

    /// Takes hashes that are known to fit the size.
    pub(crate) fn from_parts(size: u64, hashes: Vec<Hash>) -> Self {
        debug_assert_eq!(hashes.len(), size.count_ones() as usize);
        Self { size, hashes }
    }

    /// Appends a leaf.
    ///
    /// # Errors
    /// [`FrontierError::TreeTooLarge`] if the tree already has [`MAX_TREE_SIZE`] leaves; the
    /// frontier is unchanged then.
    pub fn append(&mut self, leaf_hash: Hash) -> Result<(), FrontierError> {
        if self.size >= MAX_TREE_SIZE {
            return Err(FrontierError::TreeTooLarge);
        }
        let mut hash = leaf_hash;
        // Each trailing one bit of the size is a complete subtree that the new one completes.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.hashes.pop() {
                hash = Hash::node(&left, &hash);
            }
        }
        self.hashes.push(hash);
        self.size += 1;
        Ok(())
    }

    /// Number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Root hash of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        fold_right(&self.hashes)
    }

    /// Size and root hash together.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        TreeHead {
            size: self.size,
            root: self.root(),
        }
    }

    /// Roots of the complete subtrees, the largest first.
    #[must_use]
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// Writes what [`Frontier::from_bytes`] reads.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        self.hashes
            .iter()
            .for_each(|hash| bytes.extend_from_slice(hash.as_bytes()));
        bytes
    }
}

/// Joins complete subtrees, listed left to right, into one root; none give the empty root.
pub(crate) fn fold_right(hashes: &[Hash]) -> Hash {
    hashes
        .iter()
        .rev()
        .copied()
        .reduce(|right, left| Hash::node(&left, &right))
        .unwrap_or_else(Hash::empty_root)
}

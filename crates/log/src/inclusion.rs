//! Inclusion proofs (RFC 9162 section 2.1.3).

use alloc::vec::Vec;

use crate::error::{InclusionError, NodeError, ProofLengthError};
use crate::frontier::TreeHead;
use crate::hash::{self, Hash};
use crate::limit::{MAX_INCLUSION_PROOF, MAX_TREE_SIZE};
use crate::node::{NodeSource, range_root, split_point};

/// The sibling hashes on the way from a leaf to the root, the leaf's own sibling first; at most
/// [`MAX_INCLUSION_PROOF`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InclusionProof {
    hashes: Vec<Hash>,
}

impl InclusionProof {
    /// Takes hashes, the leaf's sibling first.
    ///
    /// # Errors
    /// [`ProofLengthError::TooLong`] above [`MAX_INCLUSION_PROOF`] hashes.
    pub fn from_hashes(hashes: Vec<Hash>) -> Result<Self, ProofLengthError> {
        if hashes.len() > MAX_INCLUSION_PROOF {
            return Err(ProofLengthError::TooLong);
        }
        Ok(Self { hashes })
    }

    /// Reads the concatenated hashes.
    ///
    /// # Errors
    /// [`ProofLengthError`] if the bytes are not whole hashes or too many.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ProofLengthError> {
        let hashes = hash::split(bytes).ok_or(ProofLengthError::PartialHash)?;
        if hashes.len() > MAX_INCLUSION_PROOF {
            return Err(ProofLengthError::TooLong);
        }
        Ok(Self {
            hashes: hashes.collect(),
        })
    }

    /// Makes the proof that the leaf at `index` lies in the tree of `size` leaves
    /// (RFC 9162 section 2.1.3.1).
    ///
    /// # Errors
    /// [`NodeError::OutsideTree`] if the index is not below the size or the size is not within
    /// the source and [`MAX_TREE_SIZE`], and whatever the source reports.
    pub fn generate<S: NodeSource>(
        source: &S,
        index: u64,
        size: u64,
    ) -> Result<Self, NodeError<S::Error>> {
        if index >= size || size > MAX_TREE_SIZE {
            return Err(NodeError::OutsideTree);
        }
        let mut hashes = Vec::new();
        let (mut start, mut end) = (0, size);
        while end - start > 1 {
            let middle = start + split_point(end - start);
            if index < middle {
                hashes.push(range_root(source, middle, end)?);
                end = middle;
            } else {
                hashes.push(range_root(source, start, middle)?);
                start = middle;
            }
        }
        hashes.reverse();
        Ok(Self { hashes })
    }

    /// Checks that `leaf_hash` is the leaf at `index` of the tree with this head
    /// (RFC 9162 section 2.1.3.2).
    ///
    /// # Errors
    /// [`InclusionError`] tells which step failed.
    pub fn verify(
        &self,
        leaf_hash: Hash,
        index: u64,
        head: &TreeHead,
    ) -> Result<(), InclusionError> {
        if head.size > MAX_TREE_SIZE {
            return Err(InclusionError::TreeTooLarge);
        }
        if index >= head.size {
            return Err(InclusionError::IndexOutOfRange);
        }
        let (mut node, mut last) = (index, head.size - 1);
        let mut hash = leaf_hash;
        for sibling in &self.hashes {
            if last == 0 {
                return Err(InclusionError::ProofTooLong);
            }
            if node & 1 == 1 || node == last {
                hash = Hash::node(sibling, &hash);
                // The last node of a level without a right sibling rises until it is a right child.
                let lonely = if node & 1 == 0 {
                    node.trailing_zeros()
                } else {
                    0
                };
                node >>= lonely;
                last >>= lonely;
            } else {
                hash = Hash::node(&hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        if last != 0 {
            return Err(InclusionError::ProofTooShort);
        }
        if hash != head.root {
            return Err(InclusionError::RootMismatch);
        }
        Ok(())
    }

    /// The hashes, the leaf's sibling first.
    #[must_use]
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// Writes the concatenated hashes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.hashes
            .iter()
            .flat_map(|hash| hash.to_bytes())
            .collect()
    }
}

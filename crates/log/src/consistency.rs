//! Consistency proofs (RFC 9162 section 2.1.4).

use alloc::vec::Vec;

use crate::error::{ConsistencyError, NodeError, ProofLengthError};
use crate::frontier::TreeHead;
use crate::hash::{self, Hash};
use crate::limit::{MAX_CONSISTENCY_PROOF, MAX_TREE_SIZE};
use crate::node::{NodeSource, range_root, split_point};

/// The hashes that show that a tree has only grown; at most [`MAX_CONSISTENCY_PROOF`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsistencyProof {
    hashes: Vec<Hash>,
}

impl ConsistencyProof {
    /// Takes hashes in the order of the RFC.
    ///
    /// # Errors
    /// [`ProofLengthError::TooLong`] above [`MAX_CONSISTENCY_PROOF`] hashes.
    pub fn from_hashes(hashes: Vec<Hash>) -> Result<Self, ProofLengthError> {
        if hashes.len() > MAX_CONSISTENCY_PROOF {
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
        if hashes.len() > MAX_CONSISTENCY_PROOF {
            return Err(ProofLengthError::TooLong);
        }
        Ok(Self {
            hashes: hashes.collect(),
        })
    }

    /// Makes the proof that the tree of `new` leaves begins with the tree of `old` leaves
    /// (RFC 9162 section 2.1.4.1). It is empty if `old` is 0 or equals `new`.
    ///
    /// # Errors
    /// [`NodeError::OutsideTree`] if `old` is above `new` or `new` is not within the source and
    /// [`MAX_TREE_SIZE`], and whatever the source reports.
    pub fn generate<S: NodeSource>(
        source: &S,
        old: u64,
        new: u64,
    ) -> Result<Self, NodeError<S::Error>> {
        if old > new || new > MAX_TREE_SIZE {
            return Err(NodeError::OutsideTree);
        }
        let mut hashes = Vec::new();
        if old == 0 {
            return Ok(Self { hashes });
        }
        let (mut start, mut end) = (0, new);
        while old != end {
            let middle = start + split_point(end - start);
            if old <= middle {
                hashes.push(range_root(source, middle, end)?);
                end = middle;
            } else {
                hashes.push(range_root(source, start, middle)?);
                start = middle;
            }
        }
        // The verifier knows the old root already, so it is left out where it is a subtree.
        if start != 0 {
            hashes.push(range_root(source, start, end)?);
        }
        hashes.reverse();
        Ok(Self { hashes })
    }

    /// Checks that the tree of the new head begins with that of the old one
    /// (RFC 9162 section 2.1.4.2).
    ///
    /// # Errors
    /// [`ConsistencyError`] tells which step failed.
    pub fn verify(&self, old: &TreeHead, new: &TreeHead) -> Result<(), ConsistencyError> {
        if new.size > MAX_TREE_SIZE {
            return Err(ConsistencyError::TreeTooLarge);
        }
        if old.size > new.size {
            return Err(ConsistencyError::TreeShrank);
        }
        if old.size == 0 && old.root != Hash::empty_root() {
            return Err(ConsistencyError::OldRootMismatch);
        }
        if old.size == 0 || old.size == new.size {
            if !self.hashes.is_empty() {
                return Err(ConsistencyError::ProofTooLong);
            }
            if old.size == new.size && old.root != new.root {
                return Err(ConsistencyError::NewRootMismatch);
            }
            return Ok(());
        }
        self.verify_growth(old, new)
    }

    /// The hashes in the order of the RFC.
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

    /// The algorithm of the RFC for `0 < old.size < new.size`.
    fn verify_growth(&self, old: &TreeHead, new: &TreeHead) -> Result<(), ConsistencyError> {
        let (mut node, mut last) = (old.size - 1, new.size - 1);
        let shared = node.trailing_ones();
        node >>= shared;
        last >>= shared;

        let mut siblings = self.hashes.iter();
        // An old tree whose size is a power of two is a subtree itself, and not in the proof.
        let first = if old.size.is_power_of_two() {
            Some(&old.root)
        } else {
            siblings.next()
        };
        let first = *first.ok_or(ConsistencyError::ProofTooShort)?;
        let (mut old_hash, mut new_hash) = (first, first);

        for sibling in siblings {
            if last == 0 {
                return Err(ConsistencyError::ProofTooLong);
            }
            if node & 1 == 1 || node == last {
                old_hash = Hash::node(sibling, &old_hash);
                new_hash = Hash::node(sibling, &new_hash);
                let lonely = if node & 1 == 0 {
                    node.trailing_zeros()
                } else {
                    0
                };
                node >>= lonely;
                last >>= lonely;
            } else {
                new_hash = Hash::node(&new_hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        if last != 0 {
            return Err(ConsistencyError::ProofTooShort);
        }
        if old_hash != old.root {
            return Err(ConsistencyError::OldRootMismatch);
        }
        if new_hash != new.root {
            return Err(ConsistencyError::NewRootMismatch);
        }
        Ok(())
    }
}

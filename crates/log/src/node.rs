//! Complete subtrees as building blocks of proofs.

use alloc::vec::Vec;

use crate::error::NodeError;
use crate::frontier::{Frontier, TreeHead, fold_right};
use crate::hash::Hash;
use crate::limit::MAX_TREE_SIZE;

/// Where the hashes of complete subtrees come from: tiles, a database, a test's list.
pub trait NodeSource {
    /// What may go wrong while reading.
    type Error;

    /// The root of the complete subtree over the leaves `index · 2^level` up to
    /// `(index + 1) · 2^level`, the last excluded. Level 0 are the leaf hashes.
    ///
    /// # Errors
    /// [`NodeError::OutsideTree`] if the tree does not hold all of these leaves, and whatever
    /// the source reports.
    fn node(&self, level: u8, index: u64) -> Result<Hash, NodeError<Self::Error>>;
}

impl<S: NodeSource + ?Sized> NodeSource for &S {
    type Error = S::Error;

    fn node(&self, level: u8, index: u64) -> Result<Hash, NodeError<Self::Error>> {
        (**self).node(level, index)
    }
}

/// Reads the right edge that the tree had at `size` leaves.
///
/// # Errors
/// [`NodeError::OutsideTree`] if the size is above [`MAX_TREE_SIZE`] or the source holds fewer
/// leaves, and whatever the source reports.
pub fn frontier_at<S: NodeSource>(source: &S, size: u64) -> Result<Frontier, NodeError<S::Error>> {
    if size > MAX_TREE_SIZE {
        return Err(NodeError::OutsideTree);
    }
    Ok(Frontier::from_parts(
        size,
        complete_subtrees(source, 0, size)?,
    ))
}

/// Computes the head that the tree had at `size` leaves.
///
/// # Errors
/// As [`frontier_at`].
pub fn head_at<S: NodeSource>(source: &S, size: u64) -> Result<TreeHead, NodeError<S::Error>> {
    frontier_at(source, size).map(|frontier| frontier.head())
}

/// Root over the leaves `start..end`, where `start` is a multiple of a power of two that is not
/// smaller than the range.
pub(crate) fn range_root<S: NodeSource>(
    source: &S,
    start: u64,
    end: u64,
) -> Result<Hash, NodeError<S::Error>> {
    complete_subtrees(source, start, end).map(|hashes| fold_right(&hashes))
}

/// The largest power of two below `count`, where the RFC splits a tree; `count` is at least 2.
pub(crate) fn split_point(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// Roots of the complete subtrees that make up `start..end`, the largest first.
fn complete_subtrees<S: NodeSource>(
    source: &S,
    start: u64,
    end: u64,
) -> Result<Vec<Hash>, NodeError<S::Error>> {
    let mut position = start;
    let mut hashes = Vec::with_capacity((end - start).count_ones() as usize);
    while position < end {
        let level = (end - position).ilog2();
        hashes.push(source.node(level as u8, position >> level)?);
        position += 1 << level;
    }
    Ok(hashes)
}

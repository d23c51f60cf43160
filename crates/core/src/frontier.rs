//! The frontier: all that is kept of a generation's part of the epoch tree.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use rand_core::CryptoRng;
use sealroll_wire::{DecodeError, Epoch, Generation, ListId, Reader};
use zeroize::Zeroizing;

use crate::error::FrontierError;
use crate::redacted::redacted_debug;
use crate::tree::{Leaf, Node, Position};
use crate::x25519::X25519KeyPair;

/// Nodes of the epoch tree, disjoint and ascending, that cover exactly the epochs whose keys can
/// still be derived.
///
/// No seed and no node above the frontier is ever kept (`spec/protocol.md#KEY-1`). An epoch that
/// was punctured cannot be derived again from this frontier; copies elsewhere must be punctured
/// too.
pub struct Frontier {
    nodes: Vec<Node>,
}

impl Frontier {
    /// The most epochs of a generation.
    pub const MAX_EPOCHS: u32 = 4096;

    /// The most nodes of a frontier (`spec/protocol.md#KEY-3`).
    pub const MAX_NODES: usize = 4096;

    /// Draws a generation: 32 bytes of `rng` become the root of a tree of which only the cover
    /// of `epochs` is kept.
    ///
    /// # Errors
    /// [`FrontierError::EpochRange`] if the range is empty or has more than
    /// [`MAX_EPOCHS`](Self::MAX_EPOCHS) epochs.
    pub fn generate<R: CryptoRng + ?Sized>(
        rng: &mut R,
        epochs: RangeInclusive<Epoch>,
    ) -> Result<Self, FrontierError> {
        let (first, last) = (epochs.start().value(), epochs.end().value());
        if last
            .checked_sub(first)
            .is_none_or(|more| more >= Self::MAX_EPOCHS)
        {
            return Err(FrontierError::EpochRange);
        }
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut_slice());
        let mut nodes = Vec::new();
        cover(Node::root(&seed), first, last, &mut nodes);
        Ok(Self { nodes })
    }

    /// Reads `u16 count ‖ count × (u8 depth ‖ u32 index ‖ [32] node)`.
    ///
    /// # Errors
    /// `spec/protocol.md#KEY-3`: [`DecodeError::Limit`] for more than 4096 nodes,
    /// [`DecodeError::BadValue`] for a place outside the tree, [`DecodeError::NonCanonical`] for
    /// nodes that overlap or do not ascend; [`DecodeError::Truncated`] and
    /// [`DecodeError::TrailingBytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let count = usize::from(reader.u16()?);
        if count > Self::MAX_NODES {
            return Err(DecodeError::Limit);
        }
        let mut nodes: Vec<Node> = Vec::with_capacity(count);
        for _ in 0..count {
            let (depth, index) = (reader.u8()?, reader.u32()?);
            let position = Position::new(depth, index).ok_or(DecodeError::BadValue)?;
            if nodes
                .last()
                .is_some_and(|before| before.position().last() >= position.first())
            {
                return Err(DecodeError::NonCanonical);
            }
            let node = Node::new(position, reader.bytes(32)?).ok_or(DecodeError::Truncated)?;
            nodes.push(node);
        }
        reader.finish()?;
        Ok(Self { nodes })
    }

    /// Exports the form that [`from_bytes`](Self::from_bytes) reads.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let count = u16::try_from(self.nodes.len()).expect("at most MAX_NODES nodes");
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.encoded_length()));
        bytes.extend_from_slice(&count.to_be_bytes());
        for node in &self.nodes {
            bytes.push(node.position().depth());
            bytes.extend_from_slice(&node.position().index().to_be_bytes());
            bytes.extend_from_slice(node.secret());
        }
        bytes
    }

    /// Makes `epoch` underivable: replaces the node above it by the siblings along the way to its
    /// leaf, and wipes the node, the leaf and everything between (`spec/protocol.md#KEY-2`).
    ///
    /// Returns whether the epoch was covered before; if not, nothing changes. Epochs may be
    /// punctured in any order.
    ///
    /// # Errors
    /// [`FrontierError::TooManyNodes`] if the frontier would outgrow
    /// [`MAX_NODES`](Self::MAX_NODES); it is then unchanged and the epoch still derivable. This
    /// cannot happen to a frontier that [`generate`](Self::generate) made.
    pub fn puncture(&mut self, epoch: Epoch) -> Result<bool, FrontierError> {
        let Some(found) = self.find(epoch) else {
            return Ok(false);
        };
        let mut siblings = Vec::new();
        walk(self.nodes[found].duplicate(), epoch, |sibling| {
            siblings.push(sibling)
        });
        if self.nodes.len() - 1 + siblings.len() > Self::MAX_NODES {
            return Err(FrontierError::TooManyNodes);
        }
        siblings.sort_by_key(|sibling| sibling.position().first());
        self.nodes.splice(found..=found, siblings);
        Ok(true)
    }

    /// The secret of an epoch, or nothing if the frontier does not cover it.
    #[must_use]
    pub fn leaf(&self, epoch: Epoch) -> Option<Leaf> {
        let found = self.find(epoch)?;
        Leaf::from_node(walk(self.nodes[found].duplicate(), epoch, drop))
    }

    /// The HPKE key pair of an epoch, or nothing if the frontier does not cover it.
    #[must_use]
    pub fn key_pair(
        &self,
        list_id: ListId,
        generation: Generation,
        epoch: Epoch,
    ) -> Option<X25519KeyPair> {
        Some(self.leaf(epoch)?.key_pair(list_id, generation))
    }

    /// A frontier of the epochs in `epochs` that this one covers: what a delegate is given.
    ///
    /// # Errors
    /// [`FrontierError::TooManyNodes`] if it would outgrow [`MAX_NODES`](Self::MAX_NODES).
    pub fn range(&self, epochs: RangeInclusive<Epoch>) -> Result<Self, FrontierError> {
        let (first, last) = (epochs.start().value(), epochs.end().value());
        let mut nodes = Vec::new();
        for node in &self.nodes {
            cover(node.duplicate(), first, last, &mut nodes);
        }
        if nodes.len() > Self::MAX_NODES {
            return Err(FrontierError::TooManyNodes);
        }
        Ok(Self { nodes })
    }

    /// Whether the key of `epoch` can be derived.
    #[must_use]
    pub fn covers(&self, epoch: Epoch) -> bool {
        self.find(epoch).is_some()
    }

    /// The epochs covered, in as few ascending ranges as possible.
    #[must_use]
    pub fn epochs(&self) -> Vec<RangeInclusive<Epoch>> {
        let mut ranges: Vec<RangeInclusive<Epoch>> = Vec::new();
        for position in self.nodes.iter().map(Node::position) {
            let (first, last) = (Epoch(position.first()), Epoch(position.last()));
            match ranges.last_mut() {
                Some(range) if range.end().value().checked_add(1) == Some(first.value()) => {
                    *range = *range.start()..=last;
                }
                _ => ranges.push(first..=last),
            }
        }
        ranges
    }

    /// Whether no epoch is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The length of [`to_bytes`](Self::to_bytes).
    pub(crate) fn encoded_length(&self) -> usize {
        2 + self.nodes.len() * 37
    }

    fn find(&self, epoch: Epoch) -> Option<usize> {
        let after = self
            .nodes
            .partition_point(|node| node.position().first() <= epoch.value());
        let found = after.checked_sub(1)?;
        (epoch.value() <= self.nodes[found].position().last()).then_some(found)
    }
}

redacted_debug!(Frontier);

/// Goes down from `node` to the leaf of `epoch`, which lies below it, and gives away the sibling
/// of every node on the way. Returns the leaf.
fn walk(mut node: Node, epoch: Epoch, mut give: impl FnMut(Node)) -> Node {
    while let Some([left, right]) = node.children() {
        let (next, sibling) = if epoch.value() <= left.position().last() {
            (left, right)
        } else {
            (right, left)
        };
        give(sibling);
        node = next;
    }
    node
}

/// Appends the fewest nodes below `node` that cover exactly its epochs from `first` to `last`.
/// The tree has 33 levels, so the recursion is shallow.
fn cover(node: Node, first: u32, last: u32, nodes: &mut Vec<Node>) {
    let position = node.position();
    if last < position.first() || position.last() < first {
        return;
    }
    if first <= position.first() && position.last() <= last {
        nodes.push(node);
    } else if let Some(children) = node.children() {
        for child in children {
            cover(child, first, last, nodes);
        }
    }
}

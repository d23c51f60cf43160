//! The epoch tree: one binary tree of depth 32 over all 2^32 epochs, whose nodes give the keys
//! below them and nothing beside or above (`spec/protocol.md#derivations`).

use alloc::boxed::Box;

use sealroll_wire::{Epoch, Generation, ListId, SUITE, label};
use zeroize::Zeroizing;

use crate::hpke::derive_key_pair;
use crate::kdf::Prk;
use crate::redacted::redacted_debug;
use crate::x25519::X25519KeyPair;

/// A node of the tree: its position and its 32 secret bytes.
///
/// The secret lives in an allocation of its own, so that moving nodes within a list leaves no
/// copies behind; it is wiped when the node is dropped.
pub(crate) struct Node {
    position: Position,
    secret: Box<Zeroizing<[u8; 32]>>,
}

impl Node {
    /// A node with this secret. Fails if the secret has another length than 32.
    pub(crate) fn new(position: Position, secret: &[u8]) -> Option<Self> {
        let secret: &[u8; 32] = secret.try_into().ok()?;
        let mut node = Self::zeroed(position);
        node.secret.copy_from_slice(secret);
        Some(node)
    }

    /// The top of the tree.
    pub(crate) fn root(seed: &[u8; 32]) -> Self {
        let mut node = Self::zeroed(Position::ROOT);
        node.secret.copy_from_slice(seed);
        node
    }

    /// `child_b(node) = HKDF-Expand(node, label("tree") ‖ u8 b, 32)`; nothing below a leaf.
    pub(crate) fn child(&self, bit: u8) -> Option<Self> {
        let mut child = Self::zeroed(self.position.child(bit)?);
        Prk::from_bytes(&self.secret).expand(&[label::TREE, &[bit]], child.secret.as_mut_slice());
        Some(child)
    }

    /// Both children; nothing below a leaf.
    pub(crate) fn children(&self) -> Option<[Self; 2]> {
        Some([self.child(0)?, self.child(1)?])
    }

    pub(crate) fn position(&self) -> Position {
        self.position
    }

    pub(crate) fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// A second node with the same secret, for whoever is given a part of the tree.
    pub(crate) fn duplicate(&self) -> Self {
        let mut node = Self::zeroed(self.position);
        node.secret.copy_from_slice(self.secret.as_slice());
        node
    }

    fn zeroed(position: Position) -> Self {
        Self {
            position,
            secret: Box::new(Zeroizing::new([0; 32])),
        }
    }
}

/// Where a node stands: `depth` steps below the root, and the bits of the way there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    depth: u8,
    index: u32,
}

impl Position {
    /// The top of the tree, above every epoch.
    pub(crate) const ROOT: Self = Self { depth: 0, index: 0 };

    /// A position, if depth is at most 32 and index less than 2^depth.
    pub(crate) fn new(depth: u8, index: u32) -> Option<Self> {
        (depth <= DEPTH && u64::from(index) < 1 << depth).then_some(Self { depth, index })
    }

    pub(crate) fn depth(self) -> u8 {
        self.depth
    }

    pub(crate) fn index(self) -> u32 {
        self.index
    }

    /// The first epoch below this position.
    pub(crate) fn first(self) -> u32 {
        // A shift by 32 happens at the root only, whose index is 0.
        self.index
            .checked_shl(u32::from(DEPTH - self.depth))
            .unwrap_or(0)
    }

    /// The last epoch below this position.
    pub(crate) fn last(self) -> u32 {
        self.first() | u32::MAX.checked_shr(u32::from(self.depth)).unwrap_or(0)
    }

    fn child(self, bit: u8) -> Option<Self> {
        let index = self.index << 1 | u32::from(bit);
        (self.depth < DEPTH).then_some(Self {
            depth: self.depth + 1,
            index,
        })
    }
}

/// The secret of one epoch, 32 bytes. Wiped when dropped.
pub struct Leaf(Node);

impl Leaf {
    /// Takes a node that is a leaf.
    pub(crate) fn from_node(node: Node) -> Option<Self> {
        (node.position.depth == DEPTH).then_some(Self(node))
    }

    /// The epoch.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        Epoch(self.0.position.index)
    }

    /// The epoch's HPKE key pair in a list and generation.
    ///
    /// ```text
    /// ikm(leaf)      = HKDF-Expand(leaf, label("epoch-key") ‖ u16 suite ‖ list_id ‖ u32 generation ‖ u32 epoch, 32)
    /// epoch key pair = DeriveKeyPair(ikm)
    /// ```
    #[must_use]
    pub fn key_pair(&self, list_id: ListId, generation: Generation) -> X25519KeyPair {
        let mut ikm = Zeroizing::new([0; 32]);
        let info: [&[u8]; 5] = [
            label::EPOCH_KEY,
            &SUITE.to_be_bytes(),
            list_id.as_bytes(),
            &generation.value().to_be_bytes(),
            &self.epoch().value().to_be_bytes(),
        ];
        Prk::from_bytes(self.0.secret()).expand(&info, ikm.as_mut_slice());
        derive_key_pair(ikm.as_slice())
    }
}

impl Leaf {
    /// The value of the epoch's canary (`spec/protocol.md#drill`): it tells nothing about the
    /// leaf, and nobody makes it without.
    ///
    /// ```text
    /// value = HKDF-Expand(leaf of the epoch, label("canary") ‖ list_id ‖ u32 generation ‖ u32 epoch, 32)
    /// ```
    #[must_use]
    pub fn canary_value(&self, list_id: ListId, generation: Generation) -> [u8; 32] {
        let mut value = [0; 32];
        let info: [&[u8]; 4] = [
            label::CANARY,
            list_id.as_bytes(),
            &generation.value().to_be_bytes(),
            &self.epoch().value().to_be_bytes(),
        ];
        Prk::from_bytes(self.0.secret()).expand(&info, &mut value);
        value
    }
}

redacted_debug!(Leaf);

/// Bits of an epoch number.
const DEPTH: u8 = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_cover_their_epochs() {
        let position = |depth, index| Position::new(depth, index).unwrap();
        assert_eq!(
            (Position::ROOT.first(), Position::ROOT.last()),
            (0, u32::MAX)
        );
        assert_eq!(
            (position(1, 1).first(), position(1, 1).last()),
            (1 << 31, u32::MAX)
        );
        assert_eq!((position(31, 3).first(), position(31, 3).last()), (6, 7));
        assert_eq!((position(32, 9).first(), position(32, 9).last()), (9, 9));
        assert_eq!(position(32, u32::MAX).last(), u32::MAX);
        assert_eq!(Position::ROOT.child(1), Position::new(1, 1));
        assert_eq!(position(31, 3).child(0), Position::new(32, 6));
        assert_eq!(position(32, 6).child(0), None);
    }

    #[test]
    fn places_outside_the_tree_do_not_exist() {
        assert_eq!(Position::new(33, 0), None);
        for depth in 0..32 {
            assert!(Position::new(depth, (1 << depth) - 1).is_some());
            assert_eq!(Position::new(depth, 1 << depth), None);
        }
        assert!(Position::new(32, u32::MAX).is_some());
    }
}

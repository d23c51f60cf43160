//! What the writer of a log holds in memory.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;

use crate::error::{FrontierError, NodeError, RebuildError};
use crate::frontier::{Frontier, TreeHead};
use crate::hash::Hash;
use crate::limit::MAX_TREE_SIZE;
use crate::node::NodeSource;
use crate::tile::{FullTile, TILE_HEIGHT, Tile, TileSource};
use crate::tile_path::tile_counts;
use crate::tile_slot::TileSlot;

/// The partial tile of each level: all that is needed to append, to sign and to prove what is
/// new.
///
/// A clone costs a few kilobytes. A batch is staged on a clone and dropped if its commit fails:
///
/// 1. clone, append each leaf hash, collect the tiles that became full;
/// 2. sign the new head and commit entries, full tiles and checkpoint together;
/// 3. keep the clone, or drop it if the commit failed.
///
/// A level has at most 255 hashes here, since a full tile leaves at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TileAppender {
    size: u64,
    /// The partial tile of each level, level 0 first; a tile may be empty.
    partial: Vec<Tile>,
}

impl TileAppender {
    /// The state of a log without entries.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            size: 0,
            partial: Vec::new(),
        }
    }

    /// Rebuilds the state of a log from its stored tiles and the leaf hashes after the last full
    /// tile, and holds the result against the stored head.
    ///
    /// It reads up to 255 tiles for each level but the highest.
    ///
    /// # Errors
    /// [`RebuildError`]; after [`RebuildError::RootMismatch`] the writer must not sign, because
    /// the store no longer holds what it has signed (`spec/protocol.md#LOG-2`).
    pub fn rebuild<S: TileSource>(
        head: &TreeHead,
        source: &S,
        last_leaf_hashes: &[Hash],
    ) -> Result<Self, RebuildError<S::Error>> {
        if head.size > MAX_TREE_SIZE {
            return Err(RebuildError::TreeTooLarge);
        }
        if last_leaf_hashes.len() != usize::from(tile_counts(head.size, 0).1) {
            return Err(RebuildError::LeafCount);
        }
        let mut leaves = Tile::default();
        last_leaf_hashes.iter().for_each(|hash| leaves.push(*hash));
        let mut appender = Self {
            size: head.size,
            partial: Vec::new(),
        };
        // The state of an empty log has no tile at all, as `new` makes it.
        if head.size > 0 {
            appender.partial.push(leaves);
        }
        for level in 1.. {
            let (full, width) = tile_counts(head.size, level);
            if (full, width) == (0, 0) {
                break;
            }
            let first = full << TILE_HEIGHT;
            let mut tile = Tile::default();
            for index in first..first + u64::from(width) {
                let below = source
                    .tile(level - 1, index)
                    .map_err(RebuildError::Source)?;
                tile.push(below.root().ok_or(RebuildError::PartialTile)?);
            }
            appender.partial.push(tile);
        }
        if appender.root() != head.root {
            return Err(RebuildError::RootMismatch);
        }
        Ok(appender)
    }

    /// Appends a leaf and returns the tiles that it completed, the lowest level first; most
    /// often none.
    ///
    /// # Errors
    /// [`FrontierError::TreeTooLarge`] if the tree already has [`MAX_TREE_SIZE`] leaves; nothing
    /// is changed then.
    pub fn append(&mut self, leaf_hash: Hash) -> Result<Vec<FullTile>, FrontierError> {
        if self.size >= MAX_TREE_SIZE {
            return Err(FrontierError::TreeTooLarge);
        }
        self.size += 1;
        let mut completed = Vec::new();
        let mut hash = leaf_hash;
        for level in 0.. {
            if self.partial.len() == usize::from(level) {
                self.partial.push(Tile::default());
            }
            let tile = &mut self.partial[usize::from(level)];
            tile.push(hash);
            let Some(root) = tile.root() else { break };
            hash = root;
            let index = tile_counts(self.size, level).0 - 1;
            completed.push(FullTile {
                level,
                index,
                tile: Arc::new(mem::take(tile)),
            });
        }
        Ok(completed)
    }

    /// Number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Root hash of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.edge()
            .reduce(|right, left| Hash::node(&left, &right))
            .unwrap_or_else(Hash::empty_root)
    }

    /// Size and root hash: what the next checkpoint states.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        TreeHead {
            size: self.size,
            root: self.root(),
        }
    }

    /// The right edge of the tree.
    #[must_use]
    pub fn frontier(&self) -> Frontier {
        let mut hashes: Vec<Hash> = self.edge().collect();
        hashes.reverse();
        Frontier::from_parts(self.size, hashes)
    }

    /// The partial tile of a level; `None` if it is empty or the tree does not reach the level.
    #[must_use]
    pub fn partial_tile(&self, level: u8) -> Option<&Tile> {
        self.partial
            .get(usize::from(level))
            .filter(|tile| tile.width() > 0)
    }

    /// The whole tree as a source of nodes: partial tiles from here, full ones from `source`,
    /// which may be an [`Overlay`](crate::Overlay) if some are not stored yet.
    #[must_use]
    pub const fn nodes<S: TileSource>(&self, source: S) -> TreeView<'_, S> {
        TreeView {
            appender: self,
            source,
        }
    }

    /// Complete subtrees at the right edge, the smallest first.
    fn edge(&self) -> impl Iterator<Item = Hash> {
        self.partial.iter().flat_map(Tile::edge)
    }
}

/// A tree made of an appender's partial tiles and a source of full ones; proofs are generated
/// from it.
#[derive(Clone, Copy, Debug)]
pub struct TreeView<'a, S> {
    appender: &'a TileAppender,
    source: S,
}

impl<S: TileSource> NodeSource for TreeView<'_, S> {
    type Error = S::Error;

    fn node(&self, level: u8, index: u64) -> Result<Hash, NodeError<Self::Error>> {
        let slot = TileSlot::of_node(level, index).ok_or(NodeError::OutsideTree)?;
        let (full, _) = tile_counts(self.appender.size, slot.level);
        if slot.index < full {
            let tile = self
                .source
                .tile(slot.level, slot.index)
                .map_err(NodeError::Source)?;
            return slot.hash_in(&tile).ok_or(NodeError::PartialTile);
        }
        self.appender
            .partial_tile(slot.level)
            .filter(|_| slot.index == full)
            .and_then(|tile| slot.hash_in(tile))
            .ok_or(NodeError::OutsideTree)
    }
}

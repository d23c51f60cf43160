//! Where in the tiles a node of the tree lies.

use crate::hash::Hash;
use crate::limit::MAX_TREE_SIZE;
use crate::tile::{TILE_HEIGHT, Tile};

/// The place of a complete subtree's root: a tile, and a subtree within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TileSlot {
    /// Level of the tile.
    pub level: u8,
    /// Index of the tile within its level.
    pub index: u64,
    /// Height of the subtree above the tile's hashes, 0 to 7.
    pub height: u8,
    /// Number of subtrees of this height before it in the tile.
    pub offset: usize,
}

impl TileSlot {
    /// Finds the subtree over the leaves `index · 2^level` up to `(index + 1) · 2^level`; `None`
    /// if it lies beyond the largest tree.
    #[must_use]
    pub const fn of_node(level: u8, index: u64) -> Option<Self> {
        if level > MAX_NODE_LEVEL || index >= (MAX_TREE_SIZE >> level) {
            return None;
        }
        let height = level % TILE_HEIGHT;
        // A tile holds 2^(8 − height) subtrees of this height.
        let per_tile = TILE_HEIGHT - height;
        Some(Self {
            level: level / TILE_HEIGHT,
            index: index >> per_tile,
            height,
            offset: (index & ((1 << per_tile) - 1)) as usize,
        })
    }

    /// Reads the root of the subtree from its tile; `None` if the tile does not hold all of it.
    #[must_use]
    pub fn hash_in(&self, tile: &Tile) -> Option<Hash> {
        tile.node(self.height, self.offset)
    }
}

/// Level of the largest complete subtree in a tree of [`MAX_TREE_SIZE`] leaves.
const MAX_NODE_LEVEL: u8 = 62;

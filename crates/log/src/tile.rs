//! Tiles: 256 hashes side by side, and the subtree above them.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::error::TileError;
use crate::hash::{self, Hash};

/// A tile of up to 256 hashes with all complete subtrees above them
/// (C2SP tlog-tiles, "Merkle Tree").
///
/// The inner nodes are computed once, so that proofs from one tile cost look-ups only. A full
/// tile takes about 16 KiB of memory and 8 KiB of storage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tile {
    /// Row `h` holds the roots of the complete subtrees of height `h`, left to right.
    rows: [Vec<Hash>; TILE_HEIGHT as usize + 1],
}

impl Tile {
    /// Hashes in a full tile.
    pub const WIDTH: usize = 256;

    /// Bytes of a full tile.
    pub const FULL_LENGTH: usize = Self::WIDTH * Hash::LENGTH;

    /// Reads the concatenated hashes of a full or partial tile.
    ///
    /// # Errors
    /// [`TileError::Length`] unless the bytes are 1 to 256 whole hashes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TileError> {
        let hashes = hash::split(bytes)
            .filter(|hashes| (1..=Self::WIDTH).contains(&hashes.len()))
            .ok_or(TileError::Length)?;
        let mut tile = Self::default();
        hashes.for_each(|hash| tile.push(hash));
        Ok(tile)
    }

    /// Appends a hash. The caller keeps the tile from growing beyond its width.
    pub(crate) fn push(&mut self, hash: Hash) {
        debug_assert!(!self.is_full());
        let mut hash = hash;
        for row in &mut self.rows {
            row.push(hash);
            match row.as_slice() {
                [.., left, right] if row.len() % 2 == 0 => hash = Hash::node(left, right),
                _ => break,
            }
        }
    }

    /// Number of hashes in the tile.
    #[must_use]
    pub fn width(&self) -> usize {
        self.rows[0].len()
    }

    /// Whether the tile holds 256 hashes.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.width() == Self::WIDTH
    }

    /// The hashes of the tile, left to right.
    #[must_use]
    pub fn hashes(&self) -> &[Hash] {
        &self.rows[0]
    }

    /// Root over the whole tile; `None` while the tile is partial.
    #[must_use]
    pub fn root(&self) -> Option<Hash> {
        self.node(TILE_HEIGHT, 0)
    }

    /// Root of the complete subtree of `2^height` hashes that begins at `offset · 2^height`;
    /// `None` if the tile does not hold all of them.
    #[must_use]
    pub fn node(&self, height: u8, offset: usize) -> Option<Hash> {
        self.rows.get(usize::from(height))?.get(offset).copied()
    }

    /// The concatenated hashes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.hashes()
            .iter()
            .flat_map(|hash| hash.to_bytes())
            .collect()
    }

    /// The tile as it was when it held `width` hashes; `None` if it never did or width is 0.
    ///
    /// A log must go on serving the partial tiles of each signed checkpoint; every one of them
    /// is a prefix of the tile that it grew into.
    #[must_use]
    pub fn prefix_bytes(&self, width: usize) -> Option<Vec<u8>> {
        let hashes = self
            .hashes()
            .get(..width)
            .filter(|hashes| !hashes.is_empty())?;
        Some(hashes.iter().flat_map(|hash| hash.to_bytes()).collect())
    }

    /// Complete subtrees at the right edge of a partial tile, the smallest first.
    pub(crate) fn edge(&self) -> impl Iterator<Item = Hash> {
        self.rows
            .iter()
            .filter(|row| row.len() % 2 == 1)
            .filter_map(|row| row.last().copied())
    }
}

/// Where full tiles come from.
pub trait TileSource {
    /// What may go wrong while reading.
    type Error;

    /// Reads the full tile at this level and index. A source that keeps recent tiles hands out
    /// shared copies.
    ///
    /// # Errors
    /// Whatever the source reports, a missing tile included.
    fn tile(&self, level: u8, index: u64) -> Result<Arc<Tile>, Self::Error>;
}

impl<S: TileSource + ?Sized> TileSource for &S {
    type Error = S::Error;

    fn tile(&self, level: u8, index: u64) -> Result<Arc<Tile>, Self::Error> {
        (**self).tile(level, index)
    }
}

/// A full tile and its place, as an appender hands it out to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullTile {
    /// Level of the tile, 0 for leaf hashes.
    pub level: u8,
    /// Index of the tile within its level.
    pub index: u64,
    /// The tile itself; its bytes are [`Tile::FULL_LENGTH`] long.
    pub tile: Arc<Tile>,
}

/// A source in front of another: tiles completed but not yet stored, then the stored ones.
#[derive(Clone, Copy, Debug)]
pub struct Overlay<'a, S> {
    recent: &'a [FullTile],
    stored: S,
}

impl<'a, S: TileSource> Overlay<'a, S> {
    /// Puts recently completed tiles in front of the stored ones.
    #[must_use]
    pub const fn new(recent: &'a [FullTile], stored: S) -> Self {
        Self { recent, stored }
    }
}

impl<S: TileSource> TileSource for Overlay<'_, S> {
    type Error = S::Error;

    fn tile(&self, level: u8, index: u64) -> Result<Arc<Tile>, Self::Error> {
        let recent = self
            .recent
            .iter()
            .find(|full| (full.level, full.index) == (level, index));
        recent.map_or_else(
            || self.stored.tile(level, index),
            |full| Ok(Arc::clone(&full.tile)),
        )
    }
}

/// Height of the subtree that a full tile spans.
pub(crate) const TILE_HEIGHT: u8 = 8;

//! Paths of tiles and entry bundles (C2SP tlog-tiles).

use alloc::string::String;
use core::fmt::{self, Write};

use crate::decimal;
use crate::error::TilePathError;
use crate::limit::MAX_TREE_SIZE;
use crate::tile::{TILE_HEIGHT, Tile};

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TileKind {
    /// Hashes at this level: `tile/<level>/…`.
    Hashes {
        /// 0 for leaf hashes, at most 63.
        level: u8,
    },
    /// The entries under a tile of leaf hashes: `tile/entries/…`.
    Entries,
}

/// The path of a tile or an entry bundle, such as `tile/1/x001/x234/067.p/112`, relative to the
/// log's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TilePath {
    kind: TileKind,
    index: u64,
    width: u16,
}

impl TilePath {
    /// Names a tile of 1 to 256 hashes or a bundle of as many entries.
    ///
    /// # Errors
    /// [`TilePathError`] if level, index or width is out of its range.
    pub fn new(kind: TileKind, index: u64, width: u16) -> Result<Self, TilePathError> {
        if matches!(kind, TileKind::Hashes { level } if level > MAX_LEVEL) {
            return Err(TilePathError::Level);
        }
        if index > MAX_TILE_INDEX {
            return Err(TilePathError::Index);
        }
        if width == 0 || width > FULL_WIDTH {
            return Err(TilePathError::Width);
        }
        Ok(Self { kind, index, width })
    }

    /// Reads a path strictly: each path has one spelling.
    ///
    /// # Errors
    /// [`TilePathError`] names the part that is wrong.
    pub fn parse(path: &str) -> Result<Self, TilePathError> {
        let rest = path.strip_prefix("tile/").ok_or(TilePathError::Prefix)?;
        let (kind, rest) = rest.split_once('/').ok_or(TilePathError::Prefix)?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes {
                level: decimal::parse(level, u64::from(MAX_LEVEL)).ok_or(TilePathError::Level)?
                    as u8,
            },
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => {
                let width = decimal::parse(width, u64::from(FULL_WIDTH) - 1);
                (index, width.ok_or(TilePathError::Width)? as u16)
            }
            None => (rest, FULL_WIDTH),
        };
        Self::new(kind, parse_index(index)?, width)
    }

    /// What the path names.
    #[must_use]
    pub const fn kind(&self) -> TileKind {
        self.kind
    }

    /// Index of the tile within its level.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Number of hashes or entries: 256 if full.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Whether the path has no `.p/<width>` suffix.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.width == FULL_WIDTH
    }

    /// Index of the first leaf below the tile and the one after its last; `None` if that lies
    /// beyond the largest tree.
    #[must_use]
    pub fn leaves(&self) -> Option<(u64, u64)> {
        let level = match self.kind {
            TileKind::Hashes { level } => level,
            TileKind::Entries => 0,
        };
        let each = 1_u64.checked_shl(u32::from(level) * u32::from(TILE_HEIGHT))?;
        let first = self.index << TILE_HEIGHT;
        let end = (first + u64::from(self.width)).checked_mul(each)?;
        (end <= MAX_TREE_SIZE).then_some((first * each, end))
    }

    /// Whether a tree of `size` leaves has all hashes or entries that the path names.
    #[must_use]
    pub fn is_within(&self, size: u64) -> bool {
        self.leaves().is_some_and(|(_, end)| end <= size)
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes { level } => write!(f, "tile/{level}/")?,
            TileKind::Entries => f.write_str("tile/entries/")?,
        }
        f.write_str(&format_index(self.index))?;
        if self.is_full() {
            Ok(())
        } else {
            write!(f, ".p/{}", self.width)
        }
    }
}

/// How a tree of `size` leaves covers one tile level: its full tiles, and the width of the
/// partial tile after them, 0 if there is none.
#[must_use]
pub const fn tile_counts(size: u64, level: u8) -> (u64, u16) {
    match size.checked_shr(level as u32 * TILE_HEIGHT as u32) {
        Some(hashes) => (hashes >> TILE_HEIGHT, (hashes & 0xff) as u16),
        None => (0, 0),
    }
}

/// Reads an index in groups of three digits, all but the last after an `x`.
fn parse_index(text: &str) -> Result<u64, TilePathError> {
    let mut index = 0_u64;
    let mut groups = text.split('/').peekable();
    let mut first = true;
    while let Some(group) = groups.next() {
        let last = groups.peek().is_none();
        let digits = if last {
            Some(group)
        } else {
            group.strip_prefix('x')
        };
        let digits = digits
            .filter(|digits| digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()))
            .ok_or(TilePathError::Index)?;
        // A leading group of zeros would be a second spelling of the same index.
        if first && !last && digits == "000" {
            return Err(TilePathError::Index);
        }
        let digits = digits.parse::<u64>().map_err(|_| TilePathError::Index)?;
        index = index
            .checked_mul(1000)
            .and_then(|index| index.checked_add(digits))
            .filter(|index| *index <= MAX_TILE_INDEX)
            .ok_or(TilePathError::Index)?;
        first = false;
    }
    Ok(index)
}

/// Writes what [`parse_index`] reads.
fn format_index(index: u64) -> String {
    let mut groups = [0_u64; 7];
    let mut rest = index;
    let mut count = 0;
    for group in &mut groups {
        *group = rest % 1000;
        rest /= 1000;
        count += 1;
        if rest == 0 {
            break;
        }
    }
    let mut text = String::new();
    for (position, group) in groups.iter().take(count).enumerate().rev() {
        let written = match position {
            0 => write!(text, "{group:03}"),
            _ => write!(text, "x{group:03}/"),
        };
        written.expect("writing to a string cannot fail");
    }
    text
}

/// Highest level that the specification allows in a path.
const MAX_LEVEL: u8 = 63;
/// Width of a full tile.
const FULL_WIDTH: u16 = Tile::WIDTH as u16;
/// Largest index of a tile: that of the last leaf hash in the largest tree.
const MAX_TILE_INDEX: u64 = (MAX_TREE_SIZE - 1) >> TILE_HEIGHT;

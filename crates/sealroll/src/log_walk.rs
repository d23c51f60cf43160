//! Reads a log from its first entry to a head, bundle by bundle, and keeps no entry.

use sealroll_log::{
    Entry, EntryKind, Frontier, Hash, Tile, TileKind, TilePath, TreeHead, decode_bundle,
};

/// A walk along a log. Besides the right edge it keeps what the tree was at some earlier sizes.
pub(crate) struct LogWalk {
    end: TreeHead,
    edge: Frontier,
    /// Ascending by size; those up to the size of the edge have their root.
    marks: Vec<Mark>,
    passed: usize,
    openings: Vec<Reopened>,
}

/// An opening among the entries, and the root of what stands before it.
pub(crate) struct Reopened {
    pub(crate) index: u64,
    pub(crate) root: Hash,
    pub(crate) hash: [u8; 32],
}

/// An earlier size, and the root that the entries give for it.
struct Mark {
    size: u64,
    root: Hash,
}

impl LogWalk {
    /// A walk up to a head, which computes the roots at the given sizes on its way.
    pub(crate) fn new(end: TreeHead, sizes: impl IntoIterator<Item = u64>) -> Self {
        let mut sizes: Vec<u64> = sizes.into_iter().filter(|size| *size <= end.size).collect();
        sizes.sort_unstable();
        sizes.dedup();
        let marks = sizes.into_iter().map(|size| Mark {
            size,
            root: Hash::empty_root(),
        });
        let mut walk = Self {
            end,
            edge: Frontier::new(),
            marks: marks.collect(),
            passed: 0,
            openings: Vec::new(),
        };
        walk.mark();
        walk
    }

    /// Path of the next bundle of entries; `None` at the end.
    pub(crate) fn next_bundle(&self) -> Option<TilePath> {
        let size = self.edge.size();
        let there = self.end.size.checked_sub(size).filter(|rest| *rest > 0)?;
        let width = there.min(Tile::WIDTH as u64) as u16;
        TilePath::new(TileKind::Entries, size / Tile::WIDTH as u64, width).ok()
    }

    /// Takes the next bundle. `each` is told the index of every entry, and `None` for one that is
    /// malformed. Returns whether the bundle was one.
    pub(crate) fn take(&mut self, body: &[u8], mut each: impl FnMut(u64, Option<Entry>)) -> bool {
        let Some(path) = self.next_bundle() else {
            return false;
        };
        let Ok(entries) = decode_bundle(body, path.width()) else {
            return false;
        };
        for bytes in entries {
            let index = self.edge.size();
            let entry = Entry::from_bytes(bytes).ok();
            if let Some(entry) = &entry
                && entry.kind == EntryKind::OPENING
                && self.openings.len() < MAX_OPENINGS
            {
                self.openings.push(Reopened {
                    index,
                    root: self.edge.root(),
                    hash: entry.hash,
                });
            }
            if self.edge.append(Hash::leaf(bytes)).is_err() {
                return false;
            }
            self.mark();
            each(index, entry);
        }
        true
    }

    /// The openings that have passed.
    pub(crate) fn openings(&self) -> &[Reopened] {
        &self.openings
    }

    /// Whether the entries give the head; only at the end.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.edge.head() == self.end
    }

    /// Whether the log once had this head, by the entries that were taken.
    pub(crate) fn had(&self, head: &TreeHead) -> bool {
        let found = self
            .marks
            .binary_search_by_key(&head.size, |mark| mark.size);
        found.is_ok_and(|place| place < self.passed && self.marks[place].root == head.root)
    }

    /// Whether a size lies behind the end of the log.
    pub(crate) fn is_beyond(&self, size: u64) -> bool {
        size > self.end.size
    }

    fn mark(&mut self) {
        if let Some(mark) = self.marks.get_mut(self.passed)
            && mark.size == self.edge.size()
        {
            mark.root = self.edge.root();
            self.passed += 1;
        }
    }
}

/// No processor is restored that often.
const MAX_OPENINGS: usize = 10_000;

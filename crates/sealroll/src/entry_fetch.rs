//! The entries of a log on their way, bundle by bundle.

use sealroll_log::{Entry, Frontier, Tile, TileKind, TilePath, VerifiedCheckpoint, decode_bundle};

use crate::sync_report::SyncError;

/// A log whose entries are being fetched.
pub(crate) struct EntryFetch {
    pub(crate) checkpoint: VerifiedCheckpoint,
    pub(crate) edge: Frontier,
    pub(crate) entries: Vec<Entry>,
}

impl EntryFetch {
    /// Begins behind the right edge that was computed before.
    pub(crate) const fn new(checkpoint: VerifiedCheckpoint, edge: Frontier) -> Self {
        Self {
            checkpoint,
            edge,
            entries: Vec::new(),
        }
    }

    /// Whether every entry under the checkpoint has arrived.
    pub(crate) fn is_complete(&self) -> bool {
        self.edge.size() >= self.checkpoint.head().size
    }

    /// Path of the entry bundle that holds the next entry.
    pub(crate) fn next_tile(&self) -> TilePath {
        let (index, width) = self.next_bundle();
        TilePath::new(TileKind::Entries, index, width)
            .expect("a checkpoint's size is within the limits of paths")
    }

    fn next_bundle(&self) -> (u64, u16) {
        let width = Tile::WIDTH as u64;
        let index = self.edge.size() / width;
        let there = self.checkpoint.head().size - index * width;
        (index, there.min(width) as u16)
    }

    pub(crate) fn take_tile(&mut self, body: &[u8]) -> Result<(), SyncError> {
        let (index, width) = self.next_bundle();
        let entries = match decode_bundle(body, width) {
            Ok(entries) => entries,
            // Whole entries, but not as many as the checkpoint says.
            Err(_) if body.len().is_multiple_of(2 + Entry::LENGTH) => {
                return Err(SyncError::Inconsistent);
            }
            Err(_) => return Err(SyncError::BadEntry),
        };
        // The beginning of a bundle may have been seen by an earlier sync.
        let seen = self.edge.size() - index * Tile::WIDTH as u64;
        for bytes in entries.into_iter().skip(seen as usize) {
            let entry = Entry::from_bytes(bytes).map_err(|_| SyncError::BadEntry)?;
            let appended = self.edge.append(entry.leaf_hash());
            appended.map_err(|_| SyncError::BadEntry)?;
            self.entries.push(entry);
        }
        Ok(())
    }
}

/// Whether a tree of these entries once had this right edge.
pub(crate) fn begins_with(entries: &[Entry], edge: &Frontier) -> bool {
    let mut computed = Frontier::new();
    let size = usize::try_from(edge.size()).unwrap_or(usize::MAX);
    for entry in entries.iter().take(size) {
        if computed.append(entry.leaf_hash()).is_err() {
            return false;
        }
    }
    computed == *edge
}

use std::sync::Arc;

use sealroll_log::{
    FullTile, Hash, InclusionProof, NodeError, NoteKey, Overlay, Receipt, SignedCheckpoint, Tile,
    TileAppender, TileSource, TreeView, tile_counts,
};
use sealroll_store::LogId;
use sealroll_wire::Part;

use crate::{context::Context, problem::Problem};

/// A log as far as it is durable: the right edge of its tree and the checkpoint over it.
///
/// It never changes. A batch works on a copy of the tree, and what becomes of it is published as
/// a new state after the commit.
#[derive(Debug)]
pub(crate) struct LogState {
    /// Right edge of the tree.
    pub(crate) tree: TileAppender,
    /// Tiles that the last batch completed. With them, proofs of new entries need no reading.
    pub(crate) recent: Vec<FullTile>,
    /// The newest checkpoint.
    pub(crate) checkpoint: SignedCheckpoint,
    /// The part that it is of (`spec/protocol.md#log-recovery`).
    pub(crate) part: Part,
}

impl LogState {
    /// Rebuilds the state from what is stored, and holds it against the stored checkpoint: a
    /// processor must not sign on after a checkpoint that its store does not bear out
    /// (`spec/protocol.md#LOG-2`).
    pub(crate) fn load(
        context: &Context,
        log: LogId,
        key: &NoteKey,
    ) -> Result<Option<Self>, Problem> {
        let Some(head) = context.store.head(log)? else {
            return Ok(None);
        };
        let damaged = |what: &'static str| {
            tracing::error!(what, "a stored log does not bear out its checkpoint");
            Problem::INTERNAL
        };
        let checkpoint = SignedCheckpoint::parse(&head.checkpoint)
            .map_err(|_| damaged("checkpoint does not parse"))?;
        let stated = *checkpoint
            .verify(&checkpoint.part_key(key))
            .map_err(|_| damaged("checkpoint is not signed by this processor"))?
            .head();
        if stated.size != head.size {
            return Err(damaged("size differs"));
        }
        let (full, width) = tile_counts(head.size, 0);
        let first = full * Tile::WIDTH as u64;
        let last = context.store.entries(log, first, u64::from(width))?;
        let leaves: Vec<Hash> = last.iter().map(|entry| Hash::leaf(entry)).collect();
        let tree = TileAppender::rebuild(&stated, &StoredTiles { context, log }, &leaves)
            .map_err(|_| damaged("root differs or a tile is missing"))?;
        Ok(Some(Self {
            tree,
            recent: Vec::new(),
            part: checkpoint.part(key.name()).unwrap_or(Part::FIRST),
            checkpoint,
        }))
    }

    /// Number of entries.
    pub(crate) const fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The part that its newest checkpoint is of.
    pub(crate) const fn part(&self) -> Part {
        self.part
    }

    /// The whole tree: right edge, recent tiles, stored tiles.
    pub(crate) fn nodes<'a>(
        &'a self,
        context: &'a Context,
        log: LogId,
    ) -> TreeView<'a, Overlay<'a, StoredTiles<'a>>> {
        self.tree
            .nodes(Overlay::new(&self.recent, StoredTiles { context, log }))
    }

    /// The receipt for an entry under the newest checkpoint.
    pub(crate) fn receipt(
        &self,
        context: &Context,
        log: LogId,
        index: u64,
    ) -> Result<Receipt, Problem> {
        self.receipt_under(context, log, index, self.checkpoint.clone())
    }

    /// The same as it is sent.
    pub(crate) fn receipt_text(
        &self,
        context: &Context,
        log: LogId,
        index: u64,
    ) -> Result<String, Problem> {
        let proof = InclusionProof::generate(&self.nodes(context, log), index, self.size())
            .map_err(problem_of_node)?;
        Receipt::text(index, &proof, &self.checkpoint).map_err(|_| Problem::NOT_LOGGED)
    }

    /// The receipt for an entry under an earlier checkpoint.
    pub(crate) fn receipt_under(
        &self,
        context: &Context,
        log: LogId,
        index: u64,
        checkpoint: SignedCheckpoint,
    ) -> Result<Receipt, Problem> {
        let size = checkpoint.checkpoint().head().size;
        let proof = InclusionProof::generate(&self.nodes(context, log), index, size)
            .map_err(problem_of_node)?;
        Receipt::new(index, proof, checkpoint).map_err(|_| Problem::NOT_LOGGED)
    }
}

/// The full tiles of a log in the store, through the cache of tiles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredTiles<'a> {
    pub(crate) context: &'a Context,
    pub(crate) log: LogId,
}

impl TileSource for StoredTiles<'_> {
    type Error = Problem;

    fn tile(&self, level: u8, index: u64) -> Result<Arc<Tile>, Problem> {
        let read = || {
            let bytes = self.context.store.tile(self.log, level, index)?;
            let tile = bytes.map(|bytes| Tile::from_bytes(&bytes).map(Arc::new));
            tile.transpose().map_err(|_| Problem::INTERNAL)
        };
        let tile = self
            .context
            .tiles
            .find_or(&(self.log, level, index), read)?;
        tile.ok_or(Problem::INTERNAL)
    }
}

/// What went wrong while a proof was made.
pub(crate) fn problem_of_node(error: NodeError<Problem>) -> Problem {
    match error {
        NodeError::OutsideTree => Problem::NOT_LOGGED,
        NodeError::Source(problem) => problem,
        _ => Problem::INTERNAL,
    }
}

//! A log that is written, proved, lost and rebuilt, against a naive tree.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, Mutex};

use arbitrary::{Arbitrary, Unstructured};
use sealroll_log::{
    ConsistencyProof, Frontier, FullTile, Hash, InclusionProof, NodeSource, Overlay, RebuildError,
    Tile, TileAppender, TileSource, TreeHead, frontier_at, head_at,
};

use crate::depth::reach;
use crate::seed::{self, Seed};

/// Whatever the order of appending, staging, dropping, proving and rebuilding, the tree equals
/// the recursive definition of RFC 9162 section 2.1.
pub fn log_model(data: &[u8]) {
    log_model_that_keeps(data, |_| true);
}

/// [`log_model`] of a log that keeps only these leaves of what is appended.
pub(crate) fn log_model_that_keeps(data: &[u8], keeps: fn(u64) -> bool) {
    let mut input = Unstructured::new(data);
    let Ok(start) = Start::arbitrary(&mut input) else {
        return;
    };
    let mut log = Log::start(start);
    log.keeps = keeps;
    for _ in 0..40 {
        let Ok(operation) = Operation::arbitrary(&mut input) else {
            break;
        };
        if log.size() > log.limit || input.is_empty() {
            break;
        }
        log.apply(&operation);
    }
    log.check_head();
}

/// Seeds of [`log_model`].
pub fn log_model_seeds() -> Vec<Seed> {
    let mixed = |start: u32| {
        let operations = (0..24_u32).flat_map(|number| {
            let kind = number.wrapping_mul(0x2f00_0001).to_le_bytes();
            [&kind[..], &[number as u8; 20]].concat()
        });
        [start.to_le_bytes().to_vec(), operations.collect()].concat()
    };
    vec![
        Seed::new("from-nothing", mixed(0)),
        Seed::new("near-a-tile", mixed(0x6000_0000)),
        Seed::new("near-a-second-level", mixed(0xd000_0000)),
        Seed::new("everything", everything()),
        // An empty log that was rebuilt did not equal one that never was.
        Seed::new(
            "found-empty-rebuilt",
            [0, 0x26, 10, 10, 0, 0x2a, 0x7e, 0x62, 0, 0x22, 0],
        ),
    ]
}

/// What [`log_model`] reads as every operation in turn, beyond the first tile.
fn everything() -> Vec<u8> {
    let operations: [(&str, &[u8]); 10] = [
        ("Append", &[200]),
        ("StageAndDrop", &[9]),
        ("StageAndCommit", &[20]),
        ("Rebuild", &[]),
        ("RebuildFromOtherRoot", &[]),
        ("RebuildFromOtherTile", &[0]),
        ("RebuildFromOtherTile", &[1]),
        ("Include", &[44, 1, 0, 0, 194, 1, 0, 0]),
        ("Extend", &[255, 0, 0, 0, 194, 1, 0, 0]),
        ("Rewind", &[1, 1, 0, 0]),
    ];
    let operations = operations.iter();
    let operations = operations.flat_map(|(name, fields)| seed::variant::<Operation>(name, fields));
    let start = seed::variant::<Start>("NearFirstTile", &[]);
    // The last operation is followed by something.
    start.into_iter().chain(operations).chain([0]).collect()
}

/// How full the log is at first.
#[derive(Clone, Copy, Debug, Arbitrary)]
enum Start {
    Empty,
    NearFirstTile,
    NearSecondLevel,
}

/// What happens to the log. Places are taken modulo the size.
#[derive(Debug, Arbitrary)]
enum Operation {
    Append { count: u8 },
    StageAndCommit { count: u8 },
    StageAndDrop { count: u8 },
    Rebuild,
    RebuildFromOtherRoot,
    RebuildFromOtherTile { choice: u8 },
    Include { index: u32, size: u32 },
    Extend { old: u32, new: u32 },
    Rewind { size: u32 },
}

struct Log {
    appender: TileAppender,
    tiles: Tiles,
    model: Model,
    limit: u64,
    dropped: u64,
    keeps: fn(u64) -> bool,
}

impl Log {
    fn start(start: Start) -> Self {
        let size = match start {
            Start::Empty => 0,
            Start::NearFirstTile => 250,
            Start::NearSecondLevel => BASE - 3,
        };
        let mut log = Self {
            appender: TileAppender::new(),
            tiles: Tiles::default(),
            model: Model::default(),
            limit: size + 1500,
            dropped: 0,
            keeps: |_| true,
        };
        if let Start::NearSecondLevel = start {
            static STORED: LazyLock<(TileAppender, Tiles)> = LazyLock::new(|| {
                let mut log = Log::start(Start::Empty);
                log.append(BASE - 3);
                (log.appender, log.tiles)
            });
            (log.appender, log.tiles) = STORED.clone();
            log.model.size = size;
        } else {
            log.append(size);
        }
        log
    }

    fn size(&self) -> u64 {
        self.appender.size()
    }

    fn apply(&mut self, operation: &Operation) {
        match *operation {
            Operation::Append { count } => self.append(u64::from(count)),
            Operation::StageAndCommit { count } => self.stage(count, true),
            Operation::StageAndDrop { count } => self.stage(count, false),
            Operation::Rebuild => {
                let head = self.appender.head();
                assert_eq!(
                    self.rebuild(&head, &self.tiles).as_ref(),
                    Ok(&self.appender)
                );
                reach("rebuilt");
            }
            Operation::RebuildFromOtherRoot => {
                let head = TreeHead {
                    root: Hash::leaf(b"other"),
                    ..self.appender.head()
                };
                let rebuilt = self.rebuild(&head, &self.tiles);
                assert_eq!(rebuilt, Err(RebuildError::RootMismatch));
            }
            Operation::RebuildFromOtherTile { choice } => self.rebuild_from_other_tile(choice),
            Operation::Include { index, size } => self.include(index.into(), size.into()),
            Operation::Extend { old, new } => self.extend(old.into(), new.into()),
            Operation::Rewind { size } => {
                let size = u64::from(size) % (self.size() + 1);
                let head = TreeHead {
                    size,
                    root: self.model.root(0, size),
                };
                let nodes = self.appender.nodes(&self.tiles);
                assert_eq!(head_at(&nodes, size), Ok(head));
                reach("rewound");
                let frontier = frontier_at(&nodes, size).expect("a size of the past");
                assert_eq!(Frontier::from_bytes(&frontier.to_bytes()), Ok(frontier));
            }
        }
        self.check_head();
    }

    fn append(&mut self, count: u64) {
        for _ in 0..count {
            if (self.keeps)(self.model.size) {
                let leaf = leaf(self.size());
                let full = self.appender.append(leaf).expect("far from the largest");
                self.tiles.store(&full);
            }
            self.model.size += 1;
        }
    }

    /// Appends on a clone, whose proofs lead through tiles that are not stored yet; then keeps it
    /// or drops it.
    fn stage(&mut self, count: u8, commit: bool) {
        let mut staged = self.appender.clone();
        let mut recent = Vec::new();
        for _ in 0..count {
            // What is dropped was something else than what comes later.
            let salt = if commit { 0 } else { 1 + self.dropped };
            let leaf = salted_leaf(staged.size(), salt);
            recent.extend(staged.append(leaf).expect("far from the largest"));
        }
        let nodes = staged.nodes(Overlay::new(&recent, &self.tiles));
        if let Some(last) = staged.size().checked_sub(1) {
            let proof = InclusionProof::generate(&nodes, last, staged.size());
            let leaf = nodes.node(0, last).expect("the last leaf");
            let verified = proof
                .expect("a leaf of the tree")
                .verify(leaf, last, &staged.head());
            assert_eq!(verified, Ok(()));
        }
        let grown = ConsistencyProof::generate(&nodes, self.size(), staged.size());
        let verified = grown
            .expect("a tree that grew")
            .verify(&self.appender.head(), &staged.head());
        assert_eq!(verified, Ok(()));
        reach(if commit { "staged" } else { "dropped" });
        if commit {
            self.model.size = staged.size();
            self.tiles.store(&recent);
            self.appender = staged;
        } else {
            self.dropped += 1;
        }
    }

    fn rebuild(
        &self,
        head: &TreeHead,
        tiles: &Tiles,
    ) -> Result<TileAppender, RebuildError<Missing>> {
        let first = self.size() / 256 * 256;
        let last: Vec<_> = (first..self.size()).map(leaf).collect();
        TileAppender::rebuild(head, tiles, &last)
    }

    /// A store that lost or changed a tile that is needed is never taken for the log.
    fn rebuild_from_other_tile(&self, choice: u8) {
        let count = self.size() / 256;
        if count == 0 || count > 255 {
            return;
        }
        let index = u64::from(choice) % count;
        let mut tiles = self.tiles.clone();
        if choice & 1 == 0 {
            tiles.0.remove(&(0, index));
            let rebuilt = self.rebuild(&self.appender.head(), &tiles);
            assert_eq!(rebuilt, Err(RebuildError::Source(Missing)));
        } else {
            let other = Tile::from_bytes(&[choice; Tile::FULL_LENGTH]).expect("a full tile");
            tiles.0.insert((0, index), Arc::new(other));
            let rebuilt = self.rebuild(&self.appender.head(), &tiles);
            assert_eq!(rebuilt, Err(RebuildError::RootMismatch));
        }
    }

    fn include(&self, index: u64, size: u64) {
        let size = size % (self.size() + 1);
        let nodes = self.appender.nodes(&self.tiles);
        if size == 0 {
            assert!(InclusionProof::generate(&nodes, 0, 0).is_err());
            return;
        }
        let index = index % size;
        let proof = InclusionProof::generate(&nodes, index, size).expect("a leaf of the tree");
        reach("proved");
        assert_eq!(proof.hashes(), self.model.path(index, 0, size));
        let head = TreeHead {
            size,
            root: self.model.root(0, size),
        };
        assert_eq!(proof.verify(leaf(index), index, &head), Ok(()));
        assert!(proof.verify(leaf(size), index, &head).is_err());
        assert!(proof.verify(leaf(index), index ^ 1, &head).is_err() || size == 1);
        let beyond = InclusionProof::generate(&nodes, index, self.size() + 1);
        assert!(beyond.is_err());
    }

    fn extend(&self, old: u64, new: u64) {
        let new = new % (self.size() + 1);
        let old = old % (new + 1);
        let nodes = self.appender.nodes(&self.tiles);
        let proof = ConsistencyProof::generate(&nodes, old, new).expect("sizes of the past");
        if old > 0 {
            reach("extended");
            assert_eq!(proof.hashes(), self.model.subproof(old, 0, new, true));
        }
        let head = |size| TreeHead {
            size,
            root: self.model.root(0, size),
        };
        assert_eq!(proof.verify(&head(old), &head(new)), Ok(()));
        let other = TreeHead {
            root: Hash::leaf(b"other"),
            ..head(old)
        };
        assert!(proof.verify(&other, &head(new)).is_err());
        assert!(old == new || proof.verify(&head(new), &head(old)).is_err());
    }

    fn check_head(&self) {
        let head = TreeHead {
            size: self.model.size,
            root: self.model.root(0, self.model.size),
        };
        assert_eq!(self.appender.head(), head);
        assert_eq!(self.appender.frontier().head(), head);
    }
}

/// Full tiles as a store keeps them.
#[derive(Clone, Default)]
struct Tiles(BTreeMap<(u8, u64), Arc<Tile>>);

impl Tiles {
    fn store(&mut self, full: &[FullTile]) {
        for full in full {
            let before = self
                .0
                .insert((full.level, full.index), Arc::clone(&full.tile));
            assert!(before.is_none(), "a tile becomes full once");
        }
    }
}

impl TileSource for Tiles {
    type Error = Missing;

    fn tile(&self, level: u8, index: u64) -> Result<Arc<Tile>, Missing> {
        self.0.get(&(level, index)).map(Arc::clone).ok_or(Missing)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Missing;

/// The recursive definitions of RFC 9162 section 2.1 over leaves that their index determines.
#[derive(Default)]
struct Model {
    size: u64,
}

impl Model {
    fn root(&self, start: u64, end: u64) -> Hash {
        /// Complete subtrees; the same in every run.
        static KNOWN: LazyLock<Mutex<HashMap<(u64, u64), Hash>>> = LazyLock::new(Mutex::default);

        let size = end - start;
        if size <= 1 {
            return if size == 0 {
                Hash::empty_root()
            } else {
                leaf(start)
            };
        }
        let complete = size.is_power_of_two() && start.is_multiple_of(size);
        let known = || {
            KNOWN
                .lock()
                .expect("no property panics while it holds this")
        };
        if complete && let Some(root) = known().get(&(start, end)) {
            return *root;
        }
        let middle = start + split(size);
        let root = Hash::node(&self.root(start, middle), &self.root(middle, end));
        if complete {
            known().insert((start, end), root);
        }
        root
    }

    /// `PATH` of RFC 9162 section 2.1.3.1.
    fn path(&self, index: u64, start: u64, end: u64) -> Vec<Hash> {
        if end - start == 1 {
            return Vec::new();
        }
        let middle = start + split(end - start);
        let (mut path, sibling) = if index < middle {
            (self.path(index, start, middle), self.root(middle, end))
        } else {
            (self.path(index, middle, end), self.root(start, middle))
        };
        path.push(sibling);
        path
    }

    /// `SUBPROOF` of RFC 9162 section 2.1.4.1; `old` counts from the tree's beginning.
    fn subproof(&self, old: u64, start: u64, end: u64, whole: bool) -> Vec<Hash> {
        if old == end {
            return if whole {
                Vec::new()
            } else {
                vec![self.root(start, end)]
            };
        }
        let middle = start + split(end - start);
        let (mut proof, sibling) = if old <= middle {
            let left = self.subproof(old, start, middle, whole);
            (left, self.root(middle, end))
        } else {
            let right = self.subproof(old, middle, end, false);
            (right, self.root(start, middle))
        };
        proof.push(sibling);
        proof
    }
}

fn leaf(index: u64) -> Hash {
    salted_leaf(index, 0)
}

fn salted_leaf(index: u64, salt: u64) -> Hash {
    Hash::leaf(&[index.to_be_bytes(), salt.to_be_bytes()].concat())
}

/// The largest power of two below a size, which is at least 2.
fn split(size: u64) -> u64 {
    size.next_power_of_two() / 2
}

/// Leaves below the first tile of the second level.
const BASE: u64 = 65_536;

//! Tiles, their paths, entry bundles, and the log writer that fills them.

use std::collections::HashMap;
use std::sync::Arc;

use proptest::prelude::*;
use sealroll_log::limit::MAX_TREE_SIZE;
use sealroll_log::{
    BundleError, ConsistencyProof, Entry, EntryKind, Frontier, FullTile, Hash, InclusionProof,
    NodeError, NodeSource, Overlay, RebuildError, Tile, TileAppender, TileError, TileKind,
    TilePath, TilePathError, TileSlot, TileSource, TreeHead, decode_bundle, encode_bundle,
    frontier_at, tile_counts,
};
use sealroll_wire::Epoch;

/// Stored tiles, as bytes.
#[derive(Default)]
struct Stored(HashMap<(u8, u64), Vec<u8>>);

#[derive(Debug, PartialEq, Eq)]
struct Missing(u8, u64);

impl Stored {
    fn put(&mut self, tiles: Vec<FullTile>) {
        for full in tiles {
            assert!(
                self.0
                    .insert((full.level, full.index), full.tile.to_bytes())
                    .is_none()
            );
        }
    }
}

impl TileSource for Stored {
    type Error = Missing;

    fn tile(&self, level: u8, index: u64) -> Result<Arc<Tile>, Missing> {
        let bytes = self.0.get(&(level, index)).ok_or(Missing(level, index))?;
        Ok(Arc::new(
            Tile::from_bytes(bytes).expect("appenders hand out whole tiles"),
        ))
    }
}

fn leaf(number: u64) -> Hash {
    Hash::leaf(&number.to_be_bytes())
}

fn grow(size: u64) -> (TileAppender, Stored) {
    let (mut appender, mut stored) = (TileAppender::new(), Stored::default());
    for number in 0..size {
        stored.put(appender.append(leaf(number)).expect("the tree is small"));
    }
    (appender, stored)
}

fn partial_leaves(appender: &TileAppender) -> Vec<Hash> {
    appender
        .partial_tile(0)
        .map(|tile| tile.hashes().to_vec())
        .unwrap_or_default()
}

#[test]
fn a_tree_of_70000_has_the_tiles_that_the_specification_names() {
    assert_eq!(tile_counts(70_000, 0), (273, 112));
    assert_eq!(tile_counts(70_000, 1), (1, 17));
    assert_eq!(tile_counts(70_000, 2), (0, 1));
    assert_eq!(tile_counts(70_000, 3), (0, 0));
    assert_eq!(tile_counts(256, 0), (1, 0));
    assert_eq!(tile_counts(256, 1), (0, 1));
    assert_eq!(tile_counts(MAX_TREE_SIZE, 63), (0, 0));

    let (appender, stored) = grow(70_000);
    let full = |level| stored.0.keys().filter(|(l, _)| *l == level).count();
    assert_eq!((full(0), full(1), full(2)), (273, 1, 0));
    let widths = [0, 1, 2].map(|level| appender.partial_tile(level).map(Tile::width));
    assert_eq!(widths, [Some(112), Some(17), Some(1)]);
    assert_eq!(appender.partial_tile(3), None);

    // Proofs across all levels, and the state rebuilt from what is stored.
    let view = appender.nodes(&stored);
    for index in [0, 255, 256, 65_535, 65_536, 69_887, 69_999] {
        let proof = InclusionProof::generate(&view, index, 70_000).unwrap();
        proof.verify(leaf(index), index, &appender.head()).unwrap();
    }
    let rebuilt = TileAppender::rebuild(&appender.head(), &stored, &partial_leaves(&appender));
    assert_eq!(rebuilt, Ok(appender));
}

#[test]
fn every_size_agrees_with_the_frontier_and_is_rebuilt() {
    let (mut appender, mut stored) = (TileAppender::new(), Stored::default());
    let mut frontier = Frontier::new();
    let mut old = Vec::new();
    for number in 0..600 {
        old.push(frontier.head());
        stored.put(appender.append(leaf(number)).unwrap());
        frontier.append(leaf(number)).unwrap();
        assert_eq!(appender.head(), frontier.head());
        assert_eq!(appender.frontier(), frontier);
        if number % 37 == 0 || (number + 2) % 256 < 4 {
            let leaves = partial_leaves(&appender);
            let rebuilt = TileAppender::rebuild(&appender.head(), &stored, &leaves);
            assert_eq!(rebuilt.as_ref(), Ok(&appender));
        }
    }
    let view = appender.nodes(&stored);
    for head in &old {
        let proof = ConsistencyProof::generate(&view, head.size, 600).unwrap();
        proof.verify(head, &appender.head()).unwrap();
        assert_eq!(frontier_at(&view, head.size).unwrap().head(), *head);
    }
    for index in 0..600 {
        let proof = InclusionProof::generate(&view, index, 600).unwrap();
        proof.verify(leaf(index), index, &appender.head()).unwrap();
    }
}

#[test]
fn a_staged_batch_is_proven_before_it_is_stored_and_dropped_without_trace() {
    let (appender, mut stored) = grow(250);
    let before = appender.clone();
    let mut staged = appender.clone();
    let mut recent = Vec::new();
    for number in 250..300 {
        recent.extend(staged.append(leaf(number)).unwrap());
    }
    assert_eq!(recent.len(), 1);
    assert_eq!((recent[0].level, recent[0].index), (0, 0));
    assert_eq!(recent[0].tile.to_bytes().len(), Tile::FULL_LENGTH);

    let missing = InclusionProof::generate(&staged.nodes(&stored), 3, 300);
    assert_eq!(missing, Err(NodeError::Source(Missing(0, 0))));
    let proof =
        InclusionProof::generate(&staged.nodes(Overlay::new(&recent, &stored)), 3, 300).unwrap();
    proof.verify(leaf(3), 3, &staged.head()).unwrap();

    // The commit failed: the batch is gone, and the next one is another.
    assert_eq!(appender, before);
    let mut again = appender;
    for number in 250..300 {
        stored.put(again.append(leaf(number)).unwrap());
    }
    assert_eq!(again, staged);
}

#[test]
fn a_damaged_store_is_noticed() {
    let (appender, mut stored) = grow(300);
    let (head, leaves) = (appender.head(), partial_leaves(&appender));
    let rebuild = |head: &TreeHead, stored: &Stored, leaves: &[Hash]| {
        TileAppender::rebuild(head, stored, leaves).unwrap_err()
    };
    assert_eq!(
        rebuild(&head, &stored, &leaves[1..]),
        RebuildError::LeafCount
    );
    let large = TreeHead {
        size: MAX_TREE_SIZE + 1,
        ..head
    };
    assert_eq!(
        rebuild(&large, &stored, &leaves),
        RebuildError::TreeTooLarge
    );
    let mut altered = leaves.clone();
    altered.swap(0, 1);
    assert_eq!(
        rebuild(&head, &stored, &altered),
        RebuildError::RootMismatch
    );

    let tile = stored.0.insert((0, 0), vec![0; 32]).unwrap();
    assert_eq!(rebuild(&head, &stored, &leaves), RebuildError::PartialTile);
    let partial = InclusionProof::generate(&appender.nodes(&stored), 299, 300);
    assert!(
        partial.is_ok(),
        "the root of tile 0 lies in the partial tile above it"
    );
    let partial = InclusionProof::generate(&appender.nodes(&stored), 3, 300);
    assert_eq!(partial, Err(NodeError::PartialTile));
    stored.0.remove(&(0, 0));
    assert_eq!(
        rebuild(&head, &stored, &leaves),
        RebuildError::Source(Missing(0, 0))
    );
    stored.0.insert((0, 0), tile);
    assert!(TileAppender::rebuild(&head, &stored, &leaves).is_ok());
}

#[test]
fn nodes_outside_the_tree_are_refused() {
    let (appender, stored) = grow(300);
    let view = appender.nodes(&stored);
    assert_eq!(view.node(0, 299), Ok(leaf(299)));
    for (level, index) in [
        (0, 300),
        (8, 1),
        (9, 0),
        (3, 37),
        (62, 0),
        (63, 0),
        (200, 0),
        (0, u64::MAX),
        (8, 1 << 55),
    ] {
        assert_eq!(
            view.node(level, index),
            Err(NodeError::OutsideTree),
            "{level}/{index}"
        );
    }
}

#[test]
fn slots_follow_the_levels() {
    let slot = |level, index| {
        TileSlot::of_node(level, index).map(|s| (s.level, s.index, s.height, s.offset))
    };
    assert_eq!(slot(0, 257), Some((0, 1, 0, 1)));
    assert_eq!(slot(7, 3), Some((0, 1, 7, 1)));
    assert_eq!(slot(8, 3), Some((1, 0, 0, 3)));
    assert_eq!(slot(11, 33), Some((1, 1, 3, 1)));
    assert_eq!(slot(62, 0), Some((7, 0, 6, 0)));
    assert_eq!(slot(62, 1), None);
    assert_eq!(slot(63, 0), None);
    assert_eq!(slot(0, u64::MAX), None);
}

#[test]
fn the_example_path_of_the_specification() {
    let kind = TileKind::Hashes { level: 0 };
    let path = TilePath::new(kind, 1_234_067, 256).unwrap();
    assert_eq!(path.to_string(), "tile/0/x001/x234/067");
    assert_eq!(TilePath::parse("tile/0/x001/x234/067"), Ok(path));
    let path = TilePath::new(TileKind::Entries, 273, 112).unwrap();
    assert_eq!(path.to_string(), "tile/entries/273.p/112");
    assert_eq!(TilePath::parse("tile/entries/273.p/112"), Ok(path));
    let largest = TilePath::new(kind, (MAX_TREE_SIZE - 1) >> 8, 255).unwrap();
    assert_eq!(TilePath::parse(&largest.to_string()), Ok(largest));
}

#[test]
fn a_path_lies_within_a_tree_or_not() {
    let within = |path: &str, size| TilePath::parse(path).unwrap().is_within(size);
    assert!(within("tile/0/272", 70_000));
    assert!(!within("tile/0/273", 70_000));
    assert!(within("tile/0/273.p/112", 70_000));
    assert!(!within("tile/0/273.p/113", 70_000));
    assert!(within("tile/1/001.p/17", 70_000));
    assert!(!within("tile/1/001.p/18", 70_000));
    assert!(within("tile/entries/273.p/112", 70_000));
    assert!(!within("tile/63/000.p/1", MAX_TREE_SIZE));
    assert!(!within("tile/7/000", MAX_TREE_SIZE));
    assert!(within("tile/7/000.p/127", MAX_TREE_SIZE));
    let leaves = TilePath::parse("tile/1/001.p/17").unwrap().leaves();
    assert_eq!(leaves, Some((65_536, 65_536 + 17 * 256)));
}

#[test]
fn a_path_has_one_spelling() {
    use TilePathError::{Index, Level, Prefix, Width};
    for (path, error) in [
        ("", Prefix),
        ("tile", Prefix),
        ("tile/0", Prefix),
        ("/tile/0/000", Prefix),
        ("tiles/0/000", Prefix),
        ("tile//000", Level),
        ("tile/00/000", Level),
        ("tile/64/000", Level),
        ("tile/-1/000", Level),
        ("tile/data/000", Level),
        ("tile/0/", Index),
        ("tile/0/1", Index),
        ("tile/0/0001", Index),
        ("tile/0/x001", Index),
        ("tile/0/001/002", Index),
        ("tile/0/x000/001", Index),
        ("tile/0/x1/002", Index),
        ("tile/0/x001/x002", Index),
        ("tile/0/x001//002", Index),
        ("tile/0/+01", Index),
        ("tile/0/000/", Index),
        ("tile/0/x999/x999/x999/x999/x999/x999/999", Index),
        ("tile/0/x036/x028/x797/x018/x963/968", Index),
        ("tile/0/000.p/0", Width),
        ("tile/0/000.p/256", Width),
        ("tile/0/000.p/01", Width),
        ("tile/0/000.p/", Width),
        ("tile/0/000.p/1.p/1", Width),
        ("tile/0/000.p", Index),
    ] {
        assert_eq!(TilePath::parse(path), Err(error), "{path}");
    }
    assert_eq!(
        TilePath::new(TileKind::Hashes { level: 64 }, 0, 1),
        Err(Level)
    );
    assert_eq!(TilePath::new(TileKind::Entries, u64::MAX, 1), Err(Index));
    assert_eq!(TilePath::new(TileKind::Entries, 0, 0), Err(Width));
    assert_eq!(TilePath::new(TileKind::Entries, 0, 257), Err(Width));
}

#[test]
fn tiles_are_read_strictly_and_keep_their_prefixes() {
    let hashes: Vec<Hash> = (0..256).map(leaf).collect();
    let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.to_bytes()).collect();
    let tile = Tile::from_bytes(&bytes).unwrap();
    assert!(tile.is_full());
    assert_eq!(tile.to_bytes(), bytes);
    let mut frontier = Frontier::new();
    hashes
        .iter()
        .for_each(|hash| frontier.append(*hash).unwrap());
    assert_eq!(tile.root(), Some(frontier.root()));
    assert_eq!(tile.prefix_bytes(3).as_deref(), Some(&bytes[..96]));
    assert_eq!(tile.prefix_bytes(0), None);
    assert_eq!(tile.prefix_bytes(257), None);
    assert_eq!(tile.node(9, 0), None);

    let partial = Tile::from_bytes(&bytes[..96]).unwrap();
    assert_eq!(
        (partial.width(), partial.is_full(), partial.root()),
        (3, false, None)
    );
    assert_eq!(partial.node(1, 0), Some(Hash::node(&hashes[0], &hashes[1])));
    assert_eq!(partial.node(1, 1), None);
    for bad in [
        &[][..],
        &bytes[..31],
        &bytes[..33],
        &[bytes.as_slice(), &[0; 32]].concat(),
    ] {
        assert_eq!(Tile::from_bytes(bad), Err(TileError::Length));
    }
}

#[test]
fn bundles_are_read_strictly() {
    let entries = [1_u8, 2, 3].map(|epoch| {
        Entry {
            kind: EntryKind::Record,
            epoch: Epoch(epoch.into()),
            hash: [epoch; 32],
        }
        .to_bytes()
    });
    let bytes = encode_bundle(&entries).unwrap();
    assert_eq!(bytes.len(), 3 * 40);
    assert_eq!(bytes[..2], [0, 38]);
    assert_eq!(decode_bundle(&bytes, 3).unwrap(), entries);

    assert_eq!(decode_bundle(&bytes, 4), Err(BundleError::Truncated));
    assert_eq!(decode_bundle(&bytes, 2), Err(BundleError::TrailingBytes));
    assert_eq!(decode_bundle(&bytes[..119], 3), Err(BundleError::Truncated));
    assert_eq!(decode_bundle(&bytes[..81], 3), Err(BundleError::Truncated));
    assert_eq!(decode_bundle(&[], 0), Err(BundleError::Width));
    assert_eq!(decode_bundle(&bytes, 257), Err(BundleError::Width));
    assert_eq!(encode_bundle::<[u8; 1]>(&[]), Err(BundleError::Width));
    assert_eq!(encode_bundle(&[[0; 1]; 257]), Err(BundleError::Width));
    assert_eq!(
        encode_bundle(&[vec![0; 65_536]]),
        Err(BundleError::EntryTooLong)
    );
    assert_eq!(
        decode_bundle(&encode_bundle(&[[0; 0]]).unwrap(), 1).unwrap(),
        [&[0; 0]]
    );
}

proptest! {
    #[test]
    fn paths_are_read_back(level in 0_u8..64, index in 0_u64..1 << 55, width in 1_u16..=256) {
        let path = TilePath::new(TileKind::Hashes { level }, index, width).unwrap();
        prop_assert_eq!(TilePath::parse(&path.to_string()), Ok(path));
    }

    #[test]
    fn what_is_read_as_a_path_is_written_the_same(
        path in "tile/(entries|[0-9]{1,2})/(x[0-9]{3}/){0,6}[0-9]{3}(\\.p/[0-9]{1,3})?",
    ) {
        if let Ok(read) = TilePath::parse(&path) {
            prop_assert_eq!(read.to_string(), path);
        }
    }

    #[test]
    fn what_is_read_as_a_bundle_is_written_the_same(
        bytes in prop::collection::vec(0_u8..3, 0..60), width in 1_u16..6,
    ) {
        if let Ok(entries) = decode_bundle(&bytes, width) {
            prop_assert_eq!(encode_bundle(&entries).unwrap(), bytes);
        }
    }
}

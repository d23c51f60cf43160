//! Entries, bundles, tiles, their paths, and right edges.

use sealroll_log::{
    Entry, Frontier, Hash, Tile, TileKind, TilePath, decode_bundle, encode_bundle, tile_counts,
};

use crate::depth::reach;
use crate::list::List;
use crate::seed::Seed;

/// An entry is written again as the same 38 bytes.
pub fn entry(data: &[u8]) {
    if let Ok(entry) = Entry::from_bytes(data) {
        assert_eq!(entry.to_bytes(), data);
        reach("read");
        assert_eq!(entry.leaf_hash(), Hash::leaf(data));
    }
}

/// A bundle is written again as the same bytes. The first byte is its width less one.
pub fn bundle(data: &[u8]) {
    let Some((width, bytes)) = data.split_first() else {
        return;
    };
    let width = u16::from(*width) + 1;
    if let Ok(entries) = decode_bundle(bytes, width) {
        assert_eq!(entries.len(), usize::from(width));
        reach("read");
        assert_eq!(encode_bundle(&entries).as_deref(), Ok(bytes));
        let longer = [bytes, b"\0"].concat();
        assert!(decode_bundle(&longer, width).is_err());
    }
}

/// A tile is written again as the same bytes; its prefixes are the tiles that it grew from.
pub fn tile(data: &[u8]) {
    let Ok(tile) = Tile::from_bytes(data) else {
        return;
    };
    assert_eq!(tile.to_bytes(), data);
    reach("read");
    assert_eq!(tile.is_full(), tile.width() == Tile::WIDTH);
    assert_eq!(tile.root().is_some(), tile.is_full());
    for width in [0, 1, tile.width() / 2, tile.width(), tile.width() + 1] {
        let prefix = tile.prefix_bytes(width);
        let expected = data.get(..width * 32).filter(|bytes| !bytes.is_empty());
        assert_eq!(prefix.as_deref(), expected);
    }
    for (index, pair) in tile.hashes().chunks_exact(2).enumerate() {
        assert_eq!(tile.node(1, index), Some(Hash::node(&pair[0], &pair[1])));
    }
}

/// A path is written as the same text, and what it says to cover agrees with the tile counts.
pub fn tile_path(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Ok(path) = TilePath::parse(&text) else {
        return;
    };
    assert_eq!(path.to_string(), text);
    reach("read");
    assert_eq!(
        TilePath::new(path.kind(), path.index(), path.width()),
        Ok(path)
    );
    let Some((first, end)) = path.leaves() else {
        return;
    };
    assert!(first < end && path.is_within(end) && !path.is_within(end - 1));
    let level = match path.kind() {
        TileKind::Hashes { level } => level,
        TileKind::Entries => 0,
    };
    let (full, partial) = tile_counts(end, level);
    let expected = if path.is_full() {
        (path.index() + 1, 0)
    } else {
        (path.index(), path.width())
    };
    assert_eq!((full, partial), expected);
}

/// A right edge is written again as the same bytes, and grows like a naive one.
pub fn frontier(data: &[u8]) {
    let Ok(mut frontier) = Frontier::from_bytes(data) else {
        return;
    };
    assert_eq!(frontier.to_bytes(), data);
    reach("read");
    assert_eq!(frontier.root(), fold(frontier.hashes()));
    let leaf = Hash::leaf(data);
    let mut naive: Vec<_> = subtree_sizes(frontier.size())
        .zip(frontier.hashes().iter().copied())
        .collect();
    if frontier.append(leaf).is_err() {
        assert_eq!(frontier.to_bytes(), data);
        return;
    }
    naive.push((1, leaf));
    while let [.., (left_size, left), (right_size, right)] = naive.as_slice() {
        if left_size != right_size {
            break;
        }
        let joined = (left_size + right_size, Hash::node(left, right));
        naive.truncate(naive.len() - 2);
        naive.push(joined);
    }
    assert_eq!(
        frontier.size(),
        naive.iter().map(|(size, _)| size).sum::<u64>()
    );
    let hashes: Vec<_> = naive.into_iter().map(|(_, hash)| hash).collect();
    assert_eq!(frontier.hashes(), hashes);
}

/// Seeds of [`entry`].
pub fn entry_seeds() -> Vec<Seed> {
    vec![Seed::new(
        "statement",
        List::shared().statement_entry().to_bytes(),
    )]
}

/// Seeds of [`bundle`].
pub fn bundle_seeds() -> Vec<Seed> {
    let bundle = |entries: &[&[u8]]| {
        let bytes = encode_bundle(entries).expect("a valid bundle");
        [&[(entries.len() - 1) as u8], bytes.as_slice()].concat()
    };
    let entry = List::shared().statement_entry().to_bytes();
    vec![
        Seed::new("one", bundle(&[&entry])),
        Seed::new("three", bundle(&[&entry, b"", b"x"])),
        Seed::new("full-of-empty", bundle(&[b"".as_slice(); 256])),
    ]
}

/// Seeds of [`tile`].
pub fn tile_seeds() -> Vec<Seed> {
    vec![Seed::new("one", [1; 32]), Seed::new("five", [2; 160])]
}

/// Seeds of [`tile_path`].
pub fn tile_path_seeds() -> Vec<Seed> {
    vec![
        Seed::new("full", "tile/0/000"),
        Seed::new("partial", "tile/1/x001/x234/067.p/112"),
        Seed::new("entries", "tile/entries/x001/000"),
        Seed::new("largest", "tile/0/x036/x028/x797/x018/x963/967.p/255"),
    ]
}

/// Seeds of [`frontier`].
pub fn frontier_seeds() -> Vec<Seed> {
    let bytes = |size: u64| {
        let hashes = vec![3; size.count_ones() as usize * 32];
        [size.to_be_bytes().to_vec(), hashes].concat()
    };
    vec![
        Seed::new("empty", bytes(0)),
        Seed::new("seven", bytes(7)),
        Seed::new("largest", bytes(u64::MAX >> 1)),
    ]
}

/// Sizes of the complete subtrees in a tree, the largest first.
fn subtree_sizes(size: u64) -> impl Iterator<Item = u64> {
    (0..64)
        .rev()
        .map(|bit| 1 << bit)
        .filter(move |subtree| size & subtree != 0)
}

fn fold(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => Hash::empty_root(),
        [only] => *only,
        [first, rest @ ..] => Hash::node(first, &fold(rest)),
    }
}

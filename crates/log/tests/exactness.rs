//! What mutation testing found untested.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use sealroll_log::{Frontier, Hash};

#[test]
fn a_right_edge_shows_its_subtrees() {
    let leaves = [b"a", b"b", b"c"].map(|leaf| Hash::leaf(leaf));
    let mut frontier = Frontier::new();
    assert_eq!(frontier.hashes(), []);
    for leaf in leaves {
        frontier.append(leaf).unwrap();
    }
    let left = Hash::node(&leaves[0], &leaves[1]);
    assert_eq!(frontier.hashes(), [left, leaves[2]]);
    assert_eq!(frontier.root(), Hash::node(&left, &leaves[2]));
}

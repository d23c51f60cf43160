//! The tree by the words of RFC 9162 section 2.1: slow, and without the code under test.

use sealroll_log::{Hash, NodeError, NodeSource, TreeHead};

/// MTH of RFC 9162 section 2.1.1, word for word.
pub(crate) fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::empty_root(),
        [leaf] => *leaf,
        _ => {
            let mut split = 1;
            while split * 2 < leaves.len() {
                split *= 2;
            }
            Hash::node(&naive_root(&leaves[..split]), &naive_root(&leaves[split..]))
        }
    }
}

/// PATH of RFC 9162 section 2.1.3.1, word for word.
pub(crate) fn naive_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let mut split = 1;
    while split * 2 < leaves.len() {
        split *= 2;
    }
    let (left, right) = leaves.split_at(split);
    let (mut path, sibling) = if index < split {
        (naive_path(index, left), naive_root(right))
    } else {
        (naive_path(index - split, right), naive_root(left))
    };
    path.push(sibling);
    path
}

/// SUBPROOF of RFC 9162 section 2.1.4.1, word for word.
pub(crate) fn naive_subproof(old: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if known {
            Vec::new()
        } else {
            vec![naive_root(leaves)]
        };
    }
    let mut split = 1;
    while split * 2 < leaves.len() {
        split *= 2;
    }
    let (left, right) = leaves.split_at(split);
    let (mut proof, last) = if old <= split {
        (naive_subproof(old, left, known), naive_root(right))
    } else {
        (naive_subproof(old - split, right, false), naive_root(left))
    };
    proof.push(last);
    proof
}

pub(crate) struct Leaves(pub(crate) Vec<Hash>);

impl Leaves {
    pub(crate) fn new(count: u64) -> Self {
        Self(
            (0..count)
                .map(|number| Hash::leaf(&number.to_be_bytes()))
                .collect(),
        )
    }

    pub(crate) fn head(&self, size: u64) -> TreeHead {
        TreeHead {
            size,
            root: naive_root(&self.0[..size as usize]),
        }
    }
}

impl NodeSource for Leaves {
    type Error = ();

    fn node(&self, level: u8, index: u64) -> Result<Hash, NodeError<()>> {
        let (start, end) = ((index << level) as usize, ((index + 1) << level) as usize);
        self.0
            .get(start..end)
            .map(naive_root)
            .ok_or(NodeError::OutsideTree)
    }
}

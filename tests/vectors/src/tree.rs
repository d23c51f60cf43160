//! Log entries, trees and proofs.

use std::convert::Infallible;

use sealroll_log::{
    ConsistencyProof, Entry, Frontier, Hash, InclusionProof, NodeError, NodeSource, TreeHead,
    head_at,
};
use serde_json::{Value, json};

use crate::outcome::{Outcome, Refusal};
use crate::value::{array, bytes, hex, items, number, unhex};

pub(crate) fn entry(input: &Value) -> Outcome {
    let found = Entry::from_bytes(&bytes(input, "entry"))?;
    Ok(json!({
        "kind": found.kind.number(),
        "epoch": found.epoch.value(),
        "hash": hex(&found.hash),
        "leaf_hash": found.leaf_hash().to_string(),
    }))
}

/// Roots come from a growing edge and from the leaves at once; both must agree.
pub(crate) fn tree(input: &Value) -> Outcome {
    let leaves = Leaves::new(items(input, "entries"));
    let mut edge = Frontier::new();
    let mut roots = vec![edge.root().to_string()];
    for (size, leaf) in (1..).zip(&leaves.0) {
        edge.append(*leaf).map_err(|_| Refusal::from("limit"))?;
        let head = head_at(&leaves, size).map_err(|_| Refusal::from("limit"))?;
        assert_eq!(head, edge.head(), "the edge is that of the leaves");
        roots.push(edge.root().to_string());
    }
    let size = leaves.0.len() as u64;
    let inclusion = |index| InclusionProof::generate(&leaves, index, size);
    let inclusion = (0..size).map(|index| inclusion(index).map(|proof| texts(proof.hashes())));
    let consistency = |old| ConsistencyProof::generate(&leaves, old, size);
    let consistency = (1..=size).map(|old| consistency(old).map(|proof| texts(proof.hashes())));
    let outside = |_| Refusal::from("limit");
    Ok(json!({
        "leaf_hashes": texts(&leaves.0),
        "root_hashes": roots,
        "inclusion": inclusion.collect::<Result<Vec<_>, _>>().map_err(outside)?,
        "consistency": consistency.collect::<Result<Vec<_>, _>>().map_err(outside)?,
    }))
}

pub(crate) fn inclusion(input: &Value) -> Outcome {
    let proof = InclusionProof::from_hashes(hashes(input, "proof"))?;
    let head = TreeHead {
        size: number(input, "size"),
        root: hash(input, "root_hash"),
    };
    proof.verify(hash(input, "leaf_hash"), number(input, "index"), &head)?;
    Ok(json!({}))
}

pub(crate) fn consistency(input: &Value) -> Outcome {
    let proof = ConsistencyProof::from_hashes(hashes(input, "proof"))?;
    let head = |size, root| TreeHead {
        size: number(input, size),
        root: hash(input, root),
    };
    let (old, new) = (
        head("old_size", "old_root_hash"),
        head("new_size", "new_root_hash"),
    );
    proof.verify(&old, &new)?;
    Ok(json!({}))
}

fn hash(input: &Value, name: &str) -> Hash {
    Hash::from_bytes(array(input, name))
}

fn hashes(input: &Value, name: &str) -> Vec<Hash> {
    let hash = |item| Hash::from_bytes(unhex(item).try_into().expect("32 bytes"));
    items(input, name).iter().map(hash).collect()
}

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(Hash::to_string).collect()
}

/// A tree that is computed from its leaves whenever a node is asked for.
struct Leaves(Vec<Hash>);

impl Leaves {
    fn new(entries: &[Value]) -> Self {
        Self(
            entries
                .iter()
                .map(|item| Hash::leaf(&unhex(item)))
                .collect(),
        )
    }
}

impl NodeSource for Leaves {
    type Error = Infallible;

    fn node(&self, level: u8, index: u64) -> Result<Hash, NodeError<Infallible>> {
        if level == 0 {
            let leaf = usize::try_from(index).ok().and_then(|at| self.0.get(at));
            return leaf.copied().ok_or(NodeError::OutsideTree);
        }
        let left = self.node(level - 1, index * 2)?;
        let right = self.node(level - 1, index * 2 + 1)?;
        Ok(Hash::node(&left, &right))
    }
}

//! The Merkle tree: what appending and proving cost up to ten million entries.

use core::convert::Infallible;
use core::hint::black_box;

use sealroll_log::{Frontier, Hash, InclusionProof, NodeError, NodeSource};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::error::BenchError;

/// `tree`: nanoseconds for each append, and for making and checking a proof, at sizes that rise
/// tenfold up to `largest`.
pub(crate) fn measure(largest: u64) -> Result<Vec<(&'static str, Value)>, BenchError> {
    let failed = BenchError::Ours("growing a tree");
    let mut frontier = Frontier::new();
    let mut nodes = Nodes::default();
    let mut rows = Vec::new();
    let mut size = 1000;
    while size <= largest {
        let from = frontier.size();
        let time = Clock::Thread.time(|| {
            for index in from..size {
                let _ = frontier.append(leaf(index));
            }
        });
        if frontier.size() != size {
            return Err(failed);
        }
        nodes.grow(from, size);
        let indices: Vec<_> = (0..PROOFS).map(|step| step * (size - 1) / PROOFS).collect();
        let mut proofs = Vec::with_capacity(indices.len());
        let make = Clock::Thread.time(|| {
            for index in &indices {
                proofs.extend(InclusionProof::generate(&nodes, *index, size));
            }
        });
        let head = frontier.head();
        let mut checked = 0;
        let check = Clock::Thread.time(|| {
            for (index, proof) in indices.iter().zip(&proofs) {
                let verdict = proof.verify(black_box(leaf(*index)), *index, &head);
                checked += u64::from(verdict.is_ok());
            }
        });
        if checked != PROOFS {
            return Err(failed);
        }
        let each = |seconds: f64, count: u64| (seconds * 1e9 / count as f64).round();
        rows.push(json!({
            "entries": size,
            "append_ns": each(time.as_secs_f64(), size - from),
            "prove_ns": each(make.as_secs_f64(), PROOFS),
            "check_ns": each(check.as_secs_f64(), PROOFS),
        }));
        size *= 10;
    }
    Ok(vec![("tree", Value::Array(rows))])
}

/// Complete subtrees of eight leaves and more; smaller ones are hashed again, as with tiles that
/// are not at hand.
#[derive(Default)]
struct Nodes(Vec<Vec<Hash>>);

impl Nodes {
    fn grow(&mut self, from: u64, size: u64) {
        for index in from >> STORED..size >> STORED {
            self.add(0, subtree(STORED, index));
        }
    }

    fn add(&mut self, level: usize, hash: Hash) {
        if self.0.len() <= level {
            self.0.push(Vec::new());
        }
        self.0[level].push(hash);
        if let ([.., left, right], 0) = (self.0[level].as_slice(), self.0[level].len() % 2) {
            let parent = Hash::node(left, right);
            self.add(level + 1, parent);
        }
    }
}

impl NodeSource for Nodes {
    type Error = Infallible;

    fn node(&self, level: u8, index: u64) -> Result<Hash, NodeError<Infallible>> {
        let Some(stored) = level.checked_sub(STORED) else {
            return Ok(subtree(level, index));
        };
        let row = self.0.get(usize::from(stored));
        let index = usize::try_from(index).map_err(|_| NodeError::OutsideTree)?;
        let hash = row.and_then(|row| row.get(index));
        hash.copied().ok_or(NodeError::OutsideTree)
    }
}

fn subtree(level: u8, index: u64) -> Hash {
    match level {
        0 => leaf(index),
        _ => Hash::node(
            &subtree(level - 1, 2 * index),
            &subtree(level - 1, 2 * index + 1),
        ),
    }
}

/// As long as an entry: 38 bytes.
fn leaf(index: u64) -> Hash {
    let mut entry = [7; 38];
    entry[..8].copy_from_slice(&index.to_be_bytes());
    Hash::leaf(&entry)
}

/// The lowest level that is stored.
const STORED: u8 = 3;
const PROOFS: u64 = 2000;

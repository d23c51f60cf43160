//! The epoch tree's frontier, and the keys that are left after puncturing.

use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Unstructured};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll_core::{Frontier, FrontierError};
use sealroll_wire::{Epoch, Generation};

use crate::depth::reach;
use crate::list::List;
use crate::seed::Seed;

/// A frontier is written again as the same bytes; puncturing takes exactly one epoch away.
pub fn epoch_frontier(data: &[u8]) {
    let Ok(mut frontier) = Frontier::from_bytes(data) else {
        return;
    };
    assert_eq!(*frontier.to_bytes(), data);
    reach("read");
    let ranges = frontier.epochs();
    assert_eq!(ranges.is_empty(), frontier.is_empty());
    let edges = ranges
        .iter()
        .flat_map(|range| [*range.start(), *range.end()]);
    for epoch in edges.take(4) {
        let covered = frontier.covers(epoch);
        assert_eq!(frontier.leaf(epoch).is_some(), covered);
        if frontier.puncture(epoch).is_ok() {
            reach("punctured");
            assert!(!frontier.covers(epoch) && frontier.leaf(epoch).is_none());
            let bytes = frontier.to_bytes();
            let read = Frontier::from_bytes(&bytes).expect("what was written can be read");
            assert_eq!(read.epochs(), frontier.epochs());
        }
    }
}

/// After any puncturing and delegating, every epoch that is left has its first key, and no other
/// has one.
pub fn puncturing(data: &[u8]) {
    puncturing_by(data, Frontier::puncture);
}

/// Takes an epoch away and tells whether it was there.
pub(crate) type Puncture = fn(&mut Frontier, Epoch) -> Result<bool, FrontierError>;

/// [`puncturing`] of any way to puncture.
pub(crate) fn puncturing_by(data: &[u8], puncture: Puncture) {
    let mut input = Unstructured::new(data);
    let Ok((first, length)) = <(u32, u8)>::arbitrary(&mut input) else {
        return;
    };
    let last = first.saturating_add(u32::from(length));
    let mut rng = ChaCha20Rng::from_seed([1; 32]);
    let mut frontier =
        Frontier::generate(&mut rng, Epoch(first)..=Epoch(last)).expect("at most 256 epochs");
    let mut left: BTreeSet<u32> = (first..=last).collect();
    let key = |frontier: &Frontier, epoch| {
        let pair = frontier.key_pair(List::shared().root.list_id(), Generation(1), Epoch(epoch));
        pair.map(|pair| *pair.public_key())
    };
    let original = Frontier::from_bytes(&frontier.to_bytes()).expect("just written");
    for _ in 0..12 {
        let Ok(operation) = Operation::arbitrary(&mut input) else {
            break;
        };
        match operation {
            Operation::Puncture { offset } => {
                let epoch = first.saturating_add(u32::from(offset));
                reach("punctured");
                let punctured = puncture(&mut frontier, Epoch(epoch)).expect("few nodes");
                assert_eq!(punctured, left.remove(&epoch));
            }
            Operation::Delegate { from, to } => {
                let from = first.saturating_add(u32::from(from));
                let to = first.saturating_add(u32::from(to));
                reach("delegated");
                frontier = frontier.range(Epoch(from)..=Epoch(to)).expect("few nodes");
                left.retain(|epoch| (from..=to).contains(epoch));
            }
            Operation::Store => {
                reach("stored");
                frontier =
                    Frontier::from_bytes(&frontier.to_bytes()).expect("what was written is read");
            }
        }
    }
    let covered = frontier.epochs().into_iter().flat_map(|range| {
        let (first, last) = (range.start().value(), range.end().value());
        first..=last
    });
    assert!(covered.eq(left.iter().copied()));
    for epoch in left.iter().step_by(64).chain(left.last()) {
        assert_eq!(key(&frontier, *epoch), key(&original, *epoch));
    }
}

/// Seeds of [`epoch_frontier`].
pub fn epoch_frontier_seeds() -> Vec<Seed> {
    let frontier = |first, last| {
        let mut rng = ChaCha20Rng::from_seed([2; 32]);
        let frontier = Frontier::generate(&mut rng, Epoch(first)..=Epoch(last));
        frontier.expect("few epochs").to_bytes().to_vec()
    };
    let root = [&[0, 1, 0, 0, 0, 0, 0][..], &[5; 32]].concat();
    vec![
        Seed::new("none", [0, 0]),
        Seed::new("generation", frontier(31, 61)),
        Seed::new("last-epochs", frontier(u32::MAX - 2, u32::MAX)),
        Seed::new("whole-tree", root),
    ]
}

/// Seeds of [`puncturing`].
pub fn puncturing_seeds() -> Vec<Seed> {
    let operations = |first: u32, length: u8| {
        let rest = (0..60_u32).flat_map(|number| number.wrapping_mul(0x9e37_79b9).to_le_bytes());
        [first.to_le_bytes().to_vec(), vec![length], rest.collect()].concat()
    };
    vec![
        Seed::new("generation", operations(62, 30)),
        Seed::new("last-epochs", operations(u32::MAX - 9, 200)),
    ]
}

#[derive(Debug, Arbitrary)]
enum Operation {
    Puncture { offset: u8 },
    Delegate { from: u8, to: u8 },
    Store,
}

//! Heads that guests saw, held against the owner's copy of the logs.

use std::collections::BTreeMap;

use sealroll_log::{EntryKind, Frontier};
use sealroll_wire::Generation;

use crate::inbox::{Content, Inbox};
use crate::log_name::LogName;
use crate::losses::Loss;
use crate::position::Position;

/// Root hashes that follow-ups carry, by the size of the log.
type BySize = BTreeMap<u64, Vec<(Position, [u8; 32])>>;

impl Inbox {
    /// Follow-ups that carry a head of the log which is none of its heads: the guest was shown
    /// another log than the owner. The guest's receipt proves it; ask for it, and give it to an
    /// auditor.
    ///
    /// A head of the gap before a later part of the log is none, unless the owner has seen what
    /// stood there and it was something else.
    ///
    /// A head that is larger than what the last sync saw is judged after the next one, unless the
    /// follow-up itself stands before its end.
    #[must_use]
    pub fn contradicted_heads(&self) -> Vec<Position> {
        let mut seen: BTreeMap<Generation, BySize> = BTreeMap::new();
        for record in self.records() {
            if let Content::FollowUp(follow_up) = &record.content {
                let head = follow_up.seen;
                let of_log = seen.entry(head.generation).or_default();
                let of_size = of_log.entry(head.tree_size).or_default();
                of_size.push((record.position, head.root_hash));
            }
        }
        let mut contradicted = Vec::new();
        for (generation, mut of_log) in seen {
            self.excuse_lost(generation, &mut of_log);
            let mut edge = Frontier::new();
            let mut judge = |edge: &Frontier, of_log: &mut BySize| {
                for (position, root) in of_log.remove(&edge.size()).unwrap_or_default() {
                    if root != edge.root().to_bytes() {
                        contradicted.push(position);
                    }
                }
            };
            judge(&edge, &mut of_log);
            for entry in self.entries(generation) {
                if of_log.is_empty() || edge.append(entry.leaf_hash()).is_err() {
                    break;
                }
                judge(&edge, &mut of_log);
            }
            let early = of_log.into_iter().flat_map(|(size, carried)| {
                let follows = move |(position, _): &(Position, _)| {
                    position.generation == generation && position.index < size
                };
                carried.into_iter().filter(follows)
            });
            contradicted.extend(early.map(|(position, _)| position));
        }
        contradicted.sort_unstable();
        contradicted
    }

    /// Passes over heads that may be of what the processor lost and said so.
    fn excuse_lost(&self, generation: Generation, of_log: &mut BySize) {
        let entries = self.entries(generation);
        let opening = entries
            .iter()
            .position(|entry| entry.kind == EntryKind::OPENING);
        let Some(opening) = opening else {
            return;
        };
        let losses = self.losses.iter();
        let of_generation = |loss: &&Loss| loss.log == LogName::Records(generation);
        let mut former = BySize::new();
        for loss in losses.filter(of_generation) {
            let restored = usize::try_from(loss.restored).unwrap_or(usize::MAX);
            let mut edge = Frontier::new();
            for entry in entries.iter().take(restored).chain(&loss.entries) {
                if edge.append(entry.leaf_hash()).is_err() {
                    break;
                }
                if edge.size() > loss.restored {
                    let place = Position {
                        generation,
                        index: edge.size(),
                    };
                    let of_size = former.entry(edge.size()).or_default();
                    of_size.push((place, edge.root().to_bytes()));
                }
            }
        }
        for (size, carried) in of_log.range_mut(opening as u64 + 1..) {
            let Some(known) = former.get(size) else {
                // Nobody can tell what stood there. Heads of the log as it is now are right anyway.
                carried.clear();
                continue;
            };
            carried.retain(|(_, root)| known.iter().all(|(_, of_former)| of_former != root));
        }
    }
}

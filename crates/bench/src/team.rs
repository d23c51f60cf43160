//! Work spread over the cores: the same helper for ours and for the peer.

use core::num::NonZero;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A number of threads that share a list of items in chunks.
#[derive(Clone, Copy)]
pub(crate) struct Team {
    threads: usize,
}

impl Team {
    /// One thread for each core.
    pub(crate) fn all_cores() -> Self {
        Self {
            threads: thread::available_parallelism().map_or(1, NonZero::get),
        }
    }

    /// The calling thread alone.
    pub(crate) fn alone() -> Self {
        Self { threads: 1 }
    }

    /// How many threads.
    pub(crate) fn threads(self) -> usize {
        self.threads
    }

    /// Gives every chunk of the items to one of the threads.
    pub(crate) fn run<T: Sync>(self, items: &[T], work: impl Fn(&[T]) + Sync) {
        let next = AtomicUsize::new(0);
        let chunks = items.len().div_ceil(CHUNK);
        let member = || {
            loop {
                let chunk = next.fetch_add(1, Ordering::Relaxed);
                if chunk >= chunks {
                    return;
                }
                let end = items.len().min((chunk + 1) * CHUNK);
                work(&items[chunk * CHUNK..end]);
            }
        };
        if self.threads == 1 {
            return member();
        }
        thread::scope(|scope| {
            for _ in 0..self.threads {
                scope.spawn(member);
            }
        });
    }
}

/// As many as the library's bulk path takes at once.
const CHUNK: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_worked_on_once() {
        let items: Vec<usize> = (1..=1000).collect();
        for team in [Team::alone(), Team { threads: 3 }] {
            let (sum, count) = (AtomicUsize::new(0), AtomicUsize::new(0));
            team.run(&items, |chunk| {
                sum.fetch_add(chunk.iter().sum(), Ordering::Relaxed);
                count.fetch_add(chunk.len(), Ordering::Relaxed);
            });
            assert_eq!(sum.into_inner(), 500_500);
            assert_eq!(count.into_inner(), 1000);
        }
    }
}

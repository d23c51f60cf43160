//! Works through many items on every core, in order, with progress and a way to stop.

use core::ops::ControlFlow;

/// How many threads work at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workers(usize);

impl Workers {
    /// This many threads, at least one.
    #[must_use]
    pub const fn new(count: usize) -> Self {
        Self(if count == 0 { 1 } else { count })
    }

    /// One thread for every core that there is; one where there are no threads.
    #[must_use]
    pub fn all_cores() -> Self {
        #[cfg(target_family = "wasm")]
        let count = 1;
        #[cfg(not(target_family = "wasm"))]
        let count = std::thread::available_parallelism().map_or(1, core::num::NonZero::get);
        Self(count)
    }
}

impl Default for Workers {
    fn default() -> Self {
        Self::all_cores()
    }
}

/// Applies `work` to every item. Results are in the order of the items; `None` if `progress`,
/// which is told how many are done, has stopped the work.
pub(crate) fn map<T: Send, R: Send>(
    items: Vec<T>,
    workers: Workers,
    work: impl Fn(T) -> R + Sync,
    progress: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> Option<Vec<R>> {
    let work = |chunk: Vec<T>| chunk.into_iter().map(&work).collect();
    map_chunks(items, workers, work, progress)
}

/// [`map`] for work that takes up to [`CHUNK`] items at once and gives as many results, in their
/// order.
pub(crate) fn map_chunks<T: Send, R: Send>(
    items: Vec<T>,
    workers: Workers,
    work: impl Fn(Vec<T>) -> Vec<R> + Sync,
    mut progress: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> Option<Vec<R>> {
    let total = items.len();
    let chunks = into_chunks(items);
    #[cfg(not(target_family = "wasm"))]
    if workers.0 > 1 && chunks.len() > 1 {
        return threads::map(chunks, total, workers.0, &work, &mut progress);
    }
    let _ = workers;
    let mut results = Vec::with_capacity(total);
    for chunk in chunks {
        results.extend(work(chunk));
        if progress(results.len(), total).is_break() {
            return None;
        }
    }
    Some(results)
}

fn into_chunks<T>(items: Vec<T>) -> Vec<Vec<T>> {
    let mut items = items.into_iter();
    let mut chunks = Vec::with_capacity(items.len().div_ceil(CHUNK));
    loop {
        let chunk: Vec<T> = items.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return chunks;
        }
        chunks.push(chunk);
    }
}

#[cfg(not(target_family = "wasm"))]
mod threads {
    use core::ops::ControlFlow;
    use core::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Mutex, PoisonError, mpsc};

    pub(super) fn map<T: Send, R: Send>(
        chunks: Vec<Vec<T>>,
        total: usize,
        workers: usize,
        work: &(impl Fn(Vec<T>) -> Vec<R> + Sync),
        progress: &mut impl FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Option<Vec<R>> {
        let mut results: Vec<Vec<R>> = Vec::new();
        results.resize_with(chunks.len(), Vec::new);
        let workers = workers.min(chunks.len());
        let queue = Mutex::new(chunks.into_iter().enumerate());
        let stopped = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (sender, receiver) = mpsc::channel();
            for _ in 0..workers {
                let sender = sender.clone();
                let (queue, stopped) = (&queue, &stopped);
                scope.spawn(move || {
                    while !stopped.load(Ordering::Relaxed) {
                        // The queue is whole even if another worker panicked.
                        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                        let Some((place, chunk)) = next else { return };
                        let done = work(chunk);
                        if sender.send((place, done)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            let mut count = 0;
            for (place, done) in receiver {
                count += done.len();
                results[place] = done;
                if progress(count, total).is_break() {
                    stopped.store(true, Ordering::Relaxed);
                    return None;
                }
            }
            Some(())
        })?;
        Some(results.into_iter().flatten().collect())
    }
}

/// Items that a worker takes at once: enough to make the queue cheap, few enough to show
/// progress.
const CHUNK: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items() {
        for workers in [1, 2, 7] {
            for count in [0, 1, 63, 64, 65, 1000] {
                let mut last = 0;
                let results = map(
                    (0..count).collect(),
                    Workers::new(workers),
                    |item: usize| item * 3,
                    |done, total| {
                        assert!(done > last && done <= total);
                        last = done;
                        ControlFlow::Continue(())
                    },
                );
                assert_eq!(results, Some((0..count).map(|item| item * 3).collect()));
                assert_eq!(last, count);
            }
        }
    }

    #[test]
    fn work_stops_when_told_to() {
        for workers in [1, 3] {
            let results = map(
                (0..100_000).collect(),
                Workers::new(workers),
                |item: usize| item,
                |_, _| ControlFlow::Break(()),
            );
            assert_eq!(results, None);
        }
    }
}

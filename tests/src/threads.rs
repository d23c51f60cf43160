//! A few threads for a list of items.

use core::num::NonZero;
use std::thread;

use crate::error::JourneyError;

/// Works on items with a few threads; the first error ends it.
pub(crate) fn on_threads<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, JourneyError> + Sync,
) -> Result<Vec<R>, JourneyError> {
    let threads = 2 * thread::available_parallelism().map_or(1, NonZero::get);
    let chunk = items.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let work = &work;
        let mut running = Vec::new();
        for items in items.chunks(chunk) {
            running
                .push(scope.spawn(move || items.iter().map(work).collect::<Result<Vec<R>, _>>()));
        }
        let mut results = Vec::with_capacity(items.len());
        for thread in running {
            results.extend(thread.join().map_err(|_| JourneyError::Saved)??);
        }
        Ok(results)
    })
}

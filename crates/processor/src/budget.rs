use std::{collections::HashMap, hash::Hash};

/// How often something may happen in a stretch of time, counted for each key apart.
///
/// Counts are in memory only. A stretch begins with the first event of its key; who has used it up
/// waits for its end.
#[derive(Debug)]
pub(crate) struct Budget<K> {
    most: u32,
    seconds: u64,
    capacity: usize,
    counts: HashMap<K, Count>,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    began: u64,
    events: u32,
}

impl<K: Eq + Hash> Budget<K> {
    /// At most `most` events in `seconds` for each of at most `capacity` keys.
    pub(crate) fn new(most: u32, seconds: u64, capacity: usize) -> Self {
        Self {
            most,
            seconds,
            capacity,
            counts: HashMap::new(),
        }
    }

    /// Whether one more event is within the budget; otherwise the seconds to wait.
    pub(crate) fn check(&mut self, key: &K, now: u64) -> Result<(), u32> {
        let Some(count) = self.counts.get(key) else {
            return self.make_room(now);
        };
        let end = count.began.saturating_add(self.seconds);
        if now >= end || count.events < self.most {
            return Ok(());
        }
        Err(u32::try_from(end - now).unwrap_or(u32::MAX))
    }

    /// Counts an event.
    pub(crate) fn count(&mut self, key: K, now: u64) {
        let count = self.counts.entry(key).or_insert(Count {
            began: now,
            events: 0,
        });
        if now >= count.began.saturating_add(self.seconds) {
            *count = Count {
                began: now,
                events: 0,
            };
        }
        count.events = count.events.saturating_add(1);
    }

    /// [`check`](Self::check), and [`count`](Self::count) if it is.
    pub(crate) fn take(&mut self, key: K, now: u64) -> Result<(), u32> {
        self.check(&key, now)?;
        self.count(key, now);
        Ok(())
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.counts.clear();
    }

    /// Drops stretches that are over. Without room, nobody new is let in before the first ends.
    fn make_room(&mut self, now: u64) -> Result<(), u32> {
        if self.counts.len() < self.capacity {
            return Ok(());
        }
        let seconds = self.seconds;
        self.counts
            .retain(|_, count| now < count.began.saturating_add(seconds));
        if self.counts.len() < self.capacity {
            return Ok(());
        }
        Err(FULL)
    }
}

/// Seconds to wait where there is no room for another key.
const FULL: u32 = 60;

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn what_is_used_up_comes_back_with_time() {
        let mut budget = Budget::new(2, 100, 10);
        assert_eq!(budget.take("a", 1000), Ok(()));
        assert_eq!(budget.take("a", 1050), Ok(()));
        assert_eq!(budget.take("a", 1060), Err(40));
        assert_eq!(budget.take("b", 1060), Ok(()), "each has its own");
        assert_eq!(budget.take("a", 1099), Err(1));
        assert_eq!(budget.take("a", 1100), Ok(()));
        assert_eq!(budget.take("a", 1101), Ok(()));
        assert_eq!(budget.take("a", 1102), Err(98));
    }

    #[test]
    fn memory_is_bounded_and_frees_itself() {
        let mut budget = Budget::new(1, 10, 3);
        for key in 0..3 {
            assert_eq!(budget.take(key, 0), Ok(()));
        }
        assert_eq!(budget.take(3, 5), Err(60));
        assert_eq!(budget.take(3, 10), Ok(()));
        budget.clear();
        assert_eq!(budget.take(3, 10), Ok(()));
    }
}

use std::{
    collections::HashMap,
    hash::Hash,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A map of bounded size that may forget anything at any time.
///
/// It has two halves. When the young one is full it becomes the old one, and what was old and not
/// asked for since is dropped.
///
/// What was read from the store is put in with [`Cache::fill`], and refused if anything was
/// changed since the reader found it missing: so a slow reader cannot bring back what a commit
/// has overtaken.
#[derive(Debug)]
pub(crate) struct Cache<K, V> {
    halves: Mutex<Halves<K, V>>,
    half: usize,
}

#[derive(Debug)]
struct Halves<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    version: Version,
}

/// State of a cache when something was found missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Version(u64);

impl<K: Clone + Eq + Hash, V: Clone> Cache<K, V> {
    /// A cache that holds at most so many values.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            halves: Mutex::new(Halves {
                young: HashMap::new(),
                old: HashMap::new(),
                version: Version::default(),
            }),
            half: (capacity / 2).max(1),
        }
    }

    /// The value, or what has to be given back with it to [`Cache::fill`].
    pub(crate) fn find(&self, key: &K) -> Result<V, Version> {
        let mut halves = self.lock();
        if let Some(value) = halves.young.get(key) {
            return Ok(value.clone());
        }
        let Some(value) = halves.old.remove(key) else {
            return Err(halves.version);
        };
        self.insert(&mut halves, key.clone(), value.clone());
        Ok(value)
    }

    /// The value, read by `read` if it is missing.
    pub(crate) fn find_or<E>(
        &self,
        key: &K,
        read: impl FnOnce() -> Result<Option<V>, E>,
    ) -> Result<Option<V>, E> {
        let version = match self.find(key) {
            Ok(value) => return Ok(Some(value)),
            Err(version) => version,
        };
        let value = read()?;
        if let Some(value) = &value {
            self.fill(key.clone(), value.clone(), version);
        }
        Ok(value)
    }

    /// Puts in what was read after it had been found missing.
    pub(crate) fn fill(&self, key: K, value: V, missed_at: Version) {
        let mut halves = self.lock();
        if halves.version == missed_at {
            self.insert(&mut halves, key, value);
        }
    }

    /// Puts in what has just become true.
    pub(crate) fn put(&self, key: K, value: V) {
        let mut halves = self.lock();
        halves.version.0 += 1;
        halves.old.remove(&key);
        self.insert(&mut halves, key, value);
    }

    /// Forgets what is no longer true.
    pub(crate) fn forget(&self, key: &K) {
        let mut halves = self.lock();
        halves.version.0 += 1;
        halves.young.remove(key);
        halves.old.remove(key);
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        let mut halves = self.lock();
        halves.version.0 += 1;
        halves.young.clear();
        halves.old.clear();
    }

    fn insert(&self, halves: &mut Halves<K, V>, key: K, value: V) {
        if halves.young.len() >= self.half && !halves.young.contains_key(&key) {
            halves.old = mem::take(&mut halves.young);
        }
        halves.young.insert(key, value);
    }

    fn lock(&self) -> MutexGuard<'_, Halves<K, V>> {
        self.halves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Cache;

    #[test]
    fn size_is_bounded_and_what_is_used_stays() {
        let cache = Cache::new(10);
        for key in 0..1000 {
            cache.put(key, key);
            assert_eq!(cache.find(&0), Ok(0), "asked for all the time");
        }
        assert_eq!(
            (0..1000)
                .filter(|key| cache.find(key).is_ok())
                .count()
                .clamp(2, 10),
            { (0..1000).filter(|key| cache.find(key).is_ok()).count() }
        );
        assert!(cache.find(&500).is_err());
    }

    #[test]
    fn a_slow_reader_does_not_bring_back_what_changed() {
        let cache = Cache::new(4);
        let missed = cache.find(&1).unwrap_err();
        cache.put(1, "new");
        cache.forget(&1);
        cache.fill(1, "old", missed);
        assert!(cache.find(&1).is_err());
        let missed = cache.find(&1).unwrap_err();
        cache.fill(1, "current", missed);
        assert_eq!(cache.find(&1), Ok("current"));
    }
}

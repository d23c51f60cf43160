use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{commit::Commit, error::StoreError, store::Store};

/// A store for tests that keeps, for some of its steps, what was on the disk before and after: a
/// power cut within the step leaves something between the two.
///
/// What has been synchronised is on the disk; of what was written since, each sector may be there
/// or not. The order in which SQLite synchronises is that of its documentation for write-ahead mode
/// with `synchronous = FULL`: the log before a commit returns; the main file, after the log, before
/// the log is emptied or begun anew. [`Step::image`] takes this order as given and chooses freely
/// within it.
#[derive(Debug)]
pub struct PowerCuts<S> {
    inner: S,
    files: Files,
    plan: Mutex<Plan>,
}

/// The files of a store.
#[derive(Debug)]
struct Files {
    database: PathBuf,
    vault: PathBuf,
}

#[derive(Debug)]
struct Plan {
    /// Every so many steps one is kept.
    every: u64,
    seen: u64,
    kept: Vec<Step>,
}

/// What was on the disk before and after one step.
#[derive(Clone, Debug)]
pub struct Step {
    before: Disk,
    after: Disk,
}

/// The content of the files of a store at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disk {
    database: Vec<u8>,
    journal: Vec<u8>,
    vault: Vec<(PathBuf, Vec<u8>)>,
}

impl<S> PowerCuts<S> {
    /// Watches a store in this database, with its vault in this directory. Of every so many steps
    /// one is kept.
    pub fn new(inner: S, database: &Path, vault: &Path, every: u64) -> Self {
        Self {
            inner,
            files: Files {
                database: database.to_owned(),
                vault: vault.to_owned(),
            },
            plan: Mutex::new(Plan {
                every: every.max(1),
                seen: 0,
                kept: Vec::new(),
            }),
        }
    }

    /// The steps that were kept, in their order.
    pub fn steps(&self) -> Vec<Step> {
        self.plan().kept.clone()
    }

    fn watch(&self, step: impl FnOnce() -> Result<(), StoreError>) -> Result<(), StoreError> {
        let keep = {
            let mut plan = self.plan();
            plan.seen += 1;
            plan.seen.is_multiple_of(plan.every)
        };
        if !keep {
            return step();
        }
        let before = self.files.read().map_err(|_| StoreError::Io)?;
        step()?;
        let after = self.files.read().map_err(|_| StoreError::Io)?;
        self.plan().kept.push(Step { before, after });
        Ok(())
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Store> Store for PowerCuts<S> {
    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        self.watch(|| self.inner.commit(commit))
    }

    fn scrub(&self) -> Result<(), StoreError> {
        self.watch(|| self.inner.scrub())
    }

    crate::delegate_reads!(inner);
}

impl Step {
    /// The disk as it was before the step: what was answered until then must be there.
    #[must_use]
    pub const fn before(&self) -> &Disk {
        &self.before
    }

    /// The disk as it was after the step.
    #[must_use]
    pub const fn after(&self) -> &Disk {
        &self.after
    }

    /// The disk after a power cut at some moment of the step. `random` gives random numbers.
    pub fn image(&self, random: &mut impl FnMut() -> u64) -> Disk {
        let (before, after) = (&self.before, &self.after);
        let emptied = after.journal.len() < before.journal.len();
        // Keys are durable before anything lies under them, and destroyed ones are gone before the
        // main file changes.
        let vault_changed = !random().is_multiple_of(3);
        match random() % 3 {
            // While the log is written.
            0 if !emptied => Disk {
                database: before.database.clone(),
                journal: torn(&before.journal, &after.journal, random),
                vault: pick(vault_changed, &after.vault, &before.vault),
            },
            // While its content is moved to the main file.
            0 | 1 => Disk {
                database: torn(&before.database, &after.database, random),
                journal: pick(emptied, &before.journal, &after.journal),
                vault: after.vault.clone(),
            },
            // While the log is emptied, or just before the answer.
            _ => Disk {
                database: after.database.clone(),
                journal: pick(
                    emptied && random().is_multiple_of(2),
                    &before.journal,
                    &after.journal,
                ),
                vault: after.vault.clone(),
            },
        }
    }
}

impl Disk {
    /// The same without the write-ahead log: what a disk would leave that loses what it was told to
    /// keep.
    #[must_use]
    pub fn without_journal(&self) -> Self {
        Self {
            journal: Vec::new(),
            ..self.clone()
        }
    }

    /// Writes the files: the database at this path, its log beside it, and the vault.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&self, database: &Path, vault: &Path) -> io::Result<()> {
        let files = Files {
            database: database.to_owned(),
            vault: vault.to_owned(),
        };
        fs::write(&files.database, &self.database)?;
        fs::write(files.journal(), &self.journal)?;
        fs::create_dir_all(vault)?;
        for (name, bytes) in &self.vault {
            fs::write(vault.join(name), bytes)?;
        }
        Ok(())
    }
}

impl Files {
    fn journal(&self) -> PathBuf {
        let mut name = self.database.as_os_str().to_owned();
        name.push("-wal");
        name.into()
    }

    fn read(&self) -> io::Result<Disk> {
        let mut vault = Vec::new();
        for file in fs::read_dir(&self.vault)? {
            let file = file?;
            vault.push((file.file_name().into(), fs::read(file.path())?));
        }
        vault.sort();
        let journal = match fs::read(self.journal()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            other => other?,
        };
        Ok(Disk {
            database: fs::read(&self.database)?,
            journal,
            vault,
        })
    }
}

/// A file of which each changed sector was written or not. What lies beyond its old end may be
/// missing, or be zeros.
fn torn(before: &[u8], after: &[u8], random: &mut impl FnMut() -> u64) -> Vec<u8> {
    let grown = after.len().saturating_sub(before.len()) as u64;
    let length = before.len() as u64 + random() % (grown + 1);
    let length = if random().is_multiple_of(2) {
        before.len() as u64 + grown
    } else {
        length
    };
    let mut image = before.to_vec();
    image.resize(usize::try_from(length).unwrap_or(usize::MAX), 0);
    // Nearly all, nearly none, or anything between.
    let threshold = [0, 10, 50, 90, 100][(random() % 5) as usize];
    let sectors = image.chunks_mut(SECTOR).zip(after.chunks(SECTOR));
    for (sector, written) in sectors {
        let length = sector.len().min(written.len());
        if random() % 100 < threshold {
            sector[..length].copy_from_slice(&written[..length]);
        }
    }
    image
}

fn pick<T: Clone>(first: bool, one: &T, other: &T) -> T {
    if first { one.clone() } else { other.clone() }
}

/// Bytes that a disk writes at once.
const SECTOR: usize = 512;

#[cfg(test)]
mod tests {
    use super::torn;

    #[test]
    fn a_torn_file_has_old_and_new_sectors_and_zeros() {
        let before = vec![1; 4 * 512];
        let after = vec![2; 9 * 512 + 100];
        let mut state = 7_u64;
        let mut random = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            state >> 33
        };
        let mut lengths = std::collections::BTreeSet::new();
        let (mut mixed, mut holes) = (false, false);
        for _ in 0..200 {
            let image = torn(&before, &after, &mut random);
            assert!((before.len()..=after.len()).contains(&image.len()));
            lengths.insert(image.len());
            for (number, sector) in image.chunks(512).enumerate() {
                let expected: &[u8] = if number < 4 { &[1, 2] } else { &[0, 2] };
                // The last one may have ended within a sector of the old file.
                assert!(sector.iter().all(|byte| expected.contains(byte)));
            }
            mixed |= image[..2048].contains(&1) && image[..2048].contains(&2);
            holes |= image[2048..].contains(&0);
        }
        assert!(lengths.len() > 10 && mixed && holes);
    }
}

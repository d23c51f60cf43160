//! Backups of the database and the log key, and their way back.

use std::{
    error::Error,
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use sealroll_store::{SqliteStore, Store, StoreError, Vault};

use crate::{
    config::Config,
    key::{KeyFileError, LogKey},
    processor::{DATABASE, LOG_KEY, make_directory},
    recovery::Recovery,
    verify::Verification,
};

/// Copies database and log key, as of one moment, to a new directory, and verifies the copy. The
/// service may be running meanwhile. The vault is not copied: a key that is destroyed must end
/// the copies too.
///
/// # Errors
/// [`BackupError`]; [`BackupError::Unsound`] if the copy does not verify.
pub fn backup(config: &Config, directory: &Path) -> Result<Verification, BackupError> {
    if directory.exists() && fs::read_dir(directory)?.next().is_some() {
        return Err(BackupError::NotEmpty);
    }
    make_directory(directory)?;
    let store = SqliteStore::open_to_read(&config.data_dir.join(DATABASE), None)?;
    store.copy_to(&directory.join(DATABASE))?;
    copy_key(&config.data_dir, directory)?;
    Recovery::copy(&config.data_dir, directory)?;
    sound(verify(config, directory)?)
}

/// Verifies all that is stored in a directory: a backup, or the data directory of a service that
/// does not run. The vault is that of the configuration.
///
/// # Errors
/// [`BackupError`] if something cannot be read. What is wrong is in the result.
pub fn verify(config: &Config, directory: &Path) -> Result<Verification, BackupError> {
    let key = LogKey::read(&directory.join(LOG_KEY))?;
    let vault = Arc::new(Vault::read(&config.vault())?);
    let store = SqliteStore::open_to_read(&directory.join(DATABASE), Some(vault))?;
    Ok(Verification::run(&store, &config.origin, *key.public())?)
}

/// Verifies a backup and copies it to the data directory, which has no database, and verifies
/// that.
///
/// Whoever goes on from an older state signs a second history, which owners and guests take for a
/// lie. So the service signs nothing until [`recover`](crate::recover) has opened new parts of the
/// logs, unless the operator states that nothing was acknowledged since the backup was made
/// (`spec/protocol.md#RECV-1`).
///
/// # Errors
/// [`BackupError`]; nothing is copied if the backup does not verify.
pub fn restore(
    config: &Config,
    directory: &Path,
    since: Since,
) -> Result<Verification, BackupError> {
    if config.data_dir.join(DATABASE).exists() {
        return Err(BackupError::NotEmpty);
    }
    let found = sound(verify(config, directory)?)?;
    if since == Since::Nothing && found.unreadable_epochs > 0 {
        // Their keys were destroyed, and that was acknowledged.
        return Err(BackupError::Unsound(found));
    }
    make_directory(&config.data_dir)?;
    Recovery::copy(directory, &config.data_dir)?;
    let store = SqliteStore::open_to_read(&directory.join(DATABASE), None)?;
    if since == Since::Unknown {
        Recovery::begin(&config.data_dir, store.service_state()?)?;
    }
    let database = config.data_dir.join(DATABASE);
    let new = database.with_extension("new");
    // What a restore that was cut off has left.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    store.copy_to(&new)?;
    if !config.data_dir.join(LOG_KEY).exists() {
        copy_key(directory, &config.data_dir)?;
    }
    fs::rename(new, database)?;
    #[cfg(unix)]
    fs::File::open(&config.data_dir)?.sync_all()?;
    sound(verify(config, &config.data_dir)?)
}

/// What was acknowledged since a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Nothing, as the operator states.
    Nothing,
    /// That is not known.
    Unknown,
}

/// Makes a backup in a scratch directory, restores it beside it, compares, and removes both.
///
/// # Errors
/// [`BackupError`]; [`BackupError::Unsound`] if what came back is not what was copied.
pub fn drill(config: &Config, scratch: &Path) -> Result<Verification, BackupError> {
    make_directory(scratch)?;
    let copy: PathBuf = scratch.join("drill-backup");
    let mut restored = config.clone();
    restored.data_dir = scratch.join("drill-data");
    restored.vault_dir = Some(config.vault());
    // What a drill that was cut off has left.
    remove([&copy, &restored.data_dir])?;
    let result = backup(config, &copy).and_then(|before| {
        let after = restore(&restored, &copy, Since::Nothing)?;
        if before == after {
            Ok(after)
        } else {
            Err(BackupError::Unsound(after))
        }
    });
    remove([&copy, &restored.data_dir])?;
    result
}

fn remove(directories: [&PathBuf; 2]) -> io::Result<()> {
    for directory in directories {
        if directory.exists() {
            fs::remove_dir_all(directory)?;
        }
    }
    Ok(())
}

fn sound(found: Verification) -> Result<Verification, BackupError> {
    if found.is_sound() {
        Ok(found)
    } else {
        Err(BackupError::Unsound(found))
    }
}

fn copy_key(from: &Path, to: &Path) -> io::Result<()> {
    // The permissions are copied with it.
    fs::copy(from.join(LOG_KEY), to.join(LOG_KEY))?;
    fs::File::open(to.join(LOG_KEY))?.sync_all()?;
    #[cfg(unix)]
    fs::File::open(to)?.sync_all()?;
    Ok(())
}

/// Why a backup is not made, verified or restored.
#[derive(Debug)]
#[non_exhaustive]
pub enum BackupError {
    /// There is something already where the copy should go.
    NotEmpty,
    /// A file cannot be read or written.
    Io(io::Error),
    /// The log key cannot be read.
    Key(KeyFileError),
    /// Database or vault cannot be read or written.
    Store(StoreError),
    /// The copy does not verify.
    Unsound(Verification),
}

impl fmt::Display for BackupError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEmpty => formatter.write_str("there is something at the destination already"),
            Self::Io(error) => write!(formatter, "a file cannot be read or written: {error}"),
            Self::Key(error) => error.fmt(formatter),
            Self::Store(error) => write!(formatter, "database or vault: {error}"),
            Self::Unsound(found) => write!(formatter, "the copy does not verify: {found}"),
        }
    }
}

impl Error for BackupError {}

impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<KeyFileError> for BackupError {
    fn from(error: KeyFileError) -> Self {
        Self::Key(error)
    }
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

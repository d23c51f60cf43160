//! Going on after an older backup was restored (`spec/protocol.md#log-recovery`).

use std::{error::Error, fmt, fs, io, path::Path, sync::Arc};

use sealroll_log::SignedCheckpoint;
use sealroll_store::{LogId, ServiceState, SqliteStore, Store, StoreError};
use sealroll_wire::{ListId, Part};

use crate::{
    about::About,
    admission::Admission,
    batch::Batch,
    clock::Clock,
    config::Config,
    context::Context,
    gap::Gap,
    problem::Problem,
    processor::{DATABASE, StartError, open_directory, open_store},
    retention,
};

/// What the data directory says about restored backups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recovery {
    /// Whether a backup was restored and no parts were opened since.
    pub(crate) is_pending: bool,
    /// The part that logs begin with: they may have existed in a gap.
    pub(crate) newest: Part,
    /// What was lost and comes back.
    pub(crate) gaps: Vec<Gap>,
}

impl Recovery {
    pub(crate) fn read(directory: &Path) -> io::Result<Self> {
        Ok(Self {
            is_pending: directory.join(RESTORED).exists(),
            newest: read_part(&directory.join(PART))?.unwrap_or(Part::FIRST),
            gaps: Gap::read(directory)?,
        })
    }

    /// Notes that a backup is being restored to this directory, and what it says of its time.
    pub(crate) fn begin(directory: &Path, state: Option<ServiceState>) -> io::Result<()> {
        let (name, since) = Gap::begin(state);
        write(directory, name, &since)?;
        write(directory, RESTORED, "")
    }

    /// Copies what a backup has to keep beside the database.
    pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<()> {
        if let Some((name, gaps)) = Gap::copied(from)? {
            write(to, name, &gaps)?;
        }
        match read_part(&from.join(PART))? {
            Some(part) => write(to, PART, &part.to_string()),
            None => Ok(()),
        }
    }
}

/// What [`recover`] has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recovered {
    /// The part that was opened.
    pub part: Part,
    /// Lists whose logs have it now.
    pub lists: u64,
    /// Logs that have it now.
    pub logs: u64,
    /// Entries that are known to have been signed and are lost; 0 without a former directory.
    pub known_lost: u64,
}

/// Opens a new part of every log after a backup was restored, while the service does not run. From
/// then on it may sign again. With `former`, the data directory that was lost as far as it can be
/// read, the openings say how much was signed.
///
/// It can be called again if it was interrupted.
///
/// # Errors
/// [`RecoverError::NotRestored`] if no backup was restored.
pub fn recover(
    config: &Config,
    clock: Clock,
    former: Option<&Path>,
) -> Result<Recovered, RecoverError> {
    let directory = &config.data_dir;
    if !directory.join(RESTORED).exists() {
        return Err(RecoverError::NotRestored);
    }
    let (_lock, key) = open_directory(config)?;
    let store = open_store(config)?;
    let former = former.map(|former| SqliteStore::open_to_read(&former.join(DATABASE), None));
    let former = former.transpose()?;
    let about = About::load(config, &*store, &key, clock.now()).map_err(StartError::from)?;
    let admission = Admission::new(config)?;
    let context = Context::new(Arc::clone(&store), clock, key, config, about, admission);
    let lists = every_list(&*store)?;
    let part = match read_part(&directory.join(RESTORED))? {
        Some(part) => part,
        None => {
            let mut newest = Recovery::read(directory)?.newest;
            for list in &lists {
                newest = newest.max(newest_part(&context, *list)?);
            }
            let next = newest.value().saturating_add(1);
            Part(next.max(context.clock.now().seconds()))
        }
    };
    // From here on an interrupted run takes the same number again.
    write(directory, RESTORED, &part.to_string())?;
    let gap = Gap::end(directory, context.clock.now())?;
    let mut done = Recovered {
        part,
        lists: 0,
        logs: 0,
        known_lost: 0,
    };
    for list in lists {
        let mut batch = Batch::new(&context);
        done.lists += 1;
        for log in logs(&*store, list)? {
            let restored = context.log(log)?.ok_or(RecoverError::Failed)?;
            done.logs += 1;
            if restored.part() == part {
                continue;
            }
            let signed = match &former {
                Some(former) => former.head(log)?.map(|head| head.size),
                None => None,
            };
            let signed = signed.map(|size| size.max(restored.size()));
            done.known_lost += signed.map_or(0, |size| size - restored.size());
            batch.reopen(log, part, signed)?;
        }
        if !batch.is_empty() {
            retention::stage_lost(&mut batch, list)?;
        }
        batch.commit()?;
    }
    let (name, gaps) = gap.join(Gap::read(directory)?);
    write(directory, name, &gaps)?;
    write(directory, PART, &part.to_string())?;
    fs::remove_file(directory.join(RESTORED))?;
    sync(directory)?;
    Ok(done)
}

fn every_list(store: &dyn Store) -> Result<Vec<ListId>, StoreError> {
    let mut lists: Vec<ListId> = Vec::new();
    loop {
        let page = store.lists(lists.last(), 256)?;
        if page.is_empty() {
            return Ok(lists);
        }
        lists.extend(page);
    }
}

/// The logs of a list, the instruction log first.
fn logs(store: &dyn Store, list: ListId) -> Result<Vec<LogId>, StoreError> {
    let generations = store.generations(&list)?.into_iter();
    let mut logs = vec![LogId::instructions(list)];
    logs.extend(generations.map(|generation| LogId::records(list, generation)));
    Ok(logs)
}

fn newest_part(context: &Context, list: ListId) -> Result<Part, RecoverError> {
    let mut newest = Part::FIRST;
    for log in logs(&*context.store, list)? {
        let head = context.store.head(log)?.ok_or(RecoverError::Failed)?;
        let checkpoint =
            SignedCheckpoint::parse(&head.checkpoint).map_err(|_| RecoverError::Failed)?;
        let part = checkpoint.part(&context.log_name(log)?);
        newest = newest.max(part.ok_or(RecoverError::Failed)?);
    }
    Ok(newest)
}

/// The number in a file; `None` if there is no file, or nothing in it.
fn read_part(file: &Path) -> io::Result<Option<Part>> {
    match fs::read_to_string(file) {
        Ok(text) if text.is_empty() => Ok(None),
        Ok(text) => match text.parse() {
            Ok(part) => Ok(Some(part)),
            Err(_) => Err(io::ErrorKind::InvalidData.into()),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn write(directory: &Path, name: &str, text: &str) -> io::Result<()> {
    let new = directory.join(format!("{name}.new"));
    fs::write(&new, text)?;
    fs::File::open(&new)?.sync_all()?;
    fs::rename(new, directory.join(name))?;
    sync(directory)
}

fn sync(directory: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::File::open(directory)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = directory;
    Ok(())
}

/// Why no parts were opened, or not of every log. Calling [`recover`] again goes on.
#[derive(Debug)]
#[non_exhaustive]
pub enum RecoverError {
    /// No backup was restored to the data directory, or its parts are open already.
    NotRestored,
    /// The data directory cannot be used.
    Start(StartError),
    /// A file cannot be read or written.
    Io(io::Error),
    /// A database cannot be read or written.
    Store(StoreError),
    /// What is stored contradicts itself; see `verify`.
    Failed,
}

impl fmt::Display for Recovered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            part,
            lists,
            logs,
            known_lost,
        } = self;
        let json = serde_json::json!({
            "part": part.value(),
            "lists": lists,
            "logs": logs,
            "known_lost": known_lost,
        });
        json.fmt(formatter)
    }
}

impl fmt::Display for RecoverError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRestored => formatter.write_str("there is nothing to recover"),
            Self::Start(error) => error.fmt(formatter),
            Self::Io(error) => write!(formatter, "a file cannot be read or written: {error}"),
            Self::Store(error) => write!(formatter, "database: {error}"),
            Self::Failed => formatter.write_str("what is stored contradicts itself; see verify"),
        }
    }
}

impl Error for RecoverError {}

impl From<StartError> for RecoverError {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}

impl From<io::Error> for RecoverError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<StoreError> for RecoverError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Problem> for RecoverError {
    fn from(problem: Problem) -> Self {
        tracing::error!(code = problem.code, "a new part could not be opened");
        Self::Failed
    }
}

/// File that is there from a restored backup until parts were opened; then it holds their number.
const RESTORED: &str = "restored";
/// File with the part that logs begin with.
const PART: &str = "part";

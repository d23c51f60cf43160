use std::{
    error::Error,
    fmt, fs, io,
    net::SocketAddr,
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use sealroll_log::NoteError;
use sealroll_store::{SqliteOptions, SqliteStore, Store, StoreError, Vault};
use sealroll_wire::{Time, VerifyingKey};
use tokio::{
    net::TcpListener,
    runtime::{self, Runtime},
    sync::{Semaphore, mpsc, watch},
    task,
};
use zeroize::Zeroizing;

use crate::{
    about::{About, AboutError},
    address_limits::AddressLimits,
    admission::Admission,
    clock::Clock,
    config::Config,
    context::Context,
    key::{KeyFileError, LogKey},
    metrics,
    pages::Pages,
    recovery::Recovery,
    routes::Service,
    sequencer::Sequencer,
    server,
    sweeper::{self, Sweeper},
    tokens::{TokenError, Tokens},
};

/// A running processor. It stops when it is told to or dropped, which waits for the last batch:
/// not to be done inside an asynchronous task.
pub struct Processor {
    address: SocketAddr,
    log_key: VerifyingKey,
    origin: String,
    stop: watch::Sender<bool>,
    server: Option<task::JoinHandle<()>>,
    sequencer: Option<JoinHandle<()>>,
    sweeper: Sweeper,
    runtime: Option<Runtime>,
    _lock: fs::File,
}

impl Processor {
    /// Opens or makes database and log key in the data directory and begins to serve, on threads
    /// of its own.
    ///
    /// # Errors
    /// [`StartError`] names what is not usable.
    pub fn start(config: &Config, clock: Clock) -> Result<Self, StartError> {
        let (lock, key) = open_directory(config)?;
        Self::run(config, clock, open_store(config)?, key, lock)
    }

    /// The same over another store. The data directory still holds the log key.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn start_with(
        config: &Config,
        clock: Clock,
        store: Arc<dyn Store>,
    ) -> Result<Self, StartError> {
        let (lock, key) = open_directory(config)?;
        Self::run(config, clock, store, key, lock)
    }

    fn run(
        config: &Config,
        clock: Clock,
        store: Arc<dyn Store>,
        key: LogKey,
        lock: fs::File,
    ) -> Result<Self, StartError> {
        let log_key = *key.public();
        let pages = config.pages_dir.as_deref().map(Pages::read).transpose();
        let pages = pages.map_err(StartError::Pages)?.unwrap_or_default();
        let about = About::load(config, &*store, &key, clock.now())?;
        let mut context = Context::new(store, clock, key, config, about, Admission::new(config)?);
        context.recovery = Recovery::read(&config.data_dir).map_err(StartError::Directory)?;
        let context = Arc::new(context);
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(config.threads)
            .max_blocking_threads(BLOCKING_THREADS)
            .thread_name("processor")
            .enable_all()
            .build()
            .map_err(StartError::Threads)?;
        let listener = runtime
            .block_on(TcpListener::bind(config.listen))
            .map_err(StartError::Listen)?;
        let address = listener.local_addr().map_err(StartError::Listen)?;
        let (queue, jobs) = mpsc::channel(config.queue_max);
        let wait = Duration::from_micros(config.batch_wait_micros);
        let (handle, batch) = (runtime.handle().clone(), (config.batch_max, wait));
        let sequencer = Sequencer::start(Arc::clone(&context), jobs, handle, batch)
            .map_err(StartError::Threads)?;
        let sweeper = Sweeper::start(Arc::clone(&context), queue.clone(), &config.data_dir)
            .map_err(StartError::Threads)?;
        let address_limits = AddressLimits::new(config)?;
        let service = Arc::new(Service {
            address_limits,
            context,
            queue,
            authority: config.authority(),
            public_url: config
                .public_url
                .clone()
                .unwrap_or_else(|| format!("http://{address}")),
            pages,
            large_bodies: Semaphore::new(LARGE_BODIES),
        });
        let (stop, stopped) = watch::channel(false);
        if let Some(address) = config.metrics_listen {
            let listener = runtime
                .block_on(TcpListener::bind(address))
                .map_err(StartError::Metrics)?;
            let context = Arc::clone(&service.context);
            runtime.spawn(metrics::serve(listener, context, stopped.clone()));
        }
        let server = runtime.spawn(server::serve(
            listener,
            service,
            config.connections_max,
            stopped,
        ));
        Ok(Self {
            address,
            log_key,
            origin: config.origin.clone(),
            stop,
            server: Some(server),
            sequencer: Some(sequencer),
            sweeper,
            runtime: Some(runtime),
            _lock: lock,
        })
    }

    /// Where connections are accepted.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The public key of the checkpoints.
    #[must_use]
    pub const fn log_key(&self) -> &VerifyingKey {
        &self.log_key
    }

    /// The line that says that the processor is ready: JSON with `listening`, `origin` and
    /// `log_key`.
    #[must_use]
    pub fn ready_line(&self) -> String {
        serde_json::json!({
            "listening": self.address.to_string(),
            "origin": self.origin,
            "log_key": self.log_key.to_string(),
        })
        .to_string()
    }

    /// Looks now for what is to be marked or erased for its age, and does it
    /// (`spec/protocol.md#RET-1`). The service does so once a minute by itself, unless its clock is
    /// a manual one.
    ///
    /// # Errors
    /// [`SweepError`] if something of it failed; it is tried again at the next look.
    pub fn sweep(&self) -> Result<(), SweepError> {
        self.sweeper.sweep().map_err(|_| SweepError)
    }

    /// Leaves word for the service of this data directory, which may be running or not, that its
    /// clock is right (`spec/protocol.md#RET-3`).
    ///
    /// # Errors
    /// If the directory cannot be written to.
    pub fn confirm_clock(config: &Config) -> io::Result<()> {
        sweeper::confirm_clock(&config.data_dir)
    }

    /// Issues a token by which one list can be registered until this moment, where the
    /// configuration asks for tokens. The service of this data directory may be running.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn issue_token(config: &Config, until: Time) -> Result<Zeroizing<String>, TokenError> {
        Tokens::new(&config.data_dir).issue(until)
    }

    /// Takes back a token that was not used.
    ///
    /// # Errors
    /// [`TokenError::Unknown`] if no such token is waiting to be used.
    pub fn withdraw_token(config: &Config, token: &str) -> Result<(), TokenError> {
        Tokens::new(&config.data_dir).withdraw(token)
    }

    /// Waits until the process is told to end by SIGTERM or by ctrl-c.
    ///
    /// # Errors
    /// If the system does not let it wait for signals.
    pub fn wait_for_signal(&self) -> io::Result<()> {
        match &self.runtime {
            Some(runtime) => runtime.block_on(signal()),
            None => Ok(()),
        }
    }

    /// Stops: accepts nothing new, finishes the requests that have begun and the last batch.
    pub fn stop(mut self) {
        self.finish();
    }

    fn finish(&mut self) {
        self.stop.send_replace(true);
        if let (Some(runtime), Some(server)) = (&self.runtime, self.server.take()) {
            drop(runtime.block_on(server));
        }
        self.sweeper.stop();
        // The last senders of the queue go with the runtime, and the sequencer with them.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(5));
        }
        if let Some(sequencer) = self.sequencer.take() {
            drop(sequencer.join());
        }
    }
}

impl Drop for Processor {
    fn drop(&mut self) {
        self.finish();
    }
}

impl fmt::Debug for Processor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Processor")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// A look at what is too old has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SweepError;

impl fmt::Display for SweepError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the look at what is too old has failed")
    }
}

impl Error for SweepError {}

/// Why a processor does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The data directory cannot be made or locked.
    Directory(io::Error),
    /// Another processor uses the data directory.
    InUse,
    /// The log key is not usable.
    Key(KeyFileError),
    /// The keys under which envelopes are stored are not usable.
    Vault(StoreError),
    /// There is a database, but the keys under which its envelopes are stored are gone.
    VaultMissing,
    /// The database is not usable.
    Store(StoreError),
    /// The processor's statement about itself cannot be made.
    Statement(NoteError),
    /// The directory of the pages cannot be read.
    Pages(io::Error),
    /// The address cannot be listened to.
    Listen(io::Error),
    /// The address of the metrics cannot be listened to.
    Metrics(io::Error),
    /// Threads cannot be started.
    Threads(io::Error),
    /// The file with the authorization for the SMS gateway cannot be read.
    Sms(io::Error),
    /// The SMS gateway's address, body or authorization is not usable.
    SmsGateway,
}

impl fmt::Display for StartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(error) => write!(formatter, "data_dir cannot be used: {error}"),
            Self::InUse => formatter.write_str("data_dir is in use by another processor"),
            Self::Key(error) => error.fmt(formatter),
            Self::Vault(error) => write!(formatter, "vault_dir cannot be used: {error}"),
            Self::VaultMissing => formatter.write_str(
                "there is a database but no keys in vault_dir; bring them back from their backup",
            ),
            Self::Store(error) => write!(formatter, "the database cannot be used: {error}"),
            Self::Statement(error) => {
                write!(
                    formatter,
                    "the processor's statement cannot be made: {error}"
                )
            }
            Self::Pages(error) => write!(formatter, "pages_dir cannot be read: {error}"),
            Self::Listen(error) => write!(formatter, "listen cannot be used: {error}"),
            Self::Metrics(error) => write!(formatter, "metrics_listen cannot be used: {error}"),
            Self::Threads(error) => write!(formatter, "no threads: {error}"),
            Self::Sms(error) => {
                write!(formatter, "sms_authorization_file cannot be read: {error}")
            }
            Self::SmsGateway => formatter.write_str("sms_gateway cannot be used"),
        }
    }
}

impl Error for StartError {}

impl From<KeyFileError> for StartError {
    fn from(error: KeyFileError) -> Self {
        Self::Key(error)
    }
}

impl From<AboutError> for StartError {
    fn from(error: AboutError) -> Self {
        match error {
            AboutError::Store(error) => Self::Store(error),
            AboutError::Text(error) => Self::Statement(error),
        }
    }
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Makes and locks the data directory and reads the log key, or draws it at the first start.
pub(crate) fn open_directory(config: &Config) -> Result<(fs::File, LogKey), StartError> {
    let directory = &config.data_dir;
    make_directory(directory).map_err(StartError::Directory)?;
    let lock = fs::File::create(directory.join(LOCK)).map_err(StartError::Directory)?;
    take(&lock)?;
    let path = directory.join(LOG_KEY);
    if path.exists() {
        return Ok((lock, LogKey::read(&path)?));
    }
    if directory.join(DATABASE).exists() {
        return Err(KeyFileError::Missing.into());
    }
    Ok((lock, LogKey::create(&path)?))
}

/// Locks the data directory. The processor that had it may be about to end, or a process that it is
/// starting may hold its files for the instant before it runs; so this waits for a second.
fn take(lock: &fs::File) -> Result<(), StartError> {
    let since = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(fs::TryLockError::WouldBlock) if since.elapsed() < LOCK_WAIT => {
                thread::sleep(LOCK_WAIT / 50);
            }
            Err(fs::TryLockError::WouldBlock) => return Err(StartError::InUse),
            Err(fs::TryLockError::Error(error)) => return Err(StartError::Directory(error)),
        }
    }
}

/// Opens the database, or makes it.
pub(crate) fn open_store(config: &Config) -> Result<Arc<dyn Store>, StartError> {
    let mut options = SqliteOptions::default();
    options.max_bytes = config.max_database_mb.map(|size| size << 20);
    options.vault = Some(Arc::new(open_vault(config)?));
    let store = SqliteStore::open(&config.data_dir.join(DATABASE), options)?;
    Ok(Arc::new(store))
}

fn open_vault(config: &Config) -> Result<Vault, StartError> {
    let directory = config.vault();
    // New keys would hide what is stored under the old ones.
    if config.data_dir.join(DATABASE).exists() && !Vault::exists(&directory) {
        return Err(StartError::VaultMissing);
    }
    Vault::open(&directory, config.vault_backup_dir.as_deref()).map_err(StartError::Vault)
}

pub(crate) fn make_directory(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

#[cfg(unix)]
async fn signal() -> io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        result = tokio::signal::ctrl_c() => result,
    }
}

#[cfg(not(unix))]
async fn signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

pub(crate) const DATABASE: &str = "sealroll.db";
pub(crate) const LOG_KEY: &str = "log.key";
const LOCK: &str = "lock";
const LOCK_WAIT: Duration = Duration::from_secs(1);
/// Threads that read the store.
const BLOCKING_THREADS: usize = 16;
/// Large bodies that are read at a time: each up to 1 MB.
const LARGE_BODIES: usize = 16;

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior, config::DbConfig};
use sealroll_wire::{Epoch, FeedSummary, Generation, ListId, RecordId, Serial, StatementId};

use crate::{
    commit::{Commit, Purge},
    error::StoreError,
    log_id::LogId,
    rows::{
        DocumentRow, Documents, EntryBytes, EntryPlace, Envelope, EpochState, FeedRow, FoundRecord,
        InstructionRow, ListState, LogHead, RecordLogRow, ServiceState, StatementRow,
    },
    sqlite_feed,
    sqlite_fresh::Fresh,
    sqlite_read, sqlite_records,
    sqlite_records::Finder,
    sqlite_rows::Rows,
    sqlite_schema, sqlite_write,
    store::Store,
    vault::Vault,
};

/// A store in one SQLite file.
///
/// It runs in write-ahead mode and synchronises every commit (`synchronous = FULL`). One
/// connection writes; a few others read. Deleted content is overwritten in the file
/// (`secure_delete`), and [`scrub`](Store::scrub) empties the write-ahead log and destroys the
/// keys of purged epochs.
pub struct SqliteStore {
    path: PathBuf,
    // Closed before the writer: the last to close empties the write-ahead log, and a reader
    // could not.
    readers: Mutex<Vec<Connection>>,
    rows: Rows,
    writer: Mutex<Connection>,
    /// Locked while the writer is; `None` while it is not known.
    fresh: Mutex<Option<Fresh>>,
}

/// How a [`SqliteStore`] is run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SqliteOptions {
    /// Largest size of the database file in bytes; `None` for what the disk allows. The
    /// write-ahead log comes on top.
    pub max_bytes: Option<u64>,
    /// Memory for pages of the writer, in KiB.
    pub cache_kib: u32,
    /// Pages in the write-ahead log after which they are moved to the main file.
    pub checkpoint_pages: u32,
    /// Keys under which envelopes are stored; without them envelopes are stored as they are.
    pub vault: Option<Arc<Vault>>,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            max_bytes: None,
            cache_kib: 32 * 1024,
            checkpoint_pages: CHECKPOINT_PAGES,
            vault: None,
        }
    }
}

impl SqliteStore {
    /// Opens the store in this file, or makes it. The directory must exist; the file is made
    /// readable for its owner only.
    ///
    /// What a crash left in the write-ahead log is taken over, and the log is emptied.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] if the file is not a store of this version or cannot be opened.
    pub fn open(path: &Path, options: SqliteOptions) -> Result<Self, StoreError> {
        make_private(path).map_err(|_| StoreError::Unusable)?;
        let writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        writer.execute_batch(&format!(
            "PRAGMA page_size = {PAGE}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;
             PRAGMA wal_autocheckpoint = {};
             PRAGMA journal_size_limit = {JOURNAL_LIMIT}; PRAGMA cache_size = -{};",
            options.checkpoint_pages, options.cache_kib
        ))?;
        sqlite_schema::prepare(&writer)?;
        if let Some(bytes) = options.max_bytes {
            let pages = (bytes / PAGE).max(1);
            writer.execute_batch(&format!("PRAGMA max_page_count = {pages}"))?;
        }
        let store = Self {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            fresh: Mutex::default(),
            rows: Rows(options.vault),
        };
        store.purge_destroyed()?;
        match store.scrub() {
            // Emptying the log needs room in the main file. Without it the store still answers.
            Ok(()) | Err(StoreError::Full) => Ok(store),
            Err(error) => Err(error),
        }
    }

    /// Opens a store that is there, for reading only. Others may be using it.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_to_read(path: &Path, vault: Option<Arc<Vault>>) -> Result<Self, StoreError> {
        let writer = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        sqlite_schema::check(&writer)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            fresh: Mutex::default(),
            rows: Rows(vault),
        })
    }

    /// Writes all that is stored, as of one moment, to a new file, durably. Others may go on
    /// reading and writing meanwhile. The vault is not part of it.
    ///
    /// # Errors
    /// [`StoreError`], among them [`StoreError::Unusable`] if the file is there already.
    pub fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        if path.exists() {
            return Err(StoreError::Unusable);
        }
        make_private(path).map_err(|_| StoreError::Unusable)?;
        let target = path.to_str().ok_or(StoreError::Unusable)?;
        // SQLite takes an empty file for a new one.
        self.read(|connection| Ok(connection.execute("VACUUM INTO ?1", [target]).map(drop)?))?;
        fs::File::open(path)
            .and_then(|file| file.sync_all())
            .map_err(|_| StoreError::Io)
    }

    /// Deletes what can no longer be read because its key was destroyed: a backup that was
    /// restored may be older than a purge.
    fn purge_destroyed(&self) -> Result<(), StoreError> {
        let destroyed = self.rows.0.as_ref().map(|vault| vault.destroyed());
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (list, epoch) in destroyed.into_iter().flatten() {
            let known = sqlite_read::list_number(&transaction, &list)?.is_some();
            if known && !sqlite_records::epoch_state(&transaction, &list, epoch)?.purged {
                let purge = Purge { list, epoch };
                sqlite_write::purge_epoch(&transaction, &self.rows, purge)?;
            }
        }
        transaction.commit().map_err(StoreError::from)
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fresh(&self) -> MutexGuard<'_, Option<Fresh>> {
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pool(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a query on a reading connection.
    fn read<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let pooled = self.pool().pop();
        let connection = match pooled {
            Some(connection) => connection,
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        let answer = query(&connection);
        let mut pool = self.pool();
        if pool.len() < READERS {
            pool.push(connection);
        }
        answer
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SqliteStore")
            .finish_non_exhaustive()
    }
}

impl Store for SqliteStore {
    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        if let Some(vault) = &self.rows.0 {
            vault.provide(commit.appends.iter().flat_map(|append| {
                let records = append.records.iter();
                records.map(|record| (append.log.list, record.epoch))
            }))?;
        }
        let mut writer = self.writer();
        let mut known = self.fresh();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Dropping the transaction rolls back.
        let mut fresh = match known.take() {
            Some(fresh) => fresh,
            None => Fresh::read(&transaction)?,
        };
        sqlite_write::write(&transaction, &self.rows, commit, &mut fresh)?;
        fresh.settle(&transaction)?;
        transaction.commit()?;
        *known = Some(fresh);
        Ok(())
    }

    fn scrub(&self) -> Result<(), StoreError> {
        let writer = self.writer();
        if let Some(vault) = &self.rows.0 {
            vault.destroy(|list, epoch| {
                Ok(sqlite_records::epoch_state(&writer, list, epoch)?.purged)
            })?;
        }
        let deadline = Instant::now() + BUSY;
        loop {
            if checkpoint(&writer)? {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(StoreError::Busy);
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn documents(&self, list: &ListId) -> Result<Option<Documents>, StoreError> {
        self.read(|connection| sqlite_read::documents(connection, list))
    }

    fn lists(&self, after: Option<&ListId>, limit: usize) -> Result<Vec<ListId>, StoreError> {
        self.read(|connection| sqlite_read::lists(connection, after, limit))
    }

    fn list_state(&self, list: &ListId) -> Result<ListState, StoreError> {
        self.read(|connection| sqlite_read::list_state(connection, list))
    }

    fn statement(
        &self,
        list: &ListId,
        id: &StatementId,
    ) -> Result<Option<StatementRow>, StoreError> {
        self.read(|connection| sqlite_read::statement(connection, list, id))
    }

    fn statements(&self, list: &ListId, epoch: Epoch) -> Result<Vec<StatementRow>, StoreError> {
        self.read(|connection| sqlite_read::statements(connection, list, epoch))
    }

    fn statements_from(
        &self,
        list: &ListId,
        from: Serial,
        limit: usize,
    ) -> Result<Vec<StatementRow>, StoreError> {
        self.read(|connection| sqlite_read::statements_from(connection, list, from, limit))
    }

    fn last_statement(&self, list: &ListId) -> Result<Option<Serial>, StoreError> {
        self.read(|connection| sqlite_read::last_statement(connection, list))
    }

    fn open_epochs(&self, list: &ListId) -> Result<Vec<Epoch>, StoreError> {
        self.read(|connection| sqlite_read::open_epochs(connection, list))
    }

    fn generations(&self, list: &ListId) -> Result<Vec<Generation>, StoreError> {
        self.read(|connection| sqlite_read::generations(connection, list))
    }

    fn head(&self, log: LogId) -> Result<Option<LogHead>, StoreError> {
        self.read(|connection| sqlite_read::head(connection, log))
    }

    fn cosigned(&self, log: LogId) -> Result<Option<LogHead>, StoreError> {
        self.read(|connection| sqlite_read::cosigned(connection, log))
    }

    fn entries(&self, log: LogId, first: u64, count: u64) -> Result<Vec<EntryBytes>, StoreError> {
        self.read(|connection| sqlite_read::entries(connection, log, first, count))
    }

    fn tile(&self, log: LogId, level: u8, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|connection| sqlite_read::tile(connection, log, level, index))
    }

    fn log_documents(
        &self,
        list: &ListId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<DocumentRow>, StoreError> {
        self.read(|connection| sqlite_read::log_documents(connection, list, from, limit))
    }

    /// Uses the writing connection: it alone keeps its pages from one commit to the next, and it
    /// is the writer who asks.
    fn find_record(
        &self,
        list: &ListId,
        enc: &[u8; 32],
    ) -> Result<Option<FoundRecord>, StoreError> {
        let mut found = self.find_records(&[(*list, *enc)])?;
        Ok(found.pop().flatten())
    }

    fn find_records(
        &self,
        records: &[(ListId, [u8; 32])],
    ) -> Result<Vec<Option<FoundRecord>>, StoreError> {
        let mut writer = self.writer();
        let mut known = self.fresh();
        // One view of the file for all of them is cheaper than one for each.
        let transaction = writer.transaction()?;
        if known.is_none() {
            *known = Some(Fresh::read(&transaction)?);
        }
        let fresh = known.get_or_insert_default();
        let mut finder = Finder::new(&transaction, &self.rows, fresh)?;
        let records = records.iter();
        records.map(|(list, enc)| finder.find(list, enc)).collect()
    }

    fn find_entry(
        &self,
        list: &ListId,
        record: &RecordId,
    ) -> Result<Option<EntryPlace>, StoreError> {
        self.read(|connection| sqlite_records::find_entry(connection, list, record))
    }

    fn envelopes(
        &self,
        list: &ListId,
        generation: Generation,
        epoch: Epoch,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Envelope>, StoreError> {
        self.read(|connection| {
            sqlite_records::envelopes(connection, &self.rows, list, generation, epoch, from, limit)
        })
    }

    fn stored_records(
        &self,
        list: &ListId,
        epoch: Epoch,
    ) -> Result<Vec<(Generation, u64)>, StoreError> {
        self.read(|connection| sqlite_records::stored_records(connection, list, epoch))
    }

    fn epoch_state(&self, list: &ListId, epoch: Epoch) -> Result<EpochState, StoreError> {
        sqlite_records::epoch_state(&self.writer(), list, epoch)
    }

    fn last_instruction(&self, list: &ListId) -> Result<Option<InstructionRow>, StoreError> {
        self.read(|connection| sqlite_read::last_instruction(connection, list))
    }

    fn record_logs(&self, list: &ListId) -> Result<Vec<RecordLogRow>, StoreError> {
        self.read(|connection| sqlite_read::record_logs(connection, list))
    }

    fn is_deleted(&self, list: &ListId, generation: Generation) -> Result<bool, StoreError> {
        self.read(|connection| sqlite_read::is_deleted(connection, list, generation))
    }

    fn is_forgotten(&self, list: &ListId) -> Result<bool, StoreError> {
        self.read(|connection| sqlite_read::is_forgotten(connection, list))
    }

    fn has_reader(&self, list: &ListId, reader: &[u8; 32]) -> Result<bool, StoreError> {
        self.read(|connection| sqlite_read::has_reader(connection, list, reader))
    }

    fn has_nonce(&self, list: &ListId, nonce: &[u8; 16]) -> Result<bool, StoreError> {
        sqlite_read::has_nonce(&self.writer(), list, nonce)
    }

    fn feeds(
        &self,
        list: &ListId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<FeedSummary>, StoreError> {
        self.read(|connection| sqlite_feed::feeds(connection, list, from, limit))
    }

    fn feed(&self, list: &ListId, feed: u64) -> Result<Option<FeedRow>, StoreError> {
        self.read(|connection| sqlite_feed::feed(connection, list, feed))
    }

    fn last_feed(&self, list: &ListId) -> Result<Option<FeedRow>, StoreError> {
        self.read(|connection| sqlite_feed::last(connection, list))
    }

    fn feed_page(
        &self,
        list: &ListId,
        feed: u64,
        page: u16,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|connection| sqlite_feed::page(connection, list, feed, page))
    }

    fn blob(&self, list: &ListId) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        self.read(|connection| sqlite_read::blob(connection, list))
    }

    fn processor_statement(&self) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        self.read(sqlite_read::processor_statement)
    }

    fn service_state(&self) -> Result<Option<ServiceState>, StoreError> {
        self.read(sqlite_read::service_state)
    }
}

/// Moves everything from the write-ahead log to the main file and empties the log. `false` if
/// readers kept it from finishing.
fn checkpoint(writer: &Connection) -> Result<bool, StoreError> {
    let busy: i64 = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(busy == 0)
}

fn connect(path: &Path, mode: OpenFlags) -> Result<Connection, StoreError> {
    // The connection is never used by two threads at once; a mutex around it sees to that.
    let connection = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Else a statement is compiled anew whenever another value is bound that its plan might depend on.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

/// Makes the file, before SQLite does, so that only its owner may read it; its journals get the
/// same permissions.
fn make_private(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Bytes of a page.
const PAGE: u64 = 4096;
/// Pages in the write-ahead log (16 MiB) after which they are moved to the main file.
const CHECKPOINT_PAGES: u32 = 4096;
/// Size to which the write-ahead log shrinks after a burst.
const JOURNAL_LIMIT: u32 = 64 * 1024 * 1024;
/// How long to wait for another connection.
const BUSY: Duration = Duration::from_secs(5);
/// Reading connections that are kept.
const READERS: usize = 8;
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 64;

use sealroll_wire::{Epoch, FeedSummary, Generation, ListId, RecordId, Serial, StatementId};

use crate::{
    commit::Commit,
    error::StoreError,
    log_id::LogId,
    rows::{
        DocumentRow, Documents, EntryBytes, EntryPlace, Envelope, EpochState, FeedRow, FoundRecord,
        InstructionRow, ListState, LogHead, RecordLogRow, ServiceState, StatementRow,
    },
};

/// Durable storage of lists, logs and envelopes.
///
/// # Durability
///
/// 1. **One step.** [`commit`](Store::commit) stores all of a [`Commit`] or nothing. Nobody ever
///    reads a part of one, not even after a crash in the middle.
/// 2. **Durable means durable.** When `commit` returns `Ok`, its content survives the end of the
///    process and the loss of power. The caller may sign, publish and answer on the strength of it
///    (`spec/protocol.md#LOG-3`).
/// 3. **An error says what it knows.** After [`StoreError::Full`], [`StoreError::ReadOnly`],
///    [`StoreError::Conflict`] and [`StoreError::TooLarge`] nothing was stored. After any other error the commit may have been
///    stored or not; the caller forgets what it had staged and reads again.
/// 4. **In order.** A commit is visible to every read that begins after it returned.
/// 5. **Append only.** Entries, tiles, statements, documents and instructions are never changed, and
///    deleted only with their log or list, by [`Change::DeleteLog`](crate::Change::DeleteLog) and
///    [`Change::Forget`](crate::Change::Forget). Envelopes are deleted by purges and erasures.
/// 6. **One writer a log.** An [`Append`](crate::Append) that does not begin at the stored size is
///    a [`StoreError::Conflict`], so that a second processor can disturb but not fork a log.
/// 7. **Erased means erased.** After a purge or an erasure was committed and
///    [`scrub`](Store::scrub) returned `Ok`, the deleted envelopes' bytes are in none of the
///    store's own files, journals included. What a file system keeps of former versions is the
///    operator's concern.
///
/// Methods block; call them where blocking is allowed.
pub trait Store: Send + Sync {
    /// Stores all of a commit, durably, or nothing.
    ///
    /// # Errors
    /// See the durability rules above.
    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError>;

    /// Removes what deleted envelopes may have left in journals. It may be called at any time and
    /// again after an error.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if readers kept it from finishing.
    fn scrub(&self) -> Result<(), StoreError>;

    /// The documents of a list; `None` if it is not registered.
    ///
    /// # Errors
    /// [`StoreError`] if reading fails; so for each of the following.
    fn documents(&self, list: &ListId) -> Result<Option<Documents>, StoreError>;

    /// Lists with ids above this one, ascending, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn lists(&self, after: Option<&ListId>, limit: usize) -> Result<Vec<ListId>, StoreError>;

    /// What is known of a list; the default if it is not registered.
    ///
    /// # Errors
    /// [`StoreError`].
    fn list_state(&self, list: &ListId) -> Result<ListState, StoreError>;

    /// A statement of a list by its id.
    ///
    /// # Errors
    /// [`StoreError`].
    fn statement(
        &self,
        list: &ListId,
        id: &StatementId,
    ) -> Result<Option<StatementRow>, StoreError>;

    /// All statements for an epoch, serials ascending.
    ///
    /// # Errors
    /// [`StoreError`].
    fn statements(&self, list: &ListId, epoch: Epoch) -> Result<Vec<StatementRow>, StoreError>;

    /// Statements of a list from this serial on, ascending, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn statements_from(
        &self,
        list: &ListId,
        from: Serial,
        limit: usize,
    ) -> Result<Vec<StatementRow>, StoreError>;

    /// The highest serial of a list's statements.
    ///
    /// # Errors
    /// [`StoreError`].
    fn last_statement(&self, list: &ListId) -> Result<Option<Serial>, StoreError>;

    /// The epochs of a list that have a statement and are not purged, ascending.
    ///
    /// # Errors
    /// [`StoreError`].
    fn open_epochs(&self, list: &ListId) -> Result<Vec<Epoch>, StoreError>;

    /// The generations of a list that have a record log, ascending.
    ///
    /// # Errors
    /// [`StoreError`].
    fn generations(&self, list: &ListId) -> Result<Vec<Generation>, StoreError>;

    /// The record logs of a list, generations ascending, each with whether it is finished.
    ///
    /// # Errors
    /// [`StoreError`].
    fn record_logs(&self, list: &ListId) -> Result<Vec<RecordLogRow>, StoreError>;

    /// Whether a record log was deleted.
    ///
    /// # Errors
    /// [`StoreError`].
    fn is_deleted(&self, list: &ListId, generation: Generation) -> Result<bool, StoreError>;

    /// Whether a list was forgotten.
    ///
    /// # Errors
    /// [`StoreError`].
    fn is_forgotten(&self, list: &ListId) -> Result<bool, StoreError>;

    /// Newest size and checkpoint of a log.
    ///
    /// # Errors
    /// [`StoreError`].
    fn head(&self, log: LogId) -> Result<Option<LogHead>, StoreError>;

    /// Newest cosigned checkpoint of a log.
    ///
    /// # Errors
    /// [`StoreError`].
    fn cosigned(&self, log: LogId) -> Result<Option<LogHead>, StoreError>;

    /// Entries of a log from `first`, at most `count`, fewer at its end.
    ///
    /// # Errors
    /// [`StoreError`].
    fn entries(&self, log: LogId, first: u64, count: u64) -> Result<Vec<EntryBytes>, StoreError>;

    /// The bytes of a full tile.
    ///
    /// # Errors
    /// [`StoreError`].
    fn tile(&self, log: LogId, level: u8, index: u64) -> Result<Option<Vec<u8>>, StoreError>;

    /// Documents of the instruction log, leaf indices ascending from `from`, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn log_documents(
        &self,
        list: &ListId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<DocumentRow>, StoreError>;

    /// The record of a list with this encapsulated key, unless its epoch was purged.
    ///
    /// An envelope contains its `enc`, so this finds the same envelope again as well as another
    /// one that repeats the key.
    ///
    /// # Errors
    /// [`StoreError`].
    fn find_record(&self, list: &ListId, enc: &[u8; 32])
    -> Result<Option<FoundRecord>, StoreError>;

    /// The same for several records, in their order.
    ///
    /// # Errors
    /// [`StoreError`].
    fn find_records(
        &self,
        records: &[(ListId, [u8; 32])],
    ) -> Result<Vec<Option<FoundRecord>>, StoreError> {
        let records = records.iter();
        records
            .map(|(list, enc)| self.find_record(list, enc))
            .collect()
    }

    /// Where the entry of a record lies in the record logs of a list, whether or not its envelope
    /// is still stored. It may read the whole logs.
    ///
    /// # Errors
    /// [`StoreError`].
    fn find_entry(
        &self,
        list: &ListId,
        record: &RecordId,
    ) -> Result<Option<EntryPlace>, StoreError>;

    /// Envelopes of one epoch in one record log, leaf indices ascending from `from`, at most `limit`,
    /// without those that are restricted.
    ///
    /// # Errors
    /// [`StoreError`].
    fn envelopes(
        &self,
        list: &ListId,
        generation: Generation,
        epoch: Epoch,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Envelope>, StoreError>;

    /// Where the stored envelopes of an epoch lie, restricted ones included, ascending by
    /// (generation, leaf index).
    ///
    /// # Errors
    /// [`StoreError`].
    fn stored_records(
        &self,
        list: &ListId,
        epoch: Epoch,
    ) -> Result<Vec<(Generation, u64)>, StoreError>;

    /// How full an epoch is, and whether it was purged, is held or marked.
    ///
    /// # Errors
    /// [`StoreError`].
    fn epoch_state(&self, list: &ListId, epoch: Epoch) -> Result<EpochState, StoreError>;

    /// The instruction with the highest serial.
    ///
    /// # Errors
    /// [`StoreError`].
    fn last_instruction(&self, list: &ListId) -> Result<Option<InstructionRow>, StoreError>;

    /// Whether the reader with this id is admitted.
    ///
    /// # Errors
    /// [`StoreError`].
    fn has_reader(&self, list: &ListId, reader: &[u8; 32]) -> Result<bool, StoreError>;

    /// Whether a nonce was stored and not yet forgotten.
    ///
    /// # Errors
    /// [`StoreError`].
    fn has_nonce(&self, list: &ListId, nonce: &[u8; 16]) -> Result<bool, StoreError>;

    /// Feeds of a list whose pages are still there, numbers ascending from `from`, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn feeds(&self, list: &ListId, from: u64, limit: usize)
    -> Result<Vec<FeedSummary>, StoreError>;

    /// A feed of a list.
    ///
    /// # Errors
    /// [`StoreError`].
    fn feed(&self, list: &ListId, feed: u64) -> Result<Option<FeedRow>, StoreError>;

    /// The newest feed of a list, whether or not its pages are still there.
    ///
    /// # Errors
    /// [`StoreError`].
    fn last_feed(&self, list: &ListId) -> Result<Option<FeedRow>, StoreError>;

    /// The notices of one page of a feed.
    ///
    /// # Errors
    /// [`StoreError`].
    fn feed_page(&self, list: &ListId, feed: u64, page: u16)
    -> Result<Option<Vec<u8>>, StoreError>;

    /// The newest recovery blob of a list with its serial.
    ///
    /// # Errors
    /// [`StoreError`].
    fn blob(&self, list: &ListId) -> Result<Option<(u64, Vec<u8>)>, StoreError>;

    /// The newest statement of the processor with its version.
    ///
    /// # Errors
    /// [`StoreError`].
    fn processor_statement(&self) -> Result<Option<(u64, Vec<u8>)>, StoreError>;

    /// How long the processor has run; `None` before that was ever stored.
    ///
    /// # Errors
    /// [`StoreError`].
    fn service_state(&self) -> Result<Option<ServiceState>, StoreError>;
}

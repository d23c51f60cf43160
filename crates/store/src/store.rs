use sealroll_wire::{Epoch, Generation, ListId, Serial, StatementId};

use crate::{
    commit::Commit,
    error::StoreError,
    rows::{
        Documents, EntryBytes, Envelope, EpochState, InstructionRow, LogHead, RecordPlace,
        StatementRow,
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
/// 3. **An error says what it knows.** After [`StoreError::Full`], [`StoreError::Conflict`] and
///    [`StoreError::TooLarge`] nothing was stored. After any other error the commit may have been
///    stored or not; the caller forgets what it had staged and reads again.
/// 4. **In order.** A commit is visible to every read that begins after it returned.
/// 5. **Append only.** Entries, tiles, statements and instructions are never changed or deleted.
///    Envelopes are deleted by purges and by nothing else.
/// 6. **One writer a log.** An [`Append`](crate::Append) that does not begin at the stored size is
///    a [`StoreError::Conflict`], so that a second processor can disturb but not fork a log.
/// 7. **Erased means erased.** After a purge was committed and [`scrub`](Store::scrub) returned
///    `Ok`, the deleted envelopes' bytes are in none of the store's own files, journals included.
///    What a file system or a backup keeps of former versions is the operator's concern.
///
/// Methods block; call them where blocking is allowed.
pub trait Store: Send + Sync {
    /// Stores all of a commit, durably, or nothing.
    ///
    /// # Errors
    /// See the durability rules above.
    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError>;

    /// Removes what purged envelopes may have left in journals. It may be called at any time and
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

    /// The highest serial of a list's statements.
    ///
    /// # Errors
    /// [`StoreError`].
    fn last_statement(&self, list: &ListId) -> Result<Option<Serial>, StoreError>;

    /// The generations of a list that have a log, ascending.
    ///
    /// # Errors
    /// [`StoreError`].
    fn generations(&self, list: &ListId) -> Result<Vec<Generation>, StoreError>;

    /// Newest size and checkpoint of a log.
    ///
    /// # Errors
    /// [`StoreError`].
    fn head(&self, list: &ListId, generation: Generation) -> Result<Option<LogHead>, StoreError>;

    /// Newest cosigned checkpoint of a log.
    ///
    /// # Errors
    /// [`StoreError`].
    fn cosigned(
        &self,
        list: &ListId,
        generation: Generation,
    ) -> Result<Option<LogHead>, StoreError>;

    /// Entries of a log from `first`, at most `count`, fewer at its end.
    ///
    /// # Errors
    /// [`StoreError`].
    fn entries(
        &self,
        list: &ListId,
        generation: Generation,
        first: u64,
        count: u64,
    ) -> Result<Vec<EntryBytes>, StoreError>;

    /// The bytes of a full tile.
    ///
    /// # Errors
    /// [`StoreError`].
    fn tile(
        &self,
        list: &ListId,
        generation: Generation,
        level: u8,
        index: u64,
    ) -> Result<Option<Vec<u8>>, StoreError>;

    /// The record of a list with this encapsulated key, unless it was purged.
    ///
    /// An envelope contains its `enc`, so this finds the same envelope again as well as another
    /// one that repeats the key.
    ///
    /// # Errors
    /// [`StoreError`].
    fn find_record(&self, list: &ListId, enc: &[u8; 32])
    -> Result<Option<RecordPlace>, StoreError>;

    /// Envelopes of one epoch in one log, leaf indices ascending from `from`, at most `limit`.
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

    /// How full an epoch is and whether it was purged.
    ///
    /// # Errors
    /// [`StoreError`].
    fn epoch_state(&self, list: &ListId, epoch: Epoch) -> Result<EpochState, StoreError>;

    /// The instruction with the highest serial.
    ///
    /// # Errors
    /// [`StoreError`].
    fn last_instruction(&self, list: &ListId) -> Result<Option<InstructionRow>, StoreError>;

    /// Whether a nonce was stored and not yet forgotten.
    ///
    /// # Errors
    /// [`StoreError`].
    fn has_nonce(&self, list: &ListId, nonce: &[u8; 16]) -> Result<bool, StoreError>;
}

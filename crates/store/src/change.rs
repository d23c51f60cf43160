use sealroll_wire::{Epoch, Generation, ListId, RecordId, Serial, Time};

use crate::rows::{Finished, ServiceState};

/// A part of a [`Commit`](crate::Commit) that changes what is known of a list or of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change<'a> {
    /// Deletes one stored envelope, and remembers its `enc` so that it is not stored again.
    Erase(RecordKey, RecordId),
    /// Keeps one stored envelope from being handed out.
    Restrict(RecordKey),
    /// Ends that.
    LiftRecord(RecordKey),
    /// Notes that the epoch is not to be purged for its age.
    Hold(ListId, Epoch),
    /// Ends that.
    LiftEpoch(ListId, Epoch),
    /// Lets the bearer of the token with this id read the logs.
    Admit(ListId, [u8; 32]),
    /// Ends that.
    Dismiss(ListId, [u8; 32]),
    /// Notes that a certificate was revoked, for good. Nothing happens if there is none.
    Revoke(ListId, Serial),
    /// Marks an epoch to be purged for its age, when the processor had run so many seconds. A mark
    /// that is there already stays as it is.
    Mark(ListId, Epoch, u64),
    /// Removes the mark.
    Unmark(ListId, Epoch),
    /// Notes that the owner ended the list, and deletes its recovery blob.
    Terminate(ListId, Time),
    /// Marks a list that was ended to be forgotten, when the processor had run so many seconds. A
    /// mark that is there already stays as it is.
    MarkList(ListId, u64),
    /// Removes the mark.
    UnmarkList(ListId),
    /// Deletes a list with its logs, documents and statements, and all else that is known of it but
    /// its id, which is not registered again.
    Forget(ListId),
    /// Notes since when all epochs of a record log are purged, in the place of what was noted; `None`
    /// if there is something left of it to purge.
    Finished(ListId, Generation, Option<Finished>),
    /// Deletes entries, tiles and checkpoints of a record log, which does not begin anew. Its
    /// statements stay, and so does what is known of their epochs.
    DeleteLog(ListId, Generation),
    /// Stores a recovery blob under its serial in the place of the list's former one;
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) unless the serial is above that one's.
    Blob(ListId, u64, &'a [u8]),
    /// Stores a statement of the processor under its version.
    ProcessorStatement(u64, &'a [u8]),
    /// Notes that the list's instruction log has the processor statement of this version.
    StatementLogged(ListId, u64),
    /// Stores how long the processor has run.
    Service(ServiceState),
}

/// Names the stored envelope of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordKey {
    /// The list.
    pub list: ListId,
    /// The generation of the record's log.
    pub generation: Generation,
    /// Its epoch.
    pub epoch: Epoch,
    /// Leaf index of its entry.
    pub index: u64,
}

impl Change<'_> {
    /// The list that it is about.
    #[must_use]
    pub const fn list(&self) -> Option<&ListId> {
        match self {
            Self::Erase(key, _) | Self::Restrict(key) | Self::LiftRecord(key) => Some(&key.list),
            Self::Hold(list, _)
            | Self::LiftEpoch(list, _)
            | Self::Admit(list, _)
            | Self::Dismiss(list, _)
            | Self::Revoke(list, _)
            | Self::Mark(list, ..)
            | Self::Unmark(list, _)
            | Self::Terminate(list, _)
            | Self::MarkList(list, _)
            | Self::UnmarkList(list)
            | Self::Forget(list)
            | Self::Finished(list, ..)
            | Self::DeleteLog(list, _)
            | Self::Blob(list, ..)
            | Self::StatementLogged(list, _) => Some(list),
            Self::ProcessorStatement(..) | Self::Service(_) => None,
        }
    }
}

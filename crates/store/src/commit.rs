use sealroll_wire::{
    Epoch, FeedSummary, InstructionId, ListId, RecordId, Serial, StatementId, Time,
};

use crate::{change::Change, log_id::LogId, rows::EntryBytes};

/// What is to become durable in one step: all of it or nothing.
///
/// It may touch several lists and logs. The parts are applied in the order of the fields.
#[derive(Clone, Debug, Default)]
pub struct Commit<'a> {
    /// Lists, certificates and descriptors.
    pub registrations: Vec<Registration<'a>>,
    /// Epochs whose envelopes are deleted; this commit has none for them. They come before the
    /// entries, so that a full database has room for the entry of a purge.
    pub purges: Vec<Purge>,
    /// What orders and the retention change beside the logs.
    pub changes: Vec<Change<'a>>,
    /// New entries of logs, at most one [`Append`] for each log.
    pub appends: Vec<Append<'a>>,
    /// Checkpoints with the owner's cosignature.
    pub cosigned: Vec<Cosigned<'a>>,
    /// Orders of owners that have been carried out.
    pub instructions: Vec<Instruction>,
    /// Feeds of notices.
    pub feeds: Vec<NewFeed<'a>>,
    /// Nonces of signed requests.
    pub nonces: Vec<Nonce>,
    /// Nonces that expired before this moment are forgotten.
    pub forget_nonces_before: Option<Time>,
    /// Pages of feeds that were published before this moment are deleted.
    pub forget_feeds_before: Option<Time>,
}

impl Commit<'_> {
    /// Whether there is nothing to store.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.registrations.is_empty()
            && self.appends.is_empty()
            && self.cosigned.is_empty()
            && self.instructions.is_empty()
            && self.purges.is_empty()
            && self.changes.is_empty()
            && self.feeds.is_empty()
            && self.forget_feeds_before.is_none()
            && self.nonces.is_empty()
    }
}

/// A list with its root document, and certificates and descriptors that are added to it.
///
/// What is stored already under the same serial or version stays as it is.
#[derive(Clone, Debug)]
pub struct Registration<'a> {
    /// The list.
    pub list: ListId,
    /// Its root document.
    pub root: &'a [u8],
    /// Certificates by serial.
    pub certificates: Vec<(Serial, &'a [u8])>,
    /// Descriptors by version.
    pub descriptors: Vec<(u32, &'a [u8])>,
}

/// A run of entries at the end of one log, with all that hangs on them.
#[derive(Clone, Debug)]
pub struct Append<'a> {
    /// The log, of a list that is registered. It begins with its first append.
    pub log: LogId,
    /// Size of the log before; [`StoreError::Conflict`](crate::StoreError::Conflict) if it has
    /// another one.
    pub first: u64,
    /// The entries, at least one.
    pub entries: &'a [EntryBytes],
    /// Envelopes of entries among these.
    pub records: Vec<NewRecord<'a>>,
    /// Statements of entries among these.
    pub statements: Vec<NewStatement<'a>>,
    /// Documents of entries among these, in an instruction log.
    pub documents: Vec<NewDocument<'a>>,
    /// Tiles that became full.
    pub tiles: Vec<Tile<'a>>,
    /// The signed checkpoint over the log with these entries.
    pub checkpoint: &'a [u8],
}

impl Append<'_> {
    /// Size of the log afterwards.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.first.saturating_add(self.entries.len() as u64)
    }
}

/// An envelope and its place in the log.
#[derive(Clone, Copy, Debug)]
pub struct NewRecord<'a> {
    /// Leaf index of its entry.
    pub index: u64,
    /// Its epoch.
    pub epoch: Epoch,
    /// Its id: the hash of the envelope.
    pub record: RecordId,
    /// Its encapsulated key, by which it is found again; a part of the envelope.
    pub enc: &'a [u8; 32],
    /// The envelope as received.
    pub envelope: &'a [u8],
}

/// A statement and its place in the log.
#[derive(Clone, Copy, Debug)]
pub struct NewStatement<'a> {
    /// Its id.
    pub id: StatementId,
    /// Leaf index of its entry.
    pub index: u64,
    /// Its epoch.
    pub epoch: Epoch,
    /// Its serial, unique within the list.
    pub serial: Serial,
    /// When the entry was made, by the processor's clock.
    pub logged_at: Time,
    /// The statement as received.
    pub bytes: &'a [u8],
}

/// A document beside an entry of an instruction log. Documents are never deleted.
#[derive(Clone, Copy, Debug)]
pub struct NewDocument<'a> {
    /// Leaf index of its entry.
    pub index: u64,
    /// The document as received or made.
    pub bytes: &'a [u8],
}

/// A full tile of hashes.
#[derive(Clone, Debug)]
pub struct Tile<'a> {
    /// Its level, 0 for leaf hashes.
    pub level: u8,
    /// Its index within the level.
    pub index: u64,
    /// The hashes, 32 bytes each.
    pub bytes: &'a [u8],
}

/// A checkpoint that the owner's witness has cosigned. It replaces the former one of the log.
#[derive(Clone, Copy, Debug)]
pub struct Cosigned<'a> {
    /// The log.
    pub log: LogId,
    /// Size of the log in the checkpoint; not smaller than the former one's.
    pub size: u64,
    /// Serial of the certificate of the key that cosigned.
    pub certificate: Serial,
    /// The note with both signatures.
    pub checkpoint: &'a [u8],
}

/// An order that has been carried out; its note is a document of the instruction log.
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    /// The list.
    pub list: ListId,
    /// Its serial, above the last one's.
    pub serial: Serial,
    /// Its id.
    pub id: InstructionId,
    /// Leaf index of its entry in the instruction log.
    pub index: u64,
}

/// An epoch whose envelopes are deleted, in every log of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purge {
    /// The list.
    pub list: ListId,
    /// The epoch.
    pub epoch: Epoch,
}

/// A feed of notices with its pages.
#[derive(Clone, Debug)]
pub struct NewFeed<'a> {
    /// The list.
    pub list: ListId,
    /// Its number, time and shape; [`StoreError::Conflict`](crate::StoreError::Conflict) unless it
    /// follows the last one.
    pub summary: FeedSummary,
    /// The certificate of the key that signed its notices.
    pub certificate: &'a [u8],
    /// SHA-256 of the feed as received, by which it is known again.
    pub digest: [u8; 32],
    /// The notices of each page.
    pub pages: Vec<&'a [u8]>,
}

/// A nonce that must not be seen again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce {
    /// The list whose key signed the request.
    pub list: ListId,
    /// The nonce.
    pub nonce: [u8; 16],
    /// When the request expires; from then on it is refused for its age.
    pub expires: Time,
}

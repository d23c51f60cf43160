use sealroll_wire::{Epoch, FeedSummary, Generation, InstructionId, Serial, StatementId, Time};

/// The bytes of a log entry (`spec/protocol.md#log`).
pub type EntryBytes = [u8; 38];

/// What the root of a list has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documents {
    /// The root document.
    pub root: Vec<u8>,
    /// The certificates, serials ascending.
    pub certificates: Vec<Vec<u8>>,
    /// The descriptors, versions ascending.
    pub descriptors: Vec<Vec<u8>>,
    /// Serials of the certificates that were revoked, ascending.
    pub revoked: Vec<Serial>,
}

/// A feed without its pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRow {
    /// Its number, time and shape.
    pub summary: FeedSummary,
    /// The certificate of the key that signed its notices.
    pub certificate: Vec<u8>,
    /// SHA-256 of the feed as received.
    pub digest: [u8; 32],
}

/// The newest signed state of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogHead {
    /// Number of entries.
    pub size: u64,
    /// The signed checkpoint.
    pub checkpoint: Vec<u8>,
    /// For a cosigned checkpoint, the serial of the witness' certificate.
    pub certificate: Option<Serial>,
}

/// A statement in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRow {
    /// Its id.
    pub id: StatementId,
    /// Its generation.
    pub generation: Generation,
    /// Its epoch.
    pub epoch: Epoch,
    /// Its serial.
    pub serial: Serial,
    /// Leaf index of its entry.
    pub index: u64,
    /// When the entry was made, by the processor's clock.
    pub logged_at: Time,
    /// The statement as received.
    pub bytes: Vec<u8>,
}

/// What is known of a record by its `enc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundRecord {
    /// It is stored.
    Stored(RecordPlace),
    /// It was erased by itself; it must not be stored again.
    Erased,
}

/// Where a record with a given `enc` lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPlace {
    /// The generation of its log.
    pub generation: Generation,
    /// Its epoch.
    pub epoch: Epoch,
    /// Its leaf index.
    pub index: u64,
    /// The envelope as received.
    pub envelope: Vec<u8>,
}

/// Where the entry of a record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryPlace {
    /// The generation of its log.
    pub generation: Generation,
    /// Its epoch.
    pub epoch: Epoch,
    /// Its leaf index.
    pub index: u64,
}

/// An envelope and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Its leaf index.
    pub index: u64,
    /// The envelope as received.
    pub bytes: Vec<u8>,
}

/// A document beside an entry of an instruction log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// Leaf index of its entry.
    pub index: u64,
    /// The document as received or made.
    pub bytes: Vec<u8>,
}

/// What is known of an epoch of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EpochState {
    /// Envelopes ever stored for it, in all logs; deleting does not lower it.
    pub records: u64,
    /// Whether it has been purged.
    pub purged: bool,
    /// Whether the owner keeps it from being purged for its age.
    pub held: bool,
    /// If it is marked to be purged for its age: seconds that the processor had run by then.
    pub marked: Option<u64>,
}

/// What is known of a list beside its documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListState {
    /// When the owner ended it.
    pub terminated: Option<Time>,
    /// Seconds that the processor had run when it marked the list to be forgotten.
    pub marked: Option<u64>,
    /// The newest processor statement in its instruction log; 0 if there is none.
    pub processor_statement: u64,
}

/// Since when nothing of a record log is left to be purged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finished {
    /// When that was noticed.
    pub since: Time,
    /// If it is marked to be deleted for its age: seconds that the processor had run by then.
    pub marked: Option<u64>,
}

/// A record log as far as its age goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordLogRow {
    /// Its generation.
    pub generation: Generation,
    /// Whether it has statements, all of purged epochs.
    pub is_finished: bool,
    /// What was noted of that.
    pub finished: Option<Finished>,
}

/// How long the processor has run, and what its clock said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceState {
    /// Seconds that it has run, in all its starts together.
    pub uptime: u64,
    /// What its clock said when that was stored.
    pub clock: Time,
    /// Whether its clock has jumped and nobody has confirmed it.
    pub clock_in_doubt: bool,
}

/// An order that has been carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstructionRow {
    /// Its serial.
    pub serial: Serial,
    /// Its id.
    pub id: InstructionId,
    /// Leaf index of its entry in the instruction log.
    pub index: u64,
}

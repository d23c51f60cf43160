use sealroll_wire::{Epoch, Generation, InstructionId, Serial, StatementId, Time};

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

/// An envelope and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Its leaf index.
    pub index: u64,
    /// The envelope as received.
    pub bytes: Vec<u8>,
}

/// What is known of an epoch of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EpochState {
    /// Envelopes ever stored for it, in all logs; deleting does not lower it.
    pub records: u64,
    /// Whether it has been purged.
    pub purged: bool,
}

/// An order that has been carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstructionRow {
    /// Its serial.
    pub serial: Serial,
    /// Its id.
    pub id: InstructionId,
    /// Where its entry lies.
    pub generation: Generation,
    /// Leaf index of its entry.
    pub index: u64,
    /// The signed note.
    pub note: Vec<u8>,
}

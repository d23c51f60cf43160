//! Made-up content for tests of stores: right in layout, random in nothing.

use sealroll_wire::{Epoch, Generation, ListId, RecordId, Serial, StatementId, Time};

use crate::{
    commit::{Append, Commit, NewRecord, NewStatement, Registration, Tile},
    log_id::LogId,
    rows::EntryBytes,
};

/// An envelope of the smallest size whose bytes follow from a number.
#[must_use]
pub fn envelope(number: u32) -> Vec<u8> {
    let seed = number.to_be_bytes();
    (0..391_u32)
        .map(|at| {
            seed[at as usize % 4]
                .wrapping_mul(31)
                .wrapping_add((at * 7) as u8)
        })
        .collect()
}

/// The encapsulated key in an envelope.
#[must_use]
pub fn enc(envelope: &[u8]) -> &[u8; 32] {
    envelope
        .get(87..)
        .and_then(|rest| rest.first_chunk())
        .expect("sample envelopes are long enough")
}

/// A log entry whose bytes follow from a number.
#[must_use]
pub fn entry(number: u64) -> EntryBytes {
    let mut entry = [1; 38];
    entry[30..].copy_from_slice(&number.to_be_bytes());
    entry
}

/// A list whose id follows from a number.
#[must_use]
pub fn list(number: u8) -> ListId {
    ListId::from_bytes([number; 16])
}

/// Registers a list without documents but its root.
#[must_use]
pub fn registration(list: ListId) -> Commit<'static> {
    Commit {
        registrations: vec![Registration {
            list,
            root: b"root",
            certificates: vec![(Serial(1), b"certificate")],
            descriptors: vec![(1, b"descriptor")],
        }],
        ..Commit::default()
    }
}

/// Content of one [`Append`], owned.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The list.
    pub list: ListId,
    /// The generation.
    pub generation: Generation,
    /// Leaf index of the first entry.
    pub first: u64,
    /// One entry for each envelope, then one for each statement.
    pub entries: Vec<EntryBytes>,
    /// Epoch and bytes of each envelope.
    pub envelopes: Vec<(Epoch, Vec<u8>)>,
    /// Epoch and serial of each statement.
    pub statements: Vec<(Epoch, Serial)>,
    /// Full tiles.
    pub tiles: Vec<(u8, u64, Vec<u8>)>,
}

impl Batch {
    /// An append of the envelopes with these numbers to generation 1.
    #[must_use]
    pub fn of_records(list: ListId, first: u64, epoch: Epoch, numbers: &[u32]) -> Self {
        Self {
            list,
            generation: Generation(1),
            first,
            entries: (first..).take(numbers.len()).map(entry).collect(),
            envelopes: numbers
                .iter()
                .map(|number| (epoch, envelope(*number)))
                .collect(),
            statements: Vec::new(),
            tiles: Vec::new(),
        }
    }

    /// An append of statements to generation 1.
    #[must_use]
    pub fn of_statements(list: ListId, first: u64, statements: &[(Epoch, Serial)]) -> Self {
        Self {
            entries: (first..).take(statements.len()).map(entry).collect(),
            statements: statements.to_vec(),
            ..Self::of_records(list, first, Epoch(0), &[])
        }
    }

    /// The checkpoint that stands for the log afterwards.
    #[must_use]
    pub fn checkpoint(&self) -> Vec<u8> {
        format!("checkpoint {}", self.first + self.entries.len() as u64).into_bytes()
    }

    /// The append itself.
    #[must_use]
    pub fn append<'a>(&'a self, checkpoint: &'a [u8]) -> Append<'a> {
        let records = (self.first..).zip(&self.envelopes);
        let statements = (self.first + self.envelopes.len() as u64..).zip(&self.statements);
        Append {
            log: LogId::records(self.list, self.generation),
            first: self.first,
            entries: &self.entries,
            documents: Vec::new(),
            records: records
                .map(|(index, (epoch, envelope))| NewRecord {
                    index,
                    epoch: *epoch,
                    record: RecordId::of_envelope(envelope),
                    enc: enc(envelope),
                    envelope,
                })
                .collect(),
            statements: statements
                .map(|(index, (epoch, serial))| NewStatement {
                    id: statement_id(*serial),
                    index,
                    epoch: *epoch,
                    serial: *serial,
                    logged_at: LOGGED_AT,
                    bytes: b"statement",
                })
                .collect(),
            tiles: self
                .tiles
                .iter()
                .map(|(level, index, bytes)| Tile {
                    level: *level,
                    index: *index,
                    bytes,
                })
                .collect(),
            checkpoint,
        }
    }
}

/// The id of the sample statement with this serial.
#[must_use]
pub fn statement_id(serial: Serial) -> StatementId {
    let mut bytes = [9; 32];
    bytes[24..].copy_from_slice(&serial.value().to_be_bytes());
    StatementId::from_bytes(bytes)
}

/// When sample statements were logged.
pub const LOGGED_AT: Time = Time::MAX;

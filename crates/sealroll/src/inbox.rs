//! What the owner knows of the logged records: their entries, which keys have occurred, and what
//! was opened.

use std::collections::{BTreeMap, BTreeSet};

use sealroll_core::{CheckIn, FollowUp, TicketPublicKey};
use sealroll_log::{Entry, EntryKind, Note};
use sealroll_wire::{
    DecodeError, DocumentKind, Epoch, Generation, Instruction, Order, Reader, RecordId, Writer,
    limit,
};

use crate::losses::Loss;
use crate::position::Position;

/// A copy of the logs' entries, and a memory of record ids, ephemeral keys and ticket keys, so
/// that nothing counts twice.
///
/// It is a cache: without it a sync fetches every entry again and the open epochs are opened
/// again. Saved, it contains no personal data and no secret keys; opened records stay in memory.
#[derive(Debug, Default)]
pub struct Inbox {
    logs: BTreeMap<Generation, Vec<Entry>>,
    /// Documents of the instruction log, in the order of its entries.
    documents: Vec<(DocumentKind, Vec<u8>)>,
    record_ids: Claims,
    encs: Claims,
    ticket_keys: Claims,
    check_ins: BTreeMap<RecordId, KnownCheckIn>,
    records: BTreeMap<Position, OpenedRecord>,
    /// What the processor lost of the logs that are copied here, oldest first.
    pub(crate) losses: Vec<Loss>,
    /// Purged epochs of logs that are deleted.
    deleted: BTreeSet<Epoch>,
}

/// A record that was opened and passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedRecord {
    /// Where its entry stands.
    pub position: Position,
    /// The epoch that it was sealed to.
    pub epoch: Epoch,
    /// Its record id.
    pub record_id: RecordId,
    /// What it says.
    pub content: Content,
}

/// What an opened record says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// A guest arrived.
    CheckIn(CheckIn),
    /// A guest followed a check-in up; the ticket's signature has been verified.
    FollowUp(FollowUp),
}

#[derive(Clone, Copy, Debug)]
struct KnownCheckIn {
    epoch: Epoch,
    ticket_key: TicketPublicKey,
}

impl Inbox {
    /// An inbox that knows nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let version = reader.u8()?;
        if !(WITHOUT_LOSSES..=VERSION).contains(&version) {
            return Err(DecodeError::UnsupportedVersion);
        }
        let mut inbox = Self::new();
        for _ in 0..reader.u32()? {
            let generation = Generation(reader.u32()?);
            let mut entries = Vec::new();
            for _ in 0..reader.u64()? {
                let entry = Entry::from_bytes(reader.bytes(Entry::LENGTH)?);
                entries.push(entry.map_err(|_| DecodeError::BadValue)?);
            }
            inbox.logs.insert(generation, entries);
        }
        for _ in 0..reader.u32()? {
            let number = reader.u8()?;
            let mut kinds = DocumentKind::ALL.into_iter();
            let kind = kinds.find(|kind| kind.number() == number);
            let bytes = reader.bytes16(limit::MAX_DOCUMENT)?.to_vec();
            let document = (kind.ok_or(DecodeError::BadValue)?, bytes);
            inbox.documents.push(document);
        }
        inbox.record_ids = Claims::read(&mut reader)?;
        inbox.encs = Claims::read(&mut reader)?;
        inbox.ticket_keys = Claims::read(&mut reader)?;
        for _ in 0..reader.u64()? {
            let record_id = RecordId::from_bytes(reader.array()?);
            let epoch = Epoch(reader.u32()?);
            let ticket_key = TicketPublicKey::from_bytes(&reader.array()?);
            let known = KnownCheckIn {
                epoch,
                ticket_key: ticket_key.map_err(|_| DecodeError::BadKey)?,
            };
            inbox.check_ins.insert(record_id, known);
        }
        if version != WITHOUT_LOSSES {
            inbox.losses = Loss::read_all(&mut reader)?;
        }
        if version == VERSION {
            for _ in 0..reader.u32()? {
                inbox.deleted.insert(Epoch(reader.u32()?));
            }
        }
        reader.finish()?;
        Ok(inbox)
    }

    /// Writes the inbox without the opened records, to be saved beside the device file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        let generations = u32::try_from(self.logs.len()).expect("generations count in 32 bits");
        writer.u8(VERSION).u32(generations);
        for (generation, entries) in &self.logs {
            writer.u32(generation.value()).u64(entries.len() as u64);
            for entry in entries {
                writer.bytes(&entry.to_bytes());
            }
        }
        let documents = u32::try_from(self.documents.len());
        writer.u32(documents.expect("documents count in 32 bits"));
        for (kind, bytes) in &self.documents {
            writer
                .u8(kind.number())
                .bytes16(bytes)
                .expect("longer documents are refused");
        }
        self.record_ids.write(&mut writer);
        self.encs.write(&mut writer);
        self.ticket_keys.write(&mut writer);
        writer.u64(self.check_ins.len() as u64);
        for (record_id, known) in &self.check_ins {
            writer
                .bytes(record_id.as_bytes())
                .u32(known.epoch.value())
                .bytes(known.ticket_key.as_bytes());
        }
        Loss::write_all(&self.losses, &mut writer);
        let deleted = u32::try_from(self.deleted.len());
        writer.u32(deleted.expect("epochs count in 32 bits"));
        for epoch in &self.deleted {
            writer.u32(epoch.value());
        }
        writer.into_bytes()
    }

    /// Every record opened so far, in log order.
    pub fn records(&self) -> impl ExactSizeIterator<Item = &OpenedRecord> {
        self.records.values()
    }

    /// Positions of an epoch's records in the log, in log order.
    pub fn logged(&self, epoch: Epoch) -> impl Iterator<Item = Position> + '_ {
        self.logs.iter().flat_map(move |(generation, entries)| {
            let indexed = entries.iter().zip(0..);
            indexed
                .filter(move |(entry, _)| entry.kind == EntryKind::Record && entry.epoch == epoch)
                .map(|(_, index)| Position {
                    generation: *generation,
                    index,
                })
        })
    }

    /// Whether the log says that an epoch's envelopes were erased.
    #[must_use]
    pub fn is_purged(&self, epoch: Epoch) -> bool {
        let mut entries = self.logs.values().flatten();
        entries.any(|entry| entry.kind == EntryKind::Purge && entry.epoch == epoch)
            || self.deleted.contains(&epoch)
    }

    /// Whether the processor has deleted what the log had of these epochs.
    pub(crate) fn has_deleted(&self, mut epochs: impl Iterator<Item = Epoch>) -> bool {
        epochs.all(|epoch| self.deleted.contains(&epoch))
    }

    /// Ends the copy of a record log that the processor has deleted. Its epochs are purged, as the
    /// instruction log says.
    pub(crate) fn delete(&mut self, generation: Generation, epochs: impl Iterator<Item = Epoch>) {
        self.cut(generation, 0);
        self.logs.remove(&generation);
        self.deleted.extend(epochs);
    }

    /// Drops what is known of an epoch's records. Entries and ephemeral keys stay, so that a
    /// repeated record is still noticed.
    pub fn forget(&mut self, epoch: Epoch) {
        self.records.retain(|_, record| record.epoch != epoch);
        self.check_ins.retain(|_, known| known.epoch != epoch);
    }

    pub(crate) fn logs(&self) -> impl Iterator<Item = (Generation, &[Entry])> {
        let logs = self.logs.iter();
        logs.map(|(generation, entries)| (*generation, entries.as_slice()))
    }

    pub(crate) fn documents(&self) -> &[(DocumentKind, Vec<u8>)] {
        &self.documents
    }

    pub(crate) fn set_documents(&mut self, documents: Vec<(DocumentKind, Vec<u8>)>) {
        self.documents = documents;
    }

    pub(crate) fn append_documents(&mut self, documents: Vec<(DocumentKind, Vec<u8>)>) {
        self.documents.extend(documents);
    }

    /// Whether the log says that the envelope of a record of this epoch was erased.
    pub(crate) fn is_erased(&self, record: &RecordId, epoch: Epoch) -> bool {
        let mut entries = self.logs.values().flatten();
        let is_tombstone =
            |entry: &Entry| entry.kind == EntryKind::Tombstone && entry.hash == *record.as_bytes();
        entries.any(is_tombstone) || self.is_purged(epoch)
    }

    /// Record ids that the owner has had erased or restricted: nobody gets their envelopes.
    pub(crate) fn ordered_away(&self) -> BTreeSet<[u8; 32]> {
        let mut records: BTreeSet<[u8; 32]> = BTreeSet::new();
        for (kind, bytes) in &self.documents {
            if *kind != DocumentKind::Instruction {
                continue;
            }
            let note = Note::parse(bytes).ok();
            match note.and_then(|note| Instruction::from_text(note.text()).ok()) {
                Some(Instruction {
                    order: Order::RestrictRecord(record),
                    ..
                }) => drop(records.insert(record.to_bytes())),
                Some(Instruction {
                    order: Order::LiftRecord(record),
                    ..
                }) => drop(records.remove(record.as_bytes())),
                _ => {}
            }
        }
        // What was erased stays so, also if a restriction was lifted before.
        let entries = self.logs.values().flatten();
        let tombstones = entries.filter(|entry| entry.kind == EntryKind::Tombstone);
        records.extend(tombstones.map(|entry| entry.hash));
        records
    }

    /// The note of an opening that the instruction log holds, by its hash.
    pub(crate) fn opening(&self, hash: &[u8; 32]) -> Option<&[u8]> {
        let mut documents = self.documents.iter();
        let found = documents
            .find(|(kind, note)| *kind == DocumentKind::Opening && kind.hash(note) == *hash);
        found.map(|(_, note)| note.as_slice())
    }

    /// Ends the copy of a record log where a backup ended, and forgets the places of what stood
    /// behind it. It returns what was there.
    pub(crate) fn cut(&mut self, generation: Generation, restored: u64) -> Vec<Entry> {
        let stays =
            |position: &Position| position.generation != generation || position.index < restored;
        for claims in [&mut self.record_ids, &mut self.encs, &mut self.ticket_keys] {
            claims.0.retain(|_, position| stays(position));
        }
        self.records.retain(|position, _| stays(position));
        let entries = self.logs.entry(generation).or_default();
        let size = usize::try_from(restored).unwrap_or(usize::MAX);
        entries.split_off(size.min(entries.len()))
    }

    pub(crate) fn newest_processor_statement(&self) -> Option<&[u8]> {
        let mut documents = self.documents.iter().rev();
        let found = documents.find(|(kind, _)| *kind == DocumentKind::ProcessorStatement);
        found.map(|(_, bytes)| bytes.as_slice())
    }

    pub(crate) fn entries(&self, generation: Generation) -> &[Entry] {
        self.logs.get(&generation).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn set_entries(&mut self, generation: Generation, entries: Vec<Entry>) {
        self.logs.insert(generation, entries);
    }

    pub(crate) fn append(&mut self, generation: Generation, entries: &[Entry]) {
        let log = self.logs.entry(generation).or_default();
        log.extend_from_slice(entries);
    }

    /// Where a record stands in the log, and its epoch, whether or not it was opened.
    #[must_use]
    pub fn find(&self, record: &RecordId) -> Option<(Position, Epoch)> {
        self.logs.iter().find_map(|(generation, entries)| {
            let mut indexed = entries.iter().zip(0..);
            let is_record =
                |entry: &Entry| entry.kind == EntryKind::Record && entry.hash == *record.as_bytes();
            let (entry, index) = indexed.find(|(entry, _)| is_record(entry))?;
            let generation = *generation;
            Some((Position { generation, index }, entry.epoch))
        })
    }

    /// The epoch of the entry at a position.
    #[must_use]
    pub fn epoch_at(&self, position: Position) -> Option<Epoch> {
        self.entry(position).map(|entry| entry.epoch)
    }

    pub(crate) fn entry(&self, position: Position) -> Option<&Entry> {
        let index = usize::try_from(position.index).ok()?;
        self.logs.get(&position.generation)?.get(index)
    }

    /// Claims the record id for the envelope at a position (OPN-2). What is displaced by it comes
    /// back.
    pub(crate) fn claim_record_id(
        &mut self,
        position: Position,
        record_id: RecordId,
    ) -> Result<Option<Position>, Taken> {
        self.record_ids.claim(record_id.to_bytes(), position)
    }

    /// Claims the ephemeral key for the envelope at a position, once it has opened (OPN-2).
    pub(crate) fn claim_enc(
        &mut self,
        position: Position,
        enc: [u8; 32],
    ) -> Result<Option<Position>, Taken> {
        self.encs.claim(enc, position)
    }

    /// Claims the ticket key for the check-in at a position (OPN-2).
    pub(crate) fn claim_ticket_key(
        &mut self,
        position: Position,
        ticket_key: &TicketPublicKey,
    ) -> Result<Option<Position>, Taken> {
        self.ticket_keys.claim(*ticket_key.as_bytes(), position)
    }

    /// Takes back a record that turned out to be a repetition. Returns its epoch if it had been
    /// accepted.
    pub(crate) fn displace(&mut self, position: Position) -> Option<Epoch> {
        let record = self.records.remove(&position)?;
        if let Content::CheckIn(_) = record.content {
            self.check_ins.remove(&record.record_id);
        }
        Some(record.epoch)
    }

    pub(crate) fn ticket_key(&self, check_in: &RecordId) -> Option<&TicketPublicKey> {
        self.check_ins.get(check_in).map(|known| &known.ticket_key)
    }

    pub(crate) fn accept(&mut self, record: OpenedRecord) {
        if let Content::CheckIn(check_in) = &record.content {
            let known = KnownCheckIn {
                epoch: record.epoch,
                ticket_key: check_in.ticket_key,
            };
            self.check_ins.insert(record.record_id, known);
        }
        self.records.insert(record.position, record);
    }
}

/// Something occurred earlier in the log.
#[derive(Debug)]
pub(crate) struct Taken;

/// Which position each value occurred at first.
#[derive(Debug, Default)]
struct Claims(BTreeMap<[u8; 32], Position>);

impl Claims {
    /// Claims a value for a position. An earlier position keeps it; a later one loses it and is
    /// returned.
    fn claim(&mut self, value: [u8; 32], position: Position) -> Result<Option<Position>, Taken> {
        match self.0.insert(value, position) {
            Some(first) if first < position => {
                self.0.insert(value, first);
                Err(Taken)
            }
            Some(later) if later > position => Ok(Some(later)),
            _ => Ok(None),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut claims = BTreeMap::new();
        for _ in 0..reader.u64()? {
            let value = reader.array()?;
            let generation = Generation(reader.u32()?);
            let index = reader.u64()?;
            claims.insert(value, Position { generation, index });
        }
        Ok(Self(claims))
    }

    fn write(&self, writer: &mut Writer) {
        writer.u64(self.0.len() as u64);
        for (value, position) in &self.0 {
            writer
                .bytes(value)
                .u32(position.generation.value())
                .u64(position.index);
        }
    }
}

const VERSION: u8 = 4;
/// The version before recoveries, which is still read.
const WITHOUT_LOSSES: u8 = 2;

//! What a guest's device remembers of lists, so that nobody can lead it back to older keys.

use sealroll_wire::{DecodeError, Epoch, KeyUse, ListId, Reader, Seen, Serial, Writer};

/// The newest certificates, terms and statements that a guest has seen, for each list.
///
/// It contains no personal data but the lists that the guest has visited. Whoever loses it is
/// protected from then on again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuestMemory {
    /// Ascending. A few; a map would be the longest part of what a phone downloads.
    lists: Vec<(ListId, ListMemory)>,
}

impl GuestMemory {
    /// A memory of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { lists: Vec::new() }
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let count = reader.u32()?;
        let mut lists = Vec::new();
        for _ in 0..count {
            let list_id = ListId::from_bytes(reader.array()?);
            put(&mut lists, list_id, ListMemory::read(&mut reader)?);
        }
        reader.finish()?;
        Ok(Self { lists })
    }

    /// Writes the memory for the device's own storage.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        let count = u32::try_from(self.lists.len()).expect("nobody visits 2^32 lists");
        writer.u8(VERSION).u32(count);
        for (list_id, list) in &self.lists {
            writer.bytes(list_id.as_bytes());
            list.write(&mut writer);
        }
        writer.into_bytes()
    }

    /// Forgets a list, for instance when its last ticket is erased.
    pub fn forget(&mut self, list_id: &ListId) {
        self.lists.retain(|(known, _)| known != list_id);
    }

    pub(crate) fn list(&self, list_id: &ListId) -> ListMemory {
        get(&self.lists, list_id).cloned().unwrap_or_default()
    }

    pub(crate) fn remember(&mut self, list_id: ListId, list: ListMemory) {
        put(&mut self.lists, list_id, list);
    }
}

/// What is remembered of one list; zero where there is nothing yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ListMemory {
    /// Highest serials of certificates, in the order of [`KeyUse::ALL`].
    certificates: [Serial; 4],
    descriptor_version: u32,
    /// Ascending.
    statements: Vec<(Epoch, Serial)>,
}

impl ListMemory {
    /// What the checks of a bundle with a statement for this epoch need.
    pub(crate) fn seen(&self, epoch: Epoch) -> Seen {
        let [statement, instruction, http, witness] = self.certificates;
        Seen {
            statement_certificate: statement,
            instruction_certificate: instruction,
            http_certificate: http,
            witness_certificate: witness,
            descriptor_version: self.descriptor_version,
            statement: get(&self.statements, &epoch).copied().unwrap_or_default(),
        }
    }

    /// Remembers what a verified bundle has shown.
    pub(crate) fn remember(&mut self, seen: &Seen, epoch: Epoch) {
        self.certificates = KeyUse::ALL.map(|key_use| seen.certificate(key_use));
        self.descriptor_version = seen.descriptor_version;
        self.remember_statement(epoch, seen.statement);
    }

    /// Remembers a statement; only the latest epochs are kept, since earlier ones are over.
    fn remember_statement(&mut self, epoch: Epoch, serial: Serial) {
        put(&mut self.statements, epoch, serial);
        let early = self.statements.len().saturating_sub(KEPT_EPOCHS);
        self.statements.drain(..early);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut list = Self::default();
        for serial in &mut list.certificates {
            *serial = Serial(reader.u64()?);
        }
        list.descriptor_version = reader.u32()?;
        let count = usize::from(reader.u8()?);
        if count > KEPT_EPOCHS {
            return Err(DecodeError::Limit);
        }
        for _ in 0..count {
            let epoch = Epoch(reader.u32()?);
            put(&mut list.statements, epoch, Serial(reader.u64()?));
        }
        Ok(list)
    }

    fn write(&self, writer: &mut Writer) {
        for serial in self.certificates {
            writer.u64(serial.value());
        }
        writer
            .u32(self.descriptor_version)
            .u8(self.statements.len() as u8);
        for (epoch, serial) in &self.statements {
            writer.u32(epoch.value()).u64(serial.value());
        }
    }
}

fn get<'a, K: Ord, V>(pairs: &'a [(K, V)], key: &K) -> Option<&'a V> {
    let place = pairs.binary_search_by(|(known, _)| known.cmp(key));
    place.ok().map(|place| &pairs[place].1)
}

fn put<K: Ord, V>(pairs: &mut Vec<(K, V)>, key: K, value: V) {
    match pairs.binary_search_by(|(known, _)| known.cmp(&key)) {
        Ok(place) => pairs[place].1 = value,
        Err(place) => pairs.insert(place, (key, value)),
    }
}

/// Epochs whose statements are remembered: enough for a visit around midnight in any clock.
const KEPT_EPOCHS: usize = 8;
const VERSION: u8 = 1;

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
        let mut lists: Vec<(ListId, ListMemory)> = Vec::new();
        for _ in 0..count {
            let list_id = ListId::from_bytes(*reader.chunk()?);
            entry(&mut lists, list_id).read(&mut reader)?;
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

    /// What the checks of a bundle with a statement for this epoch need.
    pub(crate) fn seen(&self, list_id: &ListId, epoch: Epoch) -> Seen {
        let list = get(&self.lists, list_id);
        list.map_or_else(Seen::default, |list| list.seen(epoch))
    }

    /// Remembers what a verified bundle has shown.
    pub(crate) fn remember(&mut self, list_id: ListId, seen: &Seen, epoch: Epoch) {
        entry(&mut self.lists, list_id).remember(seen, epoch);
    }
}

/// What is remembered of one list; zero where there is nothing yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct ListMemory {
    /// Highest serials of certificates, in the order of [`KeyUse::ALL`].
    certificates: [Serial; 4],
    descriptor_version: u32,
    /// Ascending.
    statements: Vec<(Epoch, Serial)>,
}

impl ListMemory {
    fn seen(&self, epoch: Epoch) -> Seen {
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

    fn remember(&mut self, seen: &Seen, epoch: Epoch) {
        for (known, key_use) in self.certificates.iter_mut().zip(&KeyUse::ALL) {
            *known = seen.certificate(*key_use);
        }
        self.descriptor_version = seen.descriptor_version;
        self.remember_statement(epoch, seen.statement);
    }

    /// Remembers a statement; only the latest epochs are kept, since earlier ones are over.
    fn remember_statement(&mut self, epoch: Epoch, serial: Serial) {
        *entry(&mut self.statements, epoch) = serial;
        if self.statements.len() > KEPT_EPOCHS {
            self.statements.copy_within(1.., 0);
            self.statements.truncate(KEPT_EPOCHS);
        }
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        // Of a list that stands there twice, the later one counts.
        self.statements.clear();
        let mut fields = reader.fields::<{ 4 * 8 + 4 + 1 }>()?;
        for serial in &mut self.certificates {
            *serial = Serial(fields.u64());
        }
        self.descriptor_version = fields.u32();
        let count = usize::from(fields.u8());
        if count > KEPT_EPOCHS {
            return Err(DecodeError::Limit);
        }
        for _ in 0..count {
            let mut fields = reader.fields::<{ 4 + 8 }>()?;
            let epoch = Epoch(fields.u32());
            *entry(&mut self.statements, epoch) = Serial(fields.u64());
        }
        Ok(())
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

fn get<'a, K: PartialEq, V>(pairs: &'a [(K, V)], key: &K) -> Option<&'a V> {
    let found = pairs.iter().find(|(known, _)| known == key);
    found.map(|(_, value)| value)
}

/// The value of a key, which is put in its place if it is not there.
fn entry<K: Ord, V: Default>(pairs: &mut Vec<(K, V)>, key: K) -> &mut V {
    let after = pairs.iter().position(|(known, _)| *known >= key);
    let place = after.unwrap_or(pairs.len());
    if after.is_none_or(|place| pairs[place].0 != key) {
        pairs.insert(place, (key, V::default()));
    }
    &mut pairs[place].1
}

/// Epochs whose statements are remembered: enough for a visit around midnight in any clock.
const KEPT_EPOCHS: usize = 8;
const VERSION: u8 = 1;

//! What a guest's device remembers of lists, so that nobody can lead it back to older keys.

use std::collections::BTreeMap;

use sealroll_wire::{DecodeError, Epoch, ListId, Reader, Serial, VerifyError, Writer};

/// The newest certificates, terms and statements that a guest has relied on, for each list.
///
/// It contains no personal data but the lists that the guest has visited. Whoever loses it is
/// protected from then on again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuestMemory {
    lists: BTreeMap<ListId, ListMemory>,
}

impl GuestMemory {
    /// A memory of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            lists: BTreeMap::new(),
        }
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let count = reader.u32()?;
        let mut lists = BTreeMap::new();
        for _ in 0..count {
            let list_id = ListId::from_bytes(reader.array()?);
            lists.insert(list_id, ListMemory::read(&mut reader)?);
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
        self.lists.remove(list_id);
    }

    pub(crate) fn list(&self, list_id: &ListId) -> ListMemory {
        self.lists.get(list_id).cloned().unwrap_or_default()
    }

    pub(crate) fn remember(&mut self, list_id: ListId, list: ListMemory) {
        self.lists.insert(list_id, list);
    }
}

/// What is remembered of one list; zero where there is nothing yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ListMemory {
    pub(crate) statement_certificate: Serial,
    pub(crate) witness_certificate: Serial,
    pub(crate) descriptor_version: u32,
    statements: BTreeMap<Epoch, Serial>,
}

impl ListMemory {
    /// The highest serial of a statement seen for the epoch.
    pub(crate) fn statement(&self, epoch: Epoch) -> Serial {
        self.statements.get(&epoch).copied().unwrap_or_default()
    }

    /// Remembers a statement; only the latest epochs are kept, since earlier ones are over.
    pub(crate) fn remember_statement(&mut self, epoch: Epoch, serial: Serial) {
        self.statements.insert(epoch, serial);
        while self.statements.len() > KEPT_EPOCHS {
            self.statements.pop_first();
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut list = Self {
            statement_certificate: Serial(reader.u64()?),
            witness_certificate: Serial(reader.u64()?),
            descriptor_version: reader.u32()?,
            statements: BTreeMap::new(),
        };
        let count = usize::from(reader.u8()?);
        if count > KEPT_EPOCHS {
            return Err(DecodeError::Limit);
        }
        for _ in 0..count {
            let epoch = Epoch(reader.u32()?);
            list.statements.insert(epoch, Serial(reader.u64()?));
        }
        Ok(list)
    }

    fn write(&self, writer: &mut Writer) {
        writer
            .u64(self.statement_certificate.value())
            .u64(self.witness_certificate.value())
            .u32(self.descriptor_version)
            .u8(self.statements.len() as u8);
        for (epoch, serial) in &self.statements {
            writer.u32(epoch.value()).u64(serial.value());
        }
    }
}

/// Refuses a certificate below the one relied on before (`spec/protocol.md#CERT-4`).
pub(crate) fn check_certificate(serial: Serial, relied_on: Serial) -> Result<(), VerifyError> {
    if serial < relied_on {
        return Err(VerifyError::RolledBack);
    }
    Ok(())
}

/// Epochs whose statements are remembered: enough for a visit around midnight in any clock.
const KEPT_EPOCHS: usize = 8;
const VERSION: u8 = 1;

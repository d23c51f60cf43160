//! The secret part of a guest's ticket.

use sealroll_wire::{DecodeError, Header, Reader, RecordId, Writer};
use zeroize::Zeroizing;

use crate::hpke::ExporterSecret;
use crate::redacted::redacted_debug;
use crate::ticket_key::{TicketPublicKey, TicketSecretKey};

/// What a guest needs to follow up a check-in: its record id, the ticket key, and the secret of
/// its return channel. Wiped when dropped.
pub struct TicketSecrets {
    header: Header,
    record_id: RecordId,
    key: TicketSecretKey,
    exporter_secret: ExporterSecret,
    next_counter: u32,
}

impl TicketSecrets {
    /// Length of the saved form in bytes.
    pub const LENGTH: usize = 1 + 55 + 32 + 32 + 32 + 4;

    pub(crate) const fn new(
        header: Header,
        record_id: RecordId,
        key: TicketSecretKey,
        exporter_secret: ExporterSecret,
    ) -> Self {
        Self {
            header,
            record_id,
            key,
            exporter_secret,
            next_counter: 1,
        }
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form; [`DecodeError::BadValue`] for a counter
    /// of 0.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let header = Header::from_bytes(reader.bytes(55)?)?;
        let mut fields = reader.fields::<{ 32 + 32 + 32 + 4 }>()?;
        reader.finish()?;
        let ticket = Self {
            header,
            record_id: RecordId::from_bytes(fields.array()),
            key: TicketSecretKey::from_seed(fields.chunk()),
            exporter_secret: ExporterSecret::from_bytes(fields.chunk()),
            next_counter: fields.u32(),
        };
        if ticket.next_counter == 0 {
            return Err(DecodeError::BadValue);
        }
        Ok(ticket)
    }

    /// Exports the ticket for the device's own storage:
    /// `u8 version = 1 ‖ [55] header ‖ [32] record id ‖ [32] ticket key ‖ [32] exporter secret ‖
    /// u32 next counter`.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; Self::LENGTH]> {
        let mut writer = Writer::with_capacity(Self::LENGTH);
        writer
            .u8(VERSION)
            .bytes(&self.header.to_bytes())
            .bytes(self.record_id.as_bytes())
            .bytes(self.key.to_seed().as_slice())
            .bytes(self.exporter_secret.to_bytes().as_slice())
            .u32(self.next_counter);
        let written = Zeroizing::new(writer.into_bytes());
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        bytes.copy_from_slice(&written);
        bytes
    }

    /// List, epoch and statement of the check-in.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Record id of the check-in.
    #[must_use]
    pub const fn record_id(&self) -> &RecordId {
        &self.record_id
    }

    /// The key that the check-in names.
    #[must_use]
    pub fn public_key(&self) -> TicketPublicKey {
        self.key.public_key()
    }

    /// The secret of the check-in's return channel.
    #[must_use]
    pub const fn exporter_secret(&self) -> &ExporterSecret {
        &self.exporter_secret
    }

    /// The counter that the next follow-up will carry.
    #[must_use]
    pub const fn next_counter(&self) -> u32 {
        self.next_counter
    }

    pub(crate) const fn key(&self) -> &TicketSecretKey {
        &self.key
    }

    pub(crate) const fn set_next_counter(&mut self, next_counter: u32) {
        self.next_counter = next_counter;
    }
}

redacted_debug!(TicketSecrets);

const VERSION: u8 = 1;

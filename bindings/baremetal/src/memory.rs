//! What the kiosk remembers of its list, so that nobody can lead it back to older keys.

use alloc::vec::Vec;

use sealroll_wire::{DecodeError, Epoch, Reader, Seen, Serial, Writer};

/// The newest certificates, terms and statements that the kiosk has seen. No personal data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    seen: Seen,
    /// Of the latest epochs; a serial of 0 stands for an empty place.
    statements: [(Epoch, Serial); KEPT_EPOCHS],
}

impl Memory {
    /// Length of the saved form in bytes.
    pub const LENGTH: usize = 1 + 4 * 8 + 4 + KEPT_EPOCHS * (4 + 8);

    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let mut memory = Self {
            seen: Seen {
                statement_certificate: Serial(reader.u64()?),
                instruction_certificate: Serial(reader.u64()?),
                http_certificate: Serial(reader.u64()?),
                witness_certificate: Serial(reader.u64()?),
                descriptor_version: reader.u32()?,
                statement: Serial(0),
            },
            ..Self::default()
        };
        for place in &mut memory.statements {
            *place = (Epoch(reader.u32()?), Serial(reader.u64()?));
        }
        reader.finish()?;
        Ok(memory)
    }

    /// Writes the memory for the kiosk's own storage, after every accepted bundle.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(Self::LENGTH);
        writer
            .u8(VERSION)
            .u64(self.seen.statement_certificate.value())
            .u64(self.seen.instruction_certificate.value())
            .u64(self.seen.http_certificate.value())
            .u64(self.seen.witness_certificate.value())
            .u32(self.seen.descriptor_version);
        for (epoch, serial) in &self.statements {
            writer.u32(epoch.value()).u64(serial.value());
        }
        writer.into_bytes()
    }

    /// What the checks of a bundle with a statement for this epoch need.
    pub(crate) fn seen(&self, epoch: Epoch) -> Seen {
        let known = self.statements.iter().find(|(seen, _)| *seen == epoch);
        Seen {
            statement: known.map_or(Serial(0), |(_, serial)| *serial),
            ..self.seen
        }
    }

    /// Remembers what a verified bundle has shown, in the place of the same or the oldest epoch.
    pub(crate) fn remember(&mut self, seen: &Seen, epoch: Epoch) {
        self.seen = *seen;
        let of_epoch = |(known, serial): &(Epoch, Serial)| *known == epoch && serial.value() > 0;
        let place = self.statements.iter().position(of_epoch).or_else(|| {
            let oldest = |(_, (epoch, serial)): &(usize, &(Epoch, Serial))| {
                (serial.value() > 0, epoch.value())
            };
            let places = self.statements.iter().enumerate();
            places.min_by_key(oldest).map(|(place, _)| place)
        });
        if let Some(place) = place.and_then(|place| self.statements.get_mut(place)) {
            *place = (epoch, seen.statement);
        }
    }
}

/// Epochs whose statements are remembered.
const KEPT_EPOCHS: usize = 8;
const VERSION: u8 = 1;

//! What this device knows of the code on the poster.

use sealroll_core::epoch_psk;
use sealroll_wire::{DecodeError, Epoch, ListId, PresenceId, PresenceSecret, Reader, Writer};
use zeroize::Zeroizing;

/// A device of the owner knows the code; a delegate's knows what opens its epochs, so that it
/// cannot print one (`spec/protocol.md#grant`).
pub(crate) enum Presence {
    Secret(PresenceSecret),
    /// Ascending by epoch.
    Epochs(Vec<EpochPsk>),
}

/// The pre-shared key of one epoch.
pub(crate) struct EpochPsk {
    pub(crate) epoch: Epoch,
    pub(crate) psk: Zeroizing<[u8; 32]>,
}

impl Presence {
    /// A second copy of the secret, where this device has it.
    pub(crate) fn secret(&self) -> Option<PresenceSecret> {
        match self {
            Self::Secret(secret) => Some(PresenceSecret::from_bytes(*secret.expose_bytes())),
            Self::Epochs(_) => None,
        }
    }

    pub(crate) fn presence_id(&self, list_id: &ListId) -> Option<PresenceId> {
        match self {
            Self::Secret(secret) => Some(secret.presence_id(list_id)),
            Self::Epochs(_) => None,
        }
    }

    pub(crate) fn psk(&self, list_id: ListId, epoch: Epoch) -> Option<Zeroizing<[u8; 32]>> {
        match self {
            Self::Secret(secret) => Some(epoch_psk(secret, list_id, epoch)),
            Self::Epochs(psks) => {
                let found = psks.iter().find(|known| known.epoch == epoch)?;
                Some(Zeroizing::new(*found.psk))
            }
        }
    }

    /// Forgets what opens an epoch, where that is possible without forgetting the others.
    pub(crate) fn forget(&mut self, epoch: Epoch) {
        if let Self::Epochs(psks) = self {
            psks.retain(|known| known.epoch != epoch);
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            0 => Ok(Self::Secret(PresenceSecret::from_bytes(reader.array()?))),
            1 => {
                let mut psks = Vec::new();
                for _ in 0..reader.u32()? {
                    psks.push(EpochPsk {
                        epoch: Epoch(reader.u32()?),
                        psk: Zeroizing::new(reader.array()?),
                    });
                }
                Ok(Self::Epochs(psks))
            }
            _ => Err(DecodeError::BadValue),
        }
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        match self {
            Self::Secret(secret) => {
                writer.u8(0).bytes(secret.expose_bytes());
            }
            Self::Epochs(psks) => {
                let count = u32::try_from(psks.len()).expect("there are 2^32 epochs");
                writer.u8(1).u32(count);
                for known in psks {
                    writer.u32(known.epoch.value()).bytes(known.psk.as_slice());
                }
            }
        }
    }

    /// Bytes that [`write`](Self::write) appends.
    pub(crate) fn length(&self) -> usize {
        match self {
            Self::Secret(_) => 33,
            Self::Epochs(psks) => 5 + psks.len() * 36,
        }
    }
}

//! What this device knows of the codes on the posters.

use sealroll_core::{DoorSecret, Edition, epoch_psk};
use sealroll_wire::{DecodeError, Epoch, ListId, PresenceId, PresenceSecret, Reader, Writer};
use zeroize::Zeroizing;

/// A device of the owner knows the codes; a delegate's knows what opens its epochs, so that it
/// cannot print one (`spec/protocol.md#grant`).
pub(crate) enum Presence {
    /// The newest first; there is one at least.
    Editions(Vec<Edition>),
    /// Ascending by epoch and presence id.
    Epochs(Vec<EpochPsk>),
}

/// The pre-shared key of one epoch, of one edition of the poster.
pub(crate) struct EpochPsk {
    pub(crate) epoch: Epoch,
    pub(crate) presence_id: PresenceId,
    pub(crate) psk: Zeroizing<[u8; 32]>,
}

/// The pre-shared keys of a statement.
pub(crate) struct StatementPsks {
    /// Of the edition that the statement names.
    pub(crate) own: Zeroizing<[u8; 32]>,
    pub(crate) others: Vec<Zeroizing<[u8; 32]>>,
}

impl Presence {
    /// The edition in print, where this device knows it.
    pub(crate) fn newest(&self) -> Option<&Edition> {
        match self {
            Self::Editions(editions) => editions.first(),
            Self::Epochs(_) => None,
        }
    }

    /// A second copy of the editions, where this device has them.
    pub(crate) fn editions(&self) -> Option<Vec<Edition>> {
        match self {
            Self::Editions(editions) => Some(editions.iter().map(copy).collect()),
            Self::Epochs(_) => None,
        }
    }

    /// The secrets of the displays at the doors, those of former editions too.
    pub(crate) fn door_secrets(&self) -> Vec<&DoorSecret> {
        match self {
            Self::Editions(editions) => editions.iter().map(Edition::door_secret).collect(),
            Self::Epochs(_) => Vec::new(),
        }
    }

    /// The edition that a statement names.
    pub(crate) fn named(&self, list_id: &ListId, presence_id: &PresenceId) -> Option<&Edition> {
        let Self::Editions(editions) = self else {
            return None;
        };
        let mut editions = editions.iter();
        editions.find(|edition| edition.presence_secret().presence_id(list_id) == *presence_id)
    }

    pub(crate) fn presence_id(&self, list_id: &ListId) -> Option<PresenceId> {
        let newest = self.newest()?;
        Some(newest.presence_secret().presence_id(list_id))
    }

    /// Puts a new edition in the place of the one in print. Fails on a delegate's device.
    pub(crate) fn replace(&mut self, edition: Edition) -> bool {
        match self {
            Self::Editions(editions) if editions.len() < usize::from(u8::MAX) => {
                editions.insert(0, edition);
                true
            }
            _ => false,
        }
    }

    /// Undoes [`replace`](Self::replace).
    pub(crate) fn take_back(&mut self) {
        if let Self::Editions(editions) = self
            && editions.len() > 1
        {
            editions.remove(0);
        }
    }

    /// The pre-shared keys of every edition for an epoch, ascending by presence id.
    pub(crate) fn psks(&self, list_id: ListId, epoch: Epoch) -> Vec<EpochPsk> {
        let mut psks: Vec<EpochPsk> = match self {
            Self::Editions(editions) => editions
                .iter()
                .map(|edition| EpochPsk {
                    epoch,
                    presence_id: edition.presence_secret().presence_id(&list_id),
                    psk: epoch_psk(edition.presence_secret(), list_id, epoch),
                })
                .collect(),
            Self::Epochs(psks) => psks
                .iter()
                .filter(|known| known.epoch == epoch)
                .map(|known| EpochPsk {
                    psk: Zeroizing::new(*known.psk),
                    ..*known
                })
                .collect(),
        };
        psks.sort_by_key(|known| known.presence_id);
        psks
    }

    /// The pre-shared keys of a statement that names an edition. `None` if this device does not
    /// know that edition.
    pub(crate) fn psks_of(
        &self,
        list_id: ListId,
        epoch: Epoch,
        presence_id: &PresenceId,
    ) -> Option<StatementPsks> {
        let (mut own, others): (Vec<_>, Vec<_>) = self
            .psks(list_id, epoch)
            .into_iter()
            .partition(|known| known.presence_id == *presence_id);
        Some(StatementPsks {
            own: own.pop()?.psk,
            others: others.into_iter().map(|known| known.psk).collect(),
        })
    }

    /// Forgets what opens an epoch, where that is possible without forgetting the others.
    pub(crate) fn forget(&mut self, epoch: Epoch) {
        if let Self::Epochs(psks) = self {
            psks.retain(|known| known.epoch != epoch);
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            0 => match reader.u8()? {
                0 => Err(DecodeError::BadValue),
                count => {
                    let editions = (0..count).map(|_| Edition::read(reader));
                    Ok(Self::Editions(editions.collect::<Result<_, _>>()?))
                }
            },
            1 => {
                let mut psks = Vec::new();
                for _ in 0..reader.u32()? {
                    psks.push(EpochPsk::read(reader)?);
                }
                Ok(Self::Epochs(psks))
            }
            _ => Err(DecodeError::BadValue),
        }
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        match self {
            Self::Editions(editions) => {
                let count = u8::try_from(editions.len()).expect("no more are taken than 255");
                writer.u8(0).u8(count);
                for edition in editions {
                    writer.bytes(edition.to_bytes().as_slice());
                }
            }
            Self::Epochs(psks) => {
                let count = u32::try_from(psks.len()).expect("a device knows fewer than 2^32");
                writer.u8(1).u32(count);
                for known in psks {
                    known.write(writer);
                }
            }
        }
    }

    /// Bytes that [`write`](Self::write) appends.
    pub(crate) fn length(&self) -> usize {
        match self {
            Self::Editions(editions) => 2 + editions.len() * Edition::LENGTH,
            Self::Epochs(psks) => 5 + psks.len() * EpochPsk::LENGTH,
        }
    }
}

impl EpochPsk {
    pub(crate) const LENGTH: usize = 4 + PresenceId::LENGTH + 32;

    /// What such keys are sorted by.
    pub(crate) const fn place(&self) -> (Epoch, PresenceId) {
        (self.epoch, self.presence_id)
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            epoch: Epoch(reader.u32()?),
            presence_id: PresenceId::from_bytes(reader.array()?),
            psk: Zeroizing::new(reader.array()?),
        })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer
            .u32(self.epoch.value())
            .bytes(self.presence_id.as_bytes())
            .bytes(self.psk.as_slice());
    }
}

fn copy(edition: &Edition) -> Edition {
    let presence_secret = *edition.presence_secret().expose_bytes();
    Edition::new(
        PresenceSecret::from_bytes(presence_secret),
        DoorSecret::from_bytes(&edition.door_secret().to_bytes()),
    )
}

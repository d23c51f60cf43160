//! The secret keys of one generation.

use core::ops::RangeInclusive;

use rand_core::CryptoRng;
use sealroll_core::{Frontier, FrontierError, X25519KeyPair};
use sealroll_wire::{DecodeError, Epoch, Generation, ListId, Reader, Writer};

/// What is left of a generation's part of the epoch tree.
pub(crate) struct GenerationKeys {
    number: Generation,
    last: Epoch,
    frontier: Frontier,
}

impl GenerationKeys {
    pub(crate) fn generate<R: CryptoRng + ?Sized>(
        number: Generation,
        epochs: RangeInclusive<Epoch>,
        rng: &mut R,
    ) -> Result<Self, FrontierError> {
        Ok(Self {
            number,
            last: *epochs.end(),
            frontier: Frontier::generate(rng, epochs)?,
        })
    }

    /// A generation of which a decryption file holds the frontier.
    pub(crate) const fn restored(number: Generation, last: Epoch, frontier: Frontier) -> Self {
        Self {
            number,
            last,
            frontier,
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let number = Generation(reader.u32()?);
        let last = Epoch(reader.u32()?);
        let length = usize::try_from(reader.u32()?).map_err(|_| DecodeError::Limit)?;
        let frontier = Frontier::from_bytes(reader.bytes(length)?)?;
        Ok(Self {
            number,
            last,
            frontier,
        })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        let frontier = self.frontier.to_bytes();
        let length = u32::try_from(frontier.len()).expect("a frontier has at most 4096 nodes");
        writer
            .u32(self.number.value())
            .u32(self.last.value())
            .u32(length)
            .bytes(&frontier);
    }

    pub(crate) const fn number(&self) -> Generation {
        self.number
    }

    /// The last epoch of the generation, punctured or not.
    pub(crate) const fn last(&self) -> Epoch {
        self.last
    }

    /// The epochs whose keys still exist.
    pub(crate) fn epochs(&self) -> Vec<RangeInclusive<Epoch>> {
        self.frontier.epochs()
    }

    /// Takes note of statements for punctured epochs behind the frontier's last.
    pub(crate) fn reaches(&mut self, last: Option<Epoch>) {
        self.last = last.map_or(self.last, |last| last.max(self.last));
    }

    pub(crate) fn covers(&self, epoch: Epoch) -> bool {
        self.frontier.covers(epoch)
    }

    pub(crate) fn key_pair(&self, list_id: ListId, epoch: Epoch) -> Option<X25519KeyPair> {
        self.frontier.key_pair(list_id, self.number, epoch)
    }

    /// The value of an epoch's canary (DRL-2).
    pub(crate) fn canary_value(&self, list_id: ListId, epoch: Epoch) -> Option<[u8; 32]> {
        let leaf = self.frontier.leaf(epoch)?;
        Some(leaf.canary_value(list_id, self.number))
    }

    /// Which epochs the frontier opens: where its nodes stand, without their secrets.
    pub(crate) fn coverage(&self) -> Vec<RangeInclusive<Epoch>> {
        self.frontier.epochs()
    }

    pub(crate) fn puncture(&mut self, epoch: Epoch) -> Result<bool, FrontierError> {
        self.frontier.puncture(epoch)
    }

    /// A second copy of the frontier, for a decryption file.
    pub(crate) fn frontier(&self) -> Frontier {
        Frontier::from_bytes(&self.frontier.to_bytes()).expect("a frontier reads what it wrote")
    }

    /// Bytes that [`write`](Self::write) appends.
    pub(crate) fn length(&self) -> usize {
        12 + self.frontier.to_bytes().len()
    }
}

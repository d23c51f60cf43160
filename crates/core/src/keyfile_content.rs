//! What key files hold: the root of a list, or the means to open its records.

use alloc::vec::Vec;

use sealroll_wire::{DecodeError, Generation, PresenceSecret, Reader, RootDocument};
use zeroize::Zeroizing;

use crate::edition::Edition;
use crate::frontier::Frontier;
use crate::redacted::redacted_debug;

/// The root of a list: the seed of its root signing key, the presence secret, and the root
/// document.
pub struct IdentityKeys {
    root_seed: Zeroizing<[u8; 32]>,
    presence_secret: PresenceSecret,
    root_document: RootDocument,
}

impl IdentityKeys {
    /// Puts the parts together; the caller made them for one list.
    #[must_use]
    pub fn new(
        root_seed: Zeroizing<[u8; 32]>,
        presence_secret: PresenceSecret,
        root_document: RootDocument,
    ) -> Self {
        Self {
            root_seed,
            presence_secret,
            root_document,
        }
    }

    /// The Ed25519 seed of the root key (RFC 8032 section 5.1.5), 32 bytes.
    #[must_use]
    pub fn root_seed(&self) -> &Zeroizing<[u8; 32]> {
        &self.root_seed
    }

    /// The secret of the poster.
    #[must_use]
    pub fn presence_secret(&self) -> &PresenceSecret {
        &self.presence_secret
    }

    /// The root document.
    #[must_use]
    pub fn root_document(&self) -> &RootDocument {
        &self.root_document
    }

    /// `[32] root seed ‖ [32] presence_secret ‖ [54] root document`.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let root_seed = Zeroizing::new(reader.array()?);
        let presence_secret = PresenceSecret::from_bytes(reader.array()?);
        let root_document = RootDocument::from_bytes(reader.bytes(54)?)?;
        reader.finish()?;
        Ok(Self {
            root_seed,
            presence_secret,
            root_document,
        })
    }

    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(118));
        bytes.extend_from_slice(self.root_seed.as_slice());
        bytes.extend_from_slice(self.presence_secret.expose_bytes());
        bytes.extend_from_slice(self.root_document.as_bytes());
        bytes
    }
}

/// The means to open a list's records: the editions of the poster, and a frontier for each
/// generation that has an epoch left.
pub struct DecryptionKeys {
    editions: Vec<Edition>,
    generations: Vec<(Generation, Frontier)>,
}

impl DecryptionKeys {
    /// Puts the parts together.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] without an edition, [`DecodeError::NonCanonical`] if the
    /// generations do not ascend without repetition, [`DecodeError::Limit`] for more than 255
    /// editions or 65535 generations.
    pub fn new(
        editions: Vec<Edition>,
        generations: Vec<(Generation, Frontier)>,
    ) -> Result<Self, DecodeError> {
        if editions.is_empty() {
            return Err(DecodeError::BadValue);
        }
        if editions.len() > usize::from(u8::MAX) || generations.len() > usize::from(u16::MAX) {
            return Err(DecodeError::Limit);
        }
        if !generations.is_sorted_by(|(before, _), (after, _)| before < after) {
            return Err(DecodeError::NonCanonical);
        }
        Ok(Self {
            editions,
            generations,
        })
    }

    /// The editions of the poster, the newest first; there is one at least.
    #[must_use]
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// The generations, ascending.
    #[must_use]
    pub fn generations(&self) -> &[(Generation, Frontier)] {
        &self.generations
    }

    /// Takes the parts.
    #[must_use]
    pub fn into_parts(self) -> (Vec<Edition>, Vec<(Generation, Frontier)>) {
        (self.editions, self.generations)
    }

    /// `u8 count ‖ count × [64] edition ‖ u16 count ‖ count × (u32 generation ‖ u32 length ‖
    /// frontier)`.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let mut editions = Vec::new();
        for _ in 0..reader.u8()? {
            editions.push(Edition::read(&mut reader)?);
        }
        let count = reader.u16()?;
        // Grows with what is really there, not with the count.
        let mut generations = Vec::new();
        for _ in 0..count {
            let generation = Generation(reader.u32()?);
            let length = usize::try_from(reader.u32()?).map_err(|_| DecodeError::Limit)?;
            generations.push((generation, Frontier::from_bytes(reader.bytes(length)?)?));
        }
        reader.finish()?;
        Self::new(editions, generations)
    }

    /// Fails with [`DecodeError::Limit`] where a length does not fit.
    pub(crate) fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, DecodeError> {
        let frontiers = self
            .generations
            .iter()
            .map(|(_, frontier)| frontier.encoded_length());
        let length = frontiers.map(|length| 8 + length).sum::<usize>();
        let editions = self.editions.len() * Edition::LENGTH;
        let mut bytes = Zeroizing::new(Vec::with_capacity(3 + editions + length));
        let count = u8::try_from(self.editions.len()).map_err(|_| DecodeError::Limit)?;
        bytes.push(count);
        for edition in &self.editions {
            bytes.extend_from_slice(edition.to_bytes().as_slice());
        }
        let count = u16::try_from(self.generations.len()).map_err(|_| DecodeError::Limit)?;
        bytes.extend_from_slice(&count.to_be_bytes());
        for (generation, frontier) in &self.generations {
            let frontier = frontier.to_bytes();
            let length = u32::try_from(frontier.len()).map_err(|_| DecodeError::Limit)?;
            bytes.extend_from_slice(&generation.value().to_be_bytes());
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(&frontier);
        }
        Ok(bytes)
    }
}

redacted_debug!(IdentityKeys, DecryptionKeys);

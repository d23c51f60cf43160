//! What a grant says, as it is sealed to a device (`spec/protocol.md#grant`).

use core::ops::RangeInclusive;
use std::collections::BTreeSet;

use sealroll_core::{Frontier, GrantOpenError};
use sealroll_wire::{
    DecodeError, DeviceFingerprint, Epoch, Generation, Reader, Registration, Signature, Time,
    VerifyError, Writer, label, limit,
};
use zeroize::Zeroizing;

use crate::presence::EpochPsk;

/// The content of a grant.
pub(crate) struct GrantContent {
    pub(crate) registration: Registration,
    pub(crate) time: Time,
    pub(crate) epochs: RangeInclusive<Epoch>,
    /// Ascending by generation.
    pub(crate) frontiers: Vec<(Generation, Frontier)>,
    /// Ascending by epoch and presence id.
    pub(crate) psks: Vec<EpochPsk>,
}

/// Why a grant is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GrantError {
    /// It is no grant, or not one for this device.
    Open(GrantOpenError),
    /// A signature or the environment is wrong.
    Verify(VerifyError),
    /// Its parts do not belong together (`spec/protocol.md#GRT-1`, GRT-3).
    Inconsistent,
}

impl GrantError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open(error) => error.code(),
            Self::Verify(error) => error.code(),
            Self::Inconsistent => "inconsistent",
        }
    }
}

impl core::fmt::Display for GrantError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Verify(error) => error.fmt(f),
            Self::Inconsistent => f.write_str("the parts of the grant do not belong together"),
        }
    }
}

impl core::error::Error for GrantError {}

impl From<DecodeError> for GrantError {
    fn from(error: DecodeError) -> Self {
        Self::Open(error.into())
    }
}

impl From<VerifyError> for GrantError {
    fn from(error: VerifyError) -> Self {
        Self::Verify(error)
    }
}

impl GrantContent {
    /// Writes and signs the content. `sign` signs with the root key.
    pub(crate) fn to_bytes(
        &self,
        device: &DeviceFingerprint,
        sign: impl FnOnce(&[u8]) -> Signature,
    ) -> Result<Zeroizing<Vec<u8>>, DecodeError> {
        // Never grown: that could leave nodes behind.
        let mut writer = Writer::with_capacity(self.length());
        let count = |length: usize| u16::try_from(length).map_err(|_| DecodeError::Limit);
        writer
            .u8(VERSION)
            .bytes16(self.registration.as_bytes())?
            .u64(self.time.seconds())
            .u32(self.epochs.start().value())
            .u32(self.epochs.end().value())
            .u16(count(self.frontiers.len())?);
        for (generation, frontier) in &self.frontiers {
            let frontier = frontier.to_bytes();
            let length = u32::try_from(frontier.len()).map_err(|_| DecodeError::Limit)?;
            writer
                .u32(generation.value())
                .u32(length)
                .bytes(frontier.as_slice());
        }
        writer.u16(count(self.psks.len())?);
        for known in &self.psks {
            known.write(&mut writer);
        }
        writer.u64(ROOT);
        let mut bytes = Zeroizing::new(writer.into_bytes());
        let signature = sign(&message(device, &bytes));
        bytes.extend_from_slice(&signature);
        Ok(bytes)
    }

    /// Reads a content (`spec/protocol.md#GRT-1`), and gives its signature with the message that
    /// it covers.
    pub(crate) fn from_bytes(
        bytes: &[u8],
        device: &DeviceFingerprint,
    ) -> Result<(Self, Zeroizing<Vec<u8>>, Signature), GrantError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let registration = Registration::from_bytes(reader.bytes16(usize::from(u16::MAX))?)?;
        let time = reader.time()?;
        let (first, last) = (reader.u32()?, reader.u32()?);
        let more = last.checked_sub(first);
        if more.is_none_or(|more| more >= Frontier::MAX_EPOCHS) {
            return Err(DecodeError::BadValue.into());
        }
        let mut frontiers = Vec::new();
        for _ in 0..reader.u16()? {
            let generation = Generation(reader.u32()?);
            let length = usize::try_from(reader.u32()?).map_err(|_| DecodeError::Limit)?;
            frontiers.push((generation, Frontier::from_bytes(reader.bytes(length)?)?));
        }
        let mut psks = Vec::new();
        for _ in 0..reader.u16()? {
            psks.push(EpochPsk::read(&mut reader)?);
        }
        if reader.u64()? != ROOT {
            return Err(DecodeError::BadValue.into());
        }
        let signature: Signature = reader.array()?;
        reader.finish()?;
        let content = Self {
            registration,
            time,
            epochs: Epoch(first)..=Epoch(last),
            frontiers,
            psks,
        };
        content.check()?;
        let signed = bytes.get(..bytes.len() - signature.len());
        let message = message(device, signed.unwrap_or_default());
        Ok((content, message, signature))
    }

    /// The epochs that a frontier covers.
    fn check(&self) -> Result<(), GrantError> {
        let generations = self.frontiers.is_sorted_by(|(a, _), (b, _)| a < b);
        if !generations || !self.psks.is_sorted_by(|a, b| a.place() < b.place()) {
            return Err(DecodeError::NonCanonical.into());
        }
        let mut covered = BTreeSet::new();
        for (_, frontier) in &self.frontiers {
            for range in frontier.epochs() {
                let inside =
                    self.epochs.contains(range.start()) && self.epochs.contains(range.end());
                // Not before it is known to be short.
                if !inside {
                    return Err(GrantError::Inconsistent);
                }
                covered.extend(epochs(&range));
            }
        }
        let with_psk: BTreeSet<Epoch> = self.psks.iter().map(|known| known.epoch).collect();
        if covered == with_psk {
            Ok(())
        } else {
            Err(GrantError::Inconsistent)
        }
    }

    fn length(&self) -> usize {
        let frontiers = self.frontiers.iter();
        let frontiers = frontiers.map(|(_, frontier)| 8 + frontier.to_bytes().len());
        let fixed = 1 + 2 + 8 + 4 + 4 + 2 + 2 + 8 + limit::SIGNATURE;
        let psks = self.psks.len() * EpochPsk::LENGTH;
        fixed + self.registration.as_bytes().len() + frontiers.sum::<usize>() + psks
    }
}

/// Every epoch of a range.
pub(crate) fn epochs(range: &RangeInclusive<Epoch>) -> impl Iterator<Item = Epoch> + use<> {
    (range.start().value()..=range.end().value()).map(Epoch)
}

fn message(device: &DeviceFingerprint, signed: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([label::GRANTED, device.as_bytes(), signed].concat())
}

const VERSION: u8 = 1;
/// Stands for the root in the place of a certificate's serial.
const ROOT: u64 = 0;

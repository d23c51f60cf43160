//! An owner grants epochs and rights to a device (`spec/protocol.md#grant`).

use core::ops::RangeInclusive;
use std::collections::BTreeSet;

use rand_core::CryptoRng;
use sealroll_core::seal_grant;
use sealroll_wire::{
    Certificate, DeviceCard, DeviceFingerprint, Epoch, KeyUse, Order, Registration, Rights, Serial,
    Time, Verified,
};

use crate::create::certificate_range;
use crate::device_book::KnownDevice;
use crate::generation::GenerationKeys;
use crate::grant_content::{GrantContent, epochs};
use crate::http::Request;
use crate::identity::Identity;
use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::subkeys::certify_key;

/// Rights sealed to a device. Register its certificates, order
/// [`grant_instruction`](Owner::grant_instruction), and hand the file over once that was
/// acknowledged (`spec/protocol.md#GRT-4`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grant {
    /// Hash of the device's card.
    pub device: DeviceFingerprint,
    /// The file for the device. Nobody else can open it.
    pub file: Vec<u8>,
    /// Certificates made for the device.
    pub certificates: Vec<Serial>,
    /// When they end.
    pub until: Time,
    /// Epochs that the device will be able to open, as few ranges as possible; none without
    /// [`Rights::READ`].
    pub epochs: Vec<RangeInclusive<Epoch>>,
}

impl Owner {
    /// Grants a range of epochs and rights to a device: certifies its keys as a delegate's, and
    /// seals to it what opens those epochs and no others. Epochs that are punctured here are left
    /// out. A second device of the owner is granted the same way, with all rights.
    ///
    /// Show name and words of the card before (`spec/protocol.md#DEV-2`).
    ///
    /// # Errors
    /// [`OwnerError::WrongList`] for the identity of another list, [`OwnerError::OutsideEpochs`]
    /// for an empty range or one of more than 4096 epochs, [`OwnerError::NotGranted`] on a
    /// delegate's device, [`OwnerError::Terms`] if the card's key cannot be sealed to.
    pub fn grant<R: CryptoRng + ?Sized>(
        &mut self,
        identity: &Identity,
        card: &DeviceCard,
        range: RangeInclusive<Epoch>,
        rights: Rights,
        now: Time,
        rng: &mut R,
    ) -> Result<Grant, OwnerError> {
        if identity.root() != &self.root {
            return Err(OwnerError::WrongList);
        }
        let length = range.end().value().checked_sub(range.start().value());
        if length.is_none_or(|more| more >= sealroll_core::Frontier::MAX_EPOCHS) {
            return Err(OwnerError::OutsideEpochs);
        }
        let rights = rights.and(Rights::DELEGATE);
        let current = self.epoch_at(now).ok_or(OwnerError::OutsideEpochs)?;
        let validity = certificate_range(self.terms(), current, self.generation_epochs)?;
        let mut serials = self.serials;
        let first = serials.certificates(2, now);
        let second = Serial(first.value().saturating_add(1));
        let keys = card.keys();
        let certify = |key, key_use, serial| {
            certify_key(identity, key, key_use, rights, serial, validity).map_err(OwnerError::Terms)
        };
        let certificates = [
            certify(keys.instruction, KeyUse::Instruction, first)?,
            certify(keys.http, KeyUse::Http, second)?,
        ];
        let content = self.grant_content(&certificates, &range, rights, now)?;
        let bytes = content
            .to_bytes(&card.fingerprint(), |message| {
                identity.root_key().sign(message)
            })
            .map_err(OwnerError::Terms)?;
        let file = seal_grant(card, &bytes, rng)
            .map_err(|_| OwnerError::Terms(sealroll_wire::DecodeError::BadKey))?;
        let held = ranges(content.psks.iter().map(|known| known.epoch));
        self.serials = serials;
        self.note_device(card, &certificates, rights, &held);
        self.certificates.extend(certificates);
        Ok(Grant {
            device: card.fingerprint(),
            file,
            certificates: vec![first, second],
            until: validity.1,
            epochs: held,
        })
    }

    /// Signs the entry of the instruction log that the grant was made
    /// (`spec/protocol.md#GRT-4`).
    ///
    /// # Errors
    /// As for [`terminate`](Self::terminate).
    pub fn grant_instruction(
        &mut self,
        identity: &Identity,
        device: DeviceFingerprint,
        now: Time,
    ) -> Result<Request, OwnerError> {
        self.instruct_as_root(identity, Order::GrantDevice(device), now)
    }

    fn grant_content(
        &self,
        certificates: &[Verified<Certificate>],
        range: &RangeInclusive<Epoch>,
        rights: Rights,
        now: Time,
    ) -> Result<GrantContent, OwnerError> {
        let certificates: Vec<Certificate> = certificates
            .iter()
            .map(|certificate| (**certificate).clone())
            .collect();
        let registration = Registration::new(&self.root, &certificates, self.descriptor());
        let mut frontiers = Vec::new();
        if rights.contains(Rights::READ) {
            for keys in &self.generations {
                let frontier = keys.frontier().range(range.clone())?;
                if !frontier.is_empty() {
                    frontiers.push((keys.number(), frontier));
                }
            }
        }
        let covered: BTreeSet<Epoch> = frontiers
            .iter()
            .flat_map(|(_, frontier)| frontier.epochs())
            .flat_map(|range| epochs(&range))
            .collect();
        let list_id = self.list_id();
        let psks = covered.into_iter();
        let psks = psks.flat_map(|epoch| self.presence.psks(list_id, epoch));
        Ok(GrantContent {
            registration: registration.map_err(OwnerError::Terms)?,
            time: now,
            epochs: range.clone(),
            frontiers,
            psks: psks.collect(),
        })
    }

    /// A device that was granted something before keeps what it had.
    fn note_device(
        &mut self,
        card: &DeviceCard,
        certificates: &[Verified<Certificate>],
        rights: Rights,
        held: &[RangeInclusive<Epoch>],
    ) {
        let numbers = self.generations.iter().map(GenerationKeys::number);
        let through = numbers.max().unwrap_or_default();
        let serials = certificates.iter().map(|certificate| certificate.serial());
        let fingerprint = Some(card.fingerprint());
        let known = self
            .book
            .devices
            .iter_mut()
            .find(|device| device.fingerprint == fingerprint);
        if let Some(known) = known {
            known.serials.extend(serials);
            known.rights = rights;
            known.held.extend_from_slice(held);
            known.through = through;
            return;
        }
        self.book.devices.push(KnownDevice {
            fingerprint,
            name: card.name().to_owned(),
            serials: serials.collect(),
            rights,
            held: held.to_vec(),
            through,
        });
    }
}

/// Ascending epochs as few ranges.
pub(crate) fn ranges(epochs: impl Iterator<Item = Epoch>) -> Vec<RangeInclusive<Epoch>> {
    let mut ranges: Vec<RangeInclusive<Epoch>> = Vec::new();
    for epoch in epochs {
        match ranges.last_mut() {
            Some(range) if range.end().value().checked_add(1) == Some(epoch.value()) => {
                *range = *range.start()..=epoch;
            }
            _ => ranges.push(epoch..=epoch),
        }
    }
    ranges
}

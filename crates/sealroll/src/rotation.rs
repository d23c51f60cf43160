//! What an owner does when a device is lost, or its holder leaves (`spec/protocol.md#rotation`).

use rand_core::CryptoRng;
use sealroll_wire::{Epoch, Generation, Serial, Time};

use crate::device_book::KnownDevice;
use crate::devices::{Device, Exposed};
use crate::generation::GenerationKeys;
use crate::identity::Identity;
use crate::inbox::Inbox;
use crate::owner::Owner;
use crate::owner_error::OwnerError;

/// What follows from revoking a device. Send, in this order: the registration, an order
/// [`revoke`](Owner::revoke) for each certificate, the statements; then sync.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Revocation {
    /// The device.
    pub device: Device,
    /// Certificates to be revoked.
    pub certificates: Vec<Serial>,
    /// Epochs that the device can open, with their records: they are exposed
    /// (`spec/protocol.md#ROT-2`).
    pub exposed: Vec<Exposed>,
    /// New generations, whose statements supersede those that the device can open.
    pub generations: Vec<Generation>,
    /// Whether this device has new online keys, because those of the other were the same.
    pub has_new_keys: bool,
}

impl Owner {
    /// Prepares to revoke the device that has a certificate: names what it can open, certifies
    /// new keys for this device if they were the same, and makes new generations for the epochs
    /// that have not ended, so that the device cannot open what comes (`spec/protocol.md#ROT-1`).
    /// Codes in print stay valid.
    ///
    /// Sync before, so that the device is known, and after.
    ///
    /// # Errors
    /// [`OwnerError::WrongList`], [`OwnerError::UnknownDevice`], [`OwnerError::OutsideEpochs`],
    /// [`OwnerError::CertificateTooShort`], [`OwnerError::NotGranted`] on a delegate's device.
    /// Nothing has changed then.
    pub fn revoke_device<R: CryptoRng + ?Sized>(
        &mut self,
        identity: &Identity,
        inbox: &Inbox,
        serial: Serial,
        now: Time,
        rng: &mut R,
    ) -> Result<Revocation, OwnerError> {
        if identity.root() != &self.root {
            return Err(OwnerError::WrongList);
        }
        if self.rights().is_delegates() {
            return Err(OwnerError::NotGranted);
        }
        let device = self.device_with(inbox, serial, now);
        let device = device.ok_or(OwnerError::UnknownDevice)?;
        let current = self.epoch_at(now).ok_or(OwnerError::OutsideEpochs)?;
        let through = self.last_generation();
        let before = self.to_bytes();
        if device.is_this {
            self.disown(&device, through);
            self.renew_certificates(identity, now, rng)?;
        }
        let generations = match self.supersede(&device, current, through, now, rng) {
            Ok(generations) => generations,
            Err(error) => {
                *self = Self::from_bytes(&before).expect("an owner reads what it wrote");
                return Err(error);
            }
        };
        if !device.is_this && self.book.find(serial).is_none() {
            self.remember(&device, through);
        }
        Ok(Revocation {
            certificates: device.certificates.clone(),
            exposed: device.can_open.clone(),
            has_new_keys: device.is_this,
            generations,
            device,
        })
    }

    /// The stolen device has what this one had until now.
    fn disown(&mut self, device: &Device, through: Generation) {
        self.book.own.clear();
        self.remember(device, through);
    }

    fn remember(&mut self, device: &Device, through: Generation) {
        self.book.devices.push(KnownDevice {
            fingerprint: device.fingerprint,
            name: device.name.clone(),
            serials: device.certificates.clone(),
            rights: device.rights,
            held: vec![Epoch(0)..=Epoch(u32::MAX)],
            through,
        });
    }

    /// New generations in the place of those that the device has keys of: one for each run of
    /// epochs that have not ended.
    fn supersede<R: CryptoRng + ?Sized>(
        &mut self,
        device: &Device,
        current: Epoch,
        through: Generation,
        now: Time,
        rng: &mut R,
    ) -> Result<Vec<Generation>, OwnerError> {
        let known = device.certificates.iter();
        let known = known.copied().find_map(|serial| self.book.find(serial));
        let can_open_later = |keys: &GenerationKeys| {
            let epochs = current.value()..=keys.last().value();
            keys.number() <= through
                && device.rights.contains(sealroll_wire::Rights::READ)
                && known.is_none_or(|known| {
                    let mut epochs = epochs.map(Epoch);
                    epochs.any(|epoch| known.was_given(keys.number(), epoch))
                })
        };
        let has_signed = self.statements.iter().any(|issued| {
            let signer = issued.statement.certificate_serial();
            issued.statement.epoch() >= current && device.certificates.contains(&signer)
        });
        if !has_signed && !self.generations.iter().any(can_open_later) {
            return Ok(Vec::new());
        }
        let mut ends: Vec<Epoch> = self.generations.iter().map(GenerationKeys::last).collect();
        ends.retain(|end| *end >= current);
        ends.sort_unstable();
        ends.dedup();
        let mut made = Vec::new();
        let mut first = current;
        for last in ends {
            let number = Generation(self.last_generation().value().saturating_add(1));
            self.replace_generation(number, first..=last, now, rng)?;
            made.push(number);
            first = Epoch(last.value().saturating_add(1));
        }
        Ok(made)
    }
}

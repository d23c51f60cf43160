//! An owner looks after the devices of a list: grants to one, revokes one.

use std::ops::RangeInclusive;
use std::time::SystemTime;

use sealroll::{Epoch, Serial};

use crate::failure::SealrollError;
use crate::http::Request;
use crate::identity::Identity;
use crate::new_device::{Abilities, DeviceCard};
use crate::order::id;
use crate::owner::{Owner, numbers};
use crate::random::random;
use crate::time::{moment, time};

/// Rights sealed to a device.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Grant {
    /// Hash of the device's card, 64 hex digits.
    pub device: String,
    /// The file for the device, which alone can open it.
    pub file: Vec<u8>,
    /// Certificates made for the device.
    pub certificates: Vec<u64>,
    /// When they end.
    pub until: SystemTime,
    /// Epochs that the device will be able to open.
    pub epochs: Vec<GrantedEpochs>,
}

/// A range of epochs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct GrantedEpochs {
    /// The first.
    pub first: u32,
    /// The last.
    pub last: u32,
}

/// A device that the root has certified, as the last sync shows it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Device {
    /// What its holder calls it; empty where this device does not know.
    pub name: String,
    /// The words of its card, where something was granted to it from here.
    pub words: Option<String>,
    /// Its certificates, ascending.
    pub certificates: Vec<u64>,
    /// What it may do.
    pub abilities: Abilities,
    /// The first moment after all of its certificates.
    pub until: SystemTime,
    /// Whether it is this one.
    pub is_this: bool,
    /// Whether one of its certificates was revoked.
    pub is_revoked: bool,
    /// Epochs that have begun, or have records, whose keys it was given and never said to have
    /// punctured.
    pub can_open: Vec<Exposed>,
}

/// An epoch that a device can open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Exposed {
    /// The epoch.
    pub epoch: u32,
    /// Records of it under keys that the device has.
    pub records: u64,
    /// Whether the processor has erased them: then only a dishonest one can still hand them out.
    pub is_purged: bool,
}

/// Who has said to have punctured an epoch.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Holders {
    /// Devices that still have to: the epoch is not erased before.
    pub missing: Vec<Device>,
    /// Devices that were revoked, or are over, without ever saying so. Nobody can make them.
    pub silent: Vec<Device>,
}

/// What follows from revoking a device.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Revocation {
    /// The device, with its certificates and what it can open.
    pub device: Device,
    /// New generations, whose statements supersede those that the device can open.
    pub generations: Vec<u32>,
    /// Whether this device has new online keys, because those of the other were the same.
    pub has_new_keys: bool,
}

#[uniffi::export]
impl Owner {
    /// What this device may do.
    pub fn abilities(&self) -> Result<Abilities, SealrollError> {
        Ok(Abilities::new(self.lock()?.owner.rights()))
    }

    /// Epochs whose keys this device has.
    pub fn granted_epochs(&self) -> Result<Vec<GrantedEpochs>, SealrollError> {
        Ok(GrantedEpochs::all(&self.lock()?.owner.granted_epochs()))
    }

    /// Grants the epochs from `first` to `last` and abilities to a device: certifies its keys as a
    /// delegate's, and seals to it what opens those epochs and no others. Epochs that are punctured
    /// here are left out. Show name and words of the card before.
    ///
    /// Save the owner, send `registration_request`, order `grant_instruction`, and hand the file over
    /// once that was confirmed.
    ///
    /// Throws `wrong-list`, `not-yet-valid` for an empty range or one of more than 4096 epochs,
    /// `not-granted` on a delegate's device, a decoder's code for the card.
    pub fn grant(
        &self,
        identity: &Identity,
        card: DeviceCard,
        first: u32,
        last: u32,
        abilities: Abilities,
        now: SystemTime,
    ) -> Result<Grant, SealrollError> {
        let (now, mut random) = (time(now, "now")?, random()?);
        let card = sealroll::DeviceCard::from_bytes(&card.bytes)?;
        let (range, rights) = (Epoch(first)..=Epoch(last), abilities.plain());
        let mut device = self.lock()?;
        let owner = &mut device.owner;
        let granted = owner.grant(&identity.0, &card, range, rights, now, &mut random)?;
        Ok(Grant {
            device: granted.device.to_string(),
            certificates: serials(&granted.certificates),
            until: moment(granted.until),
            epochs: GrantedEpochs::all(&granted.epochs),
            file: granted.file,
        })
    }

    /// Signs the entry of the instruction log that a grant was made. Throws `wrong-list`,
    /// `stale-instruction`.
    pub fn grant_instruction(
        &self,
        identity: &Identity,
        grant: Grant,
        now: SystemTime,
    ) -> Result<Request, SealrollError> {
        let (fingerprint, now) = (id(&grant.device, "grant")?, time(now, "now")?);
        let mut device = self.lock()?;
        let owner = &mut device.owner;
        let request = owner.grant_instruction(&identity.0, fingerprint, now)?;
        Ok(Request::new(&request))
    }

    /// Every device of the list: who holds what, until when, and what a revoked one can still open.
    /// Sync first.
    pub fn devices(&self, now: SystemTime) -> Result<Vec<Device>, SealrollError> {
        let (now, device) = (time(now, "now")?, self.lock()?);
        Ok(Device::all(&device.owner.devices(&device.inbox, now)))
    }

    /// Who still has to puncture an epoch, and who never will.
    pub fn holders(&self, epoch: u32, now: SystemTime) -> Result<Holders, SealrollError> {
        let (now, device) = (time(now, "now")?, self.lock()?);
        let holders = device.owner.holders(&device.inbox, Epoch(epoch), now);
        Ok(Holders {
            missing: Device::all(&holders.missing),
            silent: Device::all(&holders.silent),
        })
    }

    /// Whether an epoch is erased: purged by the processor, and punctured by every holder.
    pub fn is_erased(&self, epoch: u32, now: SystemTime) -> Result<bool, SealrollError> {
        let (now, device) = (time(now, "now")?, self.lock()?);
        Ok(device.owner.is_erased(&device.inbox, Epoch(epoch), now))
    }

    /// Epochs for which this device has to order `Order.PuncturedEpoch`: they were erased, or
    /// punctured by the owner, and it has not said yet that their keys are gone. Puncture them
    /// first; then order.
    pub fn punctures_to_order(&self) -> Result<Vec<u32>, SealrollError> {
        let device = self.lock()?;
        Ok(numbers(&device.owner.punctures_to_order(&device.inbox)))
    }

    /// Prepares to revoke the device that has a certificate, when it was lost or its holder leaves:
    /// makes new keys for the epochs that have not ended, so that it cannot open what comes, and new
    /// online keys for this device if they were the same. Printed codes stay valid.
    ///
    /// Then save the owner, send `registration_request`, order `revoke_instruction` for each
    /// certificate of the device, and publish the statements. Sync before and after.
    ///
    /// Throws `wrong-list`, `not-logged` if no device has the certificate, `expired`, `not-granted`
    /// on a delegate's device. Nothing has changed then.
    pub fn revoke_device(
        &self,
        identity: &Identity,
        certificate: u64,
        now: SystemTime,
    ) -> Result<Revocation, SealrollError> {
        let (now, mut random) = (time(now, "now")?, random()?);
        let mut device = self.lock()?;
        let device = &mut *device;
        let (inbox, serial) = (&device.inbox, Serial(certificate));
        let owner = &mut device.owner;
        let done = owner.revoke_device(&identity.0, inbox, serial, now, &mut random)?;
        let generations = done.generations.iter().map(|number| number.value());
        Ok(Revocation {
            device: Device::new(&done.device),
            generations: generations.collect(),
            has_new_keys: done.has_new_keys,
        })
    }

    /// Signs the order to take nothing more that a certificate's key signs. Throws `wrong-list`,
    /// `stale-instruction`.
    pub fn revoke_instruction(
        &self,
        identity: &Identity,
        certificate: u64,
        now: SystemTime,
    ) -> Result<Request, SealrollError> {
        let now = time(now, "now")?;
        let mut device = self.lock()?;
        let owner = &mut device.owner;
        let request = owner.revoke(&identity.0, Serial(certificate), now)?;
        Ok(Request::new(&request))
    }
}

impl GrantedEpochs {
    fn all(ranges: &[RangeInclusive<Epoch>]) -> Vec<Self> {
        let ranges = ranges.iter().map(|range| Self {
            first: range.start().value(),
            last: range.end().value(),
        });
        ranges.collect()
    }
}

impl Device {
    fn all(devices: &[sealroll::Device]) -> Vec<Self> {
        devices.iter().map(Self::new).collect()
    }

    fn new(device: &sealroll::Device) -> Self {
        let can_open = device.can_open.iter().map(|exposed| Exposed {
            epoch: exposed.epoch.value(),
            records: exposed.records,
            is_purged: exposed.is_purged,
        });
        Self {
            name: device.name.clone(),
            words: device.fingerprint.map(|fingerprint| fingerprint.words()),
            certificates: serials(&device.certificates),
            abilities: Abilities::new(device.rights),
            until: moment(device.until),
            is_this: device.is_this,
            is_revoked: device.is_revoked,
            can_open: can_open.collect(),
        }
    }
}

fn serials(serials: &[Serial]) -> Vec<u64> {
    serials.iter().map(|serial| serial.value()).collect()
}

//! Saving and restoring an owner's device.

use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::failure::SealrollError;
use crate::identity::Identity;
use crate::owner::Owner;
use crate::random::random;
use crate::secret::{FileCost, FileSecret, TypedSecret, cost};
use crate::time::time;

#[uniffi::export]
impl Owner {
    /// Restores what `to_bytes` wrote. Throws a decoder's code.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, SealrollError> {
        let bytes = Zeroizing::new(bytes);
        Ok(Self::new(sealroll::Owner::from_bytes(&bytes)?))
    }

    /// Opens a device file. This takes a second or so. Throws `open-failed`, `bad-code`,
    /// `bad-checksum`, or a decoder's code.
    #[uniffi::constructor]
    pub fn from_device_file(file: Vec<u8>, secret: FileSecret) -> Result<Self, SealrollError> {
        let secret = TypedSecret::read(secret)?;
        let owner = sealroll::Owner::from_device_file(&file, secret.as_secret())?;
        Ok(Self::new(owner))
    }

    /// Sets a list up again on a new device, from its identity, a decryption file, and the welcome
    /// bundles that the processor has for the list's epochs. Register the list afterwards, then
    /// sync. Throws `open-failed` for a wrong secret, `unknown-statement` if no bundle is the
    /// list's.
    #[uniffi::constructor]
    pub fn restore(
        identity: &Identity,
        decryption_file: Vec<u8>,
        secret: FileSecret,
        bundles: Vec<Vec<u8>>,
        generation_epochs: u32,
        now: SystemTime,
    ) -> Result<Self, SealrollError> {
        let (secret, now) = (TypedSecret::read(secret)?, time(now, "now")?);
        let keys = sealroll::open_decryption_file(&decryption_file, secret.as_secret())?;
        let owner = sealroll::Owner::restore(
            &identity.0,
            keys,
            &bundles,
            generation_epochs,
            now,
            &mut random()?,
        )?;
        Ok(Self::new(owner))
    }

    /// Every secret of the device, for its own protected store.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealrollError> {
        Ok(self.lock()?.owner.to_bytes().to_vec())
    }

    /// The same, sealed as a file; without a cost, opening takes a second or so. After a puncture
    /// replace every earlier file. Throws `bad-code`, `bad-checksum`, `limit`.
    #[uniffi::method(default(file_cost = None))]
    pub fn to_device_file(
        &self,
        secret: FileSecret,
        file_cost: Option<FileCost>,
    ) -> Result<Vec<u8>, SealrollError> {
        let (secret, cost) = (TypedSecret::read(secret)?, cost(file_cost)?);
        let (mut random, device) = (random()?, self.lock()?);
        Ok(device
            .owner
            .to_device_file(secret.as_secret(), cost, &mut random)?)
    }

    /// What brings a lost device back, together with the identity file. Save it anew after every
    /// roll-over and puncture, in the place of the former. Throws `bad-code`, `bad-checksum`,
    /// `limit`.
    #[uniffi::method(default(file_cost = None))]
    pub fn to_decryption_file(
        &self,
        secret: FileSecret,
        file_cost: Option<FileCost>,
    ) -> Result<Vec<u8>, SealrollError> {
        let (secret, cost) = (TypedSecret::read(secret)?, cost(file_cost)?);
        let (mut random, device) = (random()?, self.lock()?);
        Ok(device
            .owner
            .to_decryption_file(secret.as_secret(), cost, &mut random)?)
    }
}

//! A device before it has been granted anything.

use std::sync::Arc;
use std::time::SystemTime;

use sealroll::Rights;
use zeroize::Zeroizing;

use crate::environment::Environment;
use crate::failure::SealrollError;
use crate::owner::Owner;
use crate::random::random;
use crate::secret::{FileCost, FileSecret, TypedSecret, cost};
use crate::time::moment;

/// A device that wants to be granted something. Hand its card to the owner, compare the words over
/// another channel, and accept the grant that comes back.
#[derive(uniffi::Object)]
pub struct NewDevice(sealroll::NewDevice);

/// What an owner needs to grant something to a device. Compare the words over another channel than
/// the one that the card came by: anybody can make a card.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DeviceCard {
    /// What the device's holder calls it.
    pub name: String,
    /// Five words that the holder tells.
    pub words: String,
    /// The card itself, a file for owners. There is no secret in it.
    pub bytes: Vec<u8>,
}

/// What a device may do. A device of the owner, which is no delegate's, may do everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Abilities {
    /// Hold keys of epochs, and fetch their envelopes.
    #[uniffi(default = true)]
    pub read: bool,
    /// A delegate may order erasure, restriction and holds.
    #[uniffi(default = false)]
    pub instruct: bool,
    /// A delegate may disclose.
    #[uniffi(default = false)]
    pub disclose: bool,
    /// The device is a delegate's; whatever is granted makes it one.
    #[uniffi(default = true)]
    pub delegate: bool,
}

/// What a grant has made of a device.
#[derive(uniffi::Record)]
pub struct Accepted {
    /// The device as it works from now on. Show its terms and words before it is used.
    pub delegate: Arc<Owner>,
    /// What it may do.
    pub abilities: Abilities,
    /// When it was granted, by the owner's clock.
    pub time: SystemTime,
}

#[uniffi::export]
impl NewDevice {
    /// Draws the keys of a device, whose name the owner sees. Throws `limit` or `bad-text` for it.
    #[uniffi::constructor]
    pub fn create(name: &str) -> Result<Self, SealrollError> {
        Ok(Self(sealroll::NewDevice::create(name, &mut random()?)?))
    }

    /// Restores what `to_bytes` wrote. Throws a decoder's code.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, SealrollError> {
        let bytes = Zeroizing::new(bytes);
        Ok(Self(sealroll::NewDevice::from_bytes(&bytes)?))
    }

    /// Opens a key file. Throws `open-failed`, `bad-code`, `bad-checksum`, or a decoder's code.
    #[uniffi::constructor]
    pub fn from_file(file: Vec<u8>, secret: FileSecret) -> Result<Self, SealrollError> {
        let secret = TypedSecret::read(secret)?;
        let device = sealroll::NewDevice::from_file(&file, secret.as_secret())?;
        Ok(Self(device))
    }

    /// The device's keys, for its own protected store.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }

    /// The same, sealed as a file; without a cost, opening takes a second or so. Throws `bad-code`,
    /// `bad-checksum`, `limit`.
    #[uniffi::method(default(file_cost = None))]
    pub fn to_file(
        &self,
        secret: FileSecret,
        file_cost: Option<FileCost>,
    ) -> Result<Vec<u8>, SealrollError> {
        let (secret, cost) = (TypedSecret::read(secret)?, cost(file_cost)?);
        Ok(self.0.to_file(secret.as_secret(), cost, &mut random()?)?)
    }

    /// What to hand to the owner.
    pub fn card(&self) -> DeviceCard {
        DeviceCard::new(self.0.card())
    }

    /// Opens a grant and verifies it. Throws `open-failed` for a grant to another device,
    /// `wrong-environment`, `bad-signature`, a decoder's code.
    pub fn accept(
        &self,
        grant: Vec<u8>,
        environment: Environment,
    ) -> Result<Accepted, SealrollError> {
        let accepted = self.0.accept(&grant, environment.into())?;
        Ok(Accepted {
            abilities: Abilities::new(accepted.rights),
            time: moment(accepted.time),
            delegate: Arc::new(Owner::new(accepted.delegate)),
        })
    }
}

/// Reads a device's card. Throws a decoder's code.
#[uniffi::export]
pub fn device_card_of(bytes: Vec<u8>) -> Result<DeviceCard, SealrollError> {
    Ok(DeviceCard::new(&sealroll::DeviceCard::from_bytes(&bytes)?))
}

impl DeviceCard {
    fn new(card: &sealroll::DeviceCard) -> Self {
        Self {
            name: card.name().to_owned(),
            words: card.fingerprint().words(),
            bytes: card.as_bytes().to_vec(),
        }
    }
}

impl Abilities {
    pub(crate) const fn new(rights: Rights) -> Self {
        Self {
            read: rights.contains(Rights::READ),
            instruct: rights.contains(Rights::INSTRUCT),
            disclose: rights.contains(Rights::DISCLOSE),
            delegate: rights.is_delegates(),
        }
    }

    pub(crate) fn plain(self) -> Rights {
        let rights = [
            (self.read, Rights::READ),
            (self.instruct, Rights::INSTRUCT),
            (self.disclose, Rights::DISCLOSE),
            (self.delegate, Rights::DELEGATE),
        ];
        let held = rights.into_iter().filter(|(is_held, _)| *is_held);
        held.fold(Rights::NONE, |all, (_, right)| all.and(right))
    }
}

//! A device before it has been granted anything, and how it takes a grant
//! (`spec/protocol.md#grant`).

use core::fmt;
use core::ops::RangeInclusive;
use std::collections::BTreeMap;

use rand_core::CryptoRng;
use sealroll_core::{
    Argon2Cost, KeyFile, KeyFileContent, KeyFileError, KeyFileSecret, X25519KeyPair,
    X25519SecretKey, open_grant,
};
use sealroll_wire::{
    Certificate, DecodeError, DeviceCard, DeviceKeys, Environment, Epoch, Generation, KeyUse,
    Reader, Rights, Serial, Statement, Time, Verified, Writer,
};
use zeroize::Zeroizing;

use crate::device_book::{DeviceBook, KnownDevice};
use crate::generation::GenerationKeys;
use crate::grant::ranges;
use crate::grant_content::{GrantContent, GrantError};
use crate::inbox::Inbox;
use crate::issued::IssuedStatement;
use crate::orders::Orders;
use crate::owner::Owner;
use crate::presence::Presence;
use crate::recovery::Recovery;
use crate::serials::Serials;
use crate::signing_key::SigningKey;
use crate::subkeys::{Subkey, Subkeys};
use crate::sync_report::SyncError;

/// A device that wants to be granted something: three key pairs and a name.
///
/// Hand its card to the owner, compare the words over another channel, and
/// [`accept`](Self::accept) the grant that comes back.
pub struct NewDevice {
    hpke: Zeroizing<[u8; 32]>,
    http: SigningKey,
    instruction: SigningKey,
    card: DeviceCard,
}

/// What a grant has made of a device.
#[derive(Debug)]
#[non_exhaustive]
pub struct Accepted {
    /// The device as it works from now on. Show its terms and fingerprint words before it is used
    /// (`spec/protocol.md#GRT-3`).
    pub delegate: Owner,
    /// What it may do.
    pub rights: Rights,
    /// When it was granted, by the owner's clock.
    pub time: Time,
    /// The range that was granted. Epochs that the owner had punctured are not among
    /// [`Owner::granted_epochs`].
    pub range: RangeInclusive<Epoch>,
}

impl NewDevice {
    /// Draws the keys of a device. The name is plain text of 1 to 120 bytes.
    ///
    /// # Errors
    /// [`DecodeError::Limit`], [`DecodeError::BadText`] for the name.
    pub fn create<R: CryptoRng + ?Sized>(name: &str, rng: &mut R) -> Result<Self, DecodeError> {
        let mut hpke = Zeroizing::new([0; 32]);
        rng.fill_bytes(hpke.as_mut_slice());
        Self::new(
            hpke,
            SigningKey::generate(rng),
            SigningKey::generate(rng),
            name,
        )
    }

    /// What to hand to the owner.
    #[must_use]
    pub const fn card(&self) -> &DeviceCard {
        &self.card
    }

    /// Opens a grant and verifies it (`spec/protocol.md#GRT-1` to GRT-3).
    ///
    /// # Errors
    /// [`GrantError`].
    pub fn accept(&self, grant: &[u8], environment: Environment) -> Result<Accepted, GrantError> {
        let fingerprint = self.card.fingerprint();
        let content =
            open_grant(&self.key_pair(), &fingerprint, grant).map_err(GrantError::Open)?;
        let (content, message, signature) = GrantContent::from_bytes(&content, &fingerprint)?;
        let root = content.registration.root().clone();
        root.check_environment(environment)?;
        let registration = content.registration.clone().verify()?;
        root.public_key()
            .verify(&message, &signature)
            .map_err(sealroll_wire::VerifyError::from)?;
        let certificates = registration.certificates;
        let find = |key_use, key| {
            let mut found = certificates.iter();
            let found = found.find(|certificate| certificate.key_use() == key_use);
            found.filter(|found| *found.public_key() == key)
        };
        let keys = self.card.keys();
        let http = find(KeyUse::Http, keys.http).ok_or(GrantError::Inconsistent)?;
        let instruction = find(KeyUse::Instruction, keys.instruction);
        let instruction = instruction.ok_or(GrantError::Inconsistent)?;
        let rights = http.rights();
        let fits = certificates.len() == 2
            && rights == instruction.rights()
            && rights.is_delegates()
            && (content.frontiers.is_empty() || rights.contains(Rights::READ));
        if !fits {
            return Err(GrantError::Inconsistent);
        }
        let subkeys = self.subkeys(instruction, http);
        let range = content.epochs.clone();
        let held = ranges(content.psks.iter().map(|known| known.epoch));
        let newest = content.frontiers.iter().map(|(number, _)| *number).max();
        let own: Vec<Serial> = certificates
            .iter()
            .map(|certificate| certificate.serial())
            .collect();
        let generations = content.frontiers.into_iter().map(|(number, frontier)| {
            let last = frontier.epochs().last().map(|range| *range.end());
            GenerationKeys::restored(number, last.unwrap_or_default(), frontier)
        });
        let delegate = Owner {
            root,
            presence: Presence::Epochs(content.psks),
            book: DeviceBook {
                // Of other days it has nothing to give up.
                devices: vec![KnownDevice {
                    fingerprint: Some(fingerprint),
                    name: self.card.name().to_owned(),
                    serials: own.clone(),
                    rights,
                    held,
                    through: newest.unwrap_or_default(),
                }],
                own,
            },
            descriptors: vec![registration.descriptor],
            certificates,
            subkeys,
            generation_epochs: 0,
            generations: generations.collect(),
            statements: Vec::new(),
            heads: BTreeMap::new(),
            purges: BTreeMap::new(),
            serials: Serials::default(),
            orders: Orders::default(),
            recovery: Recovery::default(),
        };
        Ok(Accepted {
            delegate,
            rights,
            time: content.time,
            range,
        })
    }

    /// Seals the keys as a device file, until the grant is there.
    ///
    /// # Errors
    /// [`KeyFileError`] for a passphrase of the wrong length or too little memory.
    pub fn to_file<R: CryptoRng + ?Sized>(
        &self,
        secret: KeyFileSecret<'_>,
        cost: Argon2Cost,
        rng: &mut R,
    ) -> Result<Vec<u8>, KeyFileError> {
        KeyFileContent::Device(self.to_bytes()).seal(secret, cost, rng)
    }

    /// Opens a device file of a device without a grant. This runs Argon2id.
    ///
    /// # Errors
    /// [`KeyFileError`]; [`KeyFileError::Malformed`] also for a file of another kind.
    pub fn from_file(file: &[u8], secret: KeyFileSecret<'_>) -> Result<Self, KeyFileError> {
        match KeyFile::parse(file)?.open(secret)? {
            KeyFileContent::Device(content) => {
                Self::from_bytes(&content).map_err(KeyFileError::Malformed)
            }
            _ => Err(KeyFileError::Malformed(DecodeError::BadValue)),
        }
    }

    /// Exports the keys without sealing them, for devices that have a protected store of their
    /// own.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::with_capacity(1 + 96 + 1 + self.card.name().len());
        writer
            .u8(VERSION)
            .bytes(self.hpke.as_slice())
            .bytes(self.http.to_seed().as_slice())
            .bytes(self.instruction.to_seed().as_slice())
            .str8(self.card.name(), 1..=120)
            .expect("the card has this name");
        Zeroizing::new(writer.into_bytes())
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let hpke = Zeroizing::new(reader.array()?);
        let http = Zeroizing::new(reader.array()?);
        let instruction = Zeroizing::new(reader.array()?);
        let name = reader.str8(1..=120)?.to_owned();
        reader.finish()?;
        Self::new(
            hpke,
            SigningKey::from_seed(&http),
            SigningKey::from_seed(&instruction),
            &name,
        )
    }

    fn new(
        hpke: Zeroizing<[u8; 32]>,
        http: SigningKey,
        instruction: SigningKey,
        name: &str,
    ) -> Result<Self, DecodeError> {
        let keys = DeviceKeys {
            hpke: *key_pair(&hpke).public_key(),
            http: http.verifying_key(),
            instruction: instruction.verifying_key(),
        };
        let card = DeviceCard::new(&keys, name)?;
        Ok(Self {
            hpke,
            http,
            instruction,
            card,
        })
    }

    fn key_pair(&self) -> X25519KeyPair {
        key_pair(&self.hpke)
    }

    fn subkeys(
        &self,
        instruction: &Verified<Certificate>,
        http: &Verified<Certificate>,
    ) -> Subkeys {
        let subkey = |key: &SigningKey, certificate: &Verified<Certificate>| Subkey {
            key: SigningKey::from_seed(&key.to_seed()),
            serial: certificate.serial(),
        };
        Subkeys {
            statement: None,
            instruction: subkey(&self.instruction, instruction),
            http: subkey(&self.http, http),
            witness: None,
        }
    }
}

impl Owner {
    /// Epochs whose keys this device has, as few ranges as possible.
    #[must_use]
    pub fn granted_epochs(&self) -> Vec<RangeInclusive<Epoch>> {
        self.generations
            .iter()
            .flat_map(GenerationKeys::epochs)
            .collect()
    }
}

impl Owner {
    /// The record logs that there are, the first one last.
    pub(crate) fn record_logs(&self) -> Vec<Generation> {
        let issued = self.statements.iter();
        let mut logs: Vec<Generation> =
            issued.map(|issued| issued.statement.generation()).collect();
        logs.sort_unstable_by(|a, b| b.cmp(a));
        logs.dedup();
        logs
    }

    /// Takes over certificates and terms that the instruction log has.
    pub(crate) fn adopt_documents(&mut self, inbox: &Inbox) {
        let ledger = self.ledger(inbox);
        let mut certificates = ledger.certificates;
        for own in &self.certificates {
            let is_own = |known: &Verified<Certificate>| known.serial() == own.serial();
            if !certificates.iter().any(is_own) {
                certificates.push(own.clone());
            }
        }
        certificates.sort_by_key(|certificate| certificate.serial());
        self.certificates = certificates;
        if ledger.descriptors.len() >= self.descriptors.len() {
            self.descriptors = ledger.descriptors;
        }
    }

    /// Takes over a statement of the list (`spec/protocol.md#GRT-6`).
    pub(crate) fn adopt_statement(&mut self, statement: Statement) -> Result<(), SyncError> {
        let rises = self
            .statements
            .last()
            .is_none_or(|last| last.statement.serial() < statement.serial());
        let hash = statement.descriptor_hash();
        let mut descriptors = self.descriptors.iter();
        let descriptor = descriptors.find(|descriptor| descriptor.hash() == hash);
        let descriptor = descriptor
            .filter(|_| rises)
            .ok_or(SyncError::ForeignStatement)?;
        let fingerprint = self.root.fingerprint();
        let statement = statement.verify(&fingerprint, &self.certificates, descriptor);
        let statement = statement.map_err(|_| SyncError::ForeignStatement)?;
        self.statements.push(IssuedStatement::new(statement));
        Ok(())
    }
}

impl fmt::Debug for NewDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewDevice(<redacted>)")
    }
}

fn key_pair(secret: &[u8; 32]) -> X25519KeyPair {
    X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(secret))
}

/// Told apart from the state of a device at work.
const VERSION: u8 = 0x80;

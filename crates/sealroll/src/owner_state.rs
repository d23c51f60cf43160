//! Saves and restores an owner's device.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use sealroll_core::{
    Argon2Cost, DecryptionKeys, KeyFile, KeyFileContent, KeyFileError, KeyFileSecret,
};
use sealroll_wire::{
    Certificate, DecodeError, Descriptor, Epoch, Generation, InstructionId, Reader, RootDocument,
    Writer, limit,
};
use zeroize::Zeroizing;

use crate::device_book::DeviceBook;
use crate::generation::GenerationKeys;
use crate::issued::IssuedStatement;
use crate::orders::Orders;
use crate::owner::{Owner, Purge};
use crate::presence::Presence;
use crate::recovery::Recovery;
use crate::serials::Serials;
use crate::subkeys::Subkeys;
use crate::witness::WitnessedHead;

impl Owner {
    /// Seals everything this device knows as a device file. It opens every record that this
    /// device opens: after a puncture replace every earlier file.
    ///
    /// # Errors
    /// [`KeyFileError`] for a passphrase of the wrong length, too little memory or more than 1
    /// MiB of state.
    pub fn to_device_file<R: CryptoRng + ?Sized>(
        &self,
        secret: KeyFileSecret<'_>,
        cost: Argon2Cost,
        rng: &mut R,
    ) -> Result<Vec<u8>, KeyFileError> {
        KeyFileContent::Device(self.to_bytes()).seal(secret, cost, rng)
    }

    /// Opens a device file. This runs Argon2id. Certificates, terms and statements are verified
    /// again.
    ///
    /// # Errors
    /// [`KeyFileError`]; [`KeyFileError::Malformed`] also for a file of another kind.
    pub fn from_device_file(file: &[u8], secret: KeyFileSecret<'_>) -> Result<Self, KeyFileError> {
        match KeyFile::parse(file)?.open(secret)? {
            KeyFileContent::Device(content) => {
                Self::from_bytes(&content).map_err(KeyFileError::Malformed)
            }
            _ => Err(KeyFileError::Malformed(DecodeError::BadValue)),
        }
    }

    /// Exports the state without sealing it, for devices that have a protected store of their
    /// own. It contains every secret of the device.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::with_capacity(self.length());
        writer
            .u8(VERSION)
            .bytes(self.root.as_bytes())
            .u32(self.generation_epochs);
        self.presence.write(&mut writer);
        self.book.write(&mut writer);
        self.serials.write(&mut writer);
        write_count(&mut writer, self.descriptors.len());
        for descriptor in &self.descriptors {
            writer
                .bytes16(descriptor.as_bytes())
                .expect("the longest descriptor is shorter than 65536 bytes");
        }
        write_count(&mut writer, self.certificates.len());
        for certificate in &self.certificates {
            writer.bytes(certificate.as_bytes());
        }
        self.subkeys.write(&mut writer);
        write_count(&mut writer, self.generations.len());
        for keys in &self.generations {
            keys.write(&mut writer);
        }
        write_count(&mut writer, self.statements.len());
        for issued in &self.statements {
            issued.write(&mut writer);
        }
        write_count(&mut writer, self.heads.len());
        for (generation, head) in &self.heads {
            writer.u32(generation.value());
            head.write(&mut writer);
        }
        write_count(&mut writer, self.purges.len());
        for (epoch, purge) in &self.purges {
            writer.u32(epoch.value()).u8(u8::from(purge.confirmed));
            write_count(&mut writer, purge.instructions.len());
            for instruction in &purge.instructions {
                writer.bytes(instruction.as_bytes());
            }
        }
        self.orders.write(&mut writer);
        self.recovery.write(&mut writer);
        Zeroizing::new(writer.into_bytes())
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote. Certificates, terms and statements are
    /// verified again.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form, or a part of it does not verify.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let root = RootDocument::from_bytes(reader.bytes(limit::ROOT_DOCUMENT)?)?;
        let generation_epochs = reader.u32()?;
        let presence = Presence::read(&mut reader)?;
        let book = DeviceBook::read(&mut reader)?;
        let serials = Serials::read(&mut reader)?;
        let descriptors = read_all(&mut reader, |reader| {
            let descriptor = Descriptor::from_bytes(reader.bytes16(limit::MAX_DESCRIPTOR)?)?;
            let verified = root.verify_descriptor(descriptor);
            verified.map_err(|_| DecodeError::BadValue)
        })?;
        let certificates = read_all(&mut reader, |reader| {
            let certificate = Certificate::from_bytes(reader.bytes(limit::CERTIFICATE)?)?;
            let verified = root.verify_certificate(certificate);
            verified.map_err(|_| DecodeError::BadValue)
        })?;
        let subkeys = Subkeys::read(&mut reader)?;
        let generations = read_all(&mut reader, GenerationKeys::read)?;
        let fingerprint = root.fingerprint();
        let statements = read_all(&mut reader, |reader| {
            IssuedStatement::read(reader, &fingerprint, &certificates, &descriptors)
        })?;
        let heads = read_all(&mut reader, |reader| {
            Ok((Generation(reader.u32()?), WitnessedHead::read(reader)?))
        })?;
        let purges = read_all(&mut reader, |reader| {
            let epoch = Epoch(reader.u32()?);
            let confirmed = match reader.u8()? {
                0 => false,
                1 => true,
                _ => return Err(DecodeError::BadValue),
            };
            let instructions = read_all(reader, |reader| {
                Ok(InstructionId::from_bytes(reader.array()?))
            })?;
            Ok((
                epoch,
                Purge {
                    instructions,
                    confirmed,
                },
            ))
        })?;
        let orders = Orders::read(&mut reader)?;
        let recovery = Recovery::read(&mut reader)?;
        reader.finish()?;
        let ascending = certificates.is_sorted_by(|a, b| a.serial() < b.serial());
        if descriptors.is_empty() || certificates.is_empty() || !ascending {
            return Err(DecodeError::BadValue);
        }
        Ok(Self {
            root,
            presence,
            book,
            descriptors,
            certificates,
            subkeys,
            generation_epochs,
            generations,
            statements,
            heads: BTreeMap::from_iter(heads),
            purges: BTreeMap::from_iter(purges),
            serials,
            orders,
            recovery,
        })
    }

    /// Seals the presence secret and the frontiers as a decryption file: with the identity file
    /// it brings a lost device back ([`Owner::restore`]). Save it anew after every roll-over and
    /// puncture, in the place of the former.
    ///
    /// # Errors
    /// [`KeyFileError`] for a passphrase of the wrong length or too little memory;
    /// [`KeyFileError::Malformed`] on a delegate's device, which has no presence secret.
    pub fn to_decryption_file<R: CryptoRng + ?Sized>(
        &self,
        secret: KeyFileSecret<'_>,
        cost: Argon2Cost,
        rng: &mut R,
    ) -> Result<Vec<u8>, KeyFileError> {
        let keys = self.decryption_keys().map_err(KeyFileError::Malformed)?;
        KeyFileContent::Decryption(keys).seal(secret, cost, rng)
    }

    /// Length of [`to_bytes`](Self::to_bytes), so that growing leaves no copies of secrets.
    fn length(&self) -> usize {
        let descriptors = self.descriptors.iter().map(|d| 2 + d.as_bytes().len());
        let generations = self.generations.iter().map(GenerationKeys::length);
        let heads = self.heads.values().map(|head| 4 + head.length());
        let purges = self
            .purges
            .values()
            .map(|purge| 9 + purge.instructions.len() * 32);
        FIXED_LENGTH
            + self.presence.length()
            + self.book.length()
            + self.subkeys.length()
            + descriptors.sum::<usize>()
            + self.certificates.len() * limit::CERTIFICATE
            + generations.sum::<usize>()
            + self.statements.len() * IssuedStatement::LENGTH
            + heads.sum::<usize>()
            + purges.sum::<usize>()
            + self.orders.length()
            + self.recovery.length()
    }
}

/// Opens a decryption file. This runs Argon2id.
///
/// # Errors
/// [`KeyFileError`]; [`KeyFileError::Malformed`] also for a file of another kind.
pub fn open_decryption_file(
    file: &[u8],
    secret: KeyFileSecret<'_>,
) -> Result<DecryptionKeys, KeyFileError> {
    match KeyFile::parse(file)?.open(secret)? {
        KeyFileContent::Decryption(keys) => Ok(keys),
        _ => Err(KeyFileError::Malformed(DecodeError::BadValue)),
    }
}

fn write_count(writer: &mut Writer, count: usize) {
    writer.u32(u32::try_from(count).expect("an owner has fewer than 2^32 of anything"));
}

fn read_all<'a, T>(
    reader: &mut Reader<'a>,
    mut read: impl FnMut(&mut Reader<'a>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    // Grows with what is really there, not with the count.
    let mut all = Vec::new();
    for _ in 0..reader.u32()? {
        all.push(read(reader)?);
    }
    Ok(all)
}

const VERSION: u8 = 4;
/// Everything of constant size: version, root document, generation length, serials, and six
/// counts.
const FIXED_LENGTH: usize = 1 + limit::ROOT_DOCUMENT + 4 + 24 + 6 * 4;

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;
    use sealroll_wire::{DecodeError, Environment, Time};

    use crate::{NewList, Owner};

    /// Registering would have nothing to send, so such a state is not read at all.
    #[test]
    fn a_saved_owner_without_certificates_is_refused() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let log_key = crate::signing_key::SigningKey::generate(&mut rng).verifying_key();
        let mut list = NewList::new(Environment::Test, "log.example", log_key);
        list.terms.venue = "Café".into();
        list.terms.contact = "owner@example.org".into();
        list.terms.purpose_de = "Test".into();
        list.terms.purpose_en = "test".into();
        list.terms.legal_basis_de = "keine".into();
        list.terms.legal_basis_en = "none".into();
        let now = Time::new(1_800_000_000).unwrap();
        let (mut owner, _) = Owner::create(list, now, &mut rng).unwrap();
        owner.statements.clear();
        assert!(Owner::from_bytes(&owner.to_bytes()).is_ok());
        owner.certificates.clear();
        let refused = Owner::from_bytes(&owner.to_bytes());
        assert_eq!(refused.err(), Some(DecodeError::BadValue));
    }
}

//! Creating a list and keeping it going: generations, certificates, terms, recovery.

use core::ops::RangeInclusive;
use std::collections::BTreeMap;

use rand_core::CryptoRng;
use sealroll_core::{DecryptionKeys, Edition};
use sealroll_wire::{
    Certificate, Environment, Epoch, FieldPolicies, Generation, PresenceSecret, RootDocument,
    RootFingerprint, Serial, StatementBody, Terms, Time, Verified, VerifyingKey, WelcomeBundle,
};

use crate::device_book::DeviceBook;
use crate::generation::GenerationKeys;
use crate::identity::Identity;
use crate::issued::IssuedStatement;
use crate::orders::Orders;
use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::presence::Presence;
use crate::recovery::Recovery;
use crate::serials::Serials;
use crate::signing_key::SigningKey;
use crate::subkeys::Subkeys;

/// What an owner decides before a list exists.
#[derive(Clone, Debug)]
pub struct NewList {
    /// Production or test.
    pub environment: Environment,
    /// The terms. List and version are filled in; the texts must be set.
    pub terms: Terms,
    /// Epochs of a generation, 1 to 2048.
    pub generation_epochs: u32,
}

impl NewList {
    /// A list with the defaults of the specification. `origin` and `log_key` are the
    /// processor's.
    #[must_use]
    pub fn new(environment: Environment, origin: &str, log_key: VerifyingKey) -> Self {
        let nobody = RootFingerprint::from_bytes([0; RootFingerprint::LENGTH]);
        Self {
            environment,
            terms: Terms {
                origin: origin.to_owned(),
                fields: FieldPolicies::default(),
                ..Terms::new(nobody, log_key)
            },
            generation_epochs: 31,
        }
    }
}

impl Owner {
    /// Creates a list: draws its keys, signs its terms, and issues the statements of its first
    /// generation, which begins with the epoch of `now` (`spec/protocol.md#create`).
    ///
    /// Save the identity as a file at once; it exists nowhere else.
    ///
    /// # Errors
    /// [`OwnerError::Terms`], [`OwnerError::OutsideEpochs`], [`OwnerError::Frontier`].
    pub fn create<R: CryptoRng + ?Sized>(
        list: NewList,
        now: Time,
        rng: &mut R,
    ) -> Result<(Self, Identity), OwnerError> {
        let root_key = SigningKey::generate(rng);
        let mut random = [0; 16];
        rng.fill_bytes(&mut random);
        let root = RootDocument::new(
            list.environment,
            root_key.verifying_key(),
            now.day(),
            &random,
        );
        let edition = Edition::generate(rng);
        let presence_secret = *edition.presence_secret().expose_bytes();
        let presence_secret = PresenceSecret::from_bytes(presence_secret);
        let identity = Identity::new(root_key, presence_secret, root);

        let terms = Terms {
            root_fingerprint: identity.root().fingerprint(),
            descriptor_version: 1,
            ..list.terms
        };
        let first = terms.epoch_at(now).ok_or(OwnerError::OutsideEpochs)?;
        let mut serials = Serials::default();
        let range = certificate_range(&terms, first, list.generation_epochs)?;
        let serial = serials.certificates(4, now);
        let (subkeys, certificates) =
            Subkeys::certify(&identity, serial, range, rng).map_err(OwnerError::Terms)?;
        let mut owner = Self {
            root: identity.root().clone(),
            presence: Presence::Editions(vec![edition]),
            book: DeviceBook {
                own: serials_of(&certificates),
                devices: Vec::new(),
            },
            descriptors: vec![identity.sign_terms(terms).map_err(OwnerError::Terms)?],
            certificates,
            subkeys,
            generation_epochs: list.generation_epochs,
            generations: Vec::new(),
            statements: Vec::new(),
            heads: BTreeMap::new(),
            purges: BTreeMap::new(),
            serials,
            orders: Orders::default(),
            recovery: Recovery::default(),
        };
        owner.add_generation(Generation(0), first, now, rng)?;
        Ok((owner, identity))
    }

    /// Sets a list up again on a new device: from the identity file, a decryption file, and the
    /// welcome bundles that the processor has for the list's epochs. What in the bundles is not
    /// the list's own is left out. New online keys are certified; register them, then sync.
    ///
    /// # Errors
    /// [`OwnerError::UnknownEpoch`] if no bundle is the list's,
    /// [`OwnerError::OutsideEpochs`].
    pub fn restore<R: CryptoRng + ?Sized>(
        identity: &Identity,
        keys: DecryptionKeys,
        bundles: &[Vec<u8>],
        generation_epochs: u32,
        now: Time,
        rng: &mut R,
    ) -> Result<Self, OwnerError> {
        let root = identity.root();
        let mut descriptors = BTreeMap::new();
        let mut certificates = BTreeMap::new();
        let mut statements = BTreeMap::new();
        for bundle in bundles {
            let Ok(bundle) = WelcomeBundle::from_bytes(bundle) else {
                continue;
            };
            for certificate in bundle.certificates() {
                if let Ok(certificate) = root.verify_certificate(certificate.clone()) {
                    certificates.insert(certificate.serial(), certificate);
                }
            }
            let Ok(descriptor) = root.verify_descriptor(bundle.descriptor().clone()) else {
                continue;
            };
            let known: Vec<_> = certificates.values().cloned().collect();
            let statement = bundle.statement().clone();
            if let Ok(statement) = statement.verify(&root.fingerprint(), &known, &descriptor) {
                statements.insert(statement.serial(), statement);
            }
            descriptors.insert(descriptor.terms().descriptor_version, descriptor);
        }
        let newest = descriptors.values().next_back();
        let terms = newest.ok_or(OwnerError::UnknownEpoch)?.terms().clone();
        let current = terms.epoch_at(now).ok_or(OwnerError::OutsideEpochs)?;
        let mut serials = Serials {
            certificate: certificates
                .keys()
                .next_back()
                .map_or(0, |last| last.value()),
            statement: statements.keys().next_back().map_or(0, |last| last.value()),
            instruction: 0,
        };
        let range = certificate_range(&terms, current, generation_epochs)?;
        let serial = serials.certificates(4, now);
        let (subkeys, new_certificates) =
            Subkeys::certify(identity, serial, range, rng).map_err(OwnerError::Terms)?;
        let (editions, frontiers) = keys.into_parts();
        let generations = frontiers.into_iter().map(|(number, frontier)| {
            let covered = frontier.epochs().last().map(|range| *range.end());
            let issued = statements.values().filter(|s| s.generation() == number);
            let last = issued
                .map(|statement| statement.epoch())
                .chain(covered)
                .max();
            GenerationKeys::restored(number, last.unwrap_or_default(), frontier)
        });
        Ok(Self {
            root: root.clone(),
            presence: Presence::Editions(editions),
            book: DeviceBook {
                own: serials_of(&new_certificates),
                devices: Vec::new(),
            },
            generations: generations.collect(),
            descriptors: descriptors.into_values().collect(),
            certificates: certificates.into_values().chain(new_certificates).collect(),
            subkeys,
            generation_epochs,
            statements: statements.into_values().map(IssuedStatement::new).collect(),
            heads: BTreeMap::new(),
            purges: BTreeMap::new(),
            serials,
            orders: Orders::default(),
            recovery: Recovery::default(),
        })
    }

    /// Makes the next generation: new keys, and statements for its epochs, to be published with
    /// [`statements_request`](Self::statements_request). Save the decryption file anew.
    ///
    /// # Errors
    /// [`OwnerError::TooEarly`] if there is already a generation after the current one
    /// (`spec/protocol.md#OWN-1`), [`OwnerError::CertificateTooShort`] if the certificate must be
    /// renewed first, [`OwnerError::OutsideEpochs`].
    pub fn roll_over<R: CryptoRng + ?Sized>(
        &mut self,
        now: Time,
        rng: &mut R,
    ) -> Result<Generation, OwnerError> {
        let current = self.epoch_at(now).ok_or(OwnerError::OutsideEpochs)?;
        let (mut number, mut first) = (Generation(0), current);
        // After a theft several generations end with the same epoch.
        let ends = || self.generations.iter().map(GenerationKeys::last);
        if let Some(last) = ends().max() {
            number = Generation(self.last_generation().value().saturating_add(1));
            let end_before = ends().filter(|end| *end < last).max();
            if end_before.is_some_and(|end_before| current <= end_before) {
                return Err(OwnerError::TooEarly);
            }
            first = Epoch(last.value().saturating_add(1)).max(current);
        }
        self.add_generation(number, first, now, rng)?;
        Ok(number)
    }

    /// Draws new online keys and has the root certify them, for as long as two generations from
    /// now. Register them before they are used.
    ///
    /// # Errors
    /// [`OwnerError::WrongList`] for the identity of another list,
    /// [`OwnerError::OutsideEpochs`].
    pub fn renew_certificates<R: CryptoRng + ?Sized>(
        &mut self,
        identity: &Identity,
        now: Time,
        rng: &mut R,
    ) -> Result<(), OwnerError> {
        if identity.root() != &self.root {
            return Err(OwnerError::WrongList);
        }
        let current = self.epoch_at(now).ok_or(OwnerError::OutsideEpochs)?;
        let range = certificate_range(self.terms(), current, self.generation_epochs)?;
        let mut serials = self.serials;
        let first = serials.certificates(4, now);
        let (subkeys, certificates) =
            Subkeys::certify(identity, first, range, rng).map_err(OwnerError::Terms)?;
        self.serials = serials;
        self.subkeys = subkeys;
        self.book.own.extend(serials_of(&certificates));
        self.certificates.extend(certificates);
        Ok(())
    }

    /// Changes the terms, and issues successors of the statements from the current epoch on.
    /// Printed codes stay valid. Register the new terms before the statements are published.
    ///
    /// # Errors
    /// [`OwnerError::FixedTerms`] if epochs, bucket, origin or log key differ,
    /// [`OwnerError::WrongList`], [`OwnerError::Terms`], [`OwnerError::CertificateTooShort`].
    pub fn change_terms(
        &mut self,
        identity: &Identity,
        terms: Terms,
        now: Time,
    ) -> Result<(), OwnerError> {
        if identity.root() != &self.root {
            return Err(OwnerError::WrongList);
        }
        let old = self.terms();
        let fixed = (old.epoch_anchor, old.epoch_length, &old.origin, old.bucket)
            == (
                terms.epoch_anchor,
                terms.epoch_length,
                &terms.origin,
                terms.bucket,
            )
            && old.log_key == terms.log_key;
        if !fixed {
            return Err(OwnerError::FixedTerms);
        }
        let current = self.epoch_at(now).ok_or(OwnerError::OutsideEpochs)?;
        let terms = Terms {
            root_fingerprint: self.root.fingerprint(),
            descriptor_version: old.descriptor_version.saturating_add(1),
            ..terms
        };
        let descriptor = identity.sign_terms(terms).map_err(OwnerError::Terms)?;
        self.descriptors.push(descriptor);
        self.issue_successors(current, now).inspect_err(|_| {
            self.descriptors.pop();
        })
    }

    /// Issues successors of the statements from an epoch on.
    pub(crate) fn issue_successors(&mut self, current: Epoch, now: Time) -> Result<(), OwnerError> {
        let epochs: Vec<(Generation, Epoch)> = self
            .generations
            .iter()
            .flat_map(|keys| {
                let last = keys.last().value();
                let number = keys.number();
                (current.value()..=last).map(move |epoch| (number, Epoch(epoch)))
            })
            .filter(|(_, epoch)| self.can_open(*epoch))
            .collect();
        let mut serials = self.serials;
        let issued = self.issue(&epochs, &mut serials, now)?;
        self.statements.extend(issued);
        self.serials = serials;
        Ok(())
    }

    fn add_generation<R: CryptoRng + ?Sized>(
        &mut self,
        number: Generation,
        first: Epoch,
        now: Time,
        rng: &mut R,
    ) -> Result<(), OwnerError> {
        let last = last_epoch(first, self.generation_epochs)?;
        let keys = GenerationKeys::generate(number, first..=last, rng)?;
        self.begin_generation(keys, first, now)
    }

    pub(crate) fn last_generation(&self) -> Generation {
        let numbers = self.generations.iter().map(GenerationKeys::number);
        numbers.max().unwrap_or_default()
    }

    /// Makes an early generation for epochs that have one. An epoch whose keys are gone stays
    /// without.
    pub(crate) fn replace_generation<R: CryptoRng + ?Sized>(
        &mut self,
        number: Generation,
        epochs: RangeInclusive<Epoch>,
        now: Time,
        rng: &mut R,
    ) -> Result<(), OwnerError> {
        let first = *epochs.start();
        let mut keys = GenerationKeys::generate(number, epochs.clone(), rng)?;
        for epoch in (first.value()..=epochs.end().value()).map(Epoch) {
            if !self.can_open(epoch) {
                keys.puncture(epoch)?;
            }
        }
        self.begin_generation(keys, first, now)
    }

    fn begin_generation(
        &mut self,
        keys: GenerationKeys,
        first: Epoch,
        now: Time,
    ) -> Result<(), OwnerError> {
        let (number, last) = (keys.number(), keys.last());
        self.generations.push(keys);
        let epochs: Vec<(Generation, Epoch)> = (first.value()..=last.value())
            .map(|epoch| (number, Epoch(epoch)))
            .collect();
        let mut serials = self.serials;
        match self.issue(&epochs, &mut serials, now) {
            Ok(issued) => {
                self.statements.extend(issued);
                self.serials = serials;
                Ok(())
            }
            Err(error) => {
                self.generations.pop();
                Err(error)
            }
        }
    }

    /// Signs statements for epochs whose keys exist, under the newest terms.
    fn issue(
        &self,
        epochs: &[(Generation, Epoch)],
        serials: &mut Serials,
        now: Time,
    ) -> Result<Vec<IssuedStatement>, OwnerError> {
        let list_id = self.list_id();
        let descriptor = self.descriptor();
        let subkey = self.subkeys.statement.as_ref();
        let subkey = subkey.ok_or(OwnerError::NotGranted)?;
        let presence_id = self.presence.presence_id(&list_id);
        let presence_id = presence_id.ok_or(OwnerError::NotGranted)?;
        let mut issued = Vec::with_capacity(epochs.len());
        for (number, epoch) in epochs {
            let range = descriptor.terms().epoch_range(*epoch);
            let (not_before, not_after) = range.ok_or(OwnerError::OutsideEpochs)?;
            let keys = self
                .generations
                .iter()
                .find(|keys| keys.number() == *number);
            let Some(key_pair) = keys.and_then(|keys| keys.key_pair(list_id, *epoch)) else {
                continue;
            };
            let body = StatementBody {
                root_fingerprint: self.root.fingerprint(),
                generation: *number,
                epoch: *epoch,
                serial: serials.statement(now),
                not_before,
                not_after,
                descriptor_hash: descriptor.hash(),
                presence_id,
                hpke_public_key: *key_pair.public_key(),
                certificate_serial: subkey.serial,
            };
            let statement = body
                .sign(|message| subkey.key.sign(message))
                .map_err(OwnerError::Terms)?;
            let statement = statement
                .verify(&self.root.fingerprint(), &self.certificates, descriptor)
                .map_err(|_| OwnerError::CertificateTooShort)?;
            issued.push(IssuedStatement::new(statement));
        }
        Ok(issued)
    }
}

fn serials_of(certificates: &[Verified<Certificate>]) -> Vec<Serial> {
    certificates
        .iter()
        .map(|certificate| certificate.serial())
        .collect()
}

/// Certificates are valid from the beginning of the current epoch, for 62 days or two
/// generations, whichever is longer: statements are made up to the end of the next generation.
pub(crate) fn certificate_range(
    terms: &Terms,
    current: Epoch,
    generation_epochs: u32,
) -> Result<(Time, Time), OwnerError> {
    let (start, _) = terms
        .epoch_range(current)
        .ok_or(OwnerError::OutsideEpochs)?;
    let generations = 2 * u64::from(generation_epochs) * u64::from(terms.epoch_length);
    Ok((
        start,
        start.saturating_add(generations.max(DEFAULT_VALIDITY)),
    ))
}

fn last_epoch(first: Epoch, count: u32) -> Result<Epoch, OwnerError> {
    let more = count.checked_sub(1).ok_or(OwnerError::OutsideEpochs)?;
    let last = first.value().checked_add(more);
    last.map(Epoch).ok_or(OwnerError::OutsideEpochs)
}

/// 62 days in seconds.
const DEFAULT_VALIDITY: u64 = 62 * 86_400;

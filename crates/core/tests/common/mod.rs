//! A list with one epoch, for tests.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test file uses a part")]

use ed25519_dalek::{Signer, SigningKey};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll_core::{
    Attendance, Companions, Contact, DeviceSecret, EnteredBy, Name, Opener, Phone, Sealer,
    X25519KeyPair, X25519SecretKey,
};
use sealroll_wire::{
    Bucket, CertificateBody, Descriptor, Environment, Epoch, Generation, Header, KeyUse,
    PresenceSecret, RootDocument, Serial, Statement, StatementBody, Terms, Time, Verified,
    VerifyingKey,
};

/// Numbers that are random enough for tests and the same every time.
pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// A check-in with names and phone number.
pub(crate) fn attendance() -> Attendance {
    Attendance {
        contact: Contact {
            given_name: Some(Name::new("Ada").unwrap()),
            family_name: Some(Name::new("Lovelace").unwrap()),
            phone: Some(Phone::new("+4915112345678").unwrap()),
            ..Contact::default()
        },
        companions: Companions::default(),
        place: None,
        arrival: Time::new(1_800_000_000).unwrap(),
        planned_end: None,
        door_code: None,
        entered_by: EnteredBy::Guest,
    }
}

/// What a list is made of. Two lists that differ in one part differ in their headers.
#[derive(Clone)]
pub(crate) struct Parts {
    environment: Environment,
    root_random: [u8; 16],
    epoch: Epoch,
    serial: Serial,
    descriptor_version: u32,
    bucket: Bucket,
    presence: [u8; 32],
}

/// A list with one epoch and all of its secrets.
pub(crate) struct List {
    parts: Parts,
    statement: Verified<Statement>,
    descriptor: Verified<Descriptor>,
}

impl List {
    /// A list whose records are padded to this bucket.
    pub(crate) fn new(bucket: Bucket) -> Self {
        Self::from_parts(Parts {
            environment: Environment::Test,
            root_random: [1; 16],
            epoch: Epoch(5),
            serial: Serial(1),
            descriptor_version: 1,
            bucket,
            presence: [3; 32],
        })
    }

    /// The same list with another presence secret.
    pub(crate) fn with_presence(&self, presence: [u8; 32]) -> Self {
        Self::from_parts(Parts {
            presence,
            ..self.parts.clone()
        })
    }

    /// Lists with the same keys that differ in one thing each: list, environment, epoch,
    /// statement, descriptor, presence secret.
    pub(crate) fn variations(&self) -> Vec<Self> {
        let mut variations = Vec::new();
        let mut vary = |change: fn(&mut Parts)| {
            let mut parts = self.parts.clone();
            change(&mut parts);
            variations.push(Self::from_parts(parts));
        };
        vary(|parts| parts.root_random = [2; 16]);
        vary(|parts| parts.environment = Environment::Production);
        vary(|parts| parts.epoch = Epoch(6));
        vary(|parts| parts.serial = Serial(2));
        vary(|parts| parts.descriptor_version = 2);
        vary(|parts| parts.presence = [4; 32]);
        variations
    }

    pub(crate) fn header(&self) -> Header {
        Header::of_statement(&self.statement)
    }

    pub(crate) fn sealer(&self) -> Sealer {
        self.sealer_of(self)
    }

    /// Seals to the other list with the presence secret of this one.
    pub(crate) fn sealer_of(&self, other: &Self) -> Sealer {
        let device_secret = DeviceSecret::from_bytes(&[8; 32]);
        let presence = PresenceSecret::from_bytes(self.parts.presence);
        Sealer::new(
            &other.statement,
            &other.descriptor,
            &presence,
            &device_secret,
        )
    }

    pub(crate) fn opener(&self) -> Opener {
        self.opener_with_key(EPOCH_KEY)
    }

    pub(crate) fn opener_with_key(&self, secret_key: [u8; 32]) -> Opener {
        let presence = PresenceSecret::from_bytes(self.parts.presence);
        Opener::new(key_pair(&secret_key), self.header(), &presence)
    }

    fn from_parts(parts: Parts) -> Self {
        let root_key = SigningKey::from_bytes(&[10; 32]);
        let statement_key = SigningKey::from_bytes(&[11; 32]);
        let log_key = verifying(&SigningKey::from_bytes(&[12; 32]));
        let sign = |key: &SigningKey, message: &[u8]| key.sign(message).to_bytes();
        let root = RootDocument::new(
            parts.environment,
            verifying(&root_key),
            20_000,
            &parts.root_random,
        );
        let terms = Terms {
            descriptor_version: parts.descriptor_version,
            venue: "Café Test".into(),
            contact: "owner@example.org".into(),
            purpose_de: "Test".into(),
            purpose_en: "Test".into(),
            legal_basis_de: "keine".into(),
            legal_basis_en: "none".into(),
            bucket: parts.bucket,
            origin: "log.example".into(),
            ..Terms::new(root.fingerprint(), log_key)
        };
        let (not_before, not_after) = terms.epoch_range(parts.epoch).unwrap();
        let descriptor = terms.sign(|message| sign(&root_key, message)).unwrap();
        let descriptor = root.verify_descriptor(descriptor).unwrap();
        let certificate = CertificateBody {
            root_fingerprint: root.fingerprint(),
            serial: Serial(1),
            key_use: KeyUse::Statement,
            rights: sealroll_wire::Rights::READ,
            not_before: Time::new(0).unwrap(),
            not_after: Time::MAX,
            public_key: verifying(&statement_key),
        };
        let certificate = certificate
            .sign(|message| sign(&root_key, message))
            .unwrap();
        let certificate = root.verify_certificate(certificate).unwrap();
        let presence = PresenceSecret::from_bytes(parts.presence);
        let statement = StatementBody {
            root_fingerprint: root.fingerprint(),
            generation: Generation(0),
            epoch: parts.epoch,
            serial: parts.serial,
            not_before,
            not_after,
            descriptor_hash: descriptor.hash(),
            presence_id: presence.presence_id(&root.list_id()),
            hpke_public_key: *key_pair(&EPOCH_KEY).public_key(),
            certificate_serial: Serial(1),
        };
        let statement = statement
            .sign(|message| sign(&statement_key, message))
            .unwrap()
            .verify(&root.fingerprint(), &[certificate], &descriptor)
            .unwrap();
        Self {
            parts,
            statement,
            descriptor,
        }
    }
}

fn key_pair(secret_key: &[u8; 32]) -> X25519KeyPair {
    X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(secret_key))
}

fn verifying(key: &SigningKey) -> VerifyingKey {
    VerifyingKey::from_bytes(&key.verifying_key().to_bytes()).unwrap()
}

const EPOCH_KEY: [u8; 32] = [6; 32];

//! A list with one epoch, and check-ins sealed to it.

use ed25519_dalek::{Signer, SigningKey};
use sealroll_core::hpke::derive_key_pair;
use sealroll_core::{
    AddressLine, Attendance, Companions, Contact, Country, DeviceSecret, Email, EnteredBy, Name,
    Opener, Phone, PostalCode, Sealer,
};
use sealroll_wire::{
    CertificateBody, Environment, Epoch, Generation, Header, KeyUse, PresenceSecret, RootDocument,
    Serial, StatementBody, Terms, Time, VerifyingKey,
};

use crate::error::BenchError;

/// Both ends of one statement.
pub(crate) struct Venue {
    pub(crate) sealer: Sealer,
    pub(crate) opener: Opener,
    pub(crate) terms: Terms,
}

impl Venue {
    pub(crate) fn new() -> Result<Self, BenchError> {
        build().ok_or(BenchError::Ours("making a list"))
    }

    /// What a guest fills in.
    pub(crate) fn attendance(&self) -> Result<Attendance, BenchError> {
        attendance().ok_or(BenchError::Ours("filling in a form"))
    }
}

fn build() -> Option<Venue> {
    let [root_key, statement_key, log_key] =
        [1, 2, 3].map(|seed| SigningKey::from_bytes(&[seed; 32]));
    let root = RootDocument::new(Environment::Test, verifying(&root_key)?, 20_000, &[4; 16]);
    let terms = Terms {
        venue: "Gasthaus Zum Siegel".into(),
        contact: "siegel@example.org".into(),
        purpose_de: "Nachverfolgung".into(),
        purpose_en: "contact tracing".into(),
        legal_basis_de: "Verordnung".into(),
        legal_basis_en: "regulation".into(),
        origin: "log.example".into(),
        ..Terms::new(root.fingerprint(), verifying(&log_key)?)
    };
    let (not_before, not_after) = terms.epoch_range(Epoch(5))?;
    let descriptor = terms
        .sign(|message| root_key.sign(message).to_bytes())
        .ok()?;
    let descriptor = root.verify_descriptor(descriptor).ok()?;
    let certificate = CertificateBody {
        root_fingerprint: root.fingerprint(),
        serial: Serial(1),
        key_use: KeyUse::Statement,
        rights: sealroll_wire::Rights::READ,
        not_before: Time::new(0).ok()?,
        not_after: Time::MAX,
        public_key: verifying(&statement_key)?,
    };
    let certificate = certificate
        .sign(|message| root_key.sign(message).to_bytes())
        .ok()?;
    let certificate = root.verify_certificate(certificate).ok()?;
    let presence_secret = PresenceSecret::from_bytes([5; 32]);
    let key_pair = derive_key_pair(&[6; 32]);
    let statement = StatementBody {
        root_fingerprint: root.fingerprint(),
        generation: Generation(0),
        epoch: Epoch(5),
        serial: Serial(1),
        not_before,
        not_after,
        descriptor_hash: descriptor.hash(),
        presence_id: presence_secret.presence_id(&root.list_id()),
        hpke_public_key: *key_pair.public_key(),
        certificate_serial: Serial(1),
    };
    let statement = statement
        .sign(|message| statement_key.sign(message).to_bytes())
        .ok()?;
    let statement = statement
        .verify(&root.fingerprint(), &[certificate], &descriptor)
        .ok()?;
    let device_secret = DeviceSecret::from_bytes(&[7; 32]);
    let header = Header::of_statement(&statement);
    Some(Venue {
        sealer: Sealer::new(&statement, &descriptor, &presence_secret, &device_secret),
        opener: Opener::new(key_pair, header, &presence_secret),
        terms: descriptor.terms().clone(),
    })
}

fn attendance() -> Option<Attendance> {
    Some(Attendance {
        contact: Contact {
            given_name: Some(Name::new("Annegret").ok()?),
            family_name: Some(Name::new("Müller-Lüdenscheidt").ok()?),
            phone: Some(Phone::new("+4915112345678").ok()?),
            email: Some(Email::new("annegret@example.org").ok()?),
            street: Some(AddressLine::new("Lange Gasse 12").ok()?),
            postal_code: Some(PostalCode::new("01069").ok()?),
            city: Some(AddressLine::new("Dresden").ok()?),
            country: Some(Country::new("DE").ok()?),
        },
        companions: Companions {
            count: 2,
            names: Vec::new(),
        },
        place: None,
        arrival: Time::new(1_800_000_000).ok()?,
        planned_end: None,
        door_code: None,
        entered_by: EnteredBy::Guest,
    })
}

fn verifying(key: &SigningKey) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(&key.verifying_key().to_bytes()).ok()
}

//! An owner with a list, the same one every time.

use std::sync::LazyLock;

use ed25519_dalek::SigningKey;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll::{Environment, FieldName, FieldPolicies, Identity, NewList, Owner, Policy, Terms};
use sealroll_log::{CosignerKey, KeyName};
use sealroll_wire::{
    Bucket, Header, KeyUse, PresenceSecret, Registration, Statement, origin, read_statements,
};

use crate::list;
use crate::sealed::Schedule;

/// An owner and what hostile guests and processors know of the list.
pub(crate) struct Owned {
    pub(crate) owner: Owner,
    pub(crate) identity: Identity,
    /// The owner's state, to take copies from.
    pub(crate) state: Vec<u8>,
    /// Statements of the three epochs.
    pub(crate) statements: Vec<Statement>,
    pub(crate) log_key: &'static SigningKey,
    /// Eight key schedules to the first statement.
    pub(crate) schedules: Vec<Schedule>,
}

impl Owned {
    /// The one owner, made once.
    pub(crate) fn shared() -> &'static Self {
        static OWNED: LazyLock<Owned> = LazyLock::new(Owned::new);
        &OWNED
    }

    fn new() -> Self {
        let log_key = list::log_signer();
        let mut rng = ChaCha20Rng::from_seed([6; 32]);
        let mut new = NewList::new(Environment::Test, list::ORIGIN, list::verifying(log_key));
        let fields = FieldName::ALL.into_iter();
        new.generation_epochs = 3;
        new.terms = Terms {
            venue: "Café am Markt".into(),
            contact: "datenschutz@cafe.example".into(),
            purpose_de: "Nachverfolgung".into(),
            purpose_en: "Tracing".into(),
            legal_basis_de: "DSGVO".into(),
            legal_basis_en: "GDPR".into(),
            epoch_anchor: list::time(list::ANCHOR),
            bucket: Bucket::Bytes1024,
            fields: fields.fold(FieldPolicies::NONE, |fields, field| {
                fields.with(field, Policy::Optional)
            }),
            ..new.terms
        };
        let (owner, identity) = Owner::create(new, list::NOW, &mut rng).expect("a valid list");
        let request = owner.statements_request("api.example", list::NOW, &mut rng);
        let request = request.expect("a valid authority").expect("statements");
        let statements = read_statements(&request.body).expect("what an owner writes is valid");
        let invitation = owner.invitation("https://cafe.example", None);
        let invitation = invitation.expect("a valid base");
        let first = statements.first().expect("three epochs");
        let header = Header::of_statement(first);
        let presence = PresenceSecret::from_bytes(*invitation.presence_secret().expose_bytes());
        let schedule =
            |number| Schedule::new(header, first.hpke_public_key(), &presence, 0x60 + number);
        let schedules = (0..8_u8).map(schedule).collect();
        Self {
            state: owner.to_bytes().to_vec(),
            owner,
            identity,
            statements,
            log_key,
            schedules,
        }
    }

    /// The owner again, as a restart would have it.
    pub(crate) fn copy(&self) -> Owner {
        Owner::from_bytes(&self.state).expect("what an owner writes can be read")
    }

    /// The first statement, whose epoch is that of all hostile records.
    pub(crate) fn statement(&self) -> &Statement {
        self.statements.first().expect("three epochs")
    }

    /// The witness key as the owner registered it.
    pub(crate) fn witnesses(&self) -> Vec<CosignerKey> {
        let registration = Registration::from_bytes(&self.owner.registration_request().body);
        let registration = registration.expect("what an owner writes is valid");
        let name = origin::witness(list::ORIGIN, &self.owner.list_id());
        let name = KeyName::new(&name).expect("a valid name");
        let certificates = registration.certificates().iter();
        certificates
            .filter(|certificate| certificate.key_use() == KeyUse::Witness)
            .map(|certificate| CosignerKey::new(name.clone(), *certificate.public_key()))
            .collect()
    }
}

//! A list with everything signed, made from fixed keys.
#![allow(dead_code, reason = "each test file uses a part of it")]

use ed25519_dalek::{Signer, SigningKey};

use sealroll_wire::{
    Certificate, CertificateBody, Chain, Descriptor, Environment, Epoch, Expected, FieldName,
    FieldPolicies, Generation, KeyUse, Policy, PresenceSecret, RootDocument, Seen, Serial,
    Signature, Statement, StatementBody, Terms, Time, Verified, VerifyError, VerifyingKey,
    WelcomeBundle, X25519PublicKey,
};

pub(crate) const ANCHOR: u64 = 1_790_000_000;
pub(crate) const EPOCH: Epoch = Epoch(7);
pub(crate) const EPOCH_START: u64 = ANCHOR + 7 * 86_400;

/// The signing keys and the signed structures of a list.
pub(crate) struct List {
    pub(crate) root_key: SigningKey,
    pub(crate) statement_key: SigningKey,
    pub(crate) root: RootDocument,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) descriptor: Descriptor,
    pub(crate) statement: Statement,
}

impl List {
    pub(crate) fn new() -> Self {
        Self::with_root_key(1)
    }

    pub(crate) fn with_root_key(number: u8) -> Self {
        let root_key = key(number);
        let statement_key = key(11);
        let root = RootDocument::new(Environment::Test, verifying(&root_key), 20_717, &[0x5a; 16]);
        let certificates = KeyUse::ALL
            .into_iter()
            .map(|key_use| {
                let number = 10 + key_use.to_byte();
                certificate_body(&root, key_use, &key(number))
                    .sign(signer(&root_key))
                    .expect("a valid certificate")
            })
            .collect();
        let descriptor = terms(&root).sign(signer(&root_key)).expect("valid terms");
        let statement = statement_body(&root, &descriptor)
            .sign(signer(&statement_key))
            .expect("a valid statement");
        Self {
            root_key,
            statement_key,
            root,
            certificates,
            descriptor,
            statement,
        }
    }

    pub(crate) fn bundle(&self) -> WelcomeBundle {
        WelcomeBundle::new(
            &self.root,
            &self.certificates,
            &self.descriptor,
            &self.statement,
            b"proof",
        )
        .expect("a valid bundle")
    }

    pub(crate) fn expected(&self) -> Expected {
        Expected {
            environment: Environment::Test,
            root_fingerprint: self.root.fingerprint(),
            presence_id: presence_secret().presence_id(&self.root.list_id()),
        }
    }

    pub(crate) fn chain(&self) -> Result<Chain, VerifyError> {
        self.chain_with(&Seen::default(), time(EPOCH_START + 100))
    }

    pub(crate) fn chain_with(&self, seen: &Seen, now: Time) -> Result<Chain, VerifyError> {
        Chain::verify(&self.bundle(), &self.expected(), seen, now)
    }

    pub(crate) fn verified_certificates(&self) -> Vec<Verified<Certificate>> {
        self.certificates
            .iter()
            .map(|certificate| {
                self.root
                    .verify_certificate(certificate.clone())
                    .expect("signed by the root")
            })
            .collect()
    }

    pub(crate) fn verify_statement(
        &self,
        statement: Statement,
    ) -> Result<Verified<Statement>, VerifyError> {
        let descriptor = self
            .root
            .verify_descriptor(self.descriptor.clone())
            .expect("signed by the root");
        statement.verify(
            &self.root.fingerprint(),
            &self.verified_certificates(),
            &descriptor,
        )
    }

    pub(crate) fn sign_statement(&self, body: StatementBody) -> Statement {
        body.sign(signer(&self.statement_key))
            .expect("a valid statement")
    }

    pub(crate) fn statement_body(&self) -> StatementBody {
        statement_body(&self.root, &self.descriptor)
    }
}

pub(crate) fn certificate_body(
    root: &RootDocument,
    key_use: KeyUse,
    key: &SigningKey,
) -> CertificateBody {
    CertificateBody {
        root_fingerprint: root.fingerprint(),
        serial: Serial(u64::from(key_use.to_byte())),
        key_use,
        rights: if key_use == KeyUse::Statement {
            sealroll_wire::Rights::READ
        } else {
            sealroll_wire::Rights::NONE
        },
        not_before: time(ANCHOR),
        not_after: time(ANCHOR + 62 * 86_400),
        public_key: verifying(key),
    }
}

pub(crate) fn terms(root: &RootDocument) -> Terms {
    let mut terms = Terms::new(root.fingerprint(), verifying(&key(30)));
    terms.venue = "Café am Markt".into();
    terms.address = "Markt 1, 23552 Lübeck".into();
    terms.contact = "datenschutz@cafe.example".into();
    terms.purpose_de = "Nachverfolgung von Kontakten".into();
    terms.purpose_en = "Tracing of contacts".into();
    terms.legal_basis_de = "Art. 6 Abs. 1 Buchst. c DSGVO".into();
    terms.legal_basis_en = "Art. 6(1)(c) GDPR".into();
    terms.epoch_anchor = time(ANCHOR);
    terms.origin = "log.example.org:8443/sealroll".into();
    terms.fields = FieldPolicies::default().with(FieldName::City, Policy::Optional);
    terms
}

pub(crate) fn statement_body(root: &RootDocument, descriptor: &Descriptor) -> StatementBody {
    StatementBody {
        root_fingerprint: root.fingerprint(),
        generation: Generation(1),
        epoch: EPOCH,
        serial: Serial(8),
        not_before: time(EPOCH_START),
        not_after: time(EPOCH_START + 86_400),
        descriptor_hash: descriptor.hash(),
        presence_id: presence_secret().presence_id(&root.list_id()),
        hpke_public_key: X25519PublicKey::from_bytes([9; 32]).expect("below the prime"),
        certificate_serial: Serial(1),
    }
}

pub(crate) fn presence_secret() -> PresenceSecret {
    PresenceSecret::from_bytes([0xc3; 32])
}

pub(crate) fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

pub(crate) fn verifying(key: &SigningKey) -> VerifyingKey {
    VerifyingKey::from_bytes(&key.verifying_key().to_bytes()).expect("a generated key is valid")
}

pub(crate) fn signer(key: &SigningKey) -> impl FnOnce(&[u8]) -> Signature {
    |message| key.sign(message).to_bytes()
}

pub(crate) fn time(seconds: u64) -> Time {
    Time::new(seconds).expect("before the year 10000")
}

/// A copy with some bytes replaced.
pub(crate) fn patched(bytes: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + new.len()].copy_from_slice(new);
    bytes
}

/// Every copy with one bit flipped.
pub(crate) fn bit_flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..8 * bytes.len()).map(|bit| {
        let mut bytes = bytes.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    })
}

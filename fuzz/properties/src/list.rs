//! A list with everything signed, made from fixed keys: the valid structures that seeds and
//! forgeries start from.

use core::slice;
use std::sync::LazyLock;

use ed25519_dalek::{Signer, SigningKey};
use sealroll_core::{X25519KeyPair, X25519SecretKey};
use sealroll_log::{
    Checkpoint, CosignedCheckpoint, CosignerKey, Entry, EntryKind, Frontier, InclusionProof,
    KeyName, NoteKey, Receipt,
};
use sealroll_wire::{
    Bucket, Certificate, CertificateBody, Descriptor, Environment, Epoch, Expected, FieldName,
    FieldPolicies, Generation, Header, KeyUse, Policy, PresenceSecret, RootDocument, Serial,
    Signature, Statement, StatementBody, Terms, Time, VerifyingKey, WelcomeBundle, origin,
};

/// The list and its secrets.
pub(crate) struct List {
    pub(crate) root: RootDocument,
    /// Certificates 1 to 4, for the uses in their order.
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) descriptor: Descriptor,
    pub(crate) statement: Statement,
    /// The statement's entry is the second of three.
    pub(crate) receipt: Receipt,
    pub(crate) cosigned: CosignedCheckpoint,
    pub(crate) bundle: WelcomeBundle,
    /// The log's key under its name.
    pub(crate) log_key: NoteKey,
    /// The owner's witness key under its name.
    pub(crate) witness_key: CosignerKey,
}

impl List {
    /// The one list, made once.
    pub(crate) fn shared() -> &'static Self {
        static LIST: LazyLock<List> = LazyLock::new(List::new);
        &LIST
    }

    fn new() -> Self {
        let root = RootDocument::new(
            Environment::Test,
            verifying(root_key()),
            20_717,
            &[0x5a; 16],
        );
        let certificates: Vec<_> = KeyUse::ALL
            .into_iter()
            .map(|key_use| {
                let body = certificate_body(&root, key_use);
                body.sign(signer(root_key())).expect("a valid certificate")
            })
            .collect();
        let descriptor = terms(&root).sign(signer(root_key())).expect("valid terms");
        let statement = statement_body(&root, &descriptor)
            .sign(signer(key(KeyUse::Statement)))
            .expect("a valid statement");

        let entry = |kind, hash| Entry {
            kind,
            epoch: EPOCH,
            hash,
        };
        let entries = [
            entry(EntryKind::Statement, [1; 32]),
            entry(EntryKind::Statement, statement.id().to_bytes()),
            entry(EntryKind::Record, [3; 32]),
        ];
        let [first, second, third] = entries.map(|entry| entry.leaf_hash());
        let mut frontier = Frontier::new();
        for leaf in [first, second, third] {
            frontier.append(leaf).expect("three leaves");
        }
        let log_key = NoteKey::new(log_name(&root), verifying(log_signer()));
        let witness_key = CosignerKey::new(witness_name(&root), verifying(key(KeyUse::Witness)));
        let checkpoint = Checkpoint::new(log_key.name().clone(), frontier.head())
            .expect("a valid head")
            .sign(log_signer())
            .verify(&log_key)
            .expect("just signed");
        let line = checkpoint
            .cosign(
                &frontier.head(),
                witness_key.name(),
                key(KeyUse::Witness),
                NOW,
            )
            .expect("the same head");
        let cosigned = checkpoint
            .with_cosignature(&line, slice::from_ref(&witness_key))
            .expect("just signed");
        let proof = InclusionProof::from_hashes(vec![first, third]).expect("two hashes");
        let receipt = Receipt::new(1, proof, cosigned.verified().signed().clone())
            .expect("an index in the tree");
        let bundle = WelcomeBundle::new(
            &root,
            &certificates,
            &descriptor,
            &statement,
            receipt.as_str().as_bytes(),
        )
        .expect("a valid bundle");
        Self {
            root,
            certificates,
            descriptor,
            statement,
            receipt,
            cosigned,
            bundle,
            log_key,
            witness_key,
        }
    }

    /// What a guest knows who has seen the poster.
    pub(crate) fn expected(&self) -> Expected {
        Expected {
            environment: Environment::Test,
            root_fingerprint: self.root.fingerprint(),
            presence_id: presence_secret().presence_id(&self.root.list_id()),
        }
    }

    /// The header of records under the statement.
    pub(crate) fn header(&self) -> Header {
        Header::of_statement(&self.statement)
    }

    /// The entry that the receipt is for.
    pub(crate) fn statement_entry(&self) -> Entry {
        Entry {
            kind: EntryKind::Statement,
            epoch: EPOCH,
            hash: self.statement.id().to_bytes(),
        }
    }
}

/// Signs with a key.
pub(crate) fn signer(key: &SigningKey) -> impl Fn(&[u8]) -> Signature + '_ {
    |message| key.sign(message).to_bytes()
}

pub(crate) fn root_key() -> &'static SigningKey {
    static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_bytes(&[1; 32]));
    &KEY
}

/// The certified key for a use.
pub(crate) fn key(key_use: KeyUse) -> &'static SigningKey {
    static KEYS: LazyLock<[SigningKey; 4]> = LazyLock::new(|| {
        KeyUse::ALL.map(|key_use| SigningKey::from_bytes(&[10 + key_use.to_byte(); 32]))
    });
    &KEYS[usize::from(key_use.to_byte() - 1)]
}

pub(crate) fn log_signer() -> &'static SigningKey {
    static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_bytes(&[30; 32]));
    &KEY
}

pub(crate) fn epoch_key() -> X25519KeyPair {
    X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&[9; 32]))
}

pub(crate) fn presence_secret() -> PresenceSecret {
    PresenceSecret::from_bytes([7; 32])
}

pub(crate) fn verifying(key: &SigningKey) -> VerifyingKey {
    VerifyingKey::from_bytes(&key.verifying_key().to_bytes()).expect("a key that was generated")
}

pub(crate) fn certificate_body(root: &RootDocument, key_use: KeyUse) -> CertificateBody {
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
        not_after: time(ANCHOR + 62 * DAY),
        public_key: verifying(key(key_use)),
    }
}

/// Terms under which every field may be given.
pub(crate) fn terms(root: &RootDocument) -> Terms {
    let fields = FieldName::ALL
        .into_iter()
        .fold(FieldPolicies::NONE, |fields, field| {
            fields.with(field, Policy::Optional)
        });
    Terms {
        venue: "Café am Markt".into(),
        address: "Markt 1, 23552 Lübeck".into(),
        contact: "datenschutz@cafe.example".into(),
        purpose_de: "Nachverfolgung von Kontakten".into(),
        purpose_en: "Tracing of contacts".into(),
        legal_basis_de: "Art. 6 Abs. 1 Buchst. c DSGVO".into(),
        legal_basis_en: "Art. 6(1)(c) GDPR".into(),
        epoch_anchor: time(ANCHOR),
        origin: ORIGIN.into(),
        bucket: Bucket::Bytes512,
        fields,
        ..Terms::new(root.fingerprint(), verifying(log_signer()))
    }
}

pub(crate) fn statement_body(root: &RootDocument, descriptor: &Descriptor) -> StatementBody {
    StatementBody {
        root_fingerprint: root.fingerprint(),
        generation: GENERATION,
        epoch: EPOCH,
        serial: Serial(8),
        not_before: time(EPOCH_START),
        not_after: time(EPOCH_START + DAY),
        descriptor_hash: descriptor.hash(),
        presence_id: presence_secret().presence_id(&root.list_id()),
        hpke_public_key: *epoch_key().public_key(),
        certificate_serial: Serial(1),
    }
}

fn log_name(root: &RootDocument) -> KeyName {
    KeyName::new(&origin::record_log(ORIGIN, &root.list_id(), GENERATION)).expect("a valid origin")
}

fn witness_name(root: &RootDocument) -> KeyName {
    KeyName::new(&origin::witness(ORIGIN, &root.list_id())).expect("a valid name")
}

pub(crate) const fn time(seconds: u64) -> Time {
    match Time::new(seconds) {
        Ok(time) => time,
        Err(_) => Time::MAX,
    }
}

/// Name of the processor in the list's logs.
pub(crate) const ORIGIN: &str = "log.example.org/sealroll";
pub(crate) const ANCHOR: u64 = 1_790_000_000;
pub(crate) const DAY: u64 = 86_400;
pub(crate) const EPOCH: Epoch = Epoch(7);
pub(crate) const EPOCH_START: u64 = ANCHOR + 7 * DAY;
pub(crate) const GENERATION: Generation = Generation(1);
/// A moment within the epoch.
pub(crate) const NOW: Time = time(EPOCH_START + 100);

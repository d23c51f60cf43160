use std::{cell::Cell, collections::BTreeMap};

use ed25519_dalek::{Signer, SigningKey};
use sealroll_log::{
    CosignerKey, Entry, Frontier, Hash, KeyName, Note, NoteKey, SignedCheckpoint, TileKind,
    TilePath, VerifiedCheckpoint, decode_bundle, tile_counts,
};
use sealroll_processor::Processor;
use sealroll_wire::{
    Certificate, CertificateBody, Descriptor, Environment, Epoch, Generation, Instruction,
    InstructionId, KeyUse, ListId, Nonce, Order, Registration, RequestParts, Rights, RootDocument,
    Serial, SignatureFields, SignatureParameters, Statement, StatementBody, Terms, VerifyingKey,
    X25519PublicKey, origin, read_envelopes, write_statements,
};

use super::{
    NOON,
    client::{Client, Response},
    time,
};

/// An owner's keys, documents and habits, without any secret that opens.
pub(crate) struct Owner {
    root_key: SigningKey,
    keys: BTreeMap<u64, SigningKey>,
    pub(crate) root: RootDocument,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) descriptor: Descriptor,
    pub(crate) log_key: VerifyingKey,
    pub(crate) generation: Generation,
    /// The epoch that contains the moment at which the owner was made.
    pub(crate) today: Epoch,
    serial: Cell<u64>,
    nonce: Cell<u64>,
    pub(crate) now: Cell<u64>,
}

pub(crate) const STATEMENT: u64 = 1;
pub(crate) const INSTRUCTION: u64 = 2;
pub(crate) const HTTP: u64 = 3;
pub(crate) const WITNESS: u64 = 4;
const DAY: u64 = 86_400;

impl Owner {
    pub(crate) fn new(seed: u8, processor: &Processor) -> Self {
        Self::with_terms(seed, *processor.log_key(), |_| {})
    }

    pub(crate) fn with_terms(
        seed: u8,
        log_key: VerifyingKey,
        adjust: impl FnOnce(&mut Terms),
    ) -> Self {
        Self::at(NOON, seed, log_key, adjust)
    }

    /// An owner whose list begins a hundred days before this moment.
    pub(crate) fn at(
        now: u64,
        seed: u8,
        log_key: VerifyingKey,
        adjust: impl FnOnce(&mut Terms),
    ) -> Self {
        let root_key = SigningKey::from_bytes(&[seed; 32]);
        let root = RootDocument::new(Environment::Test, public(&root_key), 20_000, &[seed; 16]);
        let mut terms = Terms::new(root.fingerprint(), log_key);
        terms.venue = "Venue".into();
        terms.contact = "Contact".into();
        terms.purpose_de = "Zweck".into();
        terms.purpose_en = "Purpose".into();
        terms.legal_basis_de = "Grundlage".into();
        terms.legal_basis_en = "Basis".into();
        terms.origin = "log.test".into();
        terms.epoch_anchor = time(now - now % DAY - 100 * DAY);
        adjust(&mut terms);
        let today = terms.epoch_at(time(now)).unwrap();
        let descriptor = terms
            .sign(|message| root_key.sign(message).to_bytes())
            .unwrap();
        let mut owner = Self {
            root_key,
            keys: BTreeMap::new(),
            root,
            certificates: Vec::new(),
            descriptor,
            log_key,
            generation: Generation(3),
            today,
            serial: Cell::new(1),
            nonce: Cell::new(u64::from(seed) << 32),
            now: Cell::new(now),
        };
        for (serial, key_use) in [
            (STATEMENT, KeyUse::Statement),
            (INSTRUCTION, KeyUse::Instruction),
            (HTTP, KeyUse::Http),
            (WITNESS, KeyUse::Witness),
        ] {
            owner.certify(serial, key_use, now - 30 * DAY, now + 32 * DAY);
        }
        owner
    }

    /// Makes a key and its certificate.
    pub(crate) fn certify(&mut self, serial: u64, key_use: KeyUse, from: u64, to: u64) {
        self.certify_with(serial, key_use, Rights::NONE, from, to);
    }

    /// Makes a key and a certificate with these rights.
    pub(crate) fn certify_with(
        &mut self,
        serial: u64,
        key_use: KeyUse,
        rights: Rights,
        from: u64,
        to: u64,
    ) {
        let mut seed = self.root_key.to_bytes();
        seed[..8].copy_from_slice(&serial.to_be_bytes());
        let key = SigningKey::from_bytes(&seed);
        let body = CertificateBody {
            root_fingerprint: self.root.fingerprint(),
            serial: Serial(serial),
            key_use,
            rights,
            not_before: time(from),
            not_after: time(to),
            public_key: public(&key),
        };
        let certificate = body
            .sign(|message| self.root_key.sign(message).to_bytes())
            .unwrap();
        self.certificates.push(certificate);
        self.keys.insert(serial, key);
    }

    /// Signs changed terms.
    pub(crate) fn describe(&mut self, adjust: impl FnOnce(&mut Terms)) {
        let mut terms = self.descriptor.terms().clone();
        adjust(&mut terms);
        let signer = |message: &[u8]| self.root_key.sign(message).to_bytes();
        self.descriptor = terms.sign(signer).unwrap();
    }

    pub(crate) fn list(&self) -> ListId {
        self.root.list_id()
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/lists/{}{rest}", self.list())
    }

    pub(crate) fn log_path(&self, rest: &str) -> String {
        self.path(&format!("/logs/{}{rest}", self.generation))
    }

    pub(crate) fn note_key(&self) -> NoteKey {
        let name = origin::record_log("log.test", &self.list(), self.generation);
        NoteKey::new(KeyName::new(&name).unwrap(), self.log_key)
    }

    pub(crate) fn witness_key(&self) -> CosignerKey {
        let name = KeyName::new(&origin::witness("log.test", &self.list())).unwrap();
        CosignerKey::new(name, public(&self.keys[&WITNESS]))
    }

    pub(crate) fn registration(&self) -> Registration {
        Registration::new(&self.root, &self.certificates, &self.descriptor).unwrap()
    }

    pub(crate) fn register(&self, client: &mut Client) -> Response {
        client
            .put(&self.path(""), self.registration().as_bytes())
            .ok()
    }

    /// A statement for an epoch, with the next serial.
    pub(crate) fn statement(&self, epoch: Epoch) -> Statement {
        self.statement_with(epoch, |_| {})
    }

    pub(crate) fn statement_with(
        &self,
        epoch: Epoch,
        adjust: impl FnOnce(&mut StatementBody),
    ) -> Statement {
        let serial = self.serial.replace(self.serial.get() + 1);
        let (not_before, not_after) = self.descriptor.terms().epoch_range(epoch).unwrap();
        let mut public_key = [9; 32];
        public_key[..8].copy_from_slice(&serial.to_be_bytes());
        let mut body = StatementBody {
            root_fingerprint: self.root.fingerprint(),
            generation: self.generation,
            epoch,
            serial: Serial(serial),
            not_before,
            not_after,
            descriptor_hash: self.descriptor.hash(),
            presence_id: super::guest::token().presence_id(&self.list()),
            hpke_public_key: X25519PublicKey::from_bytes(public_key).unwrap(),
            certificate_serial: Serial(STATEMENT),
        };
        adjust(&mut body);
        body.sign(|message| self.keys[&STATEMENT].sign(message).to_bytes())
            .unwrap()
    }

    /// Publishes statements for the day of this moment, the one before and the one after.
    pub(crate) fn publish(&self, client: &mut Client, moment: u64) -> Vec<Statement> {
        let Epoch(today) = self.descriptor.terms().epoch_at(time(moment)).unwrap();
        let statements: Vec<Statement> = (today - 1..=today + 1)
            .map(|epoch| self.statement(Epoch(epoch)))
            .collect();
        self.publish_these(client, &statements).ok();
        statements
    }

    pub(crate) fn publish_these(&self, client: &mut Client, statements: &[Statement]) -> Response {
        let body = write_statements(statements).unwrap();
        self.signed(client, "POST", &self.path("/statements"), &body)
    }

    /// Header fields that sign a request with the http key.
    pub(crate) fn sign(
        &self,
        method: &str,
        host: &str,
        path: &str,
        body: &[u8],
    ) -> SignatureFields {
        let nonce = self.nonce.replace(self.nonce.get() + 1);
        self.sign_with(method, host, path, body, |parameters| {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&nonce.to_be_bytes());
            parameters.nonce = Nonce::from_bytes(bytes);
        })
    }

    pub(crate) fn sign_with(
        &self,
        method: &str,
        host: &str,
        path: &str,
        body: &[u8],
        adjust: impl FnOnce(&mut SignatureParameters),
    ) -> SignatureFields {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts = RequestParts {
            method,
            authority: host,
            path,
            query,
            body,
        };
        let mut parameters = SignatureParameters {
            created: time(self.now.get()),
            expires: time(self.now.get() + 60),
            nonce: Nonce::from_bytes([7; 16]),
            list_id: self.list(),
            certificate_serial: Serial(HTTP),
        };
        adjust(&mut parameters);
        let key = &self.keys[&parameters.certificate_serial.value()];
        SignatureFields::sign(&parts, &parameters, |message| key.sign(message).to_bytes()).unwrap()
    }

    pub(crate) fn signed(
        &self,
        client: &mut Client,
        method: &str,
        path: &str,
        body: &[u8],
    ) -> Response {
        let fields = self.sign(method, &client.host.clone(), path, body);
        send_signed(client, method, path, body, &fields)
    }

    /// A request that the http key of this serial has signed.
    pub(crate) fn signed_as(
        &self,
        serial: u64,
        client: &mut Client,
        method: &str,
        path: &str,
        body: &[u8],
    ) -> Response {
        let nonce = self.nonce.replace(self.nonce.get() + 1);
        let fields = self.sign_with(method, &client.host.clone(), path, body, |parameters| {
            parameters.nonce = Nonce::from_bytes(u128::from(nonce).to_be_bytes());
            parameters.certificate_serial = Serial(serial);
        });
        send_signed(client, method, path, body, &fields)
    }

    pub(crate) fn get(&self, client: &mut Client, path: &str) -> Response {
        self.signed(client, "GET", path, b"")
    }

    pub(crate) fn checkpoint(&self, client: &mut Client) -> SignedCheckpoint {
        let response = self.get(client, &self.log_path("/checkpoint")).ok();
        let checkpoint = SignedCheckpoint::parse(&response.body).unwrap();
        checkpoint
            .verify(&checkpoint.part_key(&self.note_key()))
            .unwrap();
        checkpoint
    }

    /// Fetches the whole log and holds it against its checkpoint, as an owner does at its first
    /// sync (`spec/protocol.md#sync`).
    pub(crate) fn sync(&self, client: &mut Client) -> (SignedCheckpoint, Vec<Entry>) {
        let checkpoint = self.checkpoint(client);
        let entries = self.entries(client, &self.generation.to_string(), &checkpoint);
        (checkpoint, entries)
    }

    /// Fetches all entries of a log and holds them against its checkpoint.
    pub(crate) fn entries(
        &self,
        client: &mut Client,
        log: &str,
        checkpoint: &SignedCheckpoint,
    ) -> Vec<Entry> {
        let head = checkpoint.checkpoint().head();
        let (full, rest) = tile_counts(head.size, 0);
        let mut entries = Vec::new();
        let mut frontier = Frontier::new();
        for index in 0..=full {
            let width = if index < full { 256 } else { rest };
            if width == 0 {
                break;
            }
            let path = TilePath::new(TileKind::Entries, index, width).unwrap();
            let bundle = self
                .get(client, &self.path(&format!("/logs/{log}/{path}")))
                .ok();
            for bytes in decode_bundle(&bundle.body, width).unwrap() {
                frontier.append(Hash::leaf(bytes)).unwrap();
                entries.push(Entry::from_bytes(bytes).unwrap());
            }
        }
        assert_eq!(
            frontier.head(),
            *head,
            "the entries give the root that was signed"
        );
        entries
    }

    pub(crate) fn cosignature(&self, checkpoint: &SignedCheckpoint) -> String {
        self.cosignature_at(checkpoint, self.now.get())
    }

    pub(crate) fn cosignature_at(&self, checkpoint: &SignedCheckpoint, moment: u64) -> String {
        let verified = checkpoint
            .verify(&checkpoint.part_key(&self.note_key()))
            .unwrap();
        let key = &self.keys[&WITNESS];
        let name = self.witness_key().name().clone();
        verified
            .cosign(verified.head(), &name, key, time(moment))
            .unwrap()
    }

    /// The witness' signature over a checkpoint of any log.
    pub(crate) fn cosign_line(&self, verified: &VerifiedCheckpoint) -> String {
        let key = &self.keys[&WITNESS];
        let name = self.witness_key().name().clone();
        verified
            .cosign(verified.head(), &name, key, time(self.now.get()))
            .unwrap()
    }

    pub(crate) fn cosign(&self, client: &mut Client) -> Response {
        let checkpoint = self.checkpoint(client);
        let line = self.cosignature(&checkpoint);
        self.signed(
            client,
            "POST",
            &self.log_path("/cosignature"),
            line.as_bytes(),
        )
    }

    pub(crate) fn purge_note(&self, serial: u64, epoch: Epoch) -> Note {
        self.note(serial, None, Order::PurgeEpoch(epoch))
    }

    /// An order, signed by the key that it asks for.
    pub(crate) fn note(&self, serial: u64, previous: Option<InstructionId>, order: Order) -> Note {
        let instruction = Instruction {
            list_id: self.list(),
            serial: Serial(serial),
            previous,
            time: time(self.now.get()),
            order,
        };
        let text = instruction.to_text();
        if order.is_of_root() {
            let name = KeyName::new(&origin::root("log.test", &self.list())).unwrap();
            return Note::sign(&text, &name, &self.root_key).unwrap();
        }
        self.sign_note(&text, INSTRUCTION)
    }

    pub(crate) fn sign_note(&self, text: &str, certificate: u64) -> Note {
        let name = origin::instruction("log.test", &self.list(), Serial(certificate));
        Note::sign(
            text,
            &KeyName::new(&name).unwrap(),
            &self.keys[&certificate],
        )
        .unwrap()
    }

    pub(crate) fn envelopes(
        &self,
        client: &mut Client,
        epoch: Epoch,
        from: u64,
    ) -> Vec<(u64, Vec<u8>)> {
        let path = format!(
            "/epochs/{epoch}/envelopes?from={from}&generation={}",
            self.generation
        );
        let page = self.get(client, &self.path(&path)).ok();
        let page = read_envelopes(&page.body).unwrap();
        page.into_iter()
            .map(|(index, bytes)| (index, bytes.to_vec()))
            .collect()
    }
}

pub(crate) fn send_signed(
    client: &mut Client,
    method: &str,
    path: &str,
    body: &[u8],
    fields: &SignatureFields,
) -> Response {
    let headers = [
        ("content-digest", fields.content_digest.as_str()),
        ("signature-input", &fields.signature_input),
        ("signature", &fields.signature),
    ];
    client.send(method, path, &headers, body).unwrap()
}

pub(crate) fn public(key: &SigningKey) -> VerifyingKey {
    VerifyingKey::from_bytes(key.verifying_key().as_bytes()).unwrap()
}

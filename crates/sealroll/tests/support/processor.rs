// A processor in memory: what the protocol asks of one, as far as clients notice. The front page
// of the library includes this file and `log.rs`.

use std::collections::BTreeMap;

use ed25519_dalek::SigningKey;
use sealroll::{Request, Response};
use sealroll_log::{CosignerKey, Entry, EntryKind, KeyName, NoteSigner, TilePath};
use sealroll_wire::{
    Certificate, Descriptor, Envelope, Epoch, Generation, Instruction, InstructionId, KeyUse,
    ListId, Order, RecordId, Registration, RequestParts, RequestSignature, RootDocument, Statement,
    Time, VerifyingKey, WelcomeBundle, origin, read_statements, write_envelopes,
};

use super::log::MemoryLog;

/// Host of the API.
pub(crate) const AUTHORITY: &str = "api.example";

/// A processor for one list.
pub(crate) struct Processor {
    pub(crate) origin: String,
    pub(crate) log_key: SigningKey,
    pub(crate) logs: BTreeMap<Generation, MemoryLog>,
    pub(crate) envelopes: BTreeMap<(Generation, u64), (Epoch, Vec<u8>)>,
    pub(crate) list: Option<List>,
}

/// What an owner has registered and published.
pub(crate) struct List {
    pub(crate) root: RootDocument,
    pub(crate) certificates: BTreeMap<u64, Certificate>,
    pub(crate) descriptor: Descriptor,
    pub(crate) statements: Vec<Statement>,
}

impl Processor {
    pub(crate) fn new() -> Self {
        Self {
            origin: "log.example/v1".into(),
            log_key: SigningKey::from_bytes(&[90; 32]),
            logs: BTreeMap::new(),
            envelopes: BTreeMap::new(),
            list: None,
        }
    }

    pub(crate) fn public_key(&self) -> VerifyingKey {
        VerifyingKey::from_bytes(&self.log_key.public_key()).unwrap()
    }

    /// Answers a request.
    pub(crate) fn handle(&mut self, request: &Request, now: Time) -> Response {
        let path: Vec<&str> = request
            .path
            .strip_prefix("/v1/lists/")
            .unwrap()
            .split('/')
            .collect();
        if let [_, "statements"] | [_, "logs", _, "checkpoint" | "cosignature", ..] = path[..] {
            self.check_signature(request, now);
        }
        match (request.method.name(), &path[..]) {
            ("PUT", [_]) => self.register(&request.body),
            ("POST", [_, "statements"]) => self.publish(&request.body),
            ("GET", [_, "welcome"]) => self.welcome(None, now),
            ("GET", [_, "welcome", epoch]) => self.welcome(Some(epoch.parse().unwrap()), now),
            ("PUT", [_, "records", _]) => self.upload(&request.body),
            ("GET", [_, "logs", generation, "checkpoint"]) => {
                match self.logs.get(&generation.parse().unwrap()) {
                    Some(log) => ok(log.checkpoint().as_str().as_bytes().to_vec()),
                    None => problem(404, "unknown-list"),
                }
            }
            ("GET", [_, "logs", generation, "proof", index]) => {
                let log = &self.logs[&generation.parse().unwrap()];
                let index: u64 = index.parse().unwrap();
                match &log.cosigned {
                    Some(cosigned) if index < cosigned.checkpoint().head().size => {
                        ok(log.prove(index, cosigned.clone()).into_bytes())
                    }
                    _ => problem(409, "not-cosigned"),
                }
            }
            ("GET", [_, "logs", generation, "tile", tile @ ..]) => {
                let tile = TilePath::parse(&format!("tile/{}", tile.join("/"))).unwrap();
                let log = &self.logs[&generation.parse().unwrap()];
                ok(log.bundle(tile.index(), tile.width()))
            }
            ("POST", [_, "logs", generation, "cosignature"]) => {
                let line = core::str::from_utf8(&request.body).unwrap();
                self.cosign(generation.parse().unwrap(), line)
            }
            ("GET", [_, "epochs", epoch, "envelopes"]) => {
                self.envelopes(epoch.parse().unwrap(), request.query.as_deref().unwrap())
            }
            ("POST", [_, "instructions"]) => self.instruct(&request.body),
            other => panic!("no such request: {other:?}"),
        }
    }

    fn list_id(&self) -> ListId {
        self.list.as_ref().unwrap().root.list_id()
    }

    fn check_signature(&self, request: &Request, now: Time) {
        let header = |name: &str| {
            let mut headers = request.headers.iter();
            headers
                .find(|(present, _)| *present == name)
                .map(|(_, value)| value.as_str())
        };
        let signature = RequestSignature::parse(
            header("content-digest"),
            header("signature-input"),
            header("signature"),
        );
        let signature = signature.unwrap();
        let serial = signature.parameters().certificate_serial.value();
        let certificate = &self.list.as_ref().unwrap().certificates[&serial];
        assert!(certificate.check_use(KeyUse::Http, now).is_ok());
        let parts = RequestParts {
            method: request.method.name(),
            authority: AUTHORITY,
            path: &request.path,
            query: request.query.as_deref().unwrap_or_default(),
            body: &request.body,
        };
        assert!(
            signature
                .verify(certificate.public_key(), &parts, now)
                .is_ok()
        );
    }

    fn register(&mut self, body: &[u8]) -> Response {
        let registration = Registration::from_bytes(body).unwrap().verify().unwrap();
        let list = self.list.get_or_insert_with(|| List {
            root: registration.root.clone(),
            certificates: BTreeMap::new(),
            descriptor: (*registration.descriptor).clone(),
            statements: Vec::new(),
        });
        assert_eq!(list.root, registration.root);
        list.descriptor = registration.descriptor.into_inner();
        for certificate in registration.certificates {
            let serial = certificate.serial().value();
            list.certificates.insert(serial, certificate.into_inner());
        }
        ok(Vec::new())
    }

    fn publish(&mut self, body: &[u8]) -> Response {
        for statement in read_statements(body).unwrap() {
            let entry = Entry {
                kind: EntryKind::Statement,
                epoch: statement.epoch(),
                hash: statement.id().to_bytes(),
            };
            self.log(statement.generation()).append(entry);
            self.list.as_mut().unwrap().statements.push(statement);
        }
        ok(Vec::new())
    }

    pub(crate) fn log(&mut self, generation: Generation) -> &mut MemoryLog {
        let name = origin::record_log(&self.origin, &self.list_id(), generation);
        let key = &self.log_key;
        self.logs
            .entry(generation)
            .or_insert_with(|| MemoryLog::new(&name, key))
    }

    /// The statement of an epoch with the highest serial.
    pub(crate) fn statement(&self, epoch: Epoch) -> Option<&Statement> {
        let statements = self.list.as_ref().unwrap().statements.iter();
        statements
            .filter(|statement| statement.epoch() == epoch)
            .max_by_key(|statement| statement.serial())
    }

    fn welcome(&self, epoch: Option<Epoch>, now: Time) -> Response {
        let list = self.list.as_ref().unwrap();
        let epoch = epoch
            .or_else(|| list.descriptor.terms().epoch_at(now))
            .unwrap();
        let Some(statement) = self.statement(epoch) else {
            return problem(409, "epoch-not-open");
        };
        let log = &self.logs[&statement.generation()];
        let found = log
            .entries
            .iter()
            .position(|entry| entry.hash == statement.id().to_bytes());
        let Some(cosigned) = &log.cosigned else {
            return problem(409, "not-cosigned");
        };
        let proof = log.prove(found.unwrap() as u64, cosigned.clone());
        ok(self.bundle(statement, proof.as_bytes()))
    }

    /// Puts a bundle together, whatever the proof: with the certificate of the statement and the
    /// newest one of a witness.
    pub(crate) fn bundle(&self, statement: &Statement, proof: &[u8]) -> Vec<u8> {
        let list = self.list.as_ref().unwrap();
        let all = list.certificates.values();
        let witness = all
            .clone()
            .rfind(|it| it.key_use() == KeyUse::Witness)
            .unwrap();
        let certificates: Vec<Certificate> = all
            .filter(|it| it.serial() == statement.certificate_serial() || *it == witness)
            .cloned()
            .collect();
        let (root, descriptor) = (&list.root, &list.descriptor);
        let bundle = WelcomeBundle::new(root, &certificates, descriptor, statement, proof);
        bundle.unwrap().as_bytes().to_vec()
    }

    fn upload(&mut self, body: &[u8]) -> Response {
        let Ok(envelope) = Envelope::from_bytes(body) else {
            return problem(400, "bad-length");
        };
        let statements = &self.list.as_ref().unwrap().statements;
        let mut known = statements.iter();
        let Some(statement) = known.find(|s| s.id() == envelope.header().statement_id) else {
            return problem(409, "unknown-statement");
        };
        let (generation, epoch) = (statement.generation(), statement.epoch());
        let index = self.insert(generation, epoch, body.to_vec());
        let log = &self.logs[&generation];
        ok(log.prove(index, log.checkpoint()).into_bytes())
    }

    /// Logs and stores any bytes as a record.
    pub(crate) fn insert(&mut self, generation: Generation, epoch: Epoch, body: Vec<u8>) -> u64 {
        let entry = Entry {
            kind: EntryKind::Record,
            epoch,
            hash: RecordId::of_envelope(&body).to_bytes(),
        };
        let index = self.log(generation).append(entry);
        self.envelopes.insert((generation, index), (epoch, body));
        index
    }

    fn cosign(&mut self, generation: Generation, line: &str) -> Response {
        let name = origin::witness(&self.origin, &self.list_id());
        let name = KeyName::new(&name).unwrap();
        let certificates = self.list.as_ref().unwrap().certificates.values();
        let keys: Vec<CosignerKey> = certificates
            .filter(|certificate| certificate.key_use() == KeyUse::Witness)
            .map(|certificate| CosignerKey::new(name.clone(), *certificate.public_key()))
            .collect();
        if self.log(generation).cosign(line, &keys) {
            ok(Vec::new())
        } else {
            problem(400, "bad-signature")
        }
    }

    fn envelopes(&self, epoch: Epoch, query: &str) -> Response {
        let (from, generation) = query.split_once('&').unwrap();
        let from: u64 = from.strip_prefix("from=").unwrap().parse().unwrap();
        let generation = generation
            .strip_prefix("generation=")
            .unwrap()
            .parse()
            .unwrap();
        let page = self
            .envelopes
            .range((generation, from)..)
            .take_while(|((other, _), _)| *other == generation)
            .filter(|(_, (of, _))| *of == epoch)
            .map(|((_, index), (_, bytes))| (*index, bytes.as_slice()))
            .take(100);
        ok(write_envelopes(page).unwrap())
    }

    fn instruct(&mut self, body: &[u8]) -> Response {
        let text = core::str::from_utf8(body).unwrap();
        let (text, signature) = text.split_once("\n\n").unwrap();
        assert!(signature.starts_with("\u{2014} log.example/v1/"));
        let instruction = Instruction::from_text(&format!("{text}\n")).unwrap();
        let Order::PurgeEpoch(epoch) = instruction.order else {
            panic!("there is one order");
        };
        self.envelopes.retain(|_, (of, _)| *of != epoch);
        let generation = self.statement(epoch).unwrap().generation();
        let entry = Entry {
            kind: EntryKind::Purge,
            epoch,
            hash: InstructionId::of_note(body).to_bytes(),
        };
        let index = self.log(generation).append(entry);
        let log = &self.logs[&generation];
        ok(log.prove(index, log.checkpoint()).into_bytes())
    }
}

fn ok(body: Vec<u8>) -> Response {
    Response {
        status: 200,
        body,
        ..Response::default()
    }
}

fn problem(status: u16, code: &str) -> Response {
    Response {
        status,
        content_type: Some("application/problem+json".into()),
        retry_after: None,
        body: format!("{{\"type\":\"urn:sealroll:problem:{code}\"}}").into_bytes(),
    }
}

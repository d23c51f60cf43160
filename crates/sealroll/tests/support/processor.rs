// A processor in memory: what the protocol asks of one, as far as clients notice. The front page
// of the library includes this file and `log.rs`; so do the tests of a processor that lies.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;
use sealroll::{Request, Response};
use sealroll_log::{
    ConsistencyProof, CosignerKey, Entry, EntryKind, Frontier, KeyName, NoteSigner, SignedDocument,
    SignedInstruction, TilePath,
};
use sealroll_wire::{
    Acknowledgement, Certificate, Descriptor, DocumentKind, Envelope, Epoch, Erasure,
    ErasureReason, Feed, FeedPage, FeedSummary, Generation, InstructionId, KeyUse, ListId, Order,
    ProcessorStatement, ReaderId, ReaderToken, RecordId, Registration, RequestParts,
    RequestSignature, RetentionId, RootDocument, Serial, Statement, Time, UploadToken,
    VerifyingKey, WelcomeBundle, Writer, origin, read_statements, write_envelopes, write_feeds,
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
    /// The statement about itself, a signed note.
    pub(crate) statement: Vec<u8>,
    pub(crate) authority: String,
}

/// What an owner has registered and published.
pub(crate) struct List {
    pub(crate) root: RootDocument,
    pub(crate) certificates: BTreeMap<u64, Certificate>,
    pub(crate) descriptor: Descriptor,
    pub(crate) statements: Vec<(Time, Statement)>,
    pub(crate) instructions: MemoryLog,
    pub(crate) documents: Vec<Vec<u8>>,
    pub(crate) last: Option<(Serial, InstructionId)>,
    pub(crate) last_answer: Vec<u8>,
    pub(crate) readers: BTreeSet<ReaderId>,
    pub(crate) restricted: BTreeSet<RecordId>,
    pub(crate) held: BTreeSet<Epoch>,
    pub(crate) purged: BTreeSet<Epoch>,
    pub(crate) erased: BTreeSet<RecordId>,
    pub(crate) is_terminated: bool,
    pub(crate) feeds: Vec<(Time, Feed)>,
}

impl Processor {
    pub(crate) fn new() -> Self {
        let mut processor = Self {
            origin: "log.example/v1".into(),
            log_key: SigningKey::from_bytes(&[90; 32]),
            logs: BTreeMap::new(),
            envelopes: BTreeMap::new(),
            list: None,
            statement: Vec::new(),
            authority: AUTHORITY.into(),
        };
        processor.state("Example Ltd", 1);
        processor
    }

    /// Makes a new statement about itself.
    pub(crate) fn state(&mut self, operator: &str, version: u64) {
        let statement = ProcessorStatement {
            origin: self.origin.clone(),
            version,
            time: Time::new(1_800_000_000).unwrap(),
            operator: operator.into(),
            region: "EU".into(),
            software: "sealroll".into(),
            sub_processors: Vec::new(),
        };
        let signed = SignedDocument::sign(statement, &self.origin, &self.log_key).unwrap();
        self.statement = signed.note().as_bytes().to_vec();
    }

    pub(crate) fn public_key(&self) -> VerifyingKey {
        VerifyingKey::from_bytes(&self.log_key.public_key()).unwrap()
    }

    /// Answers a request.
    pub(crate) fn handle(&mut self, request: &Request, now: Time) -> Response {
        let Some(path) = request.path.strip_prefix("/v1/lists/") else {
            return ok(self.statement.clone());
        };
        let path: Vec<&str> = path.split('/').collect();
        if self.is_for_readers(&path) && !self.is_reader(request) {
            self.check_signature(request, now);
            self.log_statement();
        }
        let query = request.query.as_deref().unwrap_or_default();
        match (request.method.name(), &path[..]) {
            ("PUT", [_]) => self.register(&request.body),
            ("POST", [_, "statements"]) => self.publish(&request.body, now),
            ("GET", [_, "statements"]) => self.statements(from(query)),
            ("GET", [_, "root"]) => ok(self.list().root.as_bytes().to_vec()),
            ("GET", [_, "documents"]) => self.documents(from(query)),
            ("GET", [_, "welcome"]) => self.welcome(None, now),
            ("GET", [_, "welcome", epoch]) => self.welcome(Some(epoch.parse().unwrap()), now),
            ("PUT", [_, "records", _]) => {
                self.check_upload_token(request);
                self.upload(&request.body)
            }
            ("GET", [_, "logs"]) => {
                let numbers = self.logs.keys().map(|number| format!("{number}\n"));
                ok(numbers.collect::<String>().into_bytes())
            }
            ("GET", [_, "logs", log, "checkpoint"]) => match self.find_log(log) {
                Some(log) => ok(log.checkpoint().as_str().as_bytes().to_vec()),
                None => problem(404, "unknown-list"),
            },
            ("GET", [_, "logs", log, "cosigned"]) => {
                match self.find_log(log).and_then(|log| log.cosigned.as_ref()) {
                    Some(cosigned) => ok(cosigned.as_str().as_bytes().to_vec()),
                    None => problem(409, "not-cosigned"),
                }
            }
            ("GET", [_, "logs", log, "proof", index]) => {
                let index: u64 = index.parse().unwrap();
                let Some(log) = self.find_log(log) else {
                    return problem(410, "log-deleted");
                };
                match &log.cosigned {
                    Some(cosigned) if index < cosigned.checkpoint().head().size => {
                        proof(log.prove(index, cosigned.clone()))
                    }
                    _ => problem(409, "not-cosigned"),
                }
            }
            ("GET", [_, "logs", log, "consistency", old, new]) => {
                let (old, new) = (old.parse().unwrap(), new.parse().unwrap());
                let log = self.find_log(log);
                let proof = log.map(|log| ConsistencyProof::generate(log, old, new));
                match proof {
                    Some(Ok(proof)) => {
                        let lines = proof.hashes().iter();
                        let lines = lines.map(|hash| hash.to_base64() + "\n");
                        ok(lines.collect::<String>().into_bytes())
                    }
                    _ => problem(404, "not-logged"),
                }
            }
            ("GET", [_, "logs", log, "tile", tile @ ..]) => {
                let tile = TilePath::parse(&format!("tile/{}", tile.join("/"))).unwrap();
                let log = self.find_log(log);
                match log.and_then(|log| log.bundle(tile.index(), tile.width())) {
                    Some(bundle) => ok(bundle),
                    None => problem(404, "not-logged"),
                }
            }
            ("POST", [_, "logs", log, "cosignature"]) => {
                let line = core::str::from_utf8(&request.body).unwrap();
                self.cosign(log, line)
            }
            ("GET", [_, "epochs", epoch, "envelopes"]) => {
                self.envelopes(epoch.parse().unwrap(), query)
            }
            ("PUT", [_, "mailbox", feed]) => self.take_feed(feed.parse().unwrap(), request, now),
            ("GET", [_, "mailbox"]) => self.feeds(from(query)),
            ("GET", [_, "mailbox", feed, page]) => {
                self.feed_page(feed.parse().unwrap(), page.parse().unwrap())
            }
            ("POST", [_, "instructions"]) => self.instruct(&request.body, now),
            other => panic!("no such request: {other:?}"),
        }
    }

    pub(crate) fn list(&self) -> &List {
        self.list.as_ref().unwrap()
    }

    pub(crate) fn list_mut(&mut self) -> &mut List {
        self.list.as_mut().unwrap()
    }

    pub(crate) fn list_id(&self) -> ListId {
        self.list().root.list_id()
    }

    fn is_for_readers(&self, path: &[&str]) -> bool {
        match path {
            [_, "statements" | "root" | "documents" | "logs"] => true,
            [_, "logs", _, "proof" | "consistency", ..] => false,
            [_, "logs", ..] | [_, "epochs", ..] | [_, "mailbox", _] => true,
            _ => false,
        }
    }

    fn is_reader(&self, request: &Request) -> bool {
        let mut headers = request.headers.iter();
        let token = headers.find(|(name, _)| *name == "authorization");
        let Some((_, value)) = token else {
            return false;
        };
        let token = ReaderToken::from_text(value.strip_prefix("Bearer ").unwrap()).unwrap();
        let reader = token.reader_id(&self.list_id());
        assert!(self.list().readers.contains(&reader), "an unknown reader");
        assert!(
            !request.path.contains("envelopes"),
            "a reader reads envelopes"
        );
        true
    }

    /// Each upload brings the token of its statement's edition or a former one (HTTP-8).
    fn check_upload_token(&self, request: &Request) {
        let mut headers = request.headers.iter();
        let value = headers.find(|(name, _)| *name == "authorization");
        let token = UploadToken::from_authorization(&value.unwrap().1).unwrap();
        let header = *Envelope::from_bytes(&request.body).unwrap().header();
        let mut statements = self.list().statements.iter().map(|(_, it)| it);
        if let Some(statement) = statements.find(|it| it.id() == header.statement_id) {
            let presence_id = token.presence_id(&self.list_id());
            let mut until_then = self.list().statements.iter().map(|(_, it)| it);
            let found = until_then
                .find(|it| it.serial() <= statement.serial() && it.presence_id() == presence_id);
            assert!(found.is_some(), "the token of no edition so far");
        }
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
        let certificate = &self.list().certificates[&serial];
        assert!(certificate.check_use(KeyUse::Http, now).is_ok());
        let parts = RequestParts {
            method: request.method.name(),
            authority: &self.authority,
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
        let name = origin::instruction_log(&self.origin, &registration.root.list_id());
        let key = &self.log_key;
        let list = self.list.get_or_insert_with(|| List {
            root: registration.root.clone(),
            certificates: BTreeMap::new(),
            descriptor: (*registration.descriptor).clone(),
            statements: Vec::new(),
            instructions: MemoryLog::new(&name, key),
            documents: Vec::new(),
            last: None,
            last_answer: Vec::new(),
            readers: BTreeSet::new(),
            restricted: BTreeSet::new(),
            held: BTreeSet::new(),
            purged: BTreeSet::new(),
            erased: BTreeSet::new(),
            is_terminated: false,
            feeds: Vec::new(),
        });
        assert_eq!(list.root, registration.root);
        for certificate in registration.certificates {
            let serial = certificate.serial().value();
            list.log(DocumentKind::Certificate, certificate.as_bytes());
            list.certificates.insert(serial, certificate.into_inner());
        }
        list.descriptor = registration.descriptor.into_inner();
        let descriptor = list.descriptor.as_bytes().to_vec();
        list.log(DocumentKind::Descriptor, &descriptor);
        ok(Vec::new())
    }

    /// Logs the statement about itself, if the list does not have it yet (PST-1).
    fn log_statement(&mut self) {
        let statement = self.statement.clone();
        self.list_mut()
            .log(DocumentKind::ProcessorStatement, &statement);
    }

    fn publish(&mut self, body: &[u8], now: Time) -> Response {
        for statement in read_statements(body).unwrap() {
            let entry = Entry {
                kind: EntryKind::Statement,
                epoch: statement.epoch(),
                hash: statement.id().to_bytes(),
            };
            self.log(statement.generation()).append(entry);
            self.list_mut().statements.push((now, statement));
        }
        ok(Vec::new())
    }

    fn statements(&self, from: u64) -> Response {
        let mut writer = Writer::new();
        let mut all: Vec<&(Time, Statement)> = self.list().statements.iter().collect();
        all.sort_by_key(|(_, statement)| statement.serial());
        let rest = all.into_iter();
        let rest = rest.filter(|(_, statement)| statement.serial().value() >= from);
        for (time, statement) in rest.take(20) {
            writer.time(*time).bytes(statement.as_bytes());
        }
        ok(writer.into_bytes())
    }

    fn documents(&self, from: u64) -> Response {
        let mut writer = Writer::new();
        let documents = (0_u64..).zip(&self.list().documents);
        for (index, document) in documents.filter(|(index, _)| *index >= from).take(7) {
            writer.u64(index).bytes16(document).unwrap();
        }
        ok(writer.into_bytes())
    }

    pub(crate) fn log(&mut self, generation: Generation) -> &mut MemoryLog {
        let name = origin::record_log(&self.origin, &self.list_id(), generation);
        let key = &self.log_key;
        self.logs
            .entry(generation)
            .or_insert_with(|| MemoryLog::new(&name, key))
    }

    fn find_log(&self, name: &str) -> Option<&MemoryLog> {
        match name {
            "instructions" => Some(&self.list().instructions),
            generation => self.logs.get(&generation.parse().unwrap()),
        }
    }

    /// The statement of an epoch with the highest serial.
    pub(crate) fn statement(&self, epoch: Epoch) -> Option<&Statement> {
        let statements = self.list().statements.iter();
        statements
            .map(|(_, statement)| statement)
            .filter(|statement| statement.epoch() == epoch)
            .max_by_key(|statement| statement.serial())
    }

    fn welcome(&self, epoch: Option<Epoch>, now: Time) -> Response {
        let list = self.list();
        let epoch = epoch
            .or_else(|| list.descriptor.terms().epoch_at(now))
            .unwrap();
        let Some(statement) = self.statement(epoch) else {
            return problem(409, "epoch-not-open");
        };
        let Some(log) = self.logs.get(&statement.generation()) else {
            return problem(410, "log-deleted");
        };
        let mut entries = log.entries.iter();
        let found = entries.position(|entry| entry.hash == statement.id().to_bytes());
        let Some((cosigned, index)) = log.cosigned.as_ref().zip(found) else {
            return problem(409, "not-cosigned");
        };
        match log.prove(index as u64, cosigned.clone()) {
            Some(proof) => ok(self.bundle(statement, proof.as_bytes())),
            None => problem(409, "not-cosigned"),
        }
    }

    /// Puts a bundle together, whatever the proof: with the certificate of the statement and the
    /// newest one of a witness.
    pub(crate) fn bundle(&self, statement: &Statement, proof: &[u8]) -> Vec<u8> {
        let list = self.list();
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
        let list = self.list();
        let mut known = list.statements.iter().map(|(_, statement)| statement);
        let Some(statement) = known.find(|s| s.id() == envelope.header().statement_id) else {
            return problem(409, "unknown-statement");
        };
        let (generation, epoch) = (statement.generation(), statement.epoch());
        if list.is_terminated {
            return problem(410, "list-terminated");
        }
        if list.purged.contains(&epoch) || list.erased.contains(&envelope.record_id()) {
            return problem(410, "epoch-purged");
        }
        if !self.logs.contains_key(&generation) {
            return problem(410, "log-deleted");
        }
        let index = self.insert(generation, epoch, body.to_vec());
        let log = &self.logs[&generation];
        proof(log.prove(index, log.checkpoint()))
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

    fn cosign(&mut self, log: &str, line: &str) -> Response {
        let name = origin::witness(&self.origin, &self.list_id());
        let name = KeyName::new(&name).unwrap();
        let certificates = self.list().certificates.values();
        let keys: Vec<CosignerKey> = certificates
            .filter(|certificate| certificate.key_use() == KeyUse::Witness)
            .map(|certificate| CosignerKey::new(name.clone(), *certificate.public_key()))
            .collect();
        let log = match log {
            "instructions" => &mut self.list_mut().instructions,
            generation => self.log(generation.parse().unwrap()),
        };
        if log.cosign(line, &keys) {
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
        let restricted = &self.list().restricted;
        let page = self
            .envelopes
            .range((generation, from)..)
            .take_while(|((other, _), _)| *other == generation)
            .filter(|(_, (of, _))| *of == epoch)
            .filter(|(_, (_, bytes))| !restricted.contains(&RecordId::of_envelope(bytes)))
            .map(|((_, index), (_, bytes))| (*index, bytes.as_slice()))
            .take(100);
        ok(write_envelopes(page).unwrap())
    }

    fn take_feed(&mut self, number: usize, request: &Request, now: Time) -> Response {
        let feed = Feed::from_bytes(request.body.clone()).unwrap();
        feed.verify(&self.list().root, now).unwrap();
        let feeds = &mut self.list_mut().feeds;
        if number == feeds.len() && feeds.last().is_some_and(|(_, last)| *last == feed) {
            return ok(Vec::new());
        }
        if number != feeds.len() + 1 {
            return problem(409, "rolled-back");
        }
        feeds.push((now, feed));
        ok(Vec::new())
    }

    fn feeds(&self, from: u64) -> Response {
        let feeds = (1_u64..).zip(&self.list().feeds);
        let rows = feeds.map(|(feed, (time, content))| FeedSummary {
            feed,
            time: *time,
            shape: content.shape(),
        });
        let rows: Vec<_> = rows.filter(|row| row.feed >= from).collect();
        ok(write_feeds(&rows))
    }

    fn feed_page(&self, feed: usize, page: usize) -> Response {
        let list = self.list();
        let found = feed.checked_sub(1).and_then(|place| list.feeds.get(place));
        let page = found.and_then(|(_, feed)| Some((feed, feed.pages().nth(page)?)));
        match page {
            Some((feed, notices)) => {
                let certificate = feed.certificate().as_bytes();
                ok(FeedPage::write(list.root.as_bytes(), certificate, notices))
            }
            None => problem(404, "not-found"),
        }
    }

    fn instruct(&mut self, body: &[u8], now: Time) -> Response {
        let id = InstructionId::of_note(body);
        if self.list().last.is_some_and(|(_, last)| last == id) {
            return ok(self.list().last_answer.clone());
        }
        let list = self.list();
        let find = |serial: Serial| list.certificates.get(&serial.value());
        let signed = match SignedInstruction::verify(body, &self.origin, &list.root, now, find) {
            Ok(signed) => signed,
            Err(error) => return problem(403, error.code()),
        };
        if signed.check_follows(list.last).is_err() {
            return problem(409, "stale-instruction");
        }
        if list.is_terminated {
            return problem(410, "list-terminated");
        }
        let instruction = signed.instruction();
        if let Order::PurgeEpoch(epoch) = instruction.order
            && self.statement(epoch).is_none()
        {
            return problem(404, "unknown-statement");
        }
        if let Order::EraseRecord(record) | Order::RestrictRecord(record) = instruction.order
            && self.find_record(&record).is_none()
        {
            return problem(404, "not-logged");
        }
        self.list_mut().log(DocumentKind::Instruction, body);
        self.list_mut().last = Some((instruction.serial, id));
        let answer = self.acknowledge(id, now);
        self.carry_out(instruction.order, id, now);
        self.list_mut().last_answer = answer.clone();
        ok(answer)
    }

    /// Signs and logs that an instruction was carried out; returns the answer.
    pub(crate) fn acknowledge(&mut self, instruction: InstructionId, time: Time) -> Vec<u8> {
        let acknowledgement = Acknowledgement {
            list_id: self.list_id(),
            instruction,
            time,
        };
        let signed = SignedDocument::sign(acknowledgement, &self.origin, &self.log_key).unwrap();
        let note = signed.note().as_bytes();
        let list = self.list_mut();
        let index = list.log(DocumentKind::Acknowledgement, note);
        let log = &list.instructions;
        let proof = log.prove(index, log.checkpoint());
        let proof = proof.expect("the entry was just logged").into_bytes();
        let mut writer = Writer::new();
        writer.bytes16(note).unwrap().bytes16(&proof).unwrap();
        writer.into_bytes()
    }

    fn carry_out(&mut self, order: Order, id: InstructionId, now: Time) {
        let reason = ErasureReason::Instruction(id);
        match order {
            Order::PurgeEpoch(epoch) => self.purge(epoch, reason, now),
            Order::EraseRecord(record) => self.erase(&record, reason, now),
            Order::TerminateList => {
                let epochs: BTreeSet<Epoch> = self
                    .list()
                    .statements
                    .iter()
                    .map(|(_, statement)| statement.epoch())
                    .collect();
                for epoch in epochs {
                    if !self.list().purged.contains(&epoch) {
                        self.purge(epoch, reason, now);
                    }
                }
                self.list_mut().is_terminated = true;
            }
            _ => self.note(order),
        }
    }

    fn note(&mut self, order: Order) {
        let list = self.list_mut();
        match order {
            Order::RestrictRecord(record) => list.restricted.insert(record),
            Order::LiftRecord(record) => list.restricted.remove(&record),
            Order::HoldEpoch(epoch) => list.held.insert(epoch),
            Order::LiftEpoch(epoch) => list.held.remove(&epoch),
            Order::AdmitReader(reader) => list.readers.insert(reader),
            Order::DismissReader(reader) => list.readers.remove(&reader),
            _ => true,
        };
    }

    /// Purges what is due by the terms (RET-1), without waiting.
    pub(crate) fn retain(&mut self, now: Time) {
        let due: Vec<(Epoch, ErasureReason)> = self
            .list()
            .statements
            .iter()
            .filter_map(|(_, statement)| {
                let epoch = statement.epoch();
                let list = self.list();
                let terms = list.descriptor.terms();
                let days = u64::from(terms.retention_epochs) * u64::from(terms.epoch_length);
                let days = days.max(u64::from(terms.upload_grace));
                let is_due = statement.not_after().saturating_add(days) <= now;
                let open = !list.held.contains(&epoch) && !list.purged.contains(&epoch);
                let hash = statement.descriptor_hash();
                let id = RetentionId::new(&self.list_id(), epoch, &hash);
                (is_due && open).then_some((epoch, ErasureReason::Retention(id)))
            })
            .collect();
        for (epoch, reason) in due {
            if !self.list().purged.contains(&epoch) {
                self.purge(epoch, reason, now);
            }
        }
    }

    /// Purges an epoch: envelopes, entry, certificate.
    pub(crate) fn purge(&mut self, epoch: Epoch, reason: ErasureReason, now: Time) {
        let mut tree = Frontier::new();
        for ((generation, index), (of, _)) in &self.envelopes {
            if *of == epoch {
                let entry = &self.logs[generation].entries[*index as usize];
                tree.append(entry.leaf_hash()).unwrap();
            }
        }
        self.envelopes.retain(|_, (of, _)| *of != epoch);
        self.list_mut().purged.insert(epoch);
        let generation = self.statement(epoch).unwrap().generation();
        self.log(generation).append(Entry {
            kind: EntryKind::Purge,
            epoch,
            hash: *reason.hash(),
        });
        self.certify(epoch, (tree.size(), tree.root().to_bytes()), reason, now);
    }

    fn erase(&mut self, record: &RecordId, reason: ErasureReason, now: Time) {
        let (generation, index) = self.find_record(record).unwrap();
        let entry = self.logs[&generation].entries[index as usize];
        let was_there = self.envelopes.remove(&(generation, index)).is_some();
        self.list_mut().erased.insert(*record);
        self.log(generation).append(Entry {
            kind: EntryKind::Tombstone,
            ..entry
        });
        let erased = if was_there {
            (1, entry.leaf_hash().to_bytes())
        } else {
            (0, Frontier::new().root().to_bytes())
        };
        self.certify(entry.epoch, erased, reason, now);
    }

    /// Signs and logs an erasure certificate.
    pub(crate) fn certify(
        &mut self,
        epoch: Epoch,
        (records, root): (u64, [u8; 32]),
        reason: ErasureReason,
        now: Time,
    ) {
        let erasure = Erasure {
            list_id: self.list_id(),
            epoch,
            records,
            root,
            destroyed: now,
            backups: now.saturating_add(86_400),
            reason,
        };
        let signed = SignedDocument::sign(erasure, &self.origin, &self.log_key).unwrap();
        let note = signed.note().as_bytes().to_vec();
        self.list_mut().log(DocumentKind::Erasure, &note);
    }

    pub(crate) fn find_record(&self, record: &RecordId) -> Option<(Generation, u64)> {
        self.logs.iter().find_map(|(generation, log)| {
            let mut entries = (0_u64..).zip(&log.entries);
            entries
                .find(|(_, entry)| {
                    entry.kind == EntryKind::Record && entry.hash == record.to_bytes()
                })
                .map(|(index, _)| (*generation, index))
        })
    }
}

impl List {
    /// Logs a document, or finds it, and returns its index.
    pub(crate) fn log(&mut self, kind: DocumentKind, document: &[u8]) -> u64 {
        let entry = Entry::of_document(kind, document);
        let index = self.instructions.append(entry);
        if index == self.documents.len() as u64 {
            self.documents.push(document.to_vec());
        }
        index
    }
}

fn from(query: &str) -> u64 {
    query.strip_prefix("from=").unwrap().parse().unwrap()
}

fn ok(body: Vec<u8>) -> Response {
    Response {
        status: 200,
        body,
        ..Response::default()
    }
}

fn proof(proof: Option<String>) -> Response {
    match proof {
        Some(proof) => ok(proof.into_bytes()),
        None => problem(404, "not-logged"),
    }
}

pub(crate) fn problem(status: u16, code: &str) -> Response {
    Response {
        status,
        content_type: Some("application/problem+json".into()),
        retry_after: None,
        body: format!("{{\"type\":\"urn:sealroll:problem:{code}\"}}").into_bytes(),
    }
}

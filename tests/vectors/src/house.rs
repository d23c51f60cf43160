//! A processor in memory, for one list, with whatever time the journey gives it.

use std::collections::BTreeMap;

use ed25519_dalek::SigningKey;
use sealroll::{Entry, EntryKind, Position, Request, Response};
use sealroll_log::{CosignerKey, KeyName, NoteSigner, SignedDocument, SignedInstruction, TilePath};
use sealroll_wire::{
    Acknowledgement, Certificate, Descriptor, DocumentKind, EnvelopeRef, Epoch, Generation,
    InstructionId, KeyUse, ListId, Order, Registration, RootDocument, Serial, Statement, Time,
    UploadToken, VerifyingKey, WelcomeBundle, Writer, origin, read_statements, write_envelopes,
};

use crate::fault::{Fault, OrFault, equal};
use crate::memory_log::MemoryLog;

/// What a processor has of a list.
pub(crate) struct House {
    key: SigningKey,
    root: Option<RootDocument>,
    pub(crate) certificates: BTreeMap<Serial, Certificate>,
    /// All that were registered, the newest last.
    pub(crate) descriptors: Vec<Descriptor>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) logs: BTreeMap<Generation, MemoryLog>,
    pub(crate) envelopes: BTreeMap<Position, (Epoch, Vec<u8>)>,
    /// The last instruction.
    pub(crate) last: Option<(Serial, InstructionId)>,
    instructions: Option<MemoryLog>,
}

impl House {
    /// Prefix of the names of its logs.
    pub(crate) const ORIGIN: &str = "log.house.example";
    /// Host of its API.
    pub(crate) const AUTHORITY: &str = "house.example";

    pub(crate) fn new(seed: &[u8; 32]) -> Self {
        Self {
            key: SigningKey::from_bytes(seed),
            root: None,
            certificates: BTreeMap::new(),
            descriptors: Vec::new(),
            statements: Vec::new(),
            logs: BTreeMap::new(),
            envelopes: BTreeMap::new(),
            last: None,
            instructions: None,
        }
    }

    pub(crate) fn log_key(&self) -> VerifyingKey {
        VerifyingKey::from_bytes(&self.key.public_key()).expect("a key pair has a good key")
    }

    /// Answers a request of the owner. Its signature has been checked.
    pub(crate) fn handle(&mut self, request: &Request, now: Time) -> Result<Response, Fault> {
        let path = request.path.strip_prefix("/v1/lists/").or_fault("path")?;
        let path: Vec<&str> = path.split('/').collect();
        let body = request.body.as_slice();
        let answer = match (request.method.name(), path.as_slice()) {
            ("PUT", [_]) => self.register(body)?,
            ("POST", [_, "statements"]) => self.publish(body)?,
            // This one hands out no documents.
            ("GET", [_, "logs", "instructions", ..]) => return Ok(response(404, Vec::new())),
            ("GET", [_, "logs", generation, rest @ ..]) => {
                let generation = generation.parse().or_fault("generation")?;
                let Some(log) = self.logs.get(&generation) else {
                    return Ok(response(404, Vec::new()));
                };
                match rest {
                    ["checkpoint"] => log.checkpoint()?.as_str().into(),
                    tile => {
                        let tile = TilePath::parse(&tile.join("/")).or_fault("tile")?;
                        log.bundle(tile.index(), tile.width())?
                    }
                }
            }
            ("POST", [_, "logs", generation, "cosignature"]) => {
                let line = core::str::from_utf8(body).or_fault("cosignature")?;
                self.cosign(generation.parse().or_fault("generation")?, line)?
            }
            ("GET", [_, "epochs", epoch, "envelopes"]) => {
                let query = request.query.as_deref().or_fault("query")?;
                self.page(epoch.parse().or_fault("epoch")?, query)?
            }
            ("POST", [_, "instructions"]) => self.obey(body, now)?,
            (method, path) => return Err(Fault::new(format!("{method} {path:?}"))),
        };
        Ok(response(200, answer))
    }

    /// The bundle of an epoch's newest statement, with the certificates that it needs.
    pub(crate) fn welcome(&self, epoch: Epoch) -> Result<Vec<u8>, Fault> {
        let of_epoch = self.statements.iter().filter(|it| it.epoch() == epoch);
        let statement = of_epoch
            .max_by_key(|it| it.serial())
            .or_fault("statement")?;
        let descriptor = self.descriptor_of(statement)?;
        let log = self.logs.get(&statement.generation()).or_fault("log")?;
        let logged = |entry: &Entry| entry.hash == statement.id().to_bytes();
        let index = log.entries.iter().position(logged).or_fault("not logged")?;
        let cosigned = log.cosigned.clone().or_fault("not cosigned")?;
        let proof = log.prove(index as u64, cosigned)?;
        let mut witnesses = self.certificates.values();
        let witness = witnesses.rfind(|it| it.key_use() == KeyUse::Witness);
        let witness = witness.or_fault("witness")?;
        let needed =
            |it: &&Certificate| *it == witness || it.serial() == statement.certificate_serial();
        let certificates: Vec<Certificate> =
            self.certificates.values().filter(needed).cloned().collect();
        let root = self.root.as_ref().or_fault("root")?;
        let bundle =
            WelcomeBundle::new(root, &certificates, descriptor, statement, proof.as_bytes());
        Ok(bundle.or_fault("bundle")?.as_bytes().to_vec())
    }

    /// Takes an envelope with its guest's token. Returns its place and its receipt.
    pub(crate) fn upload(
        &mut self,
        bytes: &[u8],
        token: &UploadToken,
    ) -> Result<(Position, String), Fault> {
        let envelope = EnvelopeRef::from_bytes(bytes).or_fault("envelope")?;
        let header = envelope.header();
        let known = self
            .statements
            .iter()
            .find(|it| it.id() == header.statement_id);
        let statement = known.or_fault("unknown statement")?;
        let presence_id = token.presence_id(&header.list_id);
        equal("presence id", &presence_id, &statement.presence_id())?;
        let bucket = self.descriptor_of(statement)?.terms().bucket;
        envelope.check_bucket(bucket).or_fault("bucket")?;
        let (generation, epoch) = (statement.generation(), statement.epoch());
        let log = self.logs.get_mut(&generation).or_fault("log")?;
        let index = log.append(Entry {
            kind: EntryKind::Record,
            epoch,
            hash: envelope.record_id().to_bytes(),
        });
        let receipt = log.prove(index, log.checkpoint()?)?;
        let position = Position { generation, index };
        self.envelopes.insert(position, (epoch, bytes.to_vec()));
        Ok((position, receipt))
    }

    pub(crate) fn descriptor_of(&self, statement: &Statement) -> Result<&Descriptor, Fault> {
        let mut descriptors = self.descriptors.iter();
        let found = descriptors.find(|it| it.hash() == statement.descriptor_hash());
        found.or_fault("descriptor of a statement")
    }

    fn register(&mut self, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let registration = Registration::from_bytes(body).or_fault("registration")?;
        let registration = registration.verify().or_fault("registration")?;
        self.root = Some(registration.root);
        for certificate in registration.certificates {
            self.certificates
                .insert(certificate.serial(), certificate.into_inner());
        }
        self.descriptors.push(registration.descriptor.into_inner());
        Ok(Vec::new())
    }

    fn publish(&mut self, body: &[u8]) -> Result<Vec<u8>, Fault> {
        for statement in read_statements(body).or_fault("statements")? {
            let name = origin::record_log(Self::ORIGIN, &self.list_id()?, statement.generation());
            if !self.logs.contains_key(&statement.generation()) {
                let log = MemoryLog::new(&name, &self.key)?;
                self.logs.insert(statement.generation(), log);
            }
            let log = self.logs.get_mut(&statement.generation()).or_fault("log")?;
            log.append(Entry {
                kind: EntryKind::Statement,
                epoch: statement.epoch(),
                hash: statement.id().to_bytes(),
            });
            self.statements.push(statement);
        }
        Ok(Vec::new())
    }

    fn cosign(&mut self, generation: Generation, line: &str) -> Result<Vec<u8>, Fault> {
        let name = origin::witness(Self::ORIGIN, &self.list_id()?);
        let name = KeyName::new(&name).or_fault("witness")?;
        let witnesses = self.certificates.values();
        let witnesses = witnesses.filter(|it| it.key_use() == KeyUse::Witness);
        let keys: Vec<CosignerKey> = witnesses
            .map(|it| CosignerKey::new(name.clone(), *it.public_key()))
            .collect();
        let log = self.logs.get_mut(&generation).or_fault("log")?;
        log.cosign(line, &keys)?;
        Ok(Vec::new())
    }

    /// A few envelopes of an epoch, so that there is more than one page.
    fn page(&self, epoch: Epoch, query: &str) -> Result<Vec<u8>, Fault> {
        let (from, generation) = query.split_once('&').or_fault("query")?;
        let from = from.strip_prefix("from=").or_fault("query")?;
        let generation = generation.strip_prefix("generation=").or_fault("query")?;
        let first = Position {
            generation: generation.parse().or_fault("query")?,
            index: from.parse().or_fault("query")?,
        };
        let page = self
            .envelopes
            .range(first..)
            .filter(|(position, (of, _))| position.generation == first.generation && *of == epoch)
            .map(|(position, (_, bytes))| (position.index, bytes.as_slice()))
            .take(3);
        write_envelopes(page).or_fault("page")
    }

    /// INS-1, INS-2 and the answer of ACK-1.
    fn obey(&mut self, note: &[u8], now: Time) -> Result<Vec<u8>, Fault> {
        let find = |serial| self.certificates.get(&serial);
        let root = self.root.as_ref().or_fault("root")?;
        let signed = SignedInstruction::verify(note, Self::ORIGIN, root, now, find);
        let signed = signed.or_fault("instruction")?;
        signed.check_follows(self.last).or_fault("chain")?;
        let Order::PurgeEpoch(epoch) = signed.instruction().order else {
            return Err(Fault::new("unknown order"));
        };
        self.envelopes.retain(|_, (of, _)| *of != epoch);
        let of_epoch = self.statements.iter().filter(|it| it.epoch() == epoch);
        let newest = of_epoch
            .max_by_key(|it| it.serial())
            .or_fault("statement")?;
        let log = self.logs.get_mut(&newest.generation()).or_fault("log")?;
        log.append(Entry {
            kind: EntryKind::Purge,
            epoch,
            hash: signed.id().to_bytes(),
        });
        self.last = Some((signed.instruction().serial, *signed.id()));
        self.acknowledge(*signed.id(), note, now)
    }

    fn acknowledge(
        &mut self,
        instruction: InstructionId,
        note: &[u8],
        time: Time,
    ) -> Result<Vec<u8>, Fault> {
        let list_id = self.list_id()?;
        let text = Acknowledgement {
            list_id,
            instruction,
            time,
        };
        let signed = SignedDocument::sign(text, Self::ORIGIN, &self.key).or_fault("signature")?;
        let acknowledgement = signed.note().as_bytes();
        let mut log = match self.instructions.take() {
            Some(log) => log,
            None => MemoryLog::new(&origin::instruction_log(Self::ORIGIN, &list_id), &self.key)?,
        };
        log.append(Entry::of_document(DocumentKind::Instruction, note));
        let entry = Entry::of_document(DocumentKind::Acknowledgement, acknowledgement);
        let index = log.append(entry);
        let proof = log.prove(index, log.checkpoint()?)?;
        self.instructions = Some(log);
        let mut answer = Writer::new();
        let written = answer.bytes16(acknowledgement);
        let written = written.and_then(|answer| answer.bytes16(proof.as_bytes()));
        written.or_fault("answer")?;
        Ok(answer.into_bytes())
    }

    pub(crate) fn list_id(&self) -> Result<ListId, Fault> {
        Ok(self.root.as_ref().or_fault("root")?.list_id())
    }
}

fn response(status: u16, body: Vec<u8>) -> Response {
    Response {
        status,
        body,
        ..Response::default()
    }
}

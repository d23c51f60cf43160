//! A processor under any sequence of requests, over real connections to a store in memory.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use arbitrary::{Arbitrary, Unstructured};
use sealroll_log::{Entry, EntryKind, Receipt, SignedCheckpoint, WitnessPolicy};
use sealroll_processor::{Clock, Config, Processor};
use sealroll_wire::{
    EnvelopeRef, Environment, KeyUse, Nonce, RecordId, Registration, RequestParts, Serial,
    SignatureFields, SignatureParameters, Time, write_statements,
};
use tempfile::TempDir;

use crate::connection::{Connection, HOST, Received, Sent};
use crate::depth::reach;
use crate::edit::{self, Edit};
use crate::list::{self, List, NOW};
use crate::seed::{self, END, Seed};
use crate::spy::Spy;
use crate::steps::{AnyRequest, Step, envelope, instruction, lists, statement};

/// No request makes the processor fail or say more than it may; a refused one leaves the store
/// unchanged; logs only grow; a receipt is given for good.
pub fn service(data: &[u8]) {
    let Ok(steps) = Vec::<Step>::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let mut service = Service::start();
    for step in steps.iter().take(12) {
        service.take(step);
    }
    service.finish();
}

/// Seeds of [`service`].
pub fn service_seeds() -> Vec<Seed> {
    let any = |step: u32| {
        (0..384_u32)
            .flat_map(|number| number.wrapping_mul(step).to_le_bytes())
            .collect::<Vec<_>>()
    };
    vec![
        Seed::new("nothing", []),
        Seed::new("zeros", [0; 300]),
        Seed::new("mixed", any(0x9e37_79b9)),
        Seed::new("other", any(0x2468_ace1)),
        Seed::new(
            "words",
            b"GET /v1/lists/ PUT /health\x01\x01\x01\x01".repeat(30),
        ),
        Seed::new("honest", honest()),
    ]
}

/// What [`service`] reads as a list's honest life.
fn honest() -> Vec<u8> {
    seed::sequence::<Step>(&[
        ("Open", &[]),
        ("Upload", &[0, 0, END]),
        ("Upload", &[0, 0, END]),
        ("Upload", &[1, 0, END]),
        ("Cosign", &[END]),
        ("Publish", &[1, END]),
        ("Instruct", &[0, 7, END]),
        ("Upload", &[2, 0, END]),
    ])
}

/// A processor with its list, its clock and a connection to it.
pub(crate) struct Service {
    processor: Option<Processor>,
    store: Arc<Spy>,
    clock: Clock,
    pub(crate) now: Time,
    nonce: u64,
    connection: Connection,
    receipts: BTreeMap<RecordId, u64>,
    _folder: TempDir,
}

impl Service {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let key = folder.path().join("log.key");
        fs::write(&key, list::log_signer().to_bytes()).expect("a file in it");
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("its owner's");
        let mut config = Config::new(folder.path().to_owned(), list::ORIGIN);
        config.listen = ([127, 0, 0, 1], 0).into();
        config.environment = Environment::Test;
        config.threads = 1;
        let store = Arc::new(Spy::default());
        let clock = Clock::manual(NOW);
        let processor = Processor::start_with(&config, clock.clone(), Arc::<Spy>::clone(&store));
        let processor = processor.expect("a free port");
        Self {
            connection: Connection::new(processor.address()),
            processor: Some(processor),
            store,
            clock,
            now: NOW,
            nonce: 0,
            receipts: BTreeMap::new(),
            _folder: folder,
        }
    }

    pub(crate) fn take(&mut self, step: &Step) {
        match step {
            Step::Open => {
                self.take(&Step::Register { edits: Vec::new() });
                let publish = Step::Publish {
                    serial: 0,
                    edits: Vec::new(),
                };
                self.take(&publish);
            }
            Step::Register { edits } => {
                let list = List::shared();
                let genuine = Registration::new(&list.root, &list.certificates, &list.descriptor);
                let genuine = genuine.expect("a valid registration");
                let body = edit::apply(genuine.as_bytes(), edits);
                self.send("PUT", &lists(""), false, body);
            }
            Step::Publish { serial, edits } => {
                let statement = statement(*serial);
                let body = write_statements(&[statement]).expect("one statement");
                let body = edit::apply(&body, edits);
                self.send("POST", &lists("/statements"), true, body);
            }
            Step::Upload {
                number,
                fill,
                edits,
            } => self.upload(*number, *fill, edits),
            Step::Misname { number } => {
                let envelope = envelope(*number, 0);
                let path = lists(&format!("/records/{}", RecordId::from_bytes([*number; 32])));
                let refused = self.send("PUT", &path, false, envelope);
                assert!(refused.is_some_and(|received| received.status >= 400));
            }
            Step::Instruct {
                serial,
                epoch,
                edits,
            } => {
                let note = instruction(*serial, *epoch, self.now);
                let body = edit::apply(note.as_str().as_bytes(), edits);
                self.send("POST", &lists("/instructions"), false, body);
            }
            Step::Cosign { edits } => self.cosign(edits),
            Step::Read { path, signed, head } => {
                let method = if *head { "HEAD" } else { "GET" };
                self.send(method, &path.text(), *signed, Vec::new());
            }
            Step::Any(request) => self.send_any(request),
            Step::Wait { seconds } => self.set_clock((*seconds).into()),
            Step::WaitDays { days } => self.set_clock(u64::from(*days) * 86_400),
        }
    }

    fn set_clock(&mut self, later: u64) {
        self.now = self.now.saturating_add(later);
        self.clock.set(self.now);
    }

    /// Uploads an envelope, perhaps a changed one, under its right name.
    fn upload(&mut self, number: u8, fill: u8, edits: &[Edit]) {
        let bytes = edit::apply(&envelope(number, fill), edits);
        let record_id = RecordId::of_envelope(&bytes);
        let path = lists(&format!("/records/{record_id}"));
        let received = self.send("PUT", &path, false, bytes.clone());
        let Some(received) = received.filter(|received| received.status == 200) else {
            return;
        };
        let epoch = EnvelopeRef::from_bytes(&bytes).map(|envelope| envelope.header().epoch);
        let entry = Entry {
            kind: EntryKind::Record,
            epoch: epoch.expect("what is taken is an envelope"),
            hash: record_id.to_bytes(),
        };
        let receipt = Receipt::parse(&received.body).expect("what is taken has a receipt");
        let log_key = &List::shared().log_key;
        let verified = receipt.verify(&entry.to_bytes(), log_key, WitnessPolicy::Ignore);
        let index = verified.expect("a receipt verifies").index();
        let again = self.receipts.contains_key(&record_id);
        reach(if again { "uploaded again" } else { "uploaded" });
        let first = *self.receipts.entry(record_id).or_insert(index);
        assert_eq!(first, index, "one record was logged twice");
    }

    /// Cosigns the checkpoint that is served now.
    fn cosign(&mut self, edits: &[Edit]) {
        let path = lists(&format!("/logs/{}/checkpoint", list::GENERATION));
        let received = self.send("GET", &path, true, Vec::new());
        let Some(received) = received.filter(|received| received.status == 200) else {
            return;
        };
        let list = List::shared();
        let checkpoint = SignedCheckpoint::parse(&received.body).expect("a checkpoint");
        let checkpoint = checkpoint.verify(&list.log_key).expect("signed by the log");
        let line = checkpoint
            .cosign(
                checkpoint.head(),
                list.witness_key.name(),
                list::key(KeyUse::Witness),
                self.now,
            )
            .expect("the same head");
        let body = edit::apply(format!("{line}\n").as_bytes(), edits);
        let path = lists(&format!("/logs/{}/cosignature", list::GENERATION));
        let received = self.send("POST", &path, true, body);
        if received.is_some_and(|received| received.status < 300) {
            reach("cosigned");
        }
    }

    pub(crate) fn send(
        &mut self,
        method: &str,
        target: &str,
        signed: bool,
        body: Vec<u8>,
    ) -> Option<Received> {
        let mut sent = Sent {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body,
        };
        if signed {
            self.sign(&mut sent);
        }
        if target.contains("/records/") {
            let token = list::presence_secret().upload_token(&List::shared().root.list_id());
            let value = token.to_authorization().to_string();
            sent.headers.push(("authorization".to_owned(), value));
        }
        let received = self.exchange(&sent);
        assert!(received.is_some(), "no answer to {method} {target}");
        received
    }

    fn send_any(&mut self, request: &AnyRequest) {
        // Line ends would make several requests of it.
        let line = |text: &str| text.replace(|c: char| c.is_control(), "");
        let prefix = if request.below_list {
            lists("/")
        } else {
            "/".to_owned()
        };
        let own = |name: &&(String, String)| {
            let name = name.0.to_ascii_lowercase();
            let framing = [
                "content-length",
                "transfer-encoding",
                "expect",
                "connection",
                "upgrade",
            ];
            !framing.contains(&name.trim())
        };
        let headers = request.headers.iter().filter(own).take(8);
        let mut sent = Sent {
            method: line(&request.method),
            target: format!("{prefix}{}", line(&request.target)),
            headers: headers
                .map(|(name, value)| (line(name), line(value)))
                .collect(),
            body: request.body.clone(),
        };
        if request.signed {
            self.sign(&mut sent);
        }
        self.exchange(&sent);
    }

    /// Signs as the owner's device does.
    fn sign(&mut self, sent: &mut Sent) {
        self.nonce += 1;
        let (path, query) = sent.target.split_once('?').unwrap_or((&sent.target, ""));
        let parts = RequestParts {
            method: &sent.method,
            authority: HOST,
            path,
            query,
            body: &sent.body,
        };
        let mut nonce = [0; 16];
        nonce[..8].copy_from_slice(&self.nonce.to_be_bytes());
        let parameters = SignatureParameters {
            created: self.now,
            expires: self.now.saturating_add(60),
            nonce: Nonce::from_bytes(nonce),
            list_id: List::shared().root.list_id(),
            certificate_serial: Serial(3),
        };
        let signer = list::signer(list::key(KeyUse::Http));
        if let Ok(fields) = SignatureFields::sign(&parts, &parameters, signer) {
            sent.headers.extend([
                ("content-digest".into(), fields.content_digest),
                ("signature-input".into(), fields.signature_input),
                ("signature".into(), fields.signature),
            ]);
        }
    }

    pub(crate) fn exchange(&mut self, sent: &Sent) -> Option<Received> {
        let before = self.store.commits();
        let received = self.connection.send(sent)?;
        let status = received.status;
        assert!(status < 500 || matches!(status, 503 | 507), "{received:?}");
        if status >= 400 {
            reach("refused");
            assert_eq!(self.store.commits(), before, "refused, but stored");
            check_problem(&received, sent.method == "HEAD");
        }
        Some(received)
    }

    pub(crate) fn finish(mut self) {
        let health = self.send("GET", "/health", false, Vec::new());
        let health = health.expect("every request is answered");
        assert_eq!(
            (health.status, &*health.body),
            (200, &br#"{"status":"ok"}"#[..])
        );
        self.connection = Connection::new(([127, 0, 0, 1], 0).into());
        if let Some(processor) = self.processor.take() {
            processor.stop();
        }
        assert_eq!(self.store.faults(), [""; 0]);
    }
}

/// A refusal is a problem of constant text: nothing of the request is in it
/// (`spec/protocol.md#HTTP-4`). What is not even HTTP is refused without a text.
fn check_problem(received: &Received, head_only: bool) {
    if head_only || (received.content_type.is_empty() && received.body.is_empty()) {
        return;
    }
    assert_eq!(received.content_type, "application/problem+json");
    let problem: serde_json::Value =
        serde_json::from_slice(&received.body).expect("a problem is JSON");
    let members = problem.as_object().expect("a problem is an object");
    assert!(
        members
            .keys()
            .all(|name| ["type", "title", "status"].contains(&name.as_str()))
    );
    assert_eq!(problem["status"], received.status);
    let kind = problem["type"].as_str().unwrap_or_default();
    let code = kind.strip_prefix("urn:sealroll:problem:");
    let plain = |code: &str| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    assert!(code.is_some_and(plain), "{kind}");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is not edited goes through: fuzzing reaches more than refusals.
    #[test]
    fn honest_steps_change_the_store() {
        let mut service = Service::start();
        let edits = Vec::new;
        let steps = [
            (Step::Open, true),
            (upload(0), true),
            (upload(0), false),
            (upload(1), true),
            (Step::Cosign { edits: edits() }, true),
            (
                Step::Publish {
                    serial: 1,
                    edits: edits(),
                },
                true,
            ),
            (
                Step::Instruct {
                    serial: 0,
                    epoch: 7,
                    edits: edits(),
                },
                true,
            ),
            (upload(2), false),
        ];
        for (step, changes) in steps {
            let before = service.store.commits();
            service.take(&step);
            assert_eq!(service.store.commits() > before, changes, "{step:?}");
        }
        assert_eq!(service.receipts.len(), 2);
        service.finish();
    }

    fn upload(number: u8) -> Step {
        Step::Upload {
            number,
            fill: 0,
            edits: Vec::new(),
        }
    }
}

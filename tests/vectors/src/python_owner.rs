//! A journey of the library's guests at an owner in Python.

use std::collections::BTreeMap;

use sealroll::{
    Entry, Environment, Guest, Invitation, Pending, PendingFollowUp, Request, Ticket, Time, Welcome,
};
use sealroll_log::{ConsistencyProof, Frontier, Hash, KeyName, NoteKey, SignedCheckpoint};
use sealroll_vectors::{check_in_form, hex, unhex};
use sealroll_wire::{Registration, UploadToken, VerifyingKey};
use serde_json::{Value, json};

use crate::choice::Choice;
use crate::expected::{Counts, Expected, Sealed, compare, without_ticket_key};
use crate::fault::{Fault, OrFault, equal};
use crate::follow_up::seal;
use crate::partner::Partner;
use crate::rules::{Room, Rules};

/// Runs one journey. Returns what became of the records that were sealed.
pub(crate) fn run(python: &mut Partner, choice: &mut Choice) -> Result<Counts, Fault> {
    let mut journey = Journey::begin(python, choice)?;
    let steps = 6 + journey.choice.below(10);
    for _ in 0..steps {
        journey.step(steps)?;
    }
    journey.check_log()?;
    journey.check_opened()
}

struct Journey<'a> {
    python: &'a mut Partner,
    choice: &'a mut Choice,
    rules: Rules,
    list_id: Value,
    link: String,
    log: NoteKey,
    anchor: u64,
    epoch_length: u64,
    epochs: u64,
    now: u64,
    guest: Guest,
    /// The last bundle that was accepted, which may be of a superseded statement by now.
    last: Option<Bundle>,
    tickets: Vec<Kept>,
    expected: Expected,
    /// Statement issued last for an epoch.
    issued: BTreeMap<u64, String>,
    /// A checkpoint kept from earlier.
    kept: Option<String>,
}

struct Bundle {
    welcome: Welcome,
    bytes: Value,
    epoch: u64,
}

/// A ticket, and the head under its receipt.
struct Kept {
    ticket: Ticket,
    tree_size: Value,
    root_hash: Value,
    follow_ups: u64,
}

impl<'a> Journey<'a> {
    fn begin(python: &'a mut Partner, choice: &'a mut Choice) -> Result<Self, Fault> {
        let rules = Rules::draw(choice);
        let anchor = 86_400 * (20_000 + choice.below(2000));
        let epoch_length = *choice.pick(&[3600, 21_600, 86_400]);
        let epochs = 2 + choice.below(3);
        let supersede_grace = *choice.pick(&[0, 60, 3600, 7200]);
        let environment = *choice.pick(&[Environment::Production, Environment::Test]);
        let door_code = choice.chance(50).then_some("Tor-7");
        let created = python.ask(&json!({
            "op": "new_list",
            "seed": choice.seed(),
            "anchor": anchor,
            "epochs": epochs,
            "environment": environment.to_byte(),
            "door_code": door_code,
            "policies": rules.policies(),
            "terms": {
                "venue": choice.text(100),
                "purpose_de": choice.text(500),
                "bucket": rules.bucket.size(),
                "max_companions": rules.max_companions,
                "door_code": u8::from(rules.door_code),
                "epoch_length": epoch_length,
                "supersede_grace": supersede_grace,
            },
        }))?;
        let registration = Registration::from_bytes(&unhex(&created["registration"]));
        let registration = registration.or_fault("registration")?.verify();
        equal(
            "registration",
            &registration.or_fault("registration")?.certificates.len(),
            &4,
        )?;
        let name = KeyName::new(created["log_name"].as_str().or_fault("log name")?);
        let key = unhex(&created["log_key"]).try_into().or_fault("log key")?;
        let key = VerifyingKey::from_bytes(&key).or_fault("log key")?;
        let guest = Guest::first_use(environment, &mut choice.rng);
        Ok(Self {
            python,
            choice,
            rules,
            list_id: created["list_id"].clone(),
            link: created["link"].as_str().or_fault("link")?.to_owned(),
            log: NoteKey::new(name.or_fault("log name")?, key),
            anchor,
            epoch_length,
            epochs,
            now: anchor + 3600,
            guest,
            last: None,
            tickets: Vec::new(),
            expected: Expected {
                supersede_grace,
                ..Expected::default()
            },
            issued: BTreeMap::new(),
            kept: None,
        })
    }

    fn step(&mut self, steps: u64) -> Result<(), Fault> {
        let end = self.anchor + self.epochs * self.epoch_length - 1;
        let pace = 2 * self.epochs * self.epoch_length / steps;
        self.now = end.min(self.now + self.choice.below(pace));
        if self.kept.is_none() && self.choice.chance(30) {
            self.kept = Some(self.logged()?.0);
        }
        if self.choice.chance(25) {
            self.supersede()?;
        }
        if self.choice.chance(4) {
            self.puncture()?;
        }
        let bundle = self.bundle()?;
        if !self.tickets.is_empty() && self.choice.chance(50) {
            self.follow_up(&bundle)?;
        } else {
            self.check_in(&bundle)?;
        }
        self.last = Some(bundle);
        Ok(())
    }

    /// A new bundle, or now and then the last one.
    fn bundle(&mut self) -> Result<Bundle, Fault> {
        let epoch = self.epoch();
        match self.last.take() {
            Some(bundle) if bundle.epoch == epoch && self.choice.chance(50) => return Ok(bundle),
            _ => {}
        }
        let answer = self.ask("welcome", json!({ "now": self.now }))?;
        let link = Invitation::from_link(&self.link).or_fault("link")?;
        let bytes = answer["bundle"].clone();
        let welcome = self.guest.accept(&link, &unhex(&bytes), self.time());
        let welcome = welcome.or_fault("bundle")?;
        if !welcome.fingerprint_words().contains('-') {
            return Err(Fault::new("no fingerprint words"));
        }
        Ok(Bundle {
            welcome,
            bytes,
            epoch,
        })
    }

    fn check_in(&mut self, bundle: &Bundle) -> Result<(), Fault> {
        let link = Invitation::from_link(&self.link).or_fault("link")?;
        let door_code = link.door_code().map(|code| code.as_str().to_owned());
        let (now, time) = (self.now, self.time());
        let mut sealed = None;
        for room in Room::SHRINKING {
            let form = self
                .rules
                .form(self.choice, now, door_code.as_deref(), room);
            let typed = check_in_form(&form);
            match bundle.welcome.check_in(&typed, time, &mut self.choice.rng) {
                Ok(pending) => {
                    sealed = Some((form, pending));
                    break;
                }
                Err(error) if error.code() == "limit" => {}
                Err(error) => return Err(Fault::new(format!("check-in {form}: {error}"))),
            }
        }
        let (mut record, pending) = sealed.or_fault("no form fits the bucket")?;
        let pending = Pending::from_bytes(&pending.to_bytes()).or_fault("saved check-in")?;
        let receipt = self.upload(pending.request())?;
        let pending = match pending.confirm(b"not a receipt") {
            Ok(_) => return Err(Fault::new("anything is taken for a receipt")),
            Err((pending, _)) => pending,
        };
        let record_id = pending.record_id().to_string();
        let ticket = pending.confirm(receipt.as_bytes());
        let ticket = ticket.map_err(|(_, error)| error).or_fault("receipt")?;
        let head = self.verify_receipt(bundle, &record_id, &receipt)?;
        equal("leaf index", &head["leaf_index"], &json!(ticket.index()))?;
        record["type"] = "check-in".into();
        self.expect(bundle, ticket.index(), record_id, record);
        self.tickets.push(Kept {
            ticket,
            tree_size: head["tree_size"].clone(),
            root_hash: head["root_hash"].clone(),
            follow_ups: 0,
        });
        Ok(())
    }

    fn follow_up(&mut self, bundle: &Bundle) -> Result<(), Fault> {
        let (now, time) = (self.now, self.time());
        let place = self.choice.below(self.tickets.len() as u64) as usize;
        let mut kept = self.tickets.swap_remove(place);
        let saved = Ticket::from_bytes(&kept.ticket.to_bytes());
        kept.ticket = saved.or_fault("saved ticket")?;
        let mut sealed = None;
        for room in Room::SHRINKING {
            let body = self.rules.body(self.choice, now, room);
            match seal(&mut kept.ticket, &bundle.welcome, &body, time, self.choice) {
                Ok(pending) => {
                    sealed = Some((body, pending));
                    break;
                }
                Err("limit") => {}
                Err(error) => return Err(Fault::new(format!("{body}: {error}"))),
            }
        }
        let (mut record, pending) = sealed.or_fault("no follow-up fits the bucket")?;
        let pending = PendingFollowUp::from_bytes(&pending.to_bytes()).or_fault("saved")?;
        let receipt = self.upload(pending.request())?;
        let record_id = pending.envelope().record_id().to_string();
        let confirmed = pending.confirm(receipt.as_bytes());
        let confirmed = confirmed.map_err(|(_, error)| error).or_fault("receipt")?;
        self.verify_receipt(bundle, &record_id, &receipt)?;
        kept.follow_ups += 1;
        record["follow_up"] = json!({
            "check_in": kept.ticket.record_id().to_string(),
            "generation": 0,
            "tree_size": kept.tree_size,
            "root_hash": kept.root_hash,
            "counter": kept.follow_ups,
        });
        self.expect(bundle, confirmed.index(), record_id, record);
        self.tickets.push(kept);
        Ok(())
    }

    fn supersede(&mut self) -> Result<(), Fault> {
        let epoch = self.epoch();
        if self.expected.punctured.contains(&epoch) {
            return Ok(());
        }
        let before = match self.issued.get(&epoch) {
            Some(statement) => statement.clone(),
            None => {
                let bundle = self.ask("welcome", json!({ "now": self.now }))?["bundle"].take();
                let bundle = sealroll_wire::WelcomeBundle::from_bytes(&unhex(&bundle));
                bundle.or_fault("bundle")?.statement().id().to_string()
            }
        };
        let answer = self.ask("issue", json!({ "epoch": epoch, "now": self.now }))?;
        self.expected.superseded.insert(before, self.now);
        let statement = answer["statement_id"].as_str().or_fault("statement")?;
        self.issued.insert(epoch, statement.to_owned());
        Ok(())
    }

    fn puncture(&mut self) -> Result<(), Fault> {
        let epoch = self.choice.below(self.epochs);
        self.ask("puncture", json!({ "epoch": epoch }))?;
        self.expected.punctured.insert(epoch);
        Ok(())
    }

    /// Uploads, now and then twice as after a lost reply. Returns the receipt.
    fn upload(&mut self, request: Request) -> Result<String, Fault> {
        let mut headers = request.headers.iter();
        let value = headers.find(|(name, _)| *name == "authorization");
        let value = value.or_fault("upload token")?.1.as_str();
        let token = UploadToken::from_authorization(value).or_fault("upload token")?;
        let token = hex(token.to_bytes().as_slice());
        let upload = json!({ "envelope": hex(&request.body), "upload_token": token });
        let first = self.ask("upload", upload.clone())?;
        if self.choice.chance(20) {
            let again = self.ask("upload", upload)?;
            equal("leaf index", &again["leaf_index"], &first["leaf_index"])?;
        }
        Ok(first["receipt"].as_str().or_fault("receipt")?.to_owned())
    }

    fn verify_receipt(
        &mut self,
        bundle: &Bundle,
        record_id: &str,
        receipt: &str,
    ) -> Result<Value, Fault> {
        let entry = format!("0100{:08x}{record_id}", bundle.epoch);
        let command = json!({ "bundle": bundle.bytes, "entry": entry, "receipt": receipt });
        self.ask("verify_receipt", command)
    }

    fn expect(&mut self, bundle: &Bundle, index: u64, record_id: String, record: Value) {
        let sealed = Sealed {
            epoch: bundle.epoch,
            statement_id: bundle.welcome.statement().id().to_string(),
            record_id,
            record,
        };
        self.expected.sealed.insert((0, index), sealed);
    }

    /// The library follows the log: entries give the root hash, and it has only grown.
    fn check_log(&mut self) -> Result<(), Fault> {
        let (newest, entries) = self.logged()?;
        let signed = SignedCheckpoint::parse(newest.as_bytes()).or_fault("checkpoint")?;
        let newest = signed.verify(&self.log).or_fault("checkpoint")?;
        let mut edge = Frontier::new();
        for entry in &entries {
            let entry = Entry::from_bytes(&unhex(entry)).or_fault("entry")?;
            edge.append(entry.leaf_hash()).or_fault("entry")?;
        }
        equal("head", &edge.head(), newest.head())?;
        let Some(kept) = self.kept.take() else {
            return Ok(());
        };
        let old = SignedCheckpoint::parse(kept.as_bytes()).or_fault("checkpoint")?;
        let sizes = (old.checkpoint().head().size, newest.head().size);
        let answer = self.ask("consistency", json!({ "old": sizes.0, "new": sizes.1 }))?;
        let hashes = answer["proof"].as_array().or_fault("proof")?.iter();
        let hashes = hashes
            .map(|hash| unhex(hash).try_into().map(Hash::from_bytes))
            .collect::<Result<Vec<_>, _>>();
        let proof = ConsistencyProof::from_hashes(hashes.or_fault("proof")?).or_fault("proof")?;
        let extends = newest.check_extends(old.checkpoint(), &proof);
        extends.or_fault("consistency")
    }

    /// Every value opened is the one typed.
    fn check_opened(&mut self) -> Result<Counts, Fault> {
        let mut answer = self.ask("open", json!({}))?;
        let results = answer["results"].as_array().or_fault("results")?;
        let mut found = BTreeMap::new();
        for result in results {
            let index = result["leaf_index"].as_u64().or_fault("leaf index")?;
            let mut result = without_ticket_key(result.clone());
            if let Some(members) = result.as_object_mut() {
                members.remove("leaf_index");
            }
            found.insert((0, index), result);
        }
        compare("opened", &found, &self.expected.results())?;
        equal("latest", &answer["latest"].take(), &self.expected.latest())?;
        Ok(self.expected.counts())
    }

    /// The newest checkpoint and all entries.
    fn logged(&mut self) -> Result<(String, Vec<Value>), Fault> {
        let answer = self.ask("log", json!({}))?;
        let checkpoint = answer["checkpoint"].as_str().or_fault("checkpoint")?;
        let entries = answer["entries"].as_array().or_fault("entries")?;
        Ok((checkpoint.to_owned(), entries.clone()))
    }

    fn ask(&mut self, operation: &str, mut command: Value) -> Result<Value, Fault> {
        command["op"] = operation.into();
        command["list_id"] = self.list_id.clone();
        self.python.ask(&command)
    }

    fn epoch(&self) -> u64 {
        (self.now - self.anchor) / self.epoch_length
    }

    fn time(&self) -> Time {
        Time::new(self.now).expect("in this century")
    }
}

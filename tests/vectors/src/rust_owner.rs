//! A journey of guests in Python at the library's owner.

use rand_core::Rng;
use sealroll::{Environment, Epoch, Identity, Inbox, NewList, Owner, Position, Terms, Time};
use sealroll_vectors::{hex, unhex};
use sealroll_wire::UploadToken;
use serde_json::{Value, json};

use crate::choice::Choice;
use crate::expected::{Counts, Expected, Place, Sealed};
use crate::fault::{Fault, OrFault, equal};
use crate::house::House;
use crate::partner::Partner;
use crate::request_check::{certificates, check_signature};
use crate::rules::{Room, Rules};

/// Runs one journey. Returns what became of the records that were sealed.
pub(crate) fn run(python: &mut Partner, choice: &mut Choice) -> Result<Counts, Fault> {
    let mut journey = Journey::begin(python, choice)?;
    journey.publish()?;
    let steps = 6 + journey.choice.below(10);
    for _ in 0..steps {
        journey.step(steps)?;
    }
    journey.finish()
}

pub(crate) struct Journey<'a> {
    pub(crate) python: &'a mut Partner,
    pub(crate) choice: &'a mut Choice,
    pub(crate) rules: Rules,
    pub(crate) owner: Owner,
    pub(crate) identity: Identity,
    pub(crate) inbox: Inbox,
    pub(crate) house: House,
    pub(crate) link: String,
    pub(crate) door_code: Option<&'static str>,
    pub(crate) environment: Environment,
    pub(crate) end: u64,
    pub(crate) now: u64,
    last: Option<Bundle>,
    tickets: Vec<Kept>,
    pub(crate) expected: Expected,
}

#[derive(Clone)]
struct Bundle {
    bytes: Value,
    epoch: u64,
    statement_id: String,
    generation: u32,
}

/// A ticket as the reference gives it, and the head under its receipt.
struct Kept {
    ticket: Value,
    tree_size: Value,
    root_hash: Value,
}

impl<'a> Journey<'a> {
    fn begin(python: &'a mut Partner, choice: &'a mut Choice) -> Result<Self, Fault> {
        let rules = Rules::draw(choice);
        let environment = *choice.pick(&[Environment::Production, Environment::Test]);
        let mut seed = [0; 32];
        choice.rng.fill_bytes(&mut seed);
        let house = House::new(&seed);
        let epoch_length = *choice.pick(&[3600_u32, 21_600, 86_400]);
        let anchor = 86_400 * (20_000 + choice.below(2000));
        let first = anchor + choice.below(20) * u64::from(epoch_length);
        let now = first + 3000;
        let mut list = NewList::new(environment, House::ORIGIN, house.log_key());
        list.generation_epochs = 2 + choice.below(3) as u32;
        list.terms = Terms {
            venue: choice.text(120),
            address: choice.text(200),
            contact: choice.text(200),
            purpose_de: choice.text(500),
            purpose_en: choice.text(500),
            legal_basis_de: choice.text(300),
            legal_basis_en: choice.text(300),
            epoch_anchor: time(anchor),
            epoch_length,
            supersede_grace: *choice.pick(&[0, 60, 3600, 7200]),
            bucket: rules.bucket,
            fields: rules.fields,
            max_companions: rules.max_companions,
            door_code: rules.door_code,
            ..list.terms
        };
        let epochs = u64::from(list.generation_epochs);
        let supersede_grace = u64::from(list.terms.supersede_grace);
        let created = Owner::create(list, time(now), &mut choice.rng);
        let (owner, identity) = created.or_fault("a new list")?;
        let door_code = choice.chance(50).then_some("Tor-7");
        let invitation = owner.invitation("https://sealroll.example", door_code);
        let link = invitation.or_fault("invitation")?.to_link().to_string();
        Ok(Self {
            python,
            choice,
            rules,
            owner,
            identity,
            inbox: Inbox::new(),
            house,
            link,
            door_code,
            environment,
            // Two generations; the second is made on the way.
            end: first + 2 * epochs * u64::from(epoch_length) - 1,
            now,
            last: None,
            tickets: Vec::new(),
            expected: Expected {
                supersede_grace,
                ..Expected::default()
            },
        })
    }

    /// Registers the list, publishes statements, and syncs.
    fn publish(&mut self) -> Result<(), Fault> {
        let registration = self.owner.registration_request();
        self.python.vector(
            "verify-registration",
            &json!({
                "registration": hex(&registration.body),
                "list_id": self.owner.list_id().to_string(),
                "origin": House::ORIGIN,
                "log_key": self.house.log_key().to_string(),
            }),
        )?;
        self.house.handle(&registration, time(self.now))?;
        let (now, rng) = (time(self.now), &mut self.choice.rng);
        let request = self.owner.statements_request(House::AUTHORITY, now, rng);
        if let Some(request) = request.or_fault("statements")? {
            check_signature(self.python, &self.house, &request, self.now)?;
            self.house.handle(&request, now)?;
        }
        self.sync()
    }

    /// Follows and cosigns every log.
    pub(crate) fn sync(&mut self) -> Result<(), Fault> {
        let now = time(self.now);
        let mut sync = self.owner.sync(&mut self.inbox, now);
        loop {
            let request = sync.request(House::AUTHORITY, now, &mut self.choice.rng);
            let Some(request) = request.or_fault("sync")? else {
                return Ok(());
            };
            check_signature(self.python, &self.house, &request, self.now)?;
            let response = self.house.handle(&request, now)?;
            sync.receive(&response).or_fault("sync")?;
        }
    }

    fn step(&mut self, steps: u64) -> Result<(), Fault> {
        let pace = 2 * (self.end - self.now) / steps + 1;
        self.now = self.end.min(self.now + self.choice.below(pace));
        if self
            .owner
            .last_epoch()
            .is_some_and(|last| u64::from(last.value()) < self.epoch())
        {
            let rolled = self.owner.roll_over(time(self.now), &mut self.choice.rng);
            rolled.or_fault("next generation")?;
            self.publish()?;
        }
        if self.choice.chance(25) {
            self.supersede()?;
        }
        if self.choice.chance(12) {
            self.puncture()?;
        }
        if self.choice.chance(20) {
            // The owner's device is started again; the copy of the log may be lost.
            let saved = Owner::from_bytes(&self.owner.to_bytes());
            self.owner = saved.or_fault("saved owner")?;
            self.inbox = Inbox::new();
            self.sync()?;
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
        let bytes = self.house.welcome(Epoch(epoch as u32))?;
        let found = sealroll_wire::WelcomeBundle::from_bytes(&bytes).or_fault("bundle")?;
        Ok(Bundle {
            bytes: hex(&bytes),
            epoch,
            statement_id: found.statement().id().to_string(),
            generation: found.statement().generation().value(),
        })
    }

    fn check_in(&mut self, bundle: &Bundle) -> Result<(), Fault> {
        let now = self.now;
        for room in Room::SHRINKING {
            let form = self.rules.form(self.choice, now, self.door_code, room);
            let command = json!({ "op": "seal_check_in", "form": form });
            let Some(sealed) = self.seal(command, bundle)? else {
                continue;
            };
            let mut record = form;
            record["type"] = "check-in".into();
            let head = self.upload(&sealed, bundle, record)?;
            self.tickets.push(Kept {
                ticket: sealed["ticket"].clone(),
                tree_size: head["tree_size"].clone(),
                root_hash: head["root_hash"].clone(),
            });
            return Ok(());
        }
        Err(Fault::new("no form fits the bucket"))
    }

    fn follow_up(&mut self, bundle: &Bundle) -> Result<(), Fault> {
        let now = self.now;
        let place = self.choice.below(self.tickets.len() as u64) as usize;
        let mut kept = self.tickets.swap_remove(place);
        for room in Room::SHRINKING {
            let body = self.rules.body(self.choice, now, room);
            let command = json!({
                "op": "seal_follow_up",
                "ticket": kept.ticket,
                "body": body,
                "tree_size": kept.tree_size,
                "root_hash": kept.root_hash,
            });
            let Some(sealed) = self.seal(command, bundle)? else {
                continue;
            };
            kept.ticket = sealed["ticket"].clone();
            let mut record = body;
            record["follow_up"] = json!({
                "check_in": kept.ticket["record_id"],
                "generation": kept.ticket["generation"],
                "tree_size": kept.tree_size,
                "root_hash": kept.root_hash,
                "counter": kept.ticket["counter"],
            });
            self.upload(&sealed, bundle, record)?;
            self.tickets.push(kept);
            return Ok(());
        }
        Err(Fault::new("no follow-up fits the bucket"))
    }

    /// Has the guest seal; nothing if the record is too long for the bucket.
    fn seal(&mut self, mut command: Value, bundle: &Bundle) -> Result<Option<Value>, Fault> {
        command["link"] = self.link.as_str().into();
        command["bundle"] = bundle.bytes.clone();
        command["now"] = self.now.into();
        command["seed"] = self.choice.seed();
        command["environment"] = self.environment.to_byte().into();
        let answer = self.python.answer(&command)?;
        match (&answer["ok"], answer["error"].as_str()) {
            (Value::Bool(true), _) => Ok(Some(answer)),
            (_, Some("limit")) => Ok(None),
            _ => Err(Fault::new(format!("{command} was answered by {answer}"))),
        }
    }

    /// Uploads, now and then twice. Returns the head under the receipt, which the guest verifies.
    fn upload(&mut self, sealed: &Value, bundle: &Bundle, record: Value) -> Result<Value, Fault> {
        let envelope = unhex(&sealed["envelope"]);
        let token = unhex(&sealed["upload_token"]).try_into();
        let token = UploadToken::from_bytes(token.or_fault("upload token")?);
        let (position, receipt) = self.house.upload(&envelope, &token)?;
        if self.choice.chance(20) {
            equal("place", &self.house.upload(&envelope, &token)?.0, &position)?;
        }
        let head = self.python.ask(&json!({
            "op": "verify_receipt",
            "bundle": bundle.bytes,
            "entry": sealed["entry"],
            "receipt": receipt,
        }))?;
        equal("leaf index", &head["leaf_index"], &json!(position.index))?;
        equal(
            "generation",
            &position.generation.value(),
            &bundle.generation,
        )?;
        let record_id = sealed["record_id"].as_str().or_fault("record id")?;
        let sealed = Sealed {
            epoch: bundle.epoch,
            statement_id: bundle.statement_id.clone(),
            record_id: record_id.to_owned(),
            record,
        };
        self.expected.sealed.insert(place(position), sealed);
        Ok(head)
    }

    /// New terms give every statement from now on a successor.
    fn supersede(&mut self) -> Result<(), Fault> {
        let terms = Terms {
            venue: self.choice.text(120),
            ..self.owner.terms().clone()
        };
        let before = self.house.statements.len();
        let changed = self
            .owner
            .change_terms(&self.identity, terms, time(self.now));
        changed.or_fault("new terms")?;
        self.publish()?;
        let (old, new) = self.house.statements.split_at(before);
        for statement in old {
            if new.iter().any(|it| it.epoch() == statement.epoch()) {
                let superseded = &mut self.expected.superseded;
                superseded
                    .entry(statement.id().to_string())
                    .or_insert(self.now);
            }
        }
        Ok(())
    }

    /// Erases an epoch that is over: keys here, envelopes at the processor.
    fn puncture(&mut self) -> Result<(), Fault> {
        let current = self.epoch();
        let open: Vec<Epoch> = self.owner.open_epochs();
        let over = open
            .into_iter()
            .find(|epoch| u64::from(epoch.value()) < current);
        let Some(epoch) = over else {
            return Ok(());
        };
        let now = time(self.now);
        equal(
            "punctured",
            &self.owner.puncture(epoch).or_fault("puncture")?,
            &true,
        )?;
        let order = self
            .owner
            .purge_instruction(epoch, now)
            .or_fault("instruction")?;
        let note = core::str::from_utf8(&order.body).or_fault("instruction")?;
        let last = self.house.last.map(
            |(serial, id)| json!({ "serial": serial.value(), "instruction_id": id.to_string() }),
        );
        let read = self.python.vector(
            "instruction",
            &json!({
                "note": note,
                "origin": House::ORIGIN,
                "root_document": hex(self.identity.root().as_bytes()),
                "certificates": certificates(&self.house),
                "now": self.now,
                "last": last,
                "revoked": [],
            }),
        )?;
        let expected = json!(format!("purge epoch {epoch}"));
        equal("order", &read["order"], &expected)?;
        let answer = self.house.handle(&order, now)?;
        self.owner
            .confirm_purge(epoch, &answer.body)
            .or_fault("answer to the purge")?;
        self.expected.punctured.insert(epoch.value().into());
        Ok(())
    }

    fn epoch(&self) -> u64 {
        let epoch = self.owner.epoch_at(time(self.now));
        epoch.map_or(0, |epoch| epoch.value().into())
    }
}

pub(crate) fn place(position: Position) -> Place {
    (position.generation.value(), position.index)
}

pub(crate) fn time(seconds: u64) -> Time {
    Time::new(seconds).expect("in this century")
}

//! What must hold at the end of a journey at the library's owner.

use core::ops::ControlFlow;
use std::collections::BTreeMap;

use sealroll::{Argon2Cost, Content, KeyFileSecret, RecoveryCode, Source, Workers};
use sealroll_core::Record;
use sealroll_vectors::{hex, write_record};
use serde_json::{Value, json};

use crate::expected::{Counts, Place, compare, without_ticket_key};
use crate::fault::{Fault, OrFault, equal};
use crate::house::House;
use crate::request_check::check_signature;
use crate::rust_owner::{Journey, place, time};

impl Journey<'_> {
    /// Every value opened is the one typed, for the library and for the reference.
    pub(crate) fn finish(&mut self) -> Result<Counts, Fault> {
        self.sync()?;
        let punctured = &self.expected.punctured;
        let wanted: BTreeMap<Place, Value> = self
            .expected
            .results()
            .into_iter()
            .filter(|(at, _)| !punctured.contains(&self.expected.sealed[at].epoch))
            .collect();
        compare("opened", &self.open()?, &wanted)?;
        self.check_visits(&wanted)?;
        compare("opened by the reference", &self.open_in_python()?, &wanted)?;
        self.check_growth()?;
        self.check_files()?;
        Ok(self.expected.counts())
    }

    fn open(&mut self) -> Result<BTreeMap<Place, Value>, Fault> {
        let now = time(self.now);
        let mut results = BTreeMap::new();
        for epoch in self.owner.open_epochs() {
            let mut fetch = self.owner.fetch(epoch).or_fault("fetch")?;
            loop {
                let rng = &mut self.choice.rng;
                let request = fetch.request(&self.owner, House::AUTHORITY, now, rng);
                let Some(request) = request.or_fault("fetch")? else {
                    break;
                };
                check_signature(self.python, &self.house, &request, self.now)?;
                let response = self.house.handle(&request, now)?;
                fetch.receive(&response).or_fault("fetch")?;
            }
            let fetched = fetch.into_fetched();
            let go_on = |_, _| ControlFlow::Continue(());
            let workers = Workers::default();
            let opened = self
                .owner
                .open(&mut self.inbox, epoch, &fetched, workers, go_on);
            let batch = opened.or_fault("open")?;
            equal("missing", &batch.missing, &Vec::new())?;
            for set_aside in batch.quarantined {
                let result = json!({ "result": set_aside.reason.code() });
                results.insert(place(set_aside.position), result);
            }
        }
        for record in self.inbox.records() {
            let content = match record.content.clone() {
                Content::CheckIn(check_in) => Record::CheckIn(check_in),
                Content::FollowUp(follow_up) => Record::FollowUp(follow_up),
                _ => return Err(Fault::new("an unknown record")),
            };
            let result = json!({ "result": "opened", "record": write_record(&content) });
            results.insert(place(record.position), without_ticket_key(result));
        }
        Ok(results)
    }

    /// Visits tell of each check-in when its guest left last and what was asked for.
    fn check_visits(&self, wanted: &BTreeMap<Place, Value>) -> Result<(), Fault> {
        let mut later: BTreeMap<&str, Later> = BTreeMap::new();
        for (at, result) in wanted.iter().filter(|(_, it)| it["result"] == "opened") {
            let record = &result["record"];
            let own = self.expected.sealed[at].record_id.as_str();
            let check_in = record["follow_up"]["check_in"].as_str().unwrap_or(own);
            let visit = later.entry(check_in).or_default();
            if let Some(departure) = record["departure"].as_u64() {
                let source = [Source::Guest, Source::Automatic, Source::Owner];
                let source = source.into_iter().find(|it| record["source"] == it.name());
                visit.departure = Some((departure, source.or_fault("source")?));
            }
            visit.requests += usize::from(record["type"] == "request");
        }
        let visits = self.inbox.visits();
        equal("visits", &visits.len(), &later.len())?;
        for visit in visits {
            let id = visit.record_id.to_string();
            let departure = visit.departure.map(|(at, source)| (at.seconds(), source));
            let found = Later {
                departure,
                requests: visit.requests.len(),
            };
            equal("visit", &found, later.get(id.as_str()).or_fault("visit")?)?;
        }
        Ok(())
    }

    /// The reference opens the decryption file, and with it the same envelopes.
    fn open_in_python(&mut self) -> Result<BTreeMap<Place, Value>, Fault> {
        let secret = KeyFileSecret::Passphrase(PASSPHRASE);
        let cost = Argon2Cost::new(8, 1, 1).or_fault("cost")?;
        let file = self
            .owner
            .to_decryption_file(secret, cost, &mut self.choice.rng);
        let file = hex(&file.or_fault("decryption file")?);
        let input = json!({ "file": file, "secret": hex(PASSPHRASE.as_bytes()) });
        let keys = self.python.vector("key-file", &input)?;
        let superseded = self.expected.superseded.iter();
        let superseded = superseded.map(|(id, seen)| json!({ "statement_id": id, "seen": seen }));
        let mut items = Vec::new();
        for (position, (_, envelope)) in &self.house.envelopes {
            let log = self.house.logs.get(&position.generation).or_fault("log")?;
            let entry = log.entries.get(position.index as usize).or_fault("entry")?;
            items.push(json!({
                "generation": position.generation.value(),
                "leaf_index": position.index,
                "entry": hex(&entry.to_bytes()),
                "envelope": hex(envelope),
            }));
        }
        let editions = keys["editions"].as_array().or_fault("editions")?;
        let secrets = editions.iter().map(|edition| &edition["presence_secret"]);
        let secrets: Vec<_> = secrets.collect();
        let house = &self.house;
        let opened = self.python.vector(
            "owner-inbox",
            &json!({
                "list_id": self.owner.list_id().to_string(),
                "presence_secrets": secrets,
                "descriptors": house.descriptors.iter().map(|it| hex(it.as_bytes())).collect::<Vec<_>>(),
                "statements": house.statements.iter().map(|it| hex(it.as_bytes())).collect::<Vec<_>>(),
                "frontiers": keys["generations"],
                "superseded": superseded.collect::<Vec<_>>(),
                "items": items,
            }),
        )?;
        let results = opened["results"].as_array().or_fault("results")?;
        let places = self.house.envelopes.keys().map(|position| place(*position));
        let results = results.iter().cloned().map(without_ticket_key);
        Ok(places.zip(results).collect())
    }

    /// The reference sees each log as one that has only grown.
    fn check_growth(&mut self) -> Result<(), Fault> {
        for log in self.house.logs.values() {
            let (Some(old), new) = (&log.cosigned, log.checkpoint()?) else {
                continue;
            };
            let size = old.checkpoint().head().size;
            self.python.ask(&json!({
                "op": "verify_consistency",
                "log_key": self.house.log_key().to_string(),
                "old": old.as_str(),
                "new": new.as_str(),
                "proof": log.prove_growth(size, log.size())?,
            }))?;
        }
        Ok(())
    }

    /// The reference opens the identity file.
    fn check_files(&mut self) -> Result<(), Fault> {
        let code = RecoveryCode::generate(&mut self.choice.rng);
        let secret = KeyFileSecret::RecoveryCode(&code);
        let cost = Argon2Cost::new(8, 1, 1).or_fault("cost")?;
        let file = self.identity.to_file(secret, cost, &mut self.choice.rng);
        let text = json!({ "text": code.to_text().to_lowercase() });
        let read = self.python.vector("recovery-code", &text)?;
        let file =
            json!({ "file": hex(&file.or_fault("identity file")?), "secret": read["secret"] });
        let keys = self.python.vector("key-file", &file)?;
        let root = hex(self.identity.root().as_bytes());
        equal("root document", &keys["root_document"], &root)
    }
}

/// What guests said after a check-in.
#[derive(Debug, Default, PartialEq)]
struct Later {
    departure: Option<(u64, Source)>,
    requests: usize,
}

const PASSPHRASE: &str = "Lindenblüten im Juni";

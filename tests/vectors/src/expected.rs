//! What an owner must find in the log at the end of a journey.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// Place of an entry: generation and leaf index.
pub(crate) type Place = (u32, u64);

/// A record as it was typed and sealed.
pub(crate) struct Sealed {
    pub(crate) epoch: u64,
    pub(crate) statement_id: String,
    pub(crate) record_id: String,
    /// As the vectors write it, but without the ticket key.
    pub(crate) record: Value,
}

/// Every record that was uploaded, and what became of its epoch and statement.
#[derive(Default)]
pub(crate) struct Expected {
    pub(crate) sealed: BTreeMap<Place, Sealed>,
    pub(crate) punctured: BTreeSet<u64>,
    /// When the owner saw the successor's entry, by statement.
    pub(crate) superseded: BTreeMap<String, u64>,
    pub(crate) supersede_grace: u64,
}

impl Expected {
    /// `opened` with the record, or the class of the quarantine, for each place in log order.
    pub(crate) fn results(&self) -> BTreeMap<Place, Value> {
        let mut known = BTreeSet::new();
        let mut results = BTreeMap::new();
        for (place, sealed) in &self.sealed {
            let record = &sealed.record;
            let check_in = record["follow_up"]["check_in"].as_str();
            let result = if self.punctured.contains(&sealed.epoch) {
                "open-failed"
            } else if check_in.is_none() && self.is_stale(sealed) {
                "stale-statement"
            } else if check_in.is_some_and(|id| !known.contains(id)) {
                "unknown-check-in"
            } else {
                "opened"
            };
            if result == "opened" {
                known.insert(sealed.record_id.as_str());
                results.insert(*place, json!({ "result": result, "record": record }));
            } else {
                results.insert(*place, json!({ "result": result }));
            }
        }
        results
    }

    /// For each opened check-in the place of the follow-up that wins, or null.
    pub(crate) fn latest(&self) -> Value {
        let mut latest: BTreeMap<&str, (u64, Value)> = BTreeMap::new();
        for (place, result) in &self.results() {
            if result["result"] != "opened" {
                continue;
            }
            let sealed = &self.sealed[place];
            let follow_up = &sealed.record["follow_up"];
            let counter = follow_up["counter"].as_u64().unwrap_or_default();
            let check_in = follow_up["check_in"].as_str();
            let check_in = check_in.unwrap_or(sealed.record_id.as_str());
            let place = if counter == 0 {
                Value::Null
            } else {
                json!(place)
            };
            let best = latest.entry(check_in).or_insert((counter, place.clone()));
            if counter > best.0 {
                *best = (counter, place);
            }
        }
        let latest = latest
            .into_iter()
            .map(|(id, (_, place))| (id.to_owned(), place));
        Value::Object(latest.collect())
    }

    fn is_stale(&self, sealed: &Sealed) -> bool {
        let seen = self.superseded.get(&sealed.statement_id);
        let arrival = sealed.record["arrival"].as_u64().unwrap_or_default();
        seen.is_some_and(|seen| arrival > seen + self.supersede_grace)
    }
}

/// A result without the ticket key, which nobody typed.
pub(crate) fn without_ticket_key(mut result: Value) -> Value {
    if let Some(record) = result["record"].as_object_mut() {
        record.remove("ticket_key");
    }
    result
}

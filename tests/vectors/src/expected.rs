//! What an owner must find in the log at the end of a journey.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::fault::Fault;

/// Place of an entry: generation and leaf index.
pub(crate) type Place = (u32, u64);

/// How often what happened.
pub(crate) type Counts = BTreeMap<String, usize>;

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

    /// How many records of each type were opened, and how many were not, by class.
    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::new();
        for result in self.results().values() {
            let name = match result.get("record") {
                Some(record) => &record["type"],
                None => &result["result"],
            };
            *counts
                .entry(name.as_str().unwrap_or_default().to_owned())
                .or_default() += 1;
        }
        counts
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
    if let Some(record) = result.get_mut("record").and_then(Value::as_object_mut) {
        record.remove("ticket_key");
    }
    result
}

/// A fault that shows the first difference, if there is one.
pub(crate) fn compare(
    step: &str,
    found: &BTreeMap<Place, Value>,
    wanted: &BTreeMap<Place, Value>,
) -> Result<(), Fault> {
    let places: BTreeSet<&Place> = found.keys().chain(wanted.keys()).collect();
    for place in places {
        let (found, wanted) = (found.get(place), wanted.get(place));
        if found != wanted {
            let text = |value: Option<&Value>| value.map_or("nothing".into(), Value::to_string);
            let (found, wanted) = (text(found), text(wanted));
            let difference = format!("{step}: {found} instead of {wanted} at {place:?}");
            return Err(Fault::new(difference));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(record_id: &str, statement_id: &str, epoch: u64, record: Value) -> Sealed {
        Sealed {
            epoch,
            statement_id: statement_id.into(),
            record_id: record_id.into(),
            record,
        }
    }

    fn expected() -> Expected {
        let check_in = |arrival| json!({ "type": "check-in", "arrival": arrival });
        let follow_up = |check_in: &str, counter| {
            let head = json!({ "check_in": check_in, "counter": counter });
            json!({ "type": "request", "follow_up": head })
        };
        Expected {
            sealed: BTreeMap::from([
                ((0, 5), sealed("a", "s", 1, check_in(110))),
                ((0, 6), sealed("b", "s", 1, check_in(111))),
                ((0, 7), sealed("c", "t", 2, check_in(500))),
                ((1, 0), sealed("d", "u", 3, follow_up("a", 2))),
                ((1, 1), sealed("e", "u", 3, follow_up("b", 1))),
                ((1, 2), sealed("f", "u", 3, follow_up("a", 2))),
            ]),
            punctured: BTreeSet::from([2]),
            superseded: BTreeMap::from([("s".into(), 100)]),
            supersede_grace: 10,
        }
    }

    #[test]
    fn results_follow_from_epochs_statements_and_tickets() {
        let results = expected().results();
        let classes: Vec<_> = results.values().map(|it| it["result"].as_str()).collect();
        let wanted = [
            "opened",
            "stale-statement",
            "open-failed",
            "opened",
            "unknown-check-in",
            "opened",
        ];
        assert_eq!(classes, wanted.map(Some));
        assert_eq!(expected().latest(), json!({ "a": [1, 0] }));
        assert_eq!(expected().counts()["request"], 2);
    }

    #[test]
    fn one_difference_is_a_fault() {
        let wanted = expected().results();
        assert!(compare("opened", &wanted, &wanted).is_ok());
        let mut found = wanted.clone();
        found.remove(&(1, 2));
        assert!(compare("opened", &found, &wanted).is_err());
        assert!(compare("opened", &wanted, &found).is_err());
        let mut found = wanted.clone();
        found.insert((0, 6), json!({ "result": "opened" }));
        assert!(compare("opened", &found, &wanted).is_err());
    }
}

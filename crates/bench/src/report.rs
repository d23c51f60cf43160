//! The figures, as a table for people and as JSON.

use core::fmt;

use serde_json::{Map, Value, json};

use crate::machine;
use crate::round::{Effort, Ratio};

/// All comparisons of one run.
pub struct Report {
    effort: Effort,
    ratios: Vec<Ratio>,
    facts: Vec<(&'static str, Value)>,
}

impl Report {
    /// Facts are whatever is no ratio.
    pub(crate) fn new(
        effort: Effort,
        ratios: Vec<Ratio>,
        facts: Vec<(&'static str, Value)>,
    ) -> Self {
        Self {
            effort,
            ratios,
            facts,
        }
    }

    /// The comparisons in the order measured.
    #[must_use]
    pub fn ratios(&self) -> &[Ratio] {
        &self.ratios
    }

    /// Ratios at the top level, everything else beside them.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        let mut spread = Map::new();
        let mut times = Map::new();
        for ratio in &self.ratios {
            let name = ratio.name.to_owned();
            object.insert(name.clone(), rounded(ratio.median));
            spread.insert(
                name.clone(),
                json!([rounded(ratio.spread.0), rounded(ratio.spread.1)]),
            );
            let (ours, peer) = (
                ratio.ours_nanoseconds.round(),
                ratio.peer_nanoseconds.round(),
            );
            times.insert(name, json!({ "ours_ns": ours, "peer_ns": peer }));
        }
        for (name, fact) in &self.facts {
            object.insert((*name).to_owned(), fact.clone());
        }
        object.insert("spread_p10_p90".into(), spread.into());
        object.insert("times".into(), times.into());
        object.insert("rounds".into(), self.effort.rounds.into());
        object.insert("machine".into(), machine::describe());
        object.insert("versions".into(), machine::versions());
        object.into()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<28} {:>7}  {:<15} {:>10} {:>10}",
            "", "ratio", "p10–p90", "ours", "peer"
        )?;
        for ratio in &self.ratios {
            let spread = format!("{:.3}–{:.3}", ratio.spread.0, ratio.spread.1);
            let ours = ratio.ours_nanoseconds / 1000.0;
            let peer = ratio.peer_nanoseconds / 1000.0;
            let (name, median) = (ratio.name, ratio.median);
            writeln!(
                f,
                "{name:<28} {median:>7.3}  {spread:<15} {ours:>7.2} µs {peer:>7.2} µs"
            )?;
        }
        for (name, fact) in &self.facts {
            writeln!(f, "{name:<28} {fact}")?;
        }
        Ok(())
    }
}

/// Adds what a later run measured to the report of an earlier one.
pub fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

fn rounded(value: f64) -> Value {
    json!((value * 1000.0).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_keeps_what_is_not_measured_again() {
        let mut report = json!({"a": 1, "times": {"a": {"ours_ns": 2}}});
        merge(&mut report, json!({"b": 3, "times": {"b": {"ours_ns": 4}}}));
        let expected = json!({"a": 1, "b": 3, "times": {"a": {"ours_ns": 2}, "b": {"ours_ns": 4}}});
        assert_eq!(report, expected);
    }
}

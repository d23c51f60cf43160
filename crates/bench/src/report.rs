//! The figures, as a table for people and as JSON.

use core::fmt;

use serde_json::{Map, Value, json};

use crate::machine;
use crate::round::{Effort, Ratio};

/// All comparisons of one run.
pub struct Report {
    effort: Effort,
    ratios: Vec<Ratio>,
}

impl Report {
    pub(crate) fn new(effort: Effort, ratios: Vec<Ratio>) -> Self {
        Self { effort, ratios }
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
            "{:<22} {:>7}  {:<15} {:>10} {:>10}",
            "", "ratio", "p10–p90", "ours", "peer"
        )?;
        for ratio in &self.ratios {
            let spread = format!("{:.3}–{:.3}", ratio.spread.0, ratio.spread.1);
            let ours = ratio.ours_nanoseconds / 1000.0;
            let peer = ratio.peer_nanoseconds / 1000.0;
            let (name, median) = (ratio.name, ratio.median);
            writeln!(
                f,
                "{name:<22} {median:>7.3}  {spread:<15} {ours:>7.2} µs {peer:>7.2} µs"
            )?;
        }
        Ok(())
    }
}

fn rounded(value: f64) -> Value {
    json!((value * 1000.0).round() / 1000.0)
}

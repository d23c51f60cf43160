//! What a journey found, as JSON.

use core::time::Duration;

use serde_json::{Map, Value, json};

/// The report of one journey. Every count is of something that happened, none of an intention.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Guests who checked in.
    pub guests: u64,
    /// Requests that carried an envelope, repeated ones and check-outs included.
    pub uploads: u64,
    /// Receipts that verified on a guest's side.
    pub receipts_verified: u64,
    /// Records that the owner opened and accepted.
    pub opened: u64,
    /// Records that the owner put aside.
    pub quarantined: u64,
    /// Places in the store's files where a guest's data stands in the clear. Must be 0.
    pub plaintext_hits: u64,
    /// Texts searched for, each in every form.
    pub values_searched: u64,
    /// Texts that could not be searched for. Must be 0.
    pub values_skipped: u64,
    /// Places where the same search found data that was planted. Must not be 0.
    pub control_hits: u64,
    /// Records that could be opened after the epoch was punctured. Must be 0.
    pub opened_after_puncture: u64,
    /// Seconds of each stage, in order.
    pub timings: Vec<(&'static str, f64)>,
}

impl Report {
    /// Records how long a stage took.
    pub fn time(&mut self, stage: &'static str, time: Duration) {
        self.timings
            .push((stage, (time.as_secs_f64() * 1e4).round() / 1e4));
    }

    /// The report with exactly the keys of its fields.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let timings: Map<_, _> = self
            .timings
            .iter()
            .map(|(stage, seconds)| ((*stage).to_owned(), json!(seconds)))
            .collect();
        json!({
            "guests": self.guests,
            "uploads": self.uploads,
            "receipts_verified": self.receipts_verified,
            "opened": self.opened,
            "quarantined": self.quarantined,
            "plaintext_hits": self.plaintext_hits,
            "values_searched": self.values_searched,
            "values_skipped": self.values_skipped,
            "control_hits": self.control_hits,
            "opened_after_puncture": self.opened_after_puncture,
            "timings": timings,
        })
    }

    /// The first thing that is not as it must be.
    #[must_use]
    pub fn fault(&self) -> Option<&'static str> {
        let rules = [
            (
                self.plaintext_hits == 0,
                "a guest's data stands in the store in the clear",
            ),
            (
                self.values_skipped == 0,
                "some data could not be searched for",
            ),
            (
                self.control_hits > 0,
                "the search did not find what was planted",
            ),
            (
                self.opened_after_puncture == 0,
                "a punctured epoch could be opened",
            ),
            (self.quarantined == 0, "an honest record was quarantined"),
            (self.opened > 0, "nothing was opened"),
        ];
        rules
            .into_iter()
            .find(|(good, _)| !good)
            .map(|(_, fault)| fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_seen() {
        let good = Report {
            control_hits: 1,
            opened: 1,
            ..Report::default()
        };
        assert_eq!(good.fault(), None);
        let bad: [fn(&mut Report); 6] = [
            |report| report.plaintext_hits = 1,
            |report| report.values_skipped = 1,
            |report| report.control_hits = 0,
            |report| report.opened_after_puncture = 1,
            |report| report.quarantined = 1,
            |report| report.opened = 0,
        ];
        for spoil in bad {
            let mut report = good.clone();
            spoil(&mut report);
            assert!(report.fault().is_some());
        }
    }
}

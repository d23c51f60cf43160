//! What is implausible about visits, in words that say what to do.

use std::collections::BTreeMap;

use sealroll::{Doubt, RecordId};
use serde_json::{Value, json};

/// For programs: each doubt with its record.
pub(crate) fn plain(doubts: &[(RecordId, Doubt)]) -> Value {
    let one = |(record, doubt): &(RecordId, Doubt)| {
        json!({
            "record": record.to_string(),
            "doubt": doubt.code(),
            "advice": advice(*doubt),
        })
    };
    doubts.iter().map(one).collect()
}

/// For people: a line for each kind of doubt; empty if there is none. Nothing was set aside.
pub(crate) fn text(doubts: &[(RecordId, Doubt)]) -> String {
    let mut kinds: BTreeMap<Doubt, Vec<RecordId>> = BTreeMap::new();
    for (record, doubt) in doubts {
        kinds.entry(*doubt).or_default().push(*record);
    }
    let mut text = String::new();
    for (doubt, records) in kinds {
        let count = records.len();
        let shown = records.iter().take(SHOWN).map(ToString::to_string);
        let shown = shown.collect::<Vec<_>>().join(", ");
        let more = if count > SHOWN { ", …" } else { "" };
        text.push_str(&format!(
            "\nDoubtful ({}): {count} visits. {} Records: {shown}{more}",
            doubt.code(),
            advice(doubt)
        ));
    }
    text
}

const fn advice(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Crowd => {
            "More guests signed in within one minute than come through a door. Was there a group? If \
             not, somebody signed in many at once: make a new poster, and erase what nobody knows."
        }
        Doubt::LongStay => {
            "The visit lasted longer than a day. Was the check-out forgotten? Ask the guest to correct \
             it, or rely on the arrival only."
        }
        Doubt::BackwardStay => {
            "The guest left before arriving. The clock of the guest's phone was wrong, or the times were \
             typed: ask the guest to correct them."
        }
        Doubt::OtherDay => {
            "The arrival lies on another day than the record. The clock of the guest's phone was wrong: \
             rely on the day, not on the hour."
        }
        Doubt::RepeatedContact => {
            "One phone number or e-mail address signed in again and again on one day. Was it a group? If \
             not, call the number before you rely on any of them."
        }
        Doubt::DoorCode => {
            "The code that the door showed at that time was not given. The guest may not have been \
             there: compare with your own records, and rely on the others first."
        }
        _ => "Look at these visits before you rely on them.",
    }
}

/// Records named in a line.
const SHOWN: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_doubt_is_one_line_that_says_what_to_do() {
        let record = |byte| RecordId::from_bytes([byte; 32]);
        let mut doubts: Vec<_> = (0..7).map(|byte| (record(byte), Doubt::Crowd)).collect();
        doubts.push((record(9), Doubt::DoorCode));
        let text = text(&doubts);
        assert_eq!(text.lines().skip(1).count(), 2, "{text}");
        assert!(text.contains("(crowd): 7 visits.") && text.contains(", …"));
        assert!(text.contains("(door-code): 1 visits.") && text.contains(&record(9).to_string()));
        assert!(super::text(&[]).is_empty());
        let plain = plain(&doubts);
        assert_eq!(plain[7]["doubt"], "door-code");
        assert!(plain[0]["advice"].as_str().unwrap().contains("new poster"));
    }
}

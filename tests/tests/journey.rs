//! The main job, small: real processor, real HTTP, made-up guests.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::process::Command;

use sealroll_tests::{Desk, Person, Service, guests, journey, processor_binary, visits};

#[test]
fn guests_come_and_go_and_the_owner_alone_can_read() {
    let folder = tempfile::tempdir().unwrap();
    let people = guests(48, 3);
    let outcome = journey::run(&processor_binary().unwrap(), folder.path(), &people).unwrap();
    let report = &outcome.report;
    assert_eq!(report.fault(), None, "{report:?}");
    assert_eq!(report.guests, 48);
    let check_outs = people
        .iter()
        .filter(|person| person.stay_minutes.is_some())
        .count() as u64;
    // Of every twelve guests one repeats an upload and one loses a reply.
    assert_eq!(report.uploads, 48 + check_outs + 4 + 4);
    assert_eq!(report.receipts_verified, 48 + check_outs + 4);
    // What was sent twice is one record.
    assert_eq!(report.opened, 48 + check_outs);
    assert!(report.values_searched > 300 && report.control_hits >= 11);
    assert_eq!(
        outcome.csv.matches("\r\n").count(),
        49,
        "a header and a line for each guest"
    );
}

/// Clause 2 and design section 7: a guest's name is data for every program that reads the export.
#[test]
fn a_name_that_is_a_formula_stays_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let evil = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "＝1",
        "\"; DROP",
        "<script>alert(1)</script>",
    ];
    let person = |name: &&str| Person {
        given_name: Some((*name).to_owned()),
        family_name: Some("Öztürk-Beispiel".to_owned()),
        ..Person::default()
    };
    let people: Vec<Person> = evil.iter().map(person).collect();
    let outcome = journey::run(&processor_binary().unwrap(), folder.path(), &people).unwrap();
    assert_eq!(outcome.visits.len(), evil.len());
    for cell in ["\"=", "\"+", "\"-", "\"@", "\"＝"] {
        assert!(!outcome.csv.contains(cell), "a cell begins with {cell}");
    }
    assert!(!outcome.json.contains("<script>"), "markup is escaped");
    let read: serde_json::Value = serde_json::from_str(&outcome.json).unwrap();
    let names: Vec<_> = read
        .as_array()
        .unwrap()
        .iter()
        .map(|visit| visit["given_name"].as_str().unwrap())
        .collect();
    for name in evil {
        assert!(names.contains(&name), "{name} is not what the guest typed");
    }
}

#[test]
fn guests_from_a_file_are_checked_in() {
    let folder = tempfile::tempdir().unwrap();
    let text = "given_name,family_name,phone,companions,companion_names,stay_minutes\n\
        Zoë,Müller-Lüdenscheidt,+4915112345678,2,Ömer Çelik;李 娜,90\nJo,Li,,,,\n";
    let people = visits::read(text.as_bytes()).unwrap();
    let outcome = journey::run(&processor_binary().unwrap(), folder.path(), &people).unwrap();
    assert_eq!(outcome.report.fault(), None);
    assert_eq!((outcome.report.guests, outcome.report.opened), (2, 3));
    // Guests check in side by side, so either may stand first in the log.
    let companions = |visit: &sealroll::Visit| visit.attendance.companions.names.len();
    let mut counts: Vec<_> = outcome.visits.iter().map(companions).collect();
    counts.sort_unstable();
    assert_eq!(counts, [0, 2]);
}

#[test]
fn a_guest_of_the_file_who_does_not_fit_is_named_by_line_and_field() {
    let folder = tempfile::tempdir().unwrap();
    let text = "given_name,family_name,phone\nZoë,Müller,+4915112345678\nJo,Li,12\n";
    let people = visits::read(text.as_bytes()).unwrap();
    let result = journey::run(&processor_binary().unwrap(), folder.path(), &people);
    let message = result.err().unwrap().to_string();
    assert!(message.starts_with("line 3, field phone"), "{message}");
}

/// The binary that `cargo xtask demo --headless` starts, with the keys that its report promises.
#[test]
fn the_report_has_its_keys() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let status = Command::new(env!("CARGO_BIN_EXE_sealroll-journey"))
        .args(["--headless", "--guests", "12", "--processor"])
        .arg(processor_binary().unwrap())
        .arg("--report")
        .arg(&report)
        .status()
        .unwrap();
    assert!(status.success());
    let report: serde_json::Value = serde_json::from_slice(&fs::read(report).unwrap()).unwrap();
    let keys: Vec<_> = report
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
            "control_hits",
            "guests",
            "opened",
            "opened_after_puncture",
            "plaintext_hits",
            "quarantined",
            "receipts_verified",
            "timings",
            "uploads",
            "values_searched",
            "values_skipped",
        ]
    );
}

/// Two lists at one processor never mix.
#[test]
fn lists_are_separate() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(&processor_binary().unwrap(), folder.path()).unwrap();
    let (mut one, mut two) = (
        Desk::open_list(&service).unwrap(),
        Desk::open_list(&service).unwrap(),
    );
    let today = one.today().unwrap();
    let person = &guests(1, 5)[0];
    let manner = sealroll_tests::visitor::Manner::Plain;
    let now = sealroll_tests::now().unwrap();
    let invitation = one.invitation().unwrap();
    sealroll_tests::visitor::visit(&one.client, &invitation, person, manner, now).unwrap();
    one.sync().unwrap();
    two.sync().unwrap();
    assert!(!one.fetch(today).unwrap().is_empty());
    assert!(two.fetch(today).unwrap().is_empty());
}

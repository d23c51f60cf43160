//! Runs every case of `spec/vectors` through the libraries.

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::path::Path;

use sealroll_vectors::{Case, KINDS, Kind, compare, walk};

#[test]
fn every_vector_holds() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/vectors"));
    let cases = walk(folder).unwrap();
    let mut counts = BTreeMap::new();
    let mut failures = Vec::new();
    for case in &cases {
        *counts.entry(case.kind.as_str()).or_insert(0) += 1;
        if let Err(reason) = check(case) {
            failures.push(format!("{}: {reason}", case.name));
        }
    }
    for (kind, count) in &counts {
        println!("{kind:<20} {count:>4}");
    }
    println!("{:<20} {:>4}", "all", cases.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let is_idle = |kind: &&Kind| !counts.contains_key(kind.name);
    let idle: Vec<_> = KINDS.iter().filter(is_idle).map(|kind| kind.name).collect();
    assert!(idle.is_empty(), "kinds without a vector: {idle:?}");
}

fn check(case: &Case) -> Result<(), String> {
    let kind = Kind::find(&case.kind).ok_or_else(|| format!("kind {} is unknown", case.kind))?;
    let outcome = catch_unwind(|| kind.run(&case.input)).map_err(|_| "panicked")?;
    compare(case, &outcome, kind.hidden)
        .map_err(|mismatch| format!("expected {}, but {mismatch}", case.expect))
}

#[test]
fn a_folder_without_cases_is_no_success() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    assert!(walk(folder).is_err());
    assert!(walk(&folder.join("absent")).is_err());
}

#[test]
fn what_is_no_case_is_refused() {
    let case = r#"{"format": 1, "kind": "k", "rules": [], "comment": "", "input": {},
        "expect": "ok", "output": {}}"#;
    assert!(Case::parse("case", case).is_ok());
    for (from, to) in [("1", "2"), ("\"k\"", "3"), ("[]", "1"), ("\"ok\"", "null")] {
        assert!(Case::parse("case", &case.replacen(from, to, 1)).is_err());
    }
    assert!(Case::parse("case", "{").is_err());
}

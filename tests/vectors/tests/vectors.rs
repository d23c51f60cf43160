//! Runs every case of `spec/vectors` through the libraries.

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::path::Path;

use sealroll_vectors::{KINDS, Kind, compare, walk};

#[test]
fn every_vector_holds() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/vectors"));
    let cases = walk(folder).unwrap();
    let mut counts = BTreeMap::new();
    let mut failures = Vec::new();
    for case in &cases {
        let Some(kind) = Kind::find(&case.kind) else {
            failures.push(format!("{}: kind {} is not known", case.name, case.kind));
            continue;
        };
        match catch_unwind(|| kind.run(&case.input)) {
            Err(_) => failures.push(format!("{}: panicked", case.name)),
            Ok(outcome) => {
                if let Err(mismatch) = compare(case, &outcome, kind.hidden) {
                    let Some(case) = cases.iter().find(|other| other.name == case.name) else {
                        continue;
                    };
                    failures.push(format!("{}: {mismatch}, not {}", case.name, case.expect));
                }
            }
        }
        *counts.entry(kind.name).or_insert(0) += 1;
    }
    for (kind, count) in &counts {
        println!("{kind:<20} {count:>4}");
    }
    println!("{:<20} {:>4}", "all", counts.values().sum::<usize>());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let idle: Vec<_> = KINDS
        .iter()
        .filter(|kind| !counts.contains_key(kind.name))
        .map(|kind| kind.name)
        .collect();
    assert!(idle.is_empty(), "kinds without a vector: {idle:?}");
}

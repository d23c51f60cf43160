//! Every checked-in fuzzing input, replayed through the properties that fuzzing checks.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use sealroll_fuzz_properties::{TARGETS, depth, readers, vectors};

/// Each target has a folder with inputs, and there are no others: `cargo xtask fuzz` runs the folders.
#[test]
fn targets_and_folders_are_the_same() {
    let targets: BTreeSet<_> = TARGETS
        .iter()
        .map(|target| target.name.to_owned())
        .collect();
    assert_eq!(names(&fuzz().join("corpus")), targets);
}

/// Whatever reads, verifies or opens bytes of others has a target; what has gone is not named.
#[test]
fn every_reader_has_a_target() {
    let mut found = BTreeSet::new();
    for name in ["wire", "core", "log", "sealroll"] {
        for path in files(&fuzz().join("../crates").join(name).join("src")) {
            let file = format!("{name}/{}", path.file_stem().unwrap().to_str().unwrap());
            let source = fs::read_to_string(&path).unwrap();
            let readers = readers::readers_of(&source).into_iter();
            found.extend(readers.map(|reader| (file.clone(), reader.to_owned())));
        }
    }
    let named = readers::READERS.iter().flat_map(|(file, readers, _)| {
        let readers = readers.iter();
        readers.map(|reader| ((*file).to_owned(), (*reader).to_owned()))
    });
    let named: BTreeSet<_> = named.collect();
    let without: Vec<_> = found.difference(&named).collect();
    assert!(without.is_empty(), "in no row of readers.rs: {without:#?}");
    let gone: Vec<_> = named.difference(&found).collect();
    assert!(gone.is_empty(), "not in the sources: {gone:#?}");
    for (file, _, targets) in readers::READERS {
        assert!(!targets.is_empty(), "{file} has no target");
        for name in *targets {
            let known = TARGETS.iter().any(|target| target.name == *name);
            assert!(known, "{file} names {name}");
        }
    }
}

/// What the table makes is what is checked in.
#[test]
fn seeds_are_checked_in() {
    for target in TARGETS {
        for seed in (target.seeds)() {
            let path = fuzz().join("corpus").join(target.name).join(seed.name);
            let checked_in = fs::read(&path).unwrap_or_default();
            assert!(
                checked_in == seed.bytes,
                "{} differs; `cargo run -p sealroll-fuzz-properties --example write_corpus` \
                 writes it anew",
                path.display()
            );
        }
    }
}

#[test]
fn every_checked_in_input_holds() {
    let mut failed = Vec::new();
    let mut replayed = 0;
    for target in TARGETS {
        for path in files(&fuzz().join("corpus").join(target.name)) {
            let input = fs::read(&path).unwrap();
            assert!(input.len() < 4096, "{} is large", path.display());
            replayed += 1;
            if catch_unwind(|| (target.property)(&input)).is_err() {
                failed.push(path);
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(replayed > TARGETS.len(), "only {replayed} inputs");
}

/// Each corpus leads behind the signatures, seals and readers of its target.
#[test]
fn checked_in_inputs_reach_every_state() {
    let states: BTreeSet<_> = depth::STATES.iter().map(|(target, _)| *target).collect();
    let targets: BTreeSet<_> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(states, targets, "states and targets differ");
    let mut missed = Vec::new();
    for (name, states) in depth::STATES {
        let target = TARGETS.iter().find(|target| target.name == *name).unwrap();
        let _ = depth::take();
        for path in files(&fuzz().join("corpus").join(name)) {
            (target.property)(&fs::read(path).unwrap());
        }
        let reached = depth::take();
        let states = states.iter().filter(|state| !reached.contains(*state));
        missed.extend(states.map(|state| format!("{name}: {state}")));
    }
    assert!(missed.is_empty(), "not reached: {missed:#?}");
}

/// The inputs of all vectors, good and bad ones, through the same properties.
#[test]
fn every_input_of_the_vectors_holds() {
    let folder = fuzz().join("../spec/vectors");
    let mut failed = Vec::new();
    let mut targets = BTreeSet::new();
    for path in files(&folder) {
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        for (name, input) in vectors::inputs(&fs::read_to_string(&path).unwrap()) {
            targets.insert(name);
            let target = TARGETS.iter().find(|target| target.name == name).unwrap();
            if catch_unwind(|| (target.property)(&input)).is_err() {
                failed.push((name, path.clone()));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(targets.len() > 10, "vectors reach only {targets:?}");
}

/// The control: a property that does not hold is noticed.
#[test]
fn a_property_that_fails_is_caught() {
    let wrong: fn(&[u8]) = |input| assert_ne!(input, b"x");
    assert!(catch_unwind(|| wrong(b"x")).is_err());
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

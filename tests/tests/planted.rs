//! Planted faults: a property must fail when its subject has a fault.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::panic::{catch_unwind, set_hook};
use std::path::Path;

use sealroll_fuzz_properties::{PLANTED, Planted, TARGETS};

/// Each fault is found by the corpus of its target, or by small changes of it.
#[test]
fn every_planted_fault_is_found() {
    // Hundreds of panics are what is looked for; their texts would hide a failure.
    set_hook(Box::new(|_| {}));
    let mut missed = Vec::new();
    for planted in PLANTED {
        let corpus = corpus(planted.target);
        let changed = || changes(&corpus).enumerate().take(CHANGES);
        let fails = |input: &[u8]| catch_unwind(|| (planted.property)(input)).is_err();
        if let Some(place) = corpus.iter().position(|input| fails(input)) {
            println!("{}: input {place} of the corpus", planted.fault);
        } else if let Some((number, _)) = changed().find(|(_, input)| fails(input)) {
            println!("{}: change {number} of the corpus", planted.fault);
        } else {
            missed.push(planted.fault);
        }
    }
    assert!(missed.is_empty(), "not found: {missed:#?}");
}

/// The control: where nothing is planted, the same inputs hold.
#[test]
fn without_a_fault_the_same_inputs_hold() {
    let targets: BTreeSet<_> = PLANTED.iter().map(|planted| planted.target).collect();
    assert!(targets.len() > 9, "only {targets:?}");
    for target in TARGETS
        .iter()
        .filter(|target| targets.contains(target.name))
    {
        let corpus = corpus(target.name);
        for input in changes(&corpus).take(200) {
            (target.property)(&input);
        }
    }
}

/// Faults and targets are named once and exist.
#[test]
fn faults_have_names_and_targets() {
    let faults: BTreeSet<_> = PLANTED.iter().map(|Planted { fault, .. }| fault).collect();
    assert_eq!(faults.len(), PLANTED.len());
    let known = |name: &str| TARGETS.iter().any(|target| target.name == name);
    assert!(PLANTED.iter().all(|planted| known(planted.target)));
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    let files = fs::read_dir(folder.join(target)).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .map(|file| fs::read(file).unwrap())
        .collect()
}

/// Each input with one bit flipped, one byte more, or one byte less, at places in turn; the same
/// changes in every run.
fn changes(corpus: &[Vec<u8>]) -> impl Iterator<Item = Vec<u8>> {
    (0_u32..).flat_map(move |round| {
        corpus.iter().map(move |input| {
            let mut input = input.clone();
            let choice = round.wrapping_mul(0x9e37_79b9);
            let place = choice as usize % (input.len() + 1);
            match round % 4 {
                0 => input.insert(place, (choice >> 24) as u8),
                1 if place < input.len() => drop(input.remove(place)),
                _ => {
                    if let Some(byte) = input.get_mut(place) {
                        *byte ^= 1 << (choice >> 29);
                    }
                }
            }
            input
        })
    })
}

/// Changes that are tried before a fault counts as missed.
const CHANGES: usize = 5000;

//! Every fuzz target in one program, which is as large as each of them alone would be.
//! `SEALROLL_FUZZ_TARGET` names the one to run.

#![no_main]

use std::env;
use std::process;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::{TARGETS, Target};

fuzz_target!(
    init: { LazyLock::force(&TARGET); },
    |data: &[u8]| (TARGET.property)(data)
);

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let name = env::var("SEALROLL_FUZZ_TARGET").unwrap_or_default();
    let mut targets = TARGETS.iter();
    targets.find(|target| target.name == name).unwrap_or_else(|| {
        let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        eprintln!("SEALROLL_FUZZ_TARGET is one of {}", names.join(", "));
        process::exit(2)
    })
});

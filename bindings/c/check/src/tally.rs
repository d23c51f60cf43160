//! Checks that passed and failed.

use core::fmt;

/// Counts checks and prints each.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// Notes one check.
    pub(crate) fn check(&mut self, name: &str, holds: bool) -> bool {
        println!("{}  {name}", if holds { "ok    " } else { "FAILED" });
        self.add(u64::from(holds), u64::from(!holds));
        holds
    }

    /// Adds what a program has counted.
    pub(crate) fn add(&mut self, passed: u64, failed: u64) {
        self.passed += passed;
        self.failed += failed;
    }

    pub(crate) const fn failed(&self) -> u64 {
        self.failed
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

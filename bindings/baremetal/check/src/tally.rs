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
    pub(crate) fn check(&mut self, name: &str, holds: bool) {
        if holds {
            self.passed += 1;
            println!("ok      {name}");
        } else {
            self.failed += 1;
            println!("FAILED  {name}");
        }
    }

    /// Notes that two values are the same.
    pub(crate) fn same<T: PartialEq + fmt::Debug>(&mut self, name: &str, found: T, wanted: T) {
        let holds = found == wanted;
        self.check(name, holds);
        if !holds {
            println!("        found {found:?}, wanted {wanted:?}");
        }
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

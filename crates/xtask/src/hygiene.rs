//! `cargo xtask hygiene`: what the machine code does with secrets.
//!
//! The gate is the count of secret-dependent branches and addresses under Valgrind; the timing test
//! is a report beside it; Miri runs what it can of the code that reads raw memory.

use core::time::Duration;

use crate::binary::{self, Profile};
use crate::error::TaskError;
use crate::process::{Process, root};

/// Runs the three; lines of output go to `line` as well.
pub(crate) fn run(budget: Duration, mut line: impl FnMut(&str) + Send) -> Result<(), TaskError> {
    let paths = binary::build(Profile::Release, &[SECRET_DEPENDENCE, TIMING])?;
    let [gate, timing] = paths.as_slice() else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let suppressions = root().join("tests/hygiene/valgrind.supp");
    Process::new("valgrind")
        .args(["--quiet", "--error-limit=no", "--log-file=/dev/null"])
        .arg(format!("--suppressions={}", suppressions.display()))
        .arg(gate)
        .budget(budget)
        .run_lines(&mut line)?;
    println!("timing, a report: |t| far above 5 that stays would be a reason to look");
    Process::new(timing).budget(budget).run()?;
    Process::new("rustup")
        .args(["run", "nightly", "cargo", "miri", "test"])
        .args(["--package", "sealroll-hygiene", "--test", "wiping"])
        .budget(budget)
        .run_lines(&mut line)
}

const SECRET_DEPENDENCE: (&str, &str) = ("sealroll-hygiene", "secret-dependence");
const TIMING: (&str, &str) = ("sealroll-hygiene", "timing");

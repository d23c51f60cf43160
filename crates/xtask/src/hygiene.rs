//! `cargo xtask hygiene`: what the machine code does with secrets.
//!
//! The gate is the count of secret-dependent branches and addresses under Valgrind; the timing test
//! is a report beside it; Miri runs what it can of the code that reads raw memory.

use core::time::Duration;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::binary::{self, Profile};
use crate::error::TaskError;
use crate::process::{Process, both, root};
use crate::step::Outcome;
use crate::test::{parse_final_line, parse_test_result};

/// Runs the three; lines of output go to `line` as well.
pub(crate) fn run(budget: Duration, line: impl FnMut(&str) + Send) -> Result<(), TaskError> {
    let paths = binary::build(Profile::Release, &[SECRET_DEPENDENCE, TIMING])?;
    let [gate, timing] = paths.as_slice() else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let suppressions = root().join("tests/hygiene/valgrind.supp");
    let gate = Process::new("valgrind")
        .args(["--quiet", "--error-limit=no", "--log-file=/dev/null"])
        .arg(format!("--suppressions={}", suppressions.display()))
        .arg(gate)
        .budget(budget);
    let wiping = Process::new("rustup")
        .args(["run", "nightly", "cargo", "miri", "test"])
        .args(["--package", "sealroll-hygiene", "--test", "wiping"])
        .budget(budget);
    let line = Mutex::new(line);
    let tell = |text: &str| line.lock().unwrap_or_else(PoisonError::into_inner)(text);
    // Both interpret a program on one core, and neither looks at the clock.
    both(|| wiping.run_lines(tell), || gate.run_lines(tell))?;
    println!("timing, a report: |t| far above 5 that stays would be a reason to look");
    let mut timings = Timings::default();
    Process::new(timing)
        .budget(budget)
        .run_lines(|line| timings.take(line))?;
    timings.write()
}

/// The gate and the timing test at rest, as a step of the long run.
pub(crate) fn measured(budget: Duration) -> Result<Outcome, TaskError> {
    let (mut passed, mut failed) = (0, 0);
    let result = run(budget, |line| {
        if let Some((more, bad)) = parse_final_line(line).or_else(|| parse_test_result(line)) {
            passed += more;
            failed += bad;
        }
    });
    match result {
        Ok(()) if passed > 0 && failed == 0 => Ok(Outcome::Passed(passed)),
        Err(error @ TaskError::OverBudget { .. }) => Err(error),
        _ => Ok(Outcome::Failed {
            passed,
            failed: failed.max(1),
        }),
    }
}

/// Where the last run says what the timing test measured.
pub(crate) fn report() -> PathBuf {
    root().join("target/hygiene/timing.json")
}

/// What the timing test prints.
#[derive(Default)]
struct Timings {
    /// What the next values are about.
    name: String,
    /// The vectors that compute it.
    lanes: Option<String>,
    measured: Vec<Value>,
}

impl Timings {
    /// Takes a line such as `bench unpad ... : n == +0.1M, max t = -1.2, max tau = …`, which may
    /// be two lines if the test speaks before it measures.
    fn take(&mut self, line: &str) {
        if let Some(name) = line.strip_prefix("bench ") {
            let name = name.split_whitespace().next();
            self.name = name.unwrap_or_default().to_owned();
        }
        if let Some((_, lanes)) = line.split_once("lanes: ") {
            self.lanes = Some(lanes.to_owned());
        }
        let number = |word: &str| -> Option<f64> {
            let (_, rest) = line.split_once(word)?;
            let end = rest.find([',', 'M']).unwrap_or(rest.len());
            rest.get(..end)?.trim().parse().ok()
        };
        if let (Some(t), Some(millions)) = (number("max t = "), number("n == ")) {
            self.measured.push(json!({
                "name": self.name,
                "lanes": self.lanes.take(),
                "samples": (millions * 1e6).round(),
                "t": t,
            }));
        }
    }

    fn write(&self) -> Result<(), TaskError> {
        if self.measured.is_empty() {
            return Err(TaskError::Output { program: "timing" });
        }
        let path = report();
        let folder = path.parent().unwrap_or(&path);
        let report = json!({ "timing": self.measured });
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, format!("{report:#}\n")))
            .map_err(|error| TaskError::Faults {
                lines: vec![format!("{}: {error}", path.display())],
            })
    }
}

const SECRET_DEPENDENCE: (&str, &str) = ("sealroll-hygiene", "secret-dependence");
const TIMING: (&str, &str) = ("sealroll-hygiene", "timing");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_from_the_timing_test() {
        let mut timings = Timings::default();
        for line in [
            "bench unpad seeded with 0x0123456789abcdef",
            "bench unpad         ... : n == +0.100M, max t = -1.25, max tau = -0.00, (5/tau)^2 = 9",
            "bench fastest_lanes ... lanes: AVX-512 IFMA, there: true",
            ": n == +0.025M, max t = +2.50, max tau = +0.01, (5/tau)^2 = 9",
        ] {
            timings.take(line);
        }
        let lanes = "AVX-512 IFMA, there: true";
        let measured = json!([
            { "name": "unpad", "lanes": null, "samples": 100_000.0, "t": -1.25 },
            { "name": "fastest_lanes", "lanes": lanes, "samples": 25_000.0, "t": 2.5 },
        ]);
        assert_eq!(Value::from(timings.measured), measured);
    }
}

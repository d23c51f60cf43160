//! `cargo xtask test --long`: what takes hours, with a report that is checked in.

use core::time::Duration;
use std::fs;
use std::path::PathBuf;

use crate::demo;
use crate::error::TaskError;
use crate::fuzz;
use crate::interop;
use crate::load;
use crate::process::{Process, root};
use crate::step::{self, Finding, Outcome, Step};
use crate::test::parse_test_result;
use crate::tool;

/// Runs the long steps, or those whose name contains `only`, and writes the report.
pub(crate) fn run(only: Option<&str>) -> Result<(), TaskError> {
    let wanted = |step: &&Step| only.is_none_or(|only| step.name.contains(only));
    let findings = step::find(&STEPS.iter().filter(wanted).collect::<Vec<_>>());
    write(&findings)?;
    match findings.iter().map(|finding| finding.failed).sum() {
        0 => Ok(()),
        failed => Err(TaskError::Checks { failed }),
    }
}

const STEPS: &[Step] = &[
    Step::new("journey of 5,000", 3600, journey),
    Step::new("million uploads", 3600, million_uploads),
    Step::new("500 journeys with Python", 2 * 3600, journeys_with_python),
    Step::new("million exchanges in lanes", 3600, million_exchanges),
    Step::new("fuzzing", 3 * 3600, fuzz::hour),
    Step::new("mutants of wire", 6 * 3600, |budget| {
        mutants(budget, "sealroll-wire")
    }),
    Step::new("mutants of log", 6 * 3600, |budget| {
        mutants(budget, "sealroll-log")
    }),
    Step::new("mutants of core", 6 * 3600, |budget| {
        mutants(budget, "sealroll-core")
    }),
];

fn journey(budget: Duration) -> Result<Outcome, TaskError> {
    let options = demo::Options {
        headless: true,
        guests: Some(5000),
        ..demo::Options::default()
    };
    demo::journey(&options, budget).map(|()| Outcome::Passed(1))
}

fn million_uploads(budget: Duration) -> Result<Outcome, TaskError> {
    let options = load::Options {
        report: None,
        uploads: 1_000_000,
        clients: 64,
    };
    load::generator(&options, budget).map(|()| Outcome::Passed(1))
}

fn journeys_with_python(budget: Duration) -> Result<Outcome, TaskError> {
    let options = interop::Options {
        report: None,
        journeys: 500,
        seed: None,
    };
    interop::journeys(&options, budget, |_| {}).map(|()| Outcome::Passed(1))
}

/// Each vector backend of the machine beside x25519-dalek on a million exchanges of one secret and
/// a million of many, and through the million iterations of RFC 7748.
fn million_exchanges(budget: Duration) -> Result<Outcome, TaskError> {
    let process = Process::cargo()
        .args(["test", "--release", "--package", "sealroll-lanes"])
        .env("SEALROLL_LANES_CASES", "1000000")
        .env("SEALROLL_LANES_LONG", "1")
        .budget(budget);
    let (mut passed, mut failed) = (0, 0);
    let result = process.run_lines(|line| {
        if let Some((more, bad)) = parse_test_result(line) {
            passed += more;
            failed += bad;
        }
    });
    match result {
        Ok(()) if passed > 0 && failed == 0 => Ok(Outcome::Passed(passed)),
        _ => Ok(Outcome::Failed {
            passed,
            failed: failed.max(1),
        }),
    }
}

/// Changes the code in every way the tool knows; a change that no test notices fails. Reasons for
/// what is left out stand in `.cargo/mutants.toml`. `SEALROLL_MUTANTS_SHARD=k/n` takes a part.
fn mutants(budget: Duration, package: &str) -> Result<Outcome, TaskError> {
    let mut process = Process::new(tool::mutants()?)
        .args([
            "mutants",
            "--package",
            package,
            "--timeout",
            "60",
            "--no-times",
        ])
        .args([
            "--test-package",
            package,
            "--test-package",
            "sealroll-vectors",
        ])
        .arg("--output")
        .arg(root().join("target").join(package));
    if let Some(shard) = std::env::var_os("SEALROLL_MUTANTS_SHARD") {
        process = process.arg("--shard").arg(shard);
    }
    let mut outcome = None;
    let result = process
        .budget(budget)
        .run_lines(|line| outcome = parse(line).or(outcome));
    outcome
        .ok_or(TaskError::Output {
            program: "cargo mutants",
        })
        .or_else(|error| result.and(Err(error)))
}

/// `603 mutants tested in 9m: 12 missed, 500 caught, 91 unviable`
fn parse(line: &str) -> Option<Outcome> {
    let (_, counts) = line.split_once(" mutants tested")?;
    let (_, counts) = counts.split_once(": ").unwrap_or(("", counts));
    let count = |word: &str| -> u64 {
        let counts = counts.split(", ").filter_map(|count| count.split_once(' '));
        let found = counts.filter(|(_, name)| *name == word);
        found
            .filter_map(|(number, _)| number.trim().parse::<u64>().ok())
            .sum()
    };
    let (passed, failed) = (count("caught") + count("timeouts"), count("missed"));
    Some(if failed == 0 {
        Outcome::Passed(passed)
    } else {
        Outcome::Failed { passed, failed }
    })
}

/// Date, commit and what became of each step.
fn write(findings: &[Finding]) -> Result<(), TaskError> {
    let output = |program: &str, arguments: &[&str]| {
        Process::new(program)
            .args(arguments)
            .output()
            .map(|text| text.trim().to_owned())
    };
    let report = serde_json::json!({
        "date": output("date", &["--utc", "--iso-8601"])?,
        "commit": output("git", &["rev-parse", "--short=12", "HEAD"])?,
        "mutants_shard": std::env::var("SEALROLL_MUTANTS_SHARD").ok(),
        "steps": findings.iter().map(|finding| serde_json::json!({
            "name": finding.name,
            "result": finding.word,
            "passed": finding.passed,
            "failed": finding.failed,
            "seconds": finding.seconds.round(),
        })).collect::<Vec<_>>(),
    });
    let path: PathBuf = root().join("reports/long.json");
    let folder = path.parent().unwrap_or(&path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, format!("{report:#}\n")))
        .map_err(|error| TaskError::Faults {
            lines: vec![format!("{}: {error}", path.display())],
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_of_the_mutants_is_read() {
        let line = "21 mutants tested in 3m: 2 missed, 15 caught, 4 unviable";
        assert_eq!(
            parse(line),
            Some(Outcome::Failed {
                passed: 15,
                failed: 2
            })
        );
        let line = "3 mutants tested: 2 caught, 1 timeouts";
        assert_eq!(parse(line), Some(Outcome::Passed(3)));
        assert_eq!(parse("Found 3 mutants to test"), None);
    }
}

//! `cargo xtask test --long`: what takes hours, with a report that is checked in.

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Map, Value};

use crate::crash;
use crate::demo;
use crate::error::TaskError;
use crate::fuzz;
use crate::hygiene;
use crate::interop;
use crate::load;
use crate::mutants;
use crate::process::{Process, root};
use crate::simulate;
use crate::spreadsheet;
use crate::step::{self, Finding, Outcome, Step};
use crate::test::{count, parse_final_line, parse_test_result};

/// Runs the long steps, or those whose name contains `only`, and writes the report.
pub(crate) fn run(only: Option<&str>) -> Result<(), TaskError> {
    let wanted = |step: &&Step| only.is_none_or(|only| step.name.contains(only));
    let git = Process::new("git").args(["rev-parse", "--short=12", "HEAD"]);
    let commit = git.output()?;
    let findings = step::find(&STEPS.iter().filter(wanted).collect::<Vec<_>>());
    write(&findings, commit.trim())?;
    match findings.iter().map(|finding| finding.failed).sum() {
        0 => Ok(()),
        failed => Err(TaskError::Checks { failed }),
    }
}

const STEPS: &[Step] = &[
    Step::new(JOURNEY, 3600, journey),
    Step::new(UPLOADS, 3600, million_uploads),
    Step::new(CRASHES, 6 * 3600, crashes),
    Step::new("a year of ten seeds", 2 * 3600, years),
    Step::new("500 journeys with Python", 2 * 3600, journeys_with_python),
    Step::new("million exchanges in lanes", 3600, million_exchanges),
    Step::new("exports in LibreOffice", 1800, spreadsheet::run),
    Step::new(FUZZING, 3 * 3600, fuzz::hour),
    Step::new(HYGIENE, 1800, hygiene::measured),
    Step::new(MUTANTS, 6 * 3600, mutants::run),
];

fn journey(budget: Duration) -> Result<Outcome, TaskError> {
    let options = demo::Options {
        headless: true,
        guests: Some(5000),
        report: details(JOURNEY),
        ..demo::Options::default()
    };
    demo::journey(&options, budget).map(|()| Outcome::Passed(1))
}

fn million_uploads(budget: Duration) -> Result<Outcome, TaskError> {
    let options = load::Options {
        page: None,
        report: details(UPLOADS),
        spine: false,
        uploads: 1_000_000,
        clients: 64,
    };
    load::generator(&options, budget).map(|()| Outcome::Passed(1))
}

/// Ten thousand times the processor is killed under load, two thousand times its power is cut.
fn crashes(budget: Duration) -> Result<Outcome, TaskError> {
    let options = crash::Options {
        runs: 10_000,
        cuts: 2_000,
        report: details(CRASHES),
    };
    count(
        |line| crash::runs(&options, budget, line),
        parse_test_result,
    )
}

/// Twelve months of a list, each time with another chance.
fn years(budget: Duration) -> Result<Outcome, TaskError> {
    let begin = Instant::now();
    let all = |line: &mut (dyn FnMut(&str) + Send)| {
        let mut result = Ok(());
        for seed in 1..=10 {
            let options = simulate::Options {
                months: 12,
                seed,
                report: None,
            };
            let budget = budget.saturating_sub(begin.elapsed());
            // One that fails does not end the others.
            result = simulate::months(&options, budget, &mut *line).and(result);
        }
        result
    };
    count(all, parse_final_line)
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
    count(|line| process.run_lines(line), parse_test_result)
}

/// Puts what became of these steps into the report, each with its date and the commit at which it
/// began. What former runs said of other steps stays, and of what a step left out as unchanged.
fn write(findings: &[Finding], commit: &str) -> Result<(), TaskError> {
    let date = Process::new("date")
        .args(["--utc", "--iso-8601"])
        .output()?;
    let path = root().join("reports/long.json");
    let mut steps = read_steps(&path);
    for finding in findings {
        let mut step = serde_json::json!({
            "date": date.trim(),
            "commit": commit,
            "result": finding.word,
            "passed": finding.passed,
            "failed": finding.failed,
            "seconds": finding.seconds.round(),
        });
        let details = details(finding.name).and_then(|path| fs::read_to_string(path).ok());
        if let Some(Ok(details)) = details.map(|text| serde_json::from_str::<Value>(&text)) {
            step["details"] = details;
        }
        if let Some(unchanged) = unchanged(steps.get(finding.name), &step["details"]) {
            step["unchanged"] = unchanged;
        }
        steps.insert(finding.name.to_owned(), step);
    }
    steps.retain(|name, _| STEPS.iter().any(|step| step.name == name));
    let folder = path.parent().unwrap_or(&path);
    // Whole or not at all: a run that is killed must not take what former runs said with it.
    let whole = path.with_extension("new");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&whole, format!("{:#}\n", Value::Object(steps))))
        .and_then(|()| fs::rename(&whole, &path))
        .map_err(|error| TaskError::Faults {
            lines: vec![format!("{}: {error}", path.display())],
        })
}

/// What a former run said at the commit since which something is unchanged.
fn unchanged(former: Option<&Value>, details: &Value) -> Option<Value> {
    let (former, since) = (former?, details["unchanged_since"].as_str()?);
    let is_of = |step: &&Value| {
        let commit = step["commit"].as_str();
        commit.is_some_and(|commit| commit.starts_with(since) || since.starts_with(commit))
    };
    [former, &former["unchanged"]]
        .into_iter()
        .find(is_of)
        .cloned()
}

/// What the report says so far, by step.
fn read_steps(path: &Path) -> Map<String, Value> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let report: Value = serde_json::from_str(&text).unwrap_or_default();
    let steps = report.as_object().cloned().unwrap_or_default();
    // Each step is an object.
    steps
        .into_iter()
        .filter(|(_, step)| step.is_object())
        .collect()
}

/// Where a step leaves more than counts.
fn details(name: &str) -> Option<PathBuf> {
    match name {
        MUTANTS => Some(mutants::report()),
        HYGIENE => Some(hygiene::report()),
        FUZZING => Some(fuzz::report()),
        JOURNEY => Some(root().join("target/journey-report.json")),
        UPLOADS => Some(root().join("target/load-report.json")),
        CRASHES => Some(root().join("target/crash-report.json")),
        _ => None,
    }
}

const CRASHES: &str = "10,000 crashes";
const FUZZING: &str = "fuzzing";
const HYGIENE: &str = "hygiene";
const JOURNEY: &str = "journey of 5,000";
const MUTANTS: &str = "mutants";
const UPLOADS: &str = "million uploads";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unchanged_is_told_by_the_run_that_looked() {
        let details = serde_json::json!({ "unchanged_since": "96e1dc6" });
        let former = serde_json::json!({ "commit": "96e1dc61a868", "passed": 3 });
        assert_eq!(unchanged(Some(&former), &details), Some(former.clone()));
        let later = serde_json::json!({ "commit": "1996220fcb47", "unchanged": former });
        assert_eq!(unchanged(Some(&later), &details), Some(former));
        let other = serde_json::json!({ "commit": "1996220fcb47" });
        assert_eq!(unchanged(Some(&other), &details), None);
        assert_eq!(unchanged(None, &details), None);
        assert_eq!(unchanged(Some(&other), &Value::Null), None);
    }

    #[test]
    fn the_checked_in_report_names_steps_of_today() {
        let steps = read_steps(&root().join("reports/long.json"));
        assert!(!steps.is_empty());
        for (name, step) in steps {
            assert!(STEPS.iter().any(|known| known.name == name), "{name}");
            assert!(step["commit"].is_string() && step["date"].is_string());
        }
    }
}

//! `cargo xtask fuzz`: every fuzz target, for seconds or for hours.
//!
//! Targets are the folders of `fuzz/corpus`, which a test holds against their table. One program has
//! them all. Each starts from its checked-in corpus and from what former runs found, which is kept in
//! `target/fuzz`.

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Instant;

use clap::Args;

use crate::error::TaskError;
use crate::process::{Process, root};
use crate::step::Outcome;
use crate::tool;

/// Options of fuzzing.
#[derive(Args)]
pub(crate) struct Options {
    /// Run each target for some seconds; the default.
    #[arg(long, conflicts_with = "minutes")]
    smoke: bool,
    /// Run for so many minutes in all, divided evenly among the targets.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    minutes: Option<u64>,
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Run only targets whose name contains this.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

/// Fuzzes as asked for; the last line is `N passed, N failed`.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    let mut names = targets()?;
    if let Some(only) = &options.only {
        names.retain(|name| name.contains(only));
    }
    let each = match options.minutes {
        Some(minutes) => share(minutes, names.len()),
        None => SMOKE,
    };
    let commit = commit()?;
    let findings = fuzz(&names, each, BUILD)?;
    if let Some(path) = &options.report {
        write(path, &findings, each, &commit)?;
    }
    let (passed, failed) = totals(&findings);
    println!("\n{passed} passed, {failed} failed");
    match failed {
        0 if passed > 0 => Ok(()),
        _ => Err(TaskError::Checks {
            failed: failed.max(1),
        }),
    }
}

/// Every target for some seconds, as a step of the test run.
pub(crate) fn smoke(budget: Duration) -> Result<Outcome, TaskError> {
    fuzz(&targets()?, SMOKE, budget).map(|findings| outcome(&findings))
}

/// Every target for its share of an hour, or of so many minutes as `SEALROLL_FUZZ_MINUTES` says,
/// as a step of the long run.
pub(crate) fn hour(budget: Duration) -> Result<Outcome, TaskError> {
    let names = targets()?;
    let minutes = std::env::var("SEALROLL_FUZZ_MINUTES").ok();
    let minutes = minutes.and_then(|minutes| minutes.parse().ok());
    let each = share(minutes.unwrap_or(60), names.len());
    let commit = commit()?;
    let findings = fuzz(&names, each, budget)?;
    write(&report(), &findings, each, &commit)?;
    Ok(outcome(&findings))
}

/// Where the long run says what became of each target.
pub(crate) fn report() -> PathBuf {
    root().join("target/fuzz/report.json")
}

fn outcome(findings: &[Finding]) -> Outcome {
    match totals(findings) {
        (passed, 0) if passed > 0 => Outcome::Passed(passed),
        (passed, failed) => Outcome::Failed {
            passed,
            failed: failed.max(1),
        },
    }
}

/// What became of one target.
struct Finding {
    name: String,
    passed: bool,
    /// Inputs tried.
    runs: u64,
    seconds: f64,
    /// Edges of the program that were reached.
    coverage: u64,
}

/// Builds the program, then runs as many targets at a time as there are processors.
fn fuzz(
    names: &[String],
    each: Duration,
    build_budget: Duration,
) -> Result<Vec<Finding>, TaskError> {
    let start = Instant::now();
    let program = build(build_budget)?;
    println!("built in {:.1} s", start.elapsed().as_secs_f64());
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut findings = Vec::new();
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            findings.push(fuzz_one(&program, name, each)?);
        }
        Ok(findings)
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let findings: Result<Vec<_>, TaskError> = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        let results = threads.into_iter().map(|thread| {
            thread.join().unwrap_or(Err(TaskError::Output {
                program: "a thread",
            }))
        });
        results.collect()
    });
    let mut findings: Vec<_> = findings?.into_iter().flatten().collect();
    findings.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(findings)
}

/// Builds with coverage and AddressSanitizer. Both are unstable options, which the stable compiler
/// takes only if it is told that it may.
fn build(budget: Duration) -> Result<PathBuf, TaskError> {
    let folder = root().join("target/fuzz");
    let target = Process::new("rustc")
        .args(["--print", "host-tuple"])
        .output()?;
    Process::new(tool::fuzzer()?)
        .args([
            "fuzz",
            "build",
            "--fuzz-dir",
            "fuzz",
            "--target",
            target.trim(),
        ])
        .arg("--target-dir")
        .arg(&folder)
        .env("RUSTC_BOOTSTRAP", "1")
        .budget(budget)
        .run()?;
    Ok(folder.join(target.trim()).join("release/every"))
}

/// Runs one target; what it prints goes to a file, whose interesting lines are shown if it fails.
fn fuzz_one(program: &Path, name: &str, each: Duration) -> Result<Finding, TaskError> {
    let found = root().join("target/fuzz/corpus").join(name);
    let seeds = root().join("fuzz/corpus").join(name);
    let artifacts = root().join("fuzz/artifacts").join(name);
    let logs = root().join("target/fuzz/logs");
    for folder in [&found, &artifacts, &logs] {
        fs::create_dir_all(folder).map_err(|error| fault(folder, &error))?;
    }
    let path = logs.join(format!("{name}.txt"));
    let log = File::create(&path).map_err(|error| fault(&path, &error))?;
    let log_again = log.try_clone().map_err(|error| fault(&path, &error))?;
    let start = Instant::now();
    let status = Command::new(program)
        .arg(format!("-max_total_time={}", each.as_secs()))
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .args(["-timeout=20", "-max_len=4096", "-print_final_stats=1"])
        .args([&found, &seeds])
        .env("SEALROLL_FUZZ_TARGET", name)
        .env("ASAN_OPTIONS", "detect_odr_violation=0")
        .current_dir(root())
        .stdout(log)
        .stderr(log_again)
        .status()
        .map_err(|source| TaskError::Start {
            program: name.to_owned(),
            source,
        })?;
    let log = fs::read(&path).map_err(|error| fault(&path, &error))?;
    let log = String::from_utf8_lossy(&log);
    let finding = Finding {
        name: name.to_owned(),
        passed: status.success(),
        runs: after(&log, "stat::number_of_executed_units:").unwrap_or(0),
        seconds: start.elapsed().as_secs_f64(),
        coverage: after(&log, " cov:").unwrap_or(0),
    };
    println!("{finding}");
    if !finding.passed {
        let shown = |line: &&str| SHOWN.iter().any(|mark| line.contains(mark));
        log.lines()
            .filter(shown)
            .for_each(|line| println!("    {line}"));
        println!("    all of it: {}", path.display());
    }
    Ok(finding)
}

impl core::fmt::Display for Finding {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self {
            name,
            passed,
            runs,
            seconds,
            coverage,
        } = self;
        let word = if *passed { "ok" } else { "FAILED" };
        write!(
            f,
            "{name:<20} {word:<7} {runs:>10} runs {seconds:>7.1} s {coverage:>6} edges"
        )
    }
}

/// Names of all targets.
fn targets() -> Result<Vec<String>, TaskError> {
    let folder = root().join("fuzz/corpus");
    let folders = fs::read_dir(&folder).map_err(|error| fault(&folder, &error))?;
    let names = folders.flatten();
    let mut names: Vec<_> = names
        .filter_map(|folder| folder.file_name().into_string().ok())
        .collect();
    names.sort();
    Ok(names)
}

/// The last number after a word.
fn after(log: &str, word: &str) -> Option<u64> {
    let (_, rest) = log.rsplit_once(word)?;
    rest.split_whitespace().next()?.parse().ok()
}

/// Each target's share of so many minutes on all processors.
fn share(minutes: u64, targets: usize) -> Duration {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let seconds = minutes * 60 * workers as u64 / targets.max(1) as u64;
    Duration::from_secs(seconds).max(SMOKE)
}

fn totals(findings: &[Finding]) -> (u64, u64) {
    let passed = findings.iter().filter(|finding| finding.passed).count() as u64;
    (passed, findings.len() as u64 - passed)
}

/// The commit that is about to be built.
fn commit() -> Result<String, TaskError> {
    let git = Process::new("git").args(["rev-parse", "--short=12", "HEAD"]);
    git.output().map(|text| text.trim().to_owned())
}

fn write(path: &Path, findings: &[Finding], each: Duration, commit: &str) -> Result<(), TaskError> {
    let date = Process::new("date")
        .args(["--utc", "--iso-8601"])
        .output()?;
    let (passed, failed) = totals(findings);
    let report = serde_json::json!({
        "date": date.trim(),
        "commit": commit,
        "seconds_each": each.as_secs(),
        "passed": passed,
        "failed": failed,
        "targets": findings.iter().map(|finding| serde_json::json!({
            "name": finding.name,
            "passed": finding.passed,
            "runs": finding.runs,
            "seconds": finding.seconds.round(),
            "edges": finding.coverage,
        })).collect::<Vec<_>>(),
    });
    fs::write(path, format!("{report:#}\n")).map_err(|error| fault(path, &error))
}

fn fault(path: &Path, error: &std::io::Error) -> TaskError {
    TaskError::Faults {
        lines: vec![format!("{}: {error}", path.display())],
    }
}

/// How long the short run fuzzes each target.
const SMOKE: Duration = Duration::from_secs(2);
/// What building may take.
const BUILD: Duration = Duration::from_secs(1800);
/// Lines of a failed run that say what failed.
const SHOWN: [&str; 6] = [
    "panicked at",
    "assertion",
    "  left:",
    " right:",
    "ERROR:",
    "Test unit written to",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_from_the_fuzzer() {
        let log = "#2 INITED cov: 15 ft: 16\n#9\tNEW    cov: 17 ft: 20\n\
                   stat::number_of_executed_units: 1306\n";
        assert_eq!(after(log, " cov:"), Some(17));
        assert_eq!(after(log, "stat::number_of_executed_units:"), Some(1306));
        assert_eq!(after(log, "stat::other:"), None);
    }

    #[test]
    fn targets_are_found_and_share_the_time() {
        let names = targets().unwrap_or_default();
        assert!(names.iter().any(|name| name == "log_model"));
        assert!(share(1, 1_000_000) >= SMOKE);
        assert!(share(60, 2) >= Duration::from_secs(30 * 60));
    }
}

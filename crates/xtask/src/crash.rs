//! `cargo xtask crash`: the processor is killed again and again, while it serves, deletes and is restored,
//! its power is cut, and it is looked at from outside.

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use clap::Args;
use serde_json::Value;

use crate::error::TaskError;
use crate::process::Process;

/// Options of the crash runs.
#[derive(Args)]
pub(crate) struct Options {
    /// How many times to kill it.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(crate) runs: u64,
    /// How many times to cut its power, which loses any part of what was not synchronised.
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    pub(crate) cuts: u64,
    /// Write the JSON report here: `runs`, `lost`, `forked`, what there was to lose, `power`, and
    /// of the kills during `deletions` and `restores`.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// Kills a processor under uploads and orders, cuts its power, and verifies its logs each time.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    runs(options, Duration::from_secs(24 * 3600), |_| {})
}

/// The same within a budget of time; the harness' closing lines count.
pub(crate) fn runs(
    options: &Options,
    budget: Duration,
    line: impl FnMut(&str) + Send,
) -> Result<(), TaskError> {
    let report = options.report.as_deref();
    // The tests run in their package's folder.
    let report = report.map(|report| std::path::absolute(report).unwrap_or(report.to_owned()));
    let part = |name: &str| {
        let report = report.as_deref()?;
        Some(report.with_extension(format!("{name}.json")))
    };
    let parts = PARTS.map(|(name, variable)| (name, variable, part(name)));
    let tests = |binary: &str, filters: &[&str]| {
        // All of the workspace, so that what was built for its tests is used.
        let mut process = Process::cargo()
            .args(["test", "--workspace", "--test", binary, "--"])
            .args(filters)
            .env("SEALROLL_CRASH_RUNS", options.runs.to_string())
            .env("SEALROLL_POWER_CUTS", options.cuts.to_string())
            .budget(budget);
        if let Some(report) = &report {
            process = process.env("SEALROLL_CRASH_REPORT", report);
        }
        for (_, variable, path) in &parts {
            if let Some(path) = path {
                process = process.env(variable, path);
            }
        }
        process
    };
    let service = tests("service", &["crash_runs::", "power::", "deletions::"]);
    let restores = tests("crash", &["restored_backup"]);
    let line = Mutex::new(line);
    let tell = |text: &str| line.lock().unwrap_or_else(PoisonError::into_inner)(text);
    // Killed processes leave time to each other.
    thread::scope(|scope| {
        let restores = scope.spawn(|| restores.run_lines(tell));
        let service = service.run_lines(tell);
        let restores = restores.join().unwrap_or(Err(UNFINISHED));
        service.and(restores)
    })?;
    match &report {
        Some(report) => join(report, &parts).ok_or(UNFINISHED),
        None => Ok(()),
    }
}

/// Puts the figures of all parts into the report.
fn join(report: &Path, parts: &[(&str, &str, Option<PathBuf>)]) -> Option<()> {
    let read = |path: &Path| -> Option<Value> {
        serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
    };
    let mut whole = read(report)?;
    for (name, _, path) in parts {
        let path = path.as_deref()?;
        whole[*name] = read(path)?;
        fs::remove_file(path).ok()?;
    }
    fs::write(report, format!("{whole:#}\n")).ok()
}

/// What is reported beside the kills under load, and the variable that says where to.
const PARTS: [(&str, &str); 3] = [
    ("power", "SEALROLL_POWER_REPORT"),
    ("deletions", "SEALROLL_DELETIONS_REPORT"),
    ("restores", "SEALROLL_RESTORES_REPORT"),
];
const UNFINISHED: TaskError = TaskError::Output {
    program: "the crash tests",
};

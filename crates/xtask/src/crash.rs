//! `cargo xtask crash`: the processor is killed again and again, and its power is cut, and it is looked
//! at from outside.

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};

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
    /// Write the JSON report here: `runs`, `lost`, `forked`, what there was to lose, and `power`.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// Kills a processor under uploads and orders, cuts its power, and verifies its logs each time.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    runs(options, Duration::from_secs(24 * 3600), |_| {})
}

/// The same within a budget of time; the harness' closing line counts.
pub(crate) fn runs(
    options: &Options,
    budget: Duration,
    line: impl FnMut(&str) + Send,
) -> Result<(), TaskError> {
    let mut process = Process::cargo()
        .args(["test", "--package", "sealroll-processor"])
        .args(["--test", "service", "--", "crash_runs::", "power::"])
        .env("SEALROLL_CRASH_RUNS", options.runs.to_string())
        .env("SEALROLL_POWER_CUTS", options.cuts.to_string())
        .budget(budget);
    let Some(report) = &options.report else {
        return process.run_lines(line);
    };
    // The tests run in their package's folder.
    let report = std::path::absolute(report).unwrap_or_else(|_| report.clone());
    let power = report.with_extension("power.json");
    process = process
        .env("SEALROLL_CRASH_REPORT", &report)
        .env("SEALROLL_POWER_REPORT", &power);
    process.run_lines(line)?;
    join(&report, &power).ok_or(TaskError::Output {
        program: "the crash tests",
    })
}

/// Puts the figures of the power cuts into the report.
fn join(report: &Path, power: &Path) -> Option<()> {
    let read = |path: &Path| -> Option<Value> {
        serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
    };
    let (mut whole, part) = (read(report)?, read(power)?);
    whole["power"] = part;
    fs::write(report, format!("{whole:#}\n")).ok()?;
    fs::remove_file(power).ok()
}

//! `cargo xtask crash`: the processor is killed again and again, and looked at from outside.

use core::time::Duration;
use std::path::PathBuf;

use clap::Args;

use crate::error::TaskError;
use crate::process::Process;

/// Options of the crash runs.
#[derive(Args)]
pub(crate) struct Options {
    /// How many times to kill it.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(crate) runs: u64,
    /// Write the JSON report here: `runs`, `lost`, `forked` and what there was to lose.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// Kills a processor under uploads and orders, and verifies both logs after each time.
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
        .args(["--test", "service", "crash_runs::"])
        .env("SEALROLL_CRASH_RUNS", options.runs.to_string())
        .budget(budget);
    if let Some(report) = &options.report {
        // The test runs in its package's folder.
        let report = std::path::absolute(report).unwrap_or_else(|_| report.clone());
        process = process.env("SEALROLL_CRASH_REPORT", report);
    }
    process.run_lines(line)
}

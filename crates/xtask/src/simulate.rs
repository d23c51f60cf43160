//! `cargo xtask simulate`: months in the life of a list, with everything that can go wrong.

use core::time::Duration;
use std::path::PathBuf;

use clap::Args;

use crate::binary::{self, Profile};
use crate::error::TaskError;
use crate::process::Process;

/// Options of the simulation.
#[derive(Args)]
pub(crate) struct Options {
    /// How many months of 30 days.
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(crate) months: u64,
    /// What everything random depends on.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Write the JSON report here: what happened, and how often each invariant was checked.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// Lets the months pass.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    months(options, Duration::from_secs(24 * 3600), |_| {})
}

/// The same within a budget of time; the last line of output is `N passed, N failed`.
pub(crate) fn months(
    options: &Options,
    budget: Duration,
    line: impl FnMut(&str) + Send,
) -> Result<(), TaskError> {
    let paths = binary::build(Profile::Development, &[SIMULATION])?;
    let [simulation] = paths.as_slice() else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let mut process = Process::new(simulation).budget(budget).here();
    process = process.arg("--months").arg(options.months.to_string());
    process = process.arg("--seed").arg(options.seed.to_string());
    if let Some(report) = &options.report {
        process = process.arg("--report").arg(report);
    }
    process.run_lines(line)
}

const SIMULATION: (&str, &str) = ("sealroll-tests", "sealroll-simulation");

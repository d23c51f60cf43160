//! `cargo xtask bench`: sealing and opening beside the peers.

use core::time::Duration;
use std::path::PathBuf;

use clap::Args;

use crate::binary::{self, Profile};
use crate::error::TaskError;
use crate::process::Process;
use crate::setup;

/// Options of the benchmarks.
#[derive(Args)]
pub(crate) struct Options {
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// A few short rounds only: shows that it runs, not how fast.
    #[arg(long)]
    pub(crate) short: bool,
}

/// Builds the benchmarks in release and runs them.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    setup::compilers()?;
    rounds(options, Duration::from_secs(3600))
}

/// The benchmarks within a budget of time.
pub(crate) fn rounds(options: &Options, budget: Duration) -> Result<(), TaskError> {
    let paths = binary::build(Profile::Release, &[binary::BENCH])?;
    let [bench] = paths.as_slice() else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let mut process = Process::new(bench).budget(budget).here();
    if options.short {
        process = process.arg("--short");
    }
    if let Some(report) = &options.report {
        process = process.arg("--report").arg(report);
    }
    process.run()
}

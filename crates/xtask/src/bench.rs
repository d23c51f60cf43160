//! `cargo xtask bench`: sealing and opening beside the peers.

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use crate::binary::{self, Profile};
use crate::error::TaskError;
use crate::process::Process;
use crate::setup;
use crate::wasm;

/// Options of the benchmarks.
#[derive(Args)]
pub(crate) struct Options {
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Write the page of results and its chart into this folder.
    #[arg(long, value_name = "FOLDER", requires = "report")]
    pub(crate) page: Option<PathBuf>,
    /// A few short rounds only: shows that it runs, not how fast.
    #[arg(long)]
    pub(crate) short: bool,
    /// Measure these parts alone, such as `one,open-many`.
    #[arg(long, value_name = "PARTS", conflicts_with = "page")]
    pub(crate) only: Option<String>,
}

/// Builds the benchmarks in release and runs them.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    setup::compilers()?;
    rounds(options, Duration::from_secs(3600))
}

/// The benchmarks within a budget of time: the library as it is, in WebAssembly if there is a report
/// to add that to, then with its feature `aws-lc`.
pub(crate) fn rounds(options: &Options, budget: Duration) -> Result<(), TaskError> {
    let begin = Instant::now();
    for with_aws_lc in [false, true] {
        let features: &[&str] = if with_aws_lc {
            &["sealroll-bench/aws-lc"]
        } else {
            &[]
        };
        let paths = binary::build_with(Profile::Release, &[binary::BENCH], features)?;
        let [bench] = paths.as_slice() else {
            return Err(TaskError::Output {
                program: "cargo build",
            });
        };
        let budget = budget.saturating_sub(begin.elapsed());
        measure(options, bench, with_aws_lc, budget)?;
        let is_whole = options.only.is_none() && !with_aws_lc;
        if let (Some(report), true) = (&options.report, is_whole) {
            wasm::add_speed(report, budget)?;
        }
    }
    Ok(())
}

fn measure(
    options: &Options,
    bench: &Path,
    with_aws_lc: bool,
    budget: Duration,
) -> Result<(), TaskError> {
    let mut process = Process::new(bench).budget(budget).here();
    if options.short {
        process = process.arg("--short");
    }
    if let Some(parts) = &options.only {
        process = process.arg("--only").arg(parts);
    }
    if let Some(report) = &options.report {
        process = process.arg("--report").arg(report);
        if with_aws_lc {
            process = process.arg("--merge");
            if let Some(page) = &options.page {
                process = process.arg("--page").arg(page);
            }
        }
    }
    process.run()
}

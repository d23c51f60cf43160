//! `cargo xtask load`: durable uploads per second.

use core::time::Duration;
use std::path::PathBuf;

use clap::Args;

use crate::adversary;
use crate::binary::{self, Profile};
use crate::error::TaskError;
use crate::process::Process;
use crate::setup;

/// Options of the load run.
#[derive(Args)]
pub(crate) struct Options {
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Write `figures.md` into this folder, with an audit of a million entries.
    #[arg(long, value_name = "DIR")]
    pub(crate) page: Option<PathBuf>,
    /// How many envelopes to upload.
    #[arg(long, value_name = "N", default_value_t = 50_000)]
    pub(crate) uploads: u32,
    /// How many clients upload at the same time.
    #[arg(long, value_name = "N", default_value_t = 64)]
    pub(crate) clients: u32,
}

/// Builds processor and load generator in release and starts the generator.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    setup::compilers()?;
    generator(options, Duration::from_secs(6 * 3600))
}

/// The load generator within a budget of time.
pub(crate) fn generator(options: &Options, budget: Duration) -> Result<(), TaskError> {
    let paths = binary::build(Profile::Release, &[binary::PROCESSOR, binary::LOAD])?;
    let [processor, load] = paths.as_slice() else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let mut process = Process::new(load).budget(budget).here();
    process = process.arg("--processor").arg(processor);
    process = process.arg("--uploads").arg(options.uploads.to_string());
    process = process.arg("--clients").arg(options.clients.to_string());
    if let Some(folder) = &options.page {
        let audit = std::env::temp_dir().join("sealroll-audit-figures.json");
        adversary::run(&adversary::Options {
            report: Some(audit.clone()),
            measure: Some(AUDITED),
        })?;
        process = process.arg("--page").arg(folder.join("figures.md"));
        process = process.arg("--audit").arg(audit);
    }
    if let Some(report) = &options.report {
        process = process.arg("--report").arg(report);
    }
    process.run()
}

/// Entries of the list whose audit is measured.
const AUDITED: u64 = 1_000_000;

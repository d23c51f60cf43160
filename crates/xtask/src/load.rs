//! `cargo xtask load`: durable uploads per second.

use core::time::Duration;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::adversary;
use crate::binary::{self, Profile};
use crate::error::TaskError;
use crate::process::Process;
use crate::setup;
use crate::spine;

/// Options of the load run.
#[derive(Args)]
pub(crate) struct Options {
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Write `figures.md` into this folder, with an audit of a million entries and what `--spine`
    /// finds.
    #[arg(long, value_name = "DIR")]
    pub(crate) page: Option<PathBuf>,
    /// Only compare with the first processor that did the whole job, which is built from the
    /// repository's history: uploads a second, in pairs of rounds.
    #[arg(long)]
    pub(crate) spine: bool,
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
    if options.spine {
        let found = spine::compare(processor, load, options.clients)?.json();
        println!("{found:#}");
        return match &options.report {
            Some(report) => write(report, &found),
            None => Ok(()),
        };
    }
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
        let found = std::env::temp_dir().join("sealroll-spine-figures.json");
        write(
            &found,
            &spine::compare(processor, load, options.clients)?.json(),
        )?;
        process = process.arg("--spine").arg(found);
    }
    if let Some(report) = &options.report {
        process = process.arg("--report").arg(report);
    }
    process.run()
}

fn write(path: &Path, value: &serde_json::Value) -> Result<(), TaskError> {
    std::fs::write(path, format!("{value:#}\n")).map_err(|_| TaskError::MissingPath {
        purpose: "folder of the report",
        path: path.to_owned(),
    })
}

/// Entries of the list whose audit is measured.
const AUDITED: u64 = 1_000_000;

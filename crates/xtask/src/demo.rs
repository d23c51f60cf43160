//! `cargo xtask demo`: the main job on a fresh machine.

use core::time::Duration;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::binary::{self, Profile};
use crate::error::TaskError;
use crate::process::Process;
use crate::setup;
use crate::wasm;

/// Options of the demo.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Run the whole journey without a person: guests, owner, export, puncture, purge.
    #[arg(long)]
    pub(crate) headless: bool,
    /// How many guests to make up.
    #[arg(
        long,
        value_name = "N",
        requires = "headless",
        conflicts_with = "input"
    )]
    pub(crate) guests: Option<u32>,
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE", requires = "headless")]
    pub(crate) report: Option<PathBuf>,
    /// Take the guests from a CSV file; `--headless --help` of the journey documents its header.
    #[arg(long, value_name = "FILE", requires = "headless")]
    pub(crate) input: Option<PathBuf>,
}

/// Builds the processor, the journey and the command, for a person also the pages, then starts
/// the journey.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    if options.headless {
        setup::compilers()?;
        return journey(options, DAY);
    }
    setup::pages()?;
    let pages = wasm::test_pages(DAY)?;
    start(options, Some(&pages), DAY)
}

/// The journey without pages, within a budget of time.
pub(crate) fn journey(options: &Options, budget: Duration) -> Result<(), TaskError> {
    start(options, None, budget)
}

fn start(options: &Options, pages: Option<&Path>, budget: Duration) -> Result<(), TaskError> {
    let wanted = [binary::PROCESSOR, binary::JOURNEY, binary::COMMAND];
    let paths = binary::build(Profile::Development, &wanted)?;
    let [processor, journey, command] = paths.as_slice() else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let mut process = Process::new(journey).budget(budget).here();
    process = process
        .arg("--processor")
        .arg(processor)
        .arg("--command")
        .arg(command);
    if let Some(pages) = pages {
        process = process.arg("--pages").arg(pages);
    }
    if options.headless {
        process = process.arg("--headless");
    }
    if let Some(guests) = options.guests {
        process = process.arg("--guests").arg(guests.to_string());
    }
    if let Some(report) = &options.report {
        process = process.arg("--report").arg(report);
    }
    if let Some(input) = &options.input {
        process = process.arg("--input").arg(input);
    }
    process.run()
}

/// The interactive demo stays up until it is interrupted.
const DAY: Duration = Duration::from_secs(86400);

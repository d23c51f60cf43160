//! `cargo xtask adversary`: a processor tells every lie of the list; who notices it is reported.
//! A verifier of the C2SP formats that somebody else wrote reads an honest log beside it.

use core::time::Duration;
use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::binary::{self, Profile};
use crate::error::TaskError;
use crate::process::{Process, root};
use crate::reference;
use crate::setup;

/// Options of the adversary.
#[derive(Args)]
pub(crate) struct Options {
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Tell no lies; measure the audit of an honest log with so many records, in a release build.
    #[arg(long, value_name = "N")]
    pub(crate) measure: Option<u64>,
}

/// Tells all lies.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    setup::compilers()?;
    if let Some(records) = options.measure {
        return measure(options, records);
    }
    lies(options, Duration::from_secs(3600), |_| {})?;
    foreign(Duration::from_secs(600), |_| {})
}

/// Tells all lies within a budget of time; the last line of output is `N passed, N failed`.
pub(crate) fn lies(
    options: &Options,
    budget: Duration,
    line: impl FnMut(&str) + Send,
) -> Result<(), TaskError> {
    let paths = binary::build(Profile::Development, &[ADVERSARY, binary::COMMAND])?;
    let [adversary, command] = paths.as_slice() else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let tiles = tiles()?;
    let _ = fs::remove_dir_all(&tiles);
    let mut process = Process::new(adversary).budget(budget).here();
    process = process.arg("--command").arg(command);
    process = process.arg("--tiles").arg(&tiles);
    if let Some(report) = &options.report {
        process = process.arg("--report").arg(report);
    }
    process.run_lines(line)
}

/// Time and memory of `sealroll audit` on a list with many records.
fn measure(options: &Options, records: u64) -> Result<(), TaskError> {
    let paths = binary::build(Profile::Release, &[ADVERSARY, binary::COMMAND])?;
    let [adversary, command] = paths.as_slice() else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let mut process = Process::new(adversary).here().arg("--command").arg(command);
    process = process.arg("--measure").arg(records.to_string());
    if let Some(report) = &options.report {
        process = process.arg("--report").arg(report);
    }
    process.run()
}

/// Somebody else's verifier reads the log that [`lies`] has written.
pub(crate) fn foreign(budget: Duration, line: impl FnMut(&str) + Send) -> Result<(), TaskError> {
    let python = reference::foreign_python()?;
    Process::new(python)
        .budget(budget)
        .here()
        .arg(root().join("spec/reference/foreign/read_log.py"))
        .arg(tiles()?)
        .run_lines(line)
}

fn tiles() -> Result<PathBuf, TaskError> {
    Ok(binary::target_folder()?.join("adversary").join("tiles"))
}

const ADVERSARY: (&str, &str) = ("sealroll-tests", "sealroll-adversary");

//! `cargo xtask interop`: the library and the reference in Python on random journeys, in both
//! directions, and the HPKE layer beside foreign libraries.

use core::time::Duration;
use std::path::PathBuf;

use clap::Args;

use crate::binary::{self, Profile};
use crate::error::TaskError;
use crate::node;
use crate::process::{Process, root};
use crate::reference;
use crate::setup;

/// Options of the journeys.
#[derive(Args)]
pub(crate) struct Options {
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Journeys in each direction, and rounds with each foreign library.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) journeys: u32,
    /// Seed of all random choices; a new one if it is left out.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
}

/// Runs what was asked for.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    setup::compilers()?;
    journeys(options, Duration::from_secs(12 * 3600), |_| {})
}

/// The journeys within a budget of time; lines of output go to `line` as well. The last one is
/// `N passed, N failed`.
pub(crate) fn journeys(
    options: &Options,
    budget: Duration,
    line: impl FnMut(&str) + Send,
) -> Result<(), TaskError> {
    let (python, foreign_python) = (reference::python()?, reference::foreign_python()?);
    node::install(&root().join(REFERENCE).join("foreign"), budget)?;
    let paths = binary::build(Profile::Development, &[INTEROP])?;
    let [interop] = paths.as_slice() else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let mut process = Process::new(interop).budget(budget).here();
    process = process.arg("--python").arg(python);
    process = process.arg("--foreign-python").arg(foreign_python);
    process = process.arg("--reference").arg(root().join(REFERENCE));
    process = process.arg("--journeys").arg(options.journeys.to_string());
    if let Some(seed) = options.seed {
        process = process.arg("--seed").arg(seed.to_string());
    }
    if let Some(report) = &options.report {
        process = process.arg("--report").arg(report);
    }
    process.run_lines(line)
}

const REFERENCE: &str = "spec/reference";
const INTEROP: (&str, &str) = ("sealroll-vectors", "sealroll-interop");

//! `cargo xtask baremetal`: the kiosk on an emulated chip, checked and measured.

use core::time::Duration;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::binary::{self, Profile};
use crate::error::TaskError;
use crate::process::{Process, root};
use crate::setup;
use crate::tool::BARE_METAL;

/// Options of the bare-metal run.
#[derive(Args)]
pub(crate) struct Options {
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Installs what is missing, then runs everything.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    setup::run()?;
    kiosk(options.report.as_deref(), Duration::from_secs(1800), |_| {})
}

/// Builds the kiosk, and runs it between a real processor and a real owner; lines of output go to
/// `line` as well.
pub(crate) fn kiosk(
    report: Option<&Path>,
    budget: Duration,
    line: impl FnMut(&str) + Send,
) -> Result<(), TaskError> {
    cargo("fmt").arg("--check").run()?;
    let on_the_chip = |process: Process| {
        process
            .args(["--locked", "--release", "--target", BARE_METAL])
            .arg("--target-dir")
            .arg(root().join(TARGET))
            .budget(budget)
    };
    on_the_chip(cargo("clippy"))
        .args(["--", "-D", "warnings"])
        .run()?;
    on_the_chip(cargo("build")).run()?;
    let paths = binary::build(Profile::Development, &[binary::PROCESSOR, CHECK])?;
    let [processor, check] = paths.as_slice() else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let kiosk = root().join(TARGET).join(BARE_METAL).join("release/kiosk");
    let mut process = Process::new(check).budget(budget).here();
    process = process.arg("--processor").arg(processor);
    process = process.arg("--kiosk").arg(kiosk);
    if let Some(report) = report {
        process = process.arg("--report").arg(report);
    }
    process.run_lines(line)
}

/// The kiosk is no member of the workspace.
fn cargo(task: &str) -> Process {
    let manifest = "bindings/baremetal/Cargo.toml";
    Process::cargo().args([task, "--manifest-path", manifest])
}

const CHECK: (&str, &str) = ("sealroll-baremetal-check", "sealroll-baremetal-check");
const TARGET: &str = "target/baremetal";

//! Random journeys of the library with the reference implementation, in both directions, and the
//! HPKE layer beside foreign libraries.

mod choice;
mod expected;
mod fault;
mod follow_up;
mod foreign_hpke;
mod house;
mod memory_log;
mod partner;
mod python_owner;
mod request_check;
mod rules;
mod rust_owner;
mod rust_owner_checks;
mod tally;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;

use crate::choice::Choice;
use crate::expected::Counts;
use crate::fault::{Fault, OrFault};
use crate::partner::Partner;
use crate::tally::Tally;

/// Runs the library against implementations in other languages.
#[derive(Parser)]
#[command(name = "sealroll-interop", version)]
struct Arguments {
    /// Python with the packages of the reference.
    #[arg(long, value_name = "PROGRAM")]
    python: PathBuf,
    /// Python with the packages of the foreign HPKE library.
    #[arg(long, value_name = "PROGRAM")]
    foreign_python: PathBuf,
    /// Node.
    #[arg(long, value_name = "PROGRAM", default_value = "node")]
    node: PathBuf,
    /// The folder of the reference.
    #[arg(long, value_name = "DIR")]
    reference: PathBuf,
    /// Journeys in each direction, and rounds with each foreign library.
    #[arg(long, value_name = "N", default_value_t = 20)]
    journeys: u64,
    /// Seed of all random choices; a new one if it is left out.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<bool, Fault> {
    let seed = match arguments.seed {
        Some(seed) => seed,
        None => getrandom::u32().or_fault("no randomness")?.into(),
    };
    println!("seed {seed}");
    let script = |program: &Path, name: &str| {
        let mut command = Command::new(program);
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command.arg(arguments.reference.join(name));
        command
    };
    let reference = || script(&arguments.python, "journey.py");
    let pyhpke = || script(&arguments.foreign_python, "foreign_hpke.py");
    let hpke_core = || script(&arguments.node, "foreign_hpke.mjs");
    let mut tally = Tally::new(seed, arguments.journeys);
    tally.part(
        "owner in Python, guests in Rust",
        reference,
        python_owner::run,
    );
    tally.part(
        "owner in Rust, guests in Python",
        reference,
        rust_owner::run,
    );
    tally.part("HPKE beside pyhpke", pyhpke, foreign_hpke::run);
    tally.part("HPKE beside @hpke/core", hpke_core, foreign_hpke::run);
    if let Some(report) = &arguments.report {
        let text = format!("{:#}\n", tally.to_json());
        std::fs::write(report, text).or_fault("the report cannot be written")?;
    }
    println!("{tally}");
    Ok(tally.failed() == 0)
}

/// One journey or round with a partner.
type Round = fn(&mut Partner, &mut Choice) -> Result<Counts, Fault>;

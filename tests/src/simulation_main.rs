//! `sealroll-simulation`: months in the life of a list, in seconds.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a broken invariant ends the simulation"
)]

mod simulated_backups;
mod simulated_days;
mod simulated_delegates;
mod simulated_guests;
mod simulated_house;
mod simulated_invariants;
mod simulated_lists;
mod simulated_losses;
mod simulated_mail;
mod simulated_owner;
mod simulated_phone;
mod simulated_rights;
mod simulated_trouble;
mod simulation;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::simulated_days::Operation;
use crate::simulated_invariants::INVARIANTS;
use crate::simulation::Simulation;

/// A discrete-event simulation of guests, an owner, an auditor and the processor.
#[derive(Parser)]
#[command(name = "sealroll-simulation", version)]
struct Arguments {
    /// How many months of 30 days.
    #[arg(long, value_name = "N", default_value_t = 2)]
    months: u64,
    /// What everything random depends on.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print each operation.
    #[arg(long)]
    verbose: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut simulation = Simulation::new(arguments.seed, arguments.verbose);
    simulation.run(arguments.months);
    let report = simulation.report();
    println!("{report:#}");
    if let Some(path) = &arguments.report {
        fs::write(path, format!("{report:#}\n")).unwrap();
    }
    // Each invariant must have been looked at, or it has not been tested.
    let unchecked: Vec<_> = INVARIANTS
        .iter()
        .filter(|(name, _)| simulation.checks(name) == 0)
        .collect();
    for (name, text) in &unchecked {
        eprintln!("never checked: {name}: {text}");
    }
    // And each operation must have happened; what chance leaves out, the second half makes up for.
    let idle: Vec<_> = Operation::NAMES
        .iter()
        .filter(|name| simulation.happened(name) == 0)
        .collect();
    for name in &idle {
        eprintln!("never happened: {name}");
    }
    let failed = unchecked.len() + idle.len();
    let passed = INVARIANTS.len() + Operation::NAMES.len() - failed;
    println!("{passed} passed, {failed} failed");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

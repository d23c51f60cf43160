//! The project's tasks, started as `cargo xtask <task>`.
//!
//! This program only finds tools, starts cargo and the project's own binaries, and counts what
//! passed. The journey, the load generator and the benchmarks are binaries of their own.

mod adversary;
mod baremetal;
mod bench;
mod binary;
mod c;
mod crash;
mod demo;
mod error;
mod fuzz;
mod hygiene;
mod interop;
mod load;
mod long;
mod mutants;
mod node;
mod process;
mod reference;
mod rules;
mod setup;
mod simulate;
mod site;
mod spine;
mod spreadsheet;
mod step;
mod test;
mod tool;
mod trace;
mod uniffi;
mod vectors;
mod wasm;

use core::time::Duration;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::TaskError;

/// Tasks of the Sealroll project.
#[derive(Parser)]
#[command(name = "cargo xtask", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what the other tasks need and is missing on this machine.
    Setup,
    /// Run every check; the last line is `N passed, N failed`.
    Test(test::Options),
    /// Run the main job: processor, list, QR code, and stay up; or the whole journey, headless.
    Demo(demo::Options),
    /// Measure durable uploads per second against a release build of the processor.
    Load(load::Options),
    /// Kill the processor under load again and again, and verify its logs each time.
    Crash(crash::Options),
    /// Let months pass in the life of a list, with everything that can go wrong.
    Simulate(simulate::Options),
    /// Measure sealing and opening beside the peers.
    Bench(bench::Options),
    /// Run the official test vectors from a folder.
    Vectors(vectors::Options),
    /// Run random journeys with the implementation in Python, and HPKE beside foreign libraries.
    Interop(interop::Options),
    /// Fuzz every decoder, verifier and model, for seconds or for hours.
    Fuzz(fuzz::Options),
    /// Look at what the machine code does with secrets: Valgrind, timing, Miri.
    Hygiene,
    /// Have a processor tell every lie of the list, and report who notices it by what.
    Adversary(adversary::Options),
    /// Run the kiosk on an emulated Cortex-M4 and measure what it takes.
    Baremetal(baremetal::Options),
    /// Check the C library, install it, or measure it.
    C(c::Options),
    /// Build, package and test Kotlin, Swift and Python in `target/uniffi`.
    Uniffi(uniffi::Options),
    /// Build the npm package and the pages in `target/wasm`.
    Wasm(wasm::Options),
    /// Render the specification as a site in `target/spec` and check its links.
    Spec,
    /// Print each rule of the specification with the vectors and tests that hold it.
    Trace(trace::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<(), TaskError> {
    match task {
        Task::Setup => setup::run(),
        Task::Test(options) => test::run(&options),
        Task::Demo(options) => demo::run(&options),
        Task::Load(options) => load::run(&options),
        Task::Crash(options) => crash::run(&options),
        Task::Simulate(options) => simulate::run(&options),
        Task::Bench(options) => bench::run(&options),
        Task::Vectors(options) => vectors::run(&options),
        Task::Interop(options) => interop::run(&options),
        Task::Fuzz(options) => fuzz::run(&options),
        Task::Adversary(options) => adversary::run(&options),
        Task::Baremetal(options) => baremetal::run(&options),
        Task::C(options) => c::run(&options),
        Task::Uniffi(options) => uniffi::run(&options),
        Task::Wasm(options) => wasm::run(&options),
        Task::Hygiene => hygiene::run(Duration::from_secs(900), |_| {}),
        Task::Spec => site::run(Duration::from_secs(300)).map(|_| ()),
        Task::Trace(options) => trace::run(&options),
    }
}

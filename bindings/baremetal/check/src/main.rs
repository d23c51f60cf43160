//! `sealroll-baremetal-check`: the kiosk on an emulated Cortex-M4, between a real processor and a
//! real owner.
//!
//! A kiosk seals what the owner opens; a second run verifies the receipt; a phone takes the
//! pending check-in over and checks out. Then every class of bad input must be refused by its
//! code, with nothing written. The sizes come from the program file and from the runs.

mod bad_input;
mod board;
mod error;
mod image;
mod journey;
mod report;
mod tally;
mod venue;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use sealroll_tests::{Service, processor_binary};

use crate::board::Board;
use crate::error::CheckError;
use crate::image::Image;
use crate::report::Report;
use crate::tally::Tally;

/// Runs the kiosk under QEMU and measures it.
#[derive(Parser)]
#[command(name = "sealroll-baremetal-check", version)]
struct Arguments {
    /// The kiosk's program file.
    #[arg(long, value_name = "FILE")]
    kiosk: PathBuf,
    /// The processor's binary [default: it is built].
    #[arg(long, value_name = "FILE")]
    processor: Option<PathBuf>,
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the number of failed checks.
fn run(arguments: &Arguments) -> Result<u64, CheckError> {
    let processor = match &arguments.processor {
        Some(path) => path.clone(),
        None => processor_binary()?,
    };
    let image = Image::read(&arguments.kiosk)?;
    let folder = tempfile::tempdir()?;
    let service = Service::start(&processor, folder.path())?;
    let board = Board::new(&arguments.kiosk);
    let mut tally = Tally::default();
    let seen = journey::run(&board, &service, &mut tally)?;
    let peaks = seen
        .peaks
        .max(journey::largest(&board, &service, &mut tally)?);
    bad_input::run(&board, &seen, &mut tally)?;
    let report = Report { image, peaks };
    report.check_goals(&mut tally);
    let json = format!("{:#}\n", report.to_json());
    print!("{json}");
    if let Some(path) = &arguments.report {
        std::fs::write(path, &json)?;
        println!("report: {}", path.display());
    }
    println!("{tally}");
    Ok(tally.failed())
}

//! `sealroll-journey`: the demo, for a person or without one.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use sealroll_tests::{JourneyError, Person, guests, journey, processor_binary, stay_up, visits};

/// The main job from end to end, over real HTTP.
#[derive(Parser)]
#[command(
    name = "sealroll-journey",
    version,
    after_help = "The CSV file of --input has a header with these columns, of which given_name and \
        family_name must be there:\n  given_name,family_name,phone,email,street,postal_code,city,\
        country,place,companions,companion_names,stay_minutes\nNames of companions are separated \
        by ; and a guest with stay_minutes checks out after that time."
)]
struct Arguments {
    /// Run the whole journey without a person.
    #[arg(long)]
    headless: bool,
    /// How many guests to make up.
    #[arg(long, value_name = "N", default_value_t = 100)]
    guests: usize,
    /// Take the guests from a CSV file.
    #[arg(long, value_name = "FILE", conflicts_with = "guests")]
    input: Option<PathBuf>,
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// What the made-up guests depend on; the same number gives the same guests.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The processor's binary [default: it is built].
    #[arg(long, value_name = "FILE")]
    processor: Option<PathBuf>,
    /// The binary of the command `sealroll`, for the interactive demo.
    #[arg(long, value_name = "FILE")]
    command: Option<PathBuf>,
    /// The folder of the static pages, for the interactive demo.
    #[arg(long, value_name = "FOLDER", conflicts_with = "headless")]
    pages: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), JourneyError> {
    let processor = match &arguments.processor {
        Some(path) => path.clone(),
        None => processor_binary()?,
    };
    if arguments.headless {
        return headless(arguments, &processor);
    }
    match &arguments.command {
        Some(command) => stay_up(&processor, command, arguments.pages.as_deref()),
        None => Err(JourneyError::Command),
    }
}

fn headless(arguments: &Arguments, processor: &Path) -> Result<(), JourneyError> {
    let people = people(arguments)?;
    let folder = tempfile::tempdir()?;
    let outcome = journey::run(processor, folder.path(), &people)?;
    let report = &outcome.report;
    let json = format!("{:#}\n", report.to_json());
    print!("{json}");
    if let Some(path) = &arguments.report {
        fs::write(path, &json)?;
        println!("report: {}", path.display());
    }
    report
        .fault()
        .map_or(Ok(()), |fault| Err(JourneyError::Findings(fault)))
}

fn people(arguments: &Arguments) -> Result<Vec<Person>, JourneyError> {
    match &arguments.input {
        Some(path) => Ok(visits::read(File::open(path)?)?),
        None => Ok(guests(arguments.guests, arguments.seed)),
    }
}

//! The `sealroll-processor` command.

use std::{env, error::Error, io, path::PathBuf, process::ExitCode};

use sealroll_processor::{Clock, Config, Processor};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sealroll-processor: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let Some(file) = config_file(env::args().skip(1))? else {
        println!("{USAGE}");
        return Ok(());
    };
    let variable = |name: &str| env::var(name).ok();
    let file = file.or_else(|| env::var_os("SEALROLL_CONFIG").map(PathBuf::from));
    let config = Config::load(file.as_deref(), variable)?;
    // Logs go to the standard error, so that the standard output has the ready line alone. They
    // contain no addresses, identifiers or bodies.
    tracing_subscriber::fmt()
        .json()
        .with_writer(io::stderr)
        .with_max_level(level()?)
        .init();
    let processor = Processor::start(&config, Clock::system())?;
    println!("{}", processor.ready_line());
    tracing::info!("serving");
    processor.wait_for_signal()?;
    tracing::info!("stopping");
    processor.stop();
    tracing::info!("stopped");
    Ok(())
}

/// The file named by `--config`; `None` if only help is asked for.
fn config_file(
    mut arguments: impl Iterator<Item = String>,
) -> Result<Option<Option<PathBuf>>, &'static str> {
    let mut file = None;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--config" => file = Some(arguments.next().ok_or("--config needs a file")?.into()),
            "--help" | "-h" => return Ok(None),
            _ => return Err("unknown argument; see --help"),
        }
    }
    Ok(Some(file))
}

/// The level of the logs from `SEALROLL_LOG`: error, warn, info (default), debug or trace.
fn level() -> Result<tracing::Level, &'static str> {
    match env::var("SEALROLL_LOG") {
        Ok(level) => level.parse().map_err(|_| "SEALROLL_LOG is no level"),
        Err(_) => Ok(tracing::Level::INFO),
    }
}

const USAGE: &str = "\
usage: sealroll-processor [--config FILE]

Stores and logs what guests seal. Each key of the file can be given as an environment variable
instead: SEALROLL_ and the key in capitals. Required: data_dir, origin.";

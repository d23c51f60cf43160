//! `sealroll-bench`: prints the comparisons and writes them as JSON.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use sealroll_bench::{Effort, run};

/// Sealing and opening beside the peers, in paired rounds.
#[derive(Parser)]
#[command(name = "sealroll-bench", version)]
struct Arguments {
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// A few short rounds only: shows that it runs, not how fast.
    #[arg(long)]
    short: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let effort = if arguments.short {
        Effort::SHORT
    } else {
        Effort::FULL
    };
    let report = match run(effort) {
        Ok(report) => report,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    print!("{report}");
    if let Some(path) = arguments.report {
        if let Err(error) = fs::write(&path, format!("{:#}\n", report.to_json())) {
            eprintln!("error: cannot write {}: {error}", path.display());
            return ExitCode::FAILURE;
        }
        println!("report: {}", path.display());
    }
    ExitCode::SUCCESS
}

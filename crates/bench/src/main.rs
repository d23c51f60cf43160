//! `sealroll-bench`: prints the comparisons and writes them as JSON.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{fs, io};

use clap::Parser;
use sealroll_bench::{Effort, Page, Part, merge, run};
use serde_json::Value;

/// Sealing and opening beside the peers, in paired rounds.
#[derive(Parser)]
#[command(name = "sealroll-bench", version)]
struct Arguments {
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Add to the report that is already there.
    #[arg(long, requires = "report")]
    merge: bool,
    /// Write the page of results and its chart into this folder.
    #[arg(long, value_name = "FOLDER", requires = "report")]
    page: Option<PathBuf>,
    /// A few short rounds only: shows that it runs, not how fast.
    #[arg(long)]
    short: bool,
    /// Measure these parts alone.
    #[arg(
        long,
        value_name = "PART",
        value_enum,
        value_delimiter = ',',
        conflicts_with = "page"
    )]
    only: Vec<Part>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let effort = if arguments.short {
        Effort::SHORT
    } else {
        Effort::FULL
    };
    let report = match run(effort, &arguments.only) {
        Ok(report) => report,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    print!("{report}");
    match write(&arguments, report.to_json()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: cannot write the report: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(arguments: &Arguments, mut json: Value) -> io::Result<()> {
    let Some(path) = &arguments.report else {
        return Ok(());
    };
    if arguments.merge {
        let mut earlier = serde_json::from_slice(&fs::read(path)?)?;
        merge(&mut earlier, json);
        json = earlier;
    }
    fs::write(path, format!("{json:#}\n"))?;
    println!("report: {}", path.display());
    if let Some(folder) = &arguments.page {
        let page = Page::new(&json);
        fs::create_dir_all(folder)?;
        fs::write(folder.join("results.md"), page.to_markdown())?;
        fs::write(folder.join("results.svg"), page.to_svg())?;
        println!("page: {}", folder.join("results.md").display());
    }
    Ok(())
}

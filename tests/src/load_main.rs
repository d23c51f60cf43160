//! `sealroll-load`: measures durable uploads and reports.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use sealroll_tests::{JourneyError, Load, LoadReport, page, processor_binary};
use serde_json::json;

/// Durable uploads per second against a processor on loopback.
#[derive(Parser)]
#[command(name = "sealroll-load", version)]
struct Arguments {
    /// How many envelopes to upload.
    #[arg(long, value_name = "N", default_value_t = 50_000)]
    uploads: usize,
    /// How many clients upload at the same time.
    #[arg(long, value_name = "N", default_value_t = 64)]
    clients: usize,
    /// Only uploads, without all that is compared with them.
    #[arg(long, conflicts_with = "page")]
    only_uploads: bool,
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write the page of figures here.
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    /// The report of an audit, for the page.
    #[arg(long, value_name = "FILE", requires = "page")]
    audit: Option<PathBuf>,
    /// The report of a comparison with the spine, for the page.
    #[arg(long, value_name = "FILE", requires = "page")]
    spine: Option<PathBuf>,
    /// Keep the store in this folder, on the disk to be measured [default: the system's folder
    /// for temporary files].
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The processor's binary [default: it is built].
    #[arg(long, value_name = "FILE")]
    processor: Option<PathBuf>,
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
    let folder = match &arguments.folder {
        Some(parent) => tempfile::tempdir_in(parent)?,
        None => tempfile::tempdir()?,
    };
    let load = Load {
        uploads: arguments.uploads,
        clients: arguments.clients,
    };
    let report = if arguments.only_uploads {
        load.run_uploads(&processor, folder.path())?
    } else {
        load.run(&processor, folder.path())?
    };
    let mut value = json(&load, &report);
    let is_release = processor.iter().any(|part| part == "release");
    value["processor_build"] = build(is_release).into();
    value["clients_build"] = build(!cfg!(debug_assertions)).into();
    let json = format!("{value:#}\n");
    print!("{json}");
    if let Some(path) = &arguments.page {
        let read = |path: &Option<PathBuf>| -> Result<Option<serde_json::Value>, JourneyError> {
            let bytes = path.as_ref().map(fs::read).transpose()?;
            Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
        };
        let (audit, spine) = (read(&arguments.audit)?, read(&arguments.spine)?);
        fs::write(path, page(&value, audit.as_ref(), spine.as_ref()))?;
    }
    if let Some(path) = &arguments.report {
        fs::write(path, &json)?;
        println!("report: {}", path.display());
    }
    if report.lost > 0 {
        return Err(JourneyError::Findings("a promised record was lost"));
    }
    if report.purge_bytes_found > 0 {
        return Err(JourneyError::Findings("a purged record was found"));
    }
    Ok(())
}

const fn build(is_release: bool) -> &'static str {
    if is_release {
        "release build"
    } else {
        "development build"
    }
}

fn json(load: &Load, report: &LoadReport) -> serde_json::Value {
    let round = |value: f64| (value * 1000.0).round() / 1000.0;
    json!({
        "uploads": report.uploads,
        "clients": load.clients,
        "uploads_per_s": report.uploads_per_s.round(),
        "processor_us_per_upload": round(report.processor_us),
        "clients_us_per_upload": round(report.clients_us),
        "uploads_vs_sqlite": round(report.uploads_per_s / report.sqlite_per_s),
        "sqlite_per_s": report.sqlite_per_s.round(),
        "batch_average": round(report.batch_average),
        "p50_ms": report.p50_ms,
        "p99_ms": report.p99_ms,
        "lost": report.lost,
        "all_vs_least": round(report.all_vs_least),
        "vault_vs_plain": round(report.vault_vs_plain),
        "find_entry_entries": report.find_entry_entries,
        "find_entry_ms": round(report.find_entry_ms),
        "receipt_bytes": report.receipt_bytes,
        "purge_rows_before": report.purge_rows_before,
        "purge_s": round(report.purge_s),
        "purge_bytes_found": report.purge_bytes_found,
        "refused": report.refused,
        "receipts_verified": report.receipts_verified,
        "peak_rss_mb": round(report.peak_rss_mb),
        "rss_by_uploads": report.rss_by_uploads,
        "cores": std::thread::available_parallelism().map_or(1, core::num::NonZero::get),
    })
}

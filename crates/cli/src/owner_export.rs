//! `sealroll owner export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sealroll::export;
use serde_json::json;

use crate::doubts;
use crate::error::CliError;
use crate::home::replace;
use crate::output::Output;
use crate::owner_open::{Day, open};
use crate::owner_store::OwnerStore;

/// What to write, and where.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    sealroll owner export --output visits.csv\n  \
    sealroll owner export --format xlsx --output visits.xlsx\n  \
    sealroll owner export --day today --format json --output today.json\n\n\
    The file holds personal data in the clear: it is private (mode 0600), and yours to erase.")]
pub(crate) struct Options {
    /// Only this day: its number, or `today` [default: every day that can be opened].
    #[arg(long, value_name = "DAY", value_parser = Day::parse)]
    day: Option<Day>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For spreadsheets; no cell is taken for a formula.
    Csv,
    /// A workbook in which every cell is a text.
    Xlsx,
    /// For programs.
    Json,
}

/// Opens the visits and writes them by the library's safe writers.
pub(crate) fn run(options: &Options, store: &OwnerStore, output: Output) -> Result<(), CliError> {
    let mut session = store.open()?;
    let day = options.day.map(|day| day.epoch(&session)).transpose()?;
    if let Some(epoch) = day.filter(|epoch| !session.owner.can_open(*epoch)) {
        return Err(CliError::CannotOpen {
            epoch: epoch.value(),
        });
    }
    let wanted = |epoch| day.is_none_or(|day| day == epoch);
    let opened = open(store, &mut session, day, wanted, output)?;
    let content = match options.format {
        Format::Csv => export::csv(&opened.visits).into_bytes(),
        Format::Json => export::json(&opened.visits).into_bytes(),
        Format::Xlsx => export::xlsx(&opened.visits).ok_or(CliError::TooManyRows)?,
    };
    replace(&options.output, &content)?;
    let result = json!({
        "visits": opened.visits.len(),
        "output": options.output,
        "set_aside": opened.set_aside(),
        "doubts": doubts::plain(&opened.doubts),
    });
    output.result(&result, || {
        let (count, path) = (opened.visits.len(), options.output.display());
        format!("Visits written to {path}: {count}.{}", opened.warning())
    });
    Ok(())
}

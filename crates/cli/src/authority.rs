//! The commands of authorities.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use sealroll::{
    Argon2Cost, Authority, AuthorityCard, DisclosureReport, Environment, KeyFileError, Position,
    export,
};
use serde_json::{Value, json};

use crate::Common;
use crate::error::CliError;
use crate::home::{Home, replace};
use crate::key_secret::KeySecret;
use crate::output::Output;
use crate::random::random;
use crate::secret::SecretSource;

/// An authority's arguments.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    sealroll authority init --name \"Gesundheitsamt Mitte\"\n  \
    sealroll authority card --output mitte.card   for owners; compare the words by phone\n  \
    sealroll authority open case.disclosure --output case.xlsx --format xlsx\n\n\
    Everything works without a network.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the key to which owners disclose records.
    Init {
        /// Who the authority is, as owners see it.
        #[arg(long)]
        name: String,
    },
    /// Show name and words of the card; write it to a file for owners.
    Card {
        /// Where to write the card.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Open a disclosure and verify each of its records.
    Open(OpenOptions),
}

#[derive(Args)]
struct OpenOptions {
    /// The disclosure.
    file: PathBuf,
    /// Where to write the visits [default: show them].
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to write them.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
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

/// Runs an authority's command.
pub(crate) fn run(arguments: &Arguments, common: &Common, output: Output) -> Result<(), CliError> {
    let home = Home::new(common.home.as_deref())?;
    let source = SecretSource::new(common.secret_file.as_deref());
    match &arguments.command {
        Command::Init { name } => init(&home, &source, name, output),
        Command::Card { output: path } => card(&read(&home, &source)?, path.as_deref(), output),
        Command::Open(options) => {
            let authority = read(&home, &source)?;
            open(&authority, options, common.environment.into(), output)
        }
    }
}

/// Reads an authority's card.
pub(crate) fn read_card(path: &Path) -> Result<AuthorityCard, CliError> {
    let bytes = fs::read(path).map_err(|source| CliError::read(path, source))?;
    AuthorityCard::from_bytes(&bytes).map_err(|error| CliError::BrokenFile {
        path: path.to_path_buf(),
        field: "it is no card of an authority",
        code: error.code(),
    })
}

/// Reads an authority's card that has the words which the authority told.
pub(crate) fn read_card_with_words(path: &Path, words: &str) -> Result<AuthorityCard, CliError> {
    let card = read_card(path)?;
    let found = card.fingerprint().words();
    if found == words.trim().to_lowercase() {
        Ok(card)
    } else {
        Err(CliError::OtherWords { words: found })
    }
}

fn init(home: &Home, source: &SecretSource, name: &str, output: Output) -> Result<(), CliError> {
    if home.path(KEY).exists() {
        return Err(CliError::Taken {
            home: home.path(""),
        });
    }
    let authority = Authority::generate(name, &mut random()).map_err(CliError::Name)?;
    let secret = if source.is_given() {
        KeySecret::chosen(source.read()?)?
    } else {
        KeySecret::generate()
    };
    let cost = Argon2Cost::default();
    let file = authority.to_file(secret.as_secret(), cost, &mut random())?;
    let path = home.replace(KEY, &file)?;
    let code = secret.code_text();
    let words = authority.card().fingerprint().words();
    let result = json!({
        "name": name,
        "words": words,
        "key": path,
        "recovery_code": code.as_ref().map(|code| code.as_str()),
    });
    output.result(&result, || {
        let code = code.map_or(String::new(), |code| {
            format!(
                "\nWrite this down, it is shown once: {}\nWithout it nobody opens what owners \
                 disclose.",
                code.as_str()
            )
        });
        format!(
            "Key of {name} made in {}.\nWords: {words}{code}",
            path.display()
        )
    });
    Ok(())
}

fn card(authority: &Authority, path: Option<&Path>, output: Output) -> Result<(), CliError> {
    let card = authority.card();
    if let Some(path) = path {
        replace(path, card.as_bytes())?;
    }
    let words = card.fingerprint().words();
    let result = json!({ "name": card.name(), "words": words, "output": path });
    output.result(&result, || {
        format!(
            "{}\nWords: {words}\nTell them to owners over another channel than the card.",
            card.name()
        )
    });
    Ok(())
}

fn open(
    authority: &Authority,
    options: &OpenOptions,
    environment: Environment,
    output: Output,
) -> Result<(), CliError> {
    let path = &options.file;
    let file = fs::read(path).map_err(|source| CliError::read(path, source))?;
    let report = authority
        .open(&file, environment)
        .map_err(CliError::Disclosed)?;
    let visits = report.visits();
    if let Some(path) = &options.output {
        let content = match options.format {
            Format::Csv => export::csv(&visits).into_bytes(),
            Format::Json => export::json(&visits).into_bytes(),
            Format::Xlsx => export::xlsx(&visits).ok_or(CliError::TooManyRows)?,
        };
        replace(path, &content)?;
    }
    let shown: Value =
        serde_json::from_str(&export::json(&visits)).map_err(|_| CliError::StrangeAnswer {
            what: "of the library",
        })?;
    let failure = |position: &Position, code: &str| json!({ "position": position.to_string(), "reason": code });
    let refused = report.refused.iter();
    let refused: Vec<_> = refused
        .map(|(at, error)| failure(at, error.code()))
        .collect();
    let without = report.without_contact.iter();
    let without: Vec<_> = without
        .map(|(at, error)| failure(at, error.code()))
        .collect();
    let result = json!({
        "disclosure": report.id.to_string(),
        "list": report.list_id().to_string(),
        "venue": report.terms.venue,
        "words": report.fingerprint_words(),
        "made": report.time.to_string(),
        "case": report.reason.case,
        "purpose": report.reason.purpose,
        "legal_basis": report.reason.legal_basis,
        "records": report.records.len(),
        "visits": shown,
        "refused": refused,
        "without_contact": without,
        "shows": SHOWS,
    });
    output.result(&result, || text(&report, options.output.as_deref()));
    Ok(())
}

fn text(report: &DisclosureReport, path: Option<&Path>) -> String {
    let mut text = format!(
        "{}, words {}\nCase {}: {} ({})\nMade {}; {} records verified.\n",
        report.terms.venue,
        report.fingerprint_words(),
        report.reason.case,
        report.reason.purpose,
        report.reason.legal_basis,
        report.time,
        report.records.len(),
    );
    for (position, error) in &report.refused {
        text.push_str(&format!("Refused: entry {position}: {error}\n"));
    }
    for (position, error) in &report.without_contact {
        text.push_str(&format!(
            "Without contact data: entry {position}: {error}\n"
        ));
    }
    match path {
        Some(path) => text.push_str(&format!("Visits written to {}.\n", path.display())),
        None => text.push_str(&export::csv(&report.visits())),
    }
    text.push_str(SHOWS);
    text
}

fn read(home: &Home, source: &SecretSource) -> Result<Authority, CliError> {
    let Some(file) = home.read_if_there(KEY)? else {
        return Err(CliError::NoAuthority {
            home: home.path(""),
        });
    };
    let secret = KeySecret::given(source.read()?)?;
    Authority::from_file(&file, secret.as_secret()).map_err(|error| match error {
        KeyFileError::Malformed(cause) => CliError::BrokenFile {
            path: home.path(KEY),
            field: "the key file is malformed",
            code: cause.code(),
        },
        other => CliError::KeyFile(other),
    })
}

const KEY: &str = "authority.key";
/// What a verified record shows, and what it does not.
const SHOWS: &str = "Each record was logged before a head that the venue's witness has cosigned, \
    and is unchanged. That somebody was there, or that nobody is missing, it does not show.";

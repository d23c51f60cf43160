//! `sealroll audit`: verifies a whole list with a reader token, or again from what was saved.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use sealroll::{AuditOptions, AuditReport, Auditor, ListId, ReaderToken, Transcript};
use serde_json::{Value, json};

use crate::audit_html::html;
use crate::audit_text::{plain, text};
use crate::clock::now;
use crate::error::CliError;
use crate::evidence;
use crate::home;
use crate::output::Output;
use crate::progress::spinner;
use crate::transport::Transport;

/// What to verify.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    sealroll audit --token auditor.json --previous heads.json --html report.html\n  \
    sealroll audit --token auditor.json --head receipt.txt --save evidence.bin\n  \
    sealroll audit --evidence evidence.bin\n  \
    sealroll audit --evidence evidence-1800057600.json\n\n\
    The owner makes the token with `sealroll owner instruct admit-auditor`. It opens no record. \
    The command fails (exit code 5) if anything is wrong. Findings that are marked as signed are \
    proven by the processor's own signatures: the saved evidence convinces anyone who knows the \
    list and its log key.")]
pub(crate) struct Options {
    /// The file with the reader token.
    #[arg(long, value_name = "FILE", required_unless_present = "evidence")]
    token: Option<PathBuf>,
    /// Address of the processor [default: that of the token's file].
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The list [default: that of the token's file].
    #[arg(long, value_name = "ID")]
    list: Option<ListId>,
    /// Heads of the audit before; they must be part of today's logs. The new ones are written in
    /// their place.
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// A checkpoint or receipt that somebody was shown, such as a guest.
    #[arg(long, value_name = "FILE")]
    head: Vec<PathBuf>,
    /// Allow the owner's last look at a log to be so many days ago.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    witness_days: u64,
    /// Write the report as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write the report as a page, in German and English.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write every answer of the processor as evidence.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Audit again what was saved, and ask nobody: an auditor's evidence, or the file that `owner sync`
    /// wrote when it caught a lie.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["token", "url", "list", "previous", "head", "save"])]
    evidence: Option<PathBuf>,
}

/// Audits, and says what was found.
pub(crate) fn run(options: &Options, output: Output) -> Result<(), CliError> {
    if let Some(path) = &options.evidence
        && let Some(evidence) = evidence::read(path)?
    {
        return evidence::run(&evidence, options.report.as_deref(), output);
    }
    let report = match (&options.evidence, &options.token) {
        (Some(path), _) => audit_again(path)?,
        (None, Some(token)) => audit(options, token, output)?,
        // The parser asks for one of them.
        (None, None) => return Err(CliError::NoSecret),
    };
    let value = plain(&report);
    if let Some(path) = &options.report {
        home::replace(path, format!("{value:#}\n").as_bytes())?;
    }
    if let Some(path) = &options.html {
        home::replace(path, html(&report).as_bytes())?;
    }
    output.result(&value, || text(&report));
    match report.findings.len() {
        0 => Ok(()),
        count => Err(CliError::Findings { count }),
    }
}

fn audit_again(path: &Path) -> Result<AuditReport, CliError> {
    let bytes = fs::read(path).map_err(|source| CliError::read(path, source))?;
    let transcript = Transcript::from_bytes(&bytes);
    let transcript = transcript.map_err(|error| broken(path, "it is no evidence", error.code()))?;
    transcript
        .audit()
        .map_err(|_| broken(path, "the audit in it is not complete", "incomplete"))
}

fn audit(options: &Options, token: &Path, output: Output) -> Result<AuditReport, CliError> {
    let file = TokenFile::read(token)?;
    let list = options.list.unwrap_or(file.list);
    let url = options.url.clone().or(file.url);
    let url = url.ok_or_else(|| broken(token, "field processor is missing", "bad-value"))?;
    let transport = Transport::new(&url)?;
    let now = now()?;
    let allowed = AuditOptions {
        witness_age: options.witness_days.saturating_mul(86_400),
        ..AuditOptions::default()
    };
    let mut auditor = Auditor::new(list, &file.token, now, allowed);
    // Only what is to be saved is kept: a million entries are 40 MB.
    let mut transcript = options
        .save
        .as_ref()
        .map(|_| Transcript::new(list, now, allowed));
    for head in heads(options)? {
        auditor.compare_with(&head)?;
        if let Some(transcript) = &mut transcript {
            transcript.add_head(&head);
        }
    }
    let spinner = spinner(output, "reading the logs");
    let mut failed = None;
    while let Some(request) = auditor.request() {
        spinner.tick();
        let response = transport.send(&request)?;
        if let Some(transcript) = &mut transcript {
            transcript.add(&request, &response);
        }
        if let Err(error) = auditor.receive(&response) {
            failed = Some(error);
            break;
        }
    }
    spinner.finish_and_clear();
    if let (Some(path), Some(transcript)) = (&options.save, &transcript) {
        home::replace(path, &transcript.to_bytes())?;
    }
    if let Some(error) = failed {
        return Err(CliError::Audit(error));
    }
    if let Some(path) = &options.previous {
        let heads: Vec<_> = auditor
            .newest_heads()
            .map(String::from_utf8_lossy)
            .collect();
        home::replace(path, format!("{:#}\n", json!(heads)).as_bytes())?;
    }
    Ok(auditor.report())
}

/// Heads of the audit before, and those that were given.
fn heads(options: &Options) -> Result<Vec<Vec<u8>>, CliError> {
    let mut heads = Vec::new();
    if let Some(path) = options.previous.as_ref().filter(|path| path.exists()) {
        let content = fs::read(path).map_err(|source| CliError::read(path, source))?;
        let texts: Vec<String> = serde_json::from_slice(&content)
            .map_err(|_| broken(path, "it is no list of heads", "bad-value"))?;
        heads.extend(texts.into_iter().map(String::into_bytes));
    }
    for path in &options.head {
        heads.push(fs::read(path).map_err(|source| CliError::read(path, source))?);
    }
    Ok(heads)
}

/// What an owner hands to an auditor.
struct TokenFile {
    list: ListId,
    url: Option<String>,
    token: ReaderToken,
}

impl TokenFile {
    fn read(path: &Path) -> Result<Self, CliError> {
        let content = fs::read(path).map_err(|source| CliError::read(path, source))?;
        let value: Value = serde_json::from_slice(&content)
            .map_err(|_| broken(path, "it is not JSON", "bad-value"))?;
        let missing = |field| move || broken(path, field, "bad-value");
        let list = value["list"].as_str().and_then(|text| text.parse().ok());
        let token = value["token"].as_str().and_then(ReaderToken::from_text);
        Ok(Self {
            list: list.ok_or_else(missing("field list is no list"))?,
            url: value["processor"].as_str().map(str::to_owned),
            token: token.ok_or_else(missing("field token is no token"))?,
        })
    }
}

pub(crate) fn broken(path: &Path, field: &'static str, code: &'static str) -> CliError {
    CliError::BrokenFile {
        path: path.to_path_buf(),
        field,
        code,
    }
}

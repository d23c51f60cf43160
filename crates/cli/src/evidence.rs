//! The file that an owner's sync writes when the log contradicts itself, and what it proves to others.

use std::fs;
use std::path::Path;

use sealroll::{
    Descriptor, Entry, Evidence, EvidenceReport, Generation, LogName, Part, RootDocument, TreeHead,
};
use serde_json::{Value, json};

use crate::audit::broken;
use crate::audit_text::{hex, plain_finding};
use crate::error::CliError;
use crate::home;
use crate::output::Output;

/// Reads the file; `None` if it is not JSON, as an auditor's evidence is not.
pub(crate) fn read(path: &Path) -> Result<Option<Evidence>, CliError> {
    let content = fs::read(path).map_err(|source| CliError::read(path, source))?;
    let Ok(value) = serde_json::from_slice::<Value>(&content) else {
        return Ok(None);
    };
    let field = |name: &str| value[name].as_str();
    let bytes = |name: &str| field(name).and_then(unhex);
    let missing = |field| move || broken(path, field, "bad-value");
    let log = field("log").and_then(|name| match name {
        "instructions" => Some(LogName::Instructions),
        number => Some(LogName::Records(Generation(number.parse().ok()?))),
    });
    let root = bytes("root").and_then(|bytes| RootDocument::from_bytes(&bytes).ok());
    let descriptor = bytes("terms").and_then(|bytes| Descriptor::from_bytes(&bytes).ok());
    let entry = |value: &Value| Entry::from_bytes(&unhex(value.as_str()?)?).ok();
    let entries = value["entries"].as_array();
    let entries = entries.and_then(|entries| entries.iter().map(entry).collect());
    let checkpoint = |name| field(name).map(|text| text.as_bytes().to_vec());
    Ok(Some(Evidence {
        root: root.ok_or_else(missing("field root is no root document"))?,
        descriptor: descriptor.ok_or_else(missing("field terms is no descriptor"))?,
        log: log.ok_or_else(missing("field log is no log"))?,
        cosigned: checkpoint("cosigned").ok_or_else(missing("field cosigned is missing"))?,
        offered: checkpoint("offered").ok_or_else(missing("field offered is missing"))?,
        entries: entries.ok_or_else(missing("field entries is no list of entries"))?,
    }))
}

/// Says what the evidence proves.
pub(crate) fn run(
    evidence: &Evidence,
    path: Option<&Path>,
    output: Output,
) -> Result<(), CliError> {
    let report = evidence.judge()?;
    let root = evidence.root.fingerprint();
    let head = |(part, head): (Part, TreeHead)| {
        json!({
            "part": part.value(),
            "size": head.size,
            "root": hex(&head.root.to_bytes()),
        })
    };
    let signed = report.findings.iter().filter(|found| found.is_signed);
    let value = json!({
        "list": report.list_id.to_string(),
        "root": root.to_string(),
        "words": root.words(),
        "venue": report.terms.venue,
        "origin": report.terms.origin,
        "log_key": hex(report.terms.log_key.as_bytes()),
        "log": report.log.to_string(),
        "cosigned": report.cosigned.map(head),
        "offered": head(report.offered),
        "entries_confirmed": report.is_confirmed,
        "signed_findings": signed.count(),
        "findings": report.findings.iter().map(plain_finding).collect::<Vec<_>>(),
    });
    if let Some(path) = path {
        home::replace(path, format!("{value:#}\n").as_bytes())?;
    }
    output.result(&value, || text(&report, &root.words()));
    match report.findings.len() {
        0 => Ok(()),
        count => Err(CliError::Findings { count }),
    }
}

fn text(report: &EvidenceReport, words: &str) -> String {
    let mut text = format!(
        "Venue:      {}\nProcessor:  {}\nWords:      {words}\nLog {}: ",
        report.terms.venue, report.terms.origin, report.log
    );
    if let Some((part, head)) = report.cosigned {
        text.push_str(&format!(
            "the owner had cosigned {} entries of part {part}; ",
            head.size
        ));
    }
    let (part, head) = report.offered;
    text.push_str(&format!(
        "then {} entries of part {part} were offered.\n",
        head.size
    ));
    text.push_str(
        "Both heads are signed by the processor. Compare the words with those on the venue's \
         poster: anybody can make evidence about a list of their own.\n",
    );
    for found in &report.findings {
        let proof = if found.is_signed {
            "proven by signature"
        } else {
            "the owner says so; the signatures alone do not prove it"
        };
        text.push_str(&format!("- {found} [{proof}]\n"));
    }
    if report.findings.is_empty() {
        text.push_str("It shows nothing that is wrong.\n");
    }
    text
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || text.len() % 2 == 1 {
        return None;
    }
    let digits = |at: usize| text.get(at..at + 2);
    let byte = |at| u8::from_str_radix(digits(at)?, 16).ok();
    (0..text.len()).step_by(2).map(byte).collect()
}

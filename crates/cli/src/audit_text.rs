//! The report of an audit as text and as JSON.

use core::fmt::Write;

use sealroll::{AuditReport, AuditedInstruction, AuditedLog, Erasure, Finding};
use serde_json::{Value, json};

/// The report as one JSON document.
pub(crate) fn plain(report: &AuditReport) -> Value {
    let terms = report.terms.as_ref();
    let signed = report.findings.iter().filter(|found| found.is_signed);
    json!({
        "list": report.list_id.to_string(),
        "root": report.root.map(|root| root.to_string()),
        "words": report.root.map(|root| root.words()),
        "venue": terms.map(|terms| terms.venue.as_str()),
        "origin": terms.map(|terms| terms.origin.as_str()),
        "log_key": terms.map(|terms| hex(terms.log_key.as_bytes())),
        "time": report.now.to_string(),
        "processor": report.processor.as_ref().map(|processor| json!({
            "operator": processor.operator,
            "region": processor.region,
            "software": processor.software,
            "sub_processors": processor.sub_processors,
            "version": processor.version,
        })),
        "records": report.records,
        "logs": report.logs.iter().map(plain_log).collect::<Vec<_>>(),
        "instructions": report.instructions.iter().map(plain_instruction).collect::<Vec<_>>(),
        "erasures": report.erasures.iter().map(plain_erasure).collect::<Vec<_>>(),
        "signed_findings": signed.count(),
        "findings": report.findings.iter().map(plain_finding).collect::<Vec<_>>(),
    })
}

/// The report for a person.
pub(crate) fn text(report: &AuditReport) -> String {
    let mut text = String::new();
    write_text(&mut text, report).expect("writing to a string cannot fail");
    text
}

fn write_text(text: &mut String, report: &AuditReport) -> core::fmt::Result {
    if let Some(terms) = &report.terms {
        writeln!(text, "Venue:      {}", terms.venue)?;
        writeln!(text, "Processor:  {}", terms.origin)?;
    }
    if let Some(root) = &report.root {
        writeln!(text, "Words:      {}", root.words())?;
    }
    if let Some(processor) = &report.processor {
        writeln!(
            text,
            "Operator:   {}, {}",
            processor.operator, processor.region
        )?;
    }
    for log in &report.logs {
        let seen = match log.witnessed {
            Some((size, time)) => format!("{size} seen by the owner at {time}"),
            None => "not seen by the owner".to_owned(),
        };
        writeln!(text, "Log {:<12} {} entries, {seen}", log.name, log.size)?;
    }
    let open = report.instructions.iter();
    let open = open.filter(|told| told.acknowledged.is_none()).count();
    writeln!(
        text,
        "{} records ever logged; {} instructions, {open} of them not acknowledged; {} erasure \
         certificates.",
        report.records,
        report.instructions.len(),
        report.erasures.len()
    )?;
    if report.is_clean() {
        return writeln!(text, "Nothing is wrong.");
    }
    writeln!(text, "{} findings:", report.findings.len())?;
    for found in &report.findings {
        let proof = if found.is_signed {
            "proven by signature"
        } else {
            "observed"
        };
        writeln!(text, "- {found} [{proof}]")?;
    }
    Ok(())
}

fn plain_log(log: &AuditedLog) -> Value {
    json!({
        "name": log.name.to_string(),
        "size": log.size,
        "confirmed": log.is_confirmed,
        "witnessed_size": log.witnessed.map(|(size, _)| size),
        "witnessed_time": log.witnessed.map(|(_, time)| time.to_string()),
    })
}

fn plain_instruction(told: &AuditedInstruction) -> Value {
    json!({
        "serial": told.serial.value(),
        "given": told.given.to_string(),
        "order": told.order.to_string(),
        "acknowledged": told.acknowledged.map(|time| time.to_string()),
    })
}

fn plain_erasure(erasure: &Erasure) -> Value {
    json!({
        "epoch": erasure.epoch.value(),
        "records": erasure.records,
        "destroyed": erasure.destroyed.to_string(),
        "backups": erasure.backups.to_string(),
        "reason": erasure.reason.to_string(),
    })
}

pub(crate) fn plain_finding(found: &Finding) -> Value {
    json!({
        "finding": found.kind.name(),
        "log": found.log.to_string(),
        "index": found.index,
        "epoch": found.epoch.map(|epoch| epoch.value()),
        "signed": found.is_signed,
        "meaning": found.kind.english(),
    })
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

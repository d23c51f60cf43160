//! `sealroll-adversary`: tells every lie of the list to owner, guests and auditor over real HTTP,
//! and reports who noticed it by what.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    reason = "the test processor asserts what it asks of its clients, and is shared with other tests"
)]

mod liar;
mod lies;
#[path = "../../crates/sealroll/tests/support/log.rs"]
mod log;
#[path = "../../crates/sealroll/tests/support/processor.rs"]
mod processor;
mod recovery_lies;
mod stage;
mod tiles;

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Instant;

use clap::Parser;
use sealroll::Evidence;
use serde_json::{Value, json};

use crate::lies::{LIES, Lie, UNDETECTABLE};
use crate::recovery_lies::RECOVERY_LIES;
use crate::stage::{Notice, Stage};

/// Lies of a processor, and who notices them.
#[derive(Parser)]
#[command(name = "sealroll-adversary", version)]
struct Arguments {
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The command `sealroll`, which verifies the evidence as a third party would.
    #[arg(long, value_name = "FILE")]
    command: PathBuf,
    /// Write an honest list's logs here as files of C2SP tlog-tiles, for foreign verifiers.
    #[arg(long, value_name = "DIR")]
    tiles: Option<PathBuf>,
    /// Tell no lies; measure the command's audit of an honest log with so many records.
    #[arg(long, value_name = "N")]
    measure: Option<u64>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir().expect("a folder for evidence");
    if let Some(records) = arguments.measure {
        return measure(records, &arguments, folder.path());
    }
    if let Some(tiles) = &arguments.tiles {
        Stage::new().write_tiles(tiles);
    }
    let mut results = vec![control()];
    results.extend(
        LIES.iter()
            .chain(RECOVERY_LIES)
            .map(|lie| tell(lie, folder.path(), &arguments.command)),
    );
    let undetected = results.iter().filter(|result| result["detected"] == false);
    let undetected = undetected.count();
    let limits: Vec<Value> = UNDETECTABLE
        .iter()
        .map(|(lie, limit)| json!({ "lie": lie, "limited_by": limit }))
        .collect();
    let report = json!({
        "lies": LIES.len() + RECOVERY_LIES.len(),
        "detected": results.len() - undetected - usize::from(results[0]["detected"] == true),
        "undetected": undetected,
        "undetectable": limits,
        "results": results,
    });
    if let Some(path) = &arguments.report {
        fs::write(path, format!("{report:#}\n")).expect("the report can be written");
    }
    let passed = results.len() - undetected;
    println!("{passed} passed, {undetected} failed");
    if undetected == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Time and peak memory of `sealroll audit` over HTTP.
fn measure(records: u64, arguments: &Arguments, folder: &Path) -> ExitCode {
    let mut stage = Stage::new();
    stage.fill(records);
    let token = folder.join("token.json");
    fs::write(&token, stage.token_file()).expect("a file can be written");
    let begin = Instant::now();
    let mut child = Command::new(&arguments.command)
        .args(["--json", "audit", "--token"])
        .arg(&token)
        .stdout(Stdio::null())
        .spawn()
        .expect("the command can be started");
    let mut peak = 0.0_f64;
    let status = loop {
        peak = peak.max(peak_memory(child.id()).unwrap_or_default());
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        thread::sleep(Duration::from_millis(20));
    };
    let seconds = begin.elapsed().as_secs_f64();
    let report = json!({
        "records": records,
        "seconds": seconds,
        "peak_mib": peak,
        "clean": status.success(),
    });
    println!("{report:#}");
    if let Some(path) = &arguments.report {
        fs::write(path, format!("{report:#}\n")).expect("the report can be written");
    }
    if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The most memory that a process has had so far, in MiB.
fn peak_memory(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes / 1024.0)
}

/// Without a lie nobody notices anything.
fn control() -> Value {
    let (notices, report, _) = Stage::new().look();
    let quiet = notices.is_empty() && report.is_clean();
    print_result("tells the truth", quiet, &notices);
    json!({ "lie": "tells the truth", "detected": quiet, "noticed": plain(&notices) })
}

fn tell(lie: &Lie, folder: &Path, command: &Path) -> Value {
    let mut stage = Stage::new();
    (lie.tell)(&mut stage);
    let (notices, _, transcript) = stage.look();
    let noticed = |(who, by): &(&str, &str)| {
        let mut found = notices.iter();
        found.any(|notice| notice.who == *who && notice.by == *by)
    };
    let seen = lie.noticed.iter().all(noticed);
    let verified = lie.signed.map(|finding| {
        let path = folder.join("evidence.bin");
        fs::write(&path, transcript.to_bytes()).expect("evidence can be written");
        is_proven(command, &path, finding)
    });
    let kept = stage.evidence.as_ref().map(|evidence| {
        let path = folder.join("evidence.json");
        let content = owner_file(evidence);
        fs::write(&path, format!("{content:#}\n")).expect("evidence can be written");
        shown_by_owner(command, &path)
    });
    let detected = seen && verified != Some(false);
    print_result(lie.name, detected, &notices);
    json!({
        "lie": lie.name,
        "detected": detected,
        "expected": lie.noticed.iter().map(|(who, by)| json!({ "who": who, "by": by })).collect::<Vec<_>>(),
        "noticed": plain(&notices),
        "evidence": lie.evidence,
        "until": lie.until,
        "proven_to_third_parties": verified,
        "proven_by_owners_file": kept.flatten(),
    })
}

/// A third party audits the evidence with the command, and sees the finding proven.
fn is_proven(command: &Path, evidence: &Path, finding: &str) -> bool {
    let output = Command::new(command)
        .args(["--json", "audit", "--evidence"])
        .arg(evidence)
        .output()
        .expect("the command can be started");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    output.status.code() == Some(5)
        && findings
            .iter()
            .any(|found| found["finding"] == finding && found["signed"] == true)
}

/// What `sealroll owner sync` writes.
fn owner_file(evidence: &Evidence) -> Value {
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let entries = evidence.entries.iter();
    let entries: Vec<String> = entries.map(|entry| hex(&entry.to_bytes())).collect();
    json!({
        "log": evidence.log.to_string(),
        "root": hex(evidence.root.as_bytes()),
        "terms": hex(evidence.descriptor.as_bytes()),
        "cosigned": String::from_utf8_lossy(&evidence.cosigned),
        "offered": String::from_utf8_lossy(&evidence.offered),
        "entries": entries,
    })
}

/// A third party reads the owner's file with the command: whether signatures prove the finding; `None`
/// if it finds nothing.
fn shown_by_owner(command: &Path, evidence: &Path) -> Option<bool> {
    let output = Command::new(command)
        .args(["--json", "audit", "--evidence"])
        .arg(evidence)
        .output()
        .expect("the command can be started");
    let report: Value = serde_json::from_slice(&output.stdout).ok()?;
    let findings = report["findings"].as_array()?;
    let is_found = output.status.code() == Some(5) && !findings.is_empty();
    is_found.then(|| findings.iter().any(|found| found["signed"] == true))
}

fn print_result(name: &str, passed: bool, notices: &[Notice]) {
    let word = if passed { "ok" } else { "FAILED" };
    println!("{word:<7} {name}");
    for notice in notices {
        println!("        {} by {}", notice.who, notice.by);
    }
}

fn plain(notices: &[Notice]) -> Vec<Value> {
    notices
        .iter()
        .map(|notice| json!({ "who": notice.who, "by": notice.by }))
        .collect()
}

//! `cargo xtask test`: every check, in one table.

use core::time::Duration;
use std::path::PathBuf;

use clap::Args;

use crate::adversary;
use crate::baremetal;
use crate::bench;
use crate::c;
use crate::crash;
use crate::demo;
use crate::error::TaskError;
use crate::fuzz;
use crate::hygiene;
use crate::interop;
use crate::load;
use crate::long;
use crate::process::{Process, root};
use crate::reference;
use crate::setup;
use crate::simulate;
use crate::site;
use crate::step::{self, Outcome, Step};
use crate::tool::{BARE_METAL, WEB};
use crate::trace;
use crate::uniffi;
use crate::vectors;
use crate::wasm;

/// Options of the test run.
#[derive(Args)]
pub(crate) struct Options {
    /// Run only steps whose name contains this.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// List the steps and their budgets.
    #[arg(long)]
    list: bool,
    /// Run what takes hours instead, and write `reports/long.json`.
    #[arg(long, conflicts_with = "list")]
    long: bool,
}

/// Runs all steps, or those asked for.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    if options.list {
        for step in STEPS {
            println!("{:<22} at most {:>5} s", step.name, step.budget_seconds);
        }
        return Ok(());
    }
    if options.long {
        return long::run(options.only.as_deref());
    }
    let wanted = |step: &&Step| {
        options
            .only
            .as_deref()
            .is_none_or(|only| step.name.contains(only))
    };
    step::run(&STEPS.iter().filter(wanted).collect::<Vec<_>>())
}

/// The table: what a later step needs is built by an earlier one.
const STEPS: &[Step] = &[
    Step::new("setup", 1800, tools),
    Step::new("format", 60, format),
    Step::new("clippy", 1800, clippy),
    Step::new("build", 1800, build),
    Step::new("tests", 2700, tests),
    Step::new("crashes", 900, crashes),
    Step::new("simulation", 600, simulation),
    Step::new("documentation", 1200, documentation),
    Step::new("bare metal", 900, bare_metal),
    Step::new("kiosk", 900, kiosk),
    Step::new("C", 1200, c_library),
    Step::new("languages", 1200, languages),
    Step::new("web", 900, web),
    Step::new("browser", 1500, browser),
    Step::new("official vectors", 900, official_vectors),
    Step::new("reference", 900, independent),
    Step::new("AWS-LC", 1800, with_aws_lc),
    Step::new("interop", 900, short_interop),
    Step::new("adversary", 900, adversary_lies),
    Step::new("foreign log reader", 600, foreign_log_reader),
    Step::new("models", 1800, models),
    Step::new("hygiene", 900, secrets),
    Step::new("fuzz", 1200, fuzz::smoke),
    Step::new("specification", 300, specification),
    Step::new("demo", 600, short_demo),
    Step::new("load", 1800, short_load),
    Step::new("bench", 1800, short_bench),
];

fn tools(_: Duration) -> Result<Outcome, TaskError> {
    setup::run().map(|()| Outcome::Passed(1))
}

fn format(budget: Duration) -> Result<Outcome, TaskError> {
    cargo(budget, &["fmt", "--all", "--check"])
}

fn clippy(budget: Duration) -> Result<Outcome, TaskError> {
    cargo(
        budget,
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
    )
}

fn build(budget: Duration) -> Result<Outcome, TaskError> {
    cargo(budget, &["build", "--workspace"])
}

/// The workspace's tests and doc tests; each counts.
fn tests(budget: Duration) -> Result<Outcome, TaskError> {
    let process = Process::cargo()
        .args(["test", "--workspace", "--no-fail-fast"])
        .budget(budget);
    count(|line| process.run_lines(line), parse_test_result)
}

/// Two hundred times the processor is killed under load; nothing acknowledged is lost.
fn crashes(budget: Duration) -> Result<Outcome, TaskError> {
    let options = crash::Options {
        runs: 200,
        cuts: 100,
        report: None,
    };
    count(
        |line| crash::runs(&options, budget, line),
        parse_test_result,
    )
}

/// Two months of a list in seconds: guests, owner, auditor, purges, faults, jumps, old copies.
fn simulation(budget: Duration) -> Result<Outcome, TaskError> {
    let options = simulate::Options {
        months: 2,
        seed: 1,
        report: None,
    };
    count(
        |line| simulate::months(&options, budget, line),
        parse_final_line,
    )
}

fn documentation(budget: Duration) -> Result<Outcome, TaskError> {
    let process = Process::cargo().args(["doc", "--workspace", "--no-deps", "--quiet"]);
    process
        .env("RUSTDOCFLAGS", "-D warnings")
        .budget(budget)
        .run()?;
    Ok(Outcome::Passed(1))
}

/// The crates that any device must be able to carry build without an operating system.
fn bare_metal(budget: Duration) -> Result<Outcome, TaskError> {
    let packages = ["sealroll-wire", "sealroll-log", "sealroll-core"];
    check_for(budget, BARE_METAL, &packages)
}

/// The kiosk on an emulated chip.
fn kiosk(budget: Duration) -> Result<Outcome, TaskError> {
    count(
        |line| baremetal::kiosk(None, budget, line),
        parse_final_line,
    )
}

/// Header, interface, examples, misuse and vectors in C and C++, plain, instrumented and under
/// Valgrind.
fn c_library(budget: Duration) -> Result<Outcome, TaskError> {
    count(|line| c::test(budget, line), parse_final_line)
}

/// Kotlin, Swift and Python, against the real processor and against each other.
fn languages(budget: Duration) -> Result<Outcome, TaskError> {
    count(|line| uniffi::test(budget, line), parse_final_line)
}

fn web(budget: Duration) -> Result<Outcome, TaskError> {
    let packages = ["sealroll-wire", "sealroll-log", "sealroll-core", "sealroll"];
    check_for(budget, WEB, &packages)
}

/// Package and pages, in Node and in Chromium.
fn browser(budget: Duration) -> Result<Outcome, TaskError> {
    count(|line| wasm::test(budget, line), wasm::parse_node_result)
}

/// The official vectors. In CI the folder must be there; elsewhere its absence is said.
fn official_vectors(budget: Duration) -> Result<Outcome, TaskError> {
    let named = std::env::var_os(vectors::OFFICIAL).map(PathBuf::from);
    let folder = named.clone().unwrap_or_else(vectors::default_folder);
    if named.is_none() && !folder.is_dir() && !in_ci() {
        return Ok(Outcome::Absent(
            "no folder of official vectors beside the project",
        ));
    }
    count(
        |line| vectors::official(&folder, budget, line),
        parse_test_result,
    )
}

/// Every lie of a processor must be noticed, by whom and by what was stated before.
fn adversary_lies(budget: Duration) -> Result<Outcome, TaskError> {
    let options = adversary::Options {
        report: None,
        measure: None,
    };
    count(
        |line| adversary::lies(&options, budget, line),
        parse_final_line,
    )
}

/// A verifier of the C2SP formats that somebody else wrote reads the log of the step before.
fn foreign_log_reader(budget: Duration) -> Result<Outcome, TaskError> {
    count(|line| adversary::foreign(budget, line), parse_final_line)
}

/// The independent implementation in Python, over the project's own vectors.
fn independent(budget: Duration) -> Result<Outcome, TaskError> {
    reference::run(budget).map(Outcome::Passed)
}

/// The same tests and vectors with the library's optional back end.
fn with_aws_lc(budget: Duration) -> Result<Outcome, TaskError> {
    let process = Process::cargo()
        .args(["test", "--package", "sealroll-core"])
        .args(["--package", "sealroll-vectors"])
        // No tests, but the features with which the dependencies were compiled for the others.
        .args(["--package", "sealroll-features"])
        .args(["--features", "sealroll/aws-lc"])
        .budget(budget);
    count(|line| process.run_lines(line), parse_test_result)
}

/// Journeys with the independent implementation, and HPKE beside foreign libraries.
fn short_interop(budget: Duration) -> Result<Outcome, TaskError> {
    let options = interop::Options {
        report: None,
        journeys: 20,
        seed: None,
    };
    count(
        |line| interop::journeys(&options, budget, line),
        parse_final_line,
    )
}

/// The protocol models, compared with their committed results.
fn models(budget: Duration) -> Result<Outcome, TaskError> {
    script(budget, "bash", "spec/models/run-verifpal.sh")
}

/// The gate prints a closing line of its own, Miri that of the test harness.
fn secrets(budget: Duration) -> Result<Outcome, TaskError> {
    let parse = |line: &str| parse_final_line(line).or_else(|| parse_test_result(line));
    count(|line| hygiene::run(budget, line), parse)
}

/// The rendered specification, its links, and its rules against vectors and tests.
fn specification(budget: Duration) -> Result<Outcome, TaskError> {
    site::run(budget)?;
    trace::run(&trace::Options::default()).map(|()| Outcome::Passed(2))
}

fn short_demo(budget: Duration) -> Result<Outcome, TaskError> {
    let options = demo::Options {
        headless: true,
        guests: Some(60),
        ..demo::Options::default()
    };
    demo::journey(&options, budget).map(|()| Outcome::Passed(1))
}

fn short_load(budget: Duration) -> Result<Outcome, TaskError> {
    let options = load::Options {
        report: None,
        page: None,
        spine: false,
        uploads: 5000,
        clients: 64,
    };
    load::generator(&options, budget).map(|()| Outcome::Passed(1))
}

fn short_bench(budget: Duration) -> Result<Outcome, TaskError> {
    let options = bench::Options {
        report: None,
        page: None,
        short: true,
        only: None,
    };
    bench::rounds(&options, budget).map(|()| Outcome::Passed(1))
}

fn cargo(budget: Duration, arguments: &[&str]) -> Result<Outcome, TaskError> {
    Process::cargo()
        .args(arguments)
        .budget(budget)
        .run()
        .map(|()| Outcome::Passed(1))
}

fn check_for(budget: Duration, target: &str, packages: &[&str]) -> Result<Outcome, TaskError> {
    let mut process = Process::cargo()
        .args(["check", "--target", target])
        .budget(budget);
    for package in packages {
        process = process.args(["--package", package]);
    }
    process.run().map(|()| Outcome::Passed(1))
}

fn script(budget: Duration, program: &str, path: &str) -> Result<Outcome, TaskError> {
    let path = root().join(path);
    if !path.is_file() {
        return Err(TaskError::MissingPath {
            purpose: "the script",
            path,
        });
    }
    Process::new(program)
        .arg(path)
        .budget(budget)
        .run()
        .map(|()| Outcome::Passed(1))
}

/// Runs something that prints lines and adds up what `parse` finds in them.
pub(crate) fn count(
    run: impl FnOnce(&mut (dyn FnMut(&str) + Send)) -> Result<(), TaskError>,
    parse: fn(&str) -> Option<(u64, u64)>,
) -> Result<Outcome, TaskError> {
    let (mut passed, mut failed) = (0, 0);
    let result = run(&mut |line: &str| {
        if let Some((more, bad)) = parse(line) {
            passed += more;
            failed += bad;
        }
    });
    match result {
        Ok(()) if failed == 0 && passed > 0 => Ok(Outcome::Passed(passed)),
        Ok(()) => Ok(Outcome::Failed {
            passed,
            failed: failed.max(1),
        }),
        Err(error) => {
            println!("error: {error}");
            Ok(Outcome::Failed {
                passed,
                failed: failed.max(1),
            })
        }
    }
}

/// `12 passed, 0 failed`, as the project's own runners print it.
pub(crate) fn parse_final_line(line: &str) -> Option<(u64, u64)> {
    let (passed, failed) = line.split_once(" passed, ")?;
    let failed = failed.strip_suffix(" failed")?;
    Some((passed.parse().ok()?, failed.parse().ok()?))
}

/// `test result: ok. 12 passed; 0 failed; …`, as the test harness prints it.
pub(crate) fn parse_test_result(line: &str) -> Option<(u64, u64)> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut counts = counts.split("; ");
    let passed = counts.next()?.strip_suffix(" passed")?.parse().ok()?;
    let failed = counts.next()?.strip_suffix(" failed")?.parse().ok()?;
    Some((passed, failed))
}

fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true")
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn counts_are_read_from_the_harness() {
        let line =
            "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 1 filtered out";
        assert_eq!(parse_test_result(line), Some((12, 3)));
        assert_eq!(parse_test_result("test a ... ok"), None);
    }

    #[test]
    fn a_run_without_checks_does_not_pass() {
        let outcome = count(|_| Ok(()), parse_test_result);
        assert!(matches!(
            outcome,
            Ok(Outcome::Failed {
                passed: 0,
                failed: 1
            })
        ));
    }

    #[test]
    fn names_and_budgets_are_sound() {
        let names: std::collections::BTreeSet<_> = STEPS.iter().map(|step| step.name).collect();
        assert_eq!(names.len(), STEPS.len());
        assert!(STEPS.iter().all(|step| step.budget_seconds > 0));
    }
}

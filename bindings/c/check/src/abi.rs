//! The binary interface: what the shared library exports, and the numbers of the header.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::error::CheckError;
use crate::program::{binding, run};
use crate::tally::Tally;

/// Holds the installed library against `abi.txt`, which `accept` brings up to date. A line that
/// went away is never accepted: such a change needs another soname, and a hand that deletes it.
pub(crate) fn check(prefix: &Path, accept: bool, tally: &mut Tally) -> Result<(), CheckError> {
    let library = prefix.join("lib/libsealroll.so");
    let symbols = symbols(&library)?;
    let strange: Vec<&String> = symbols
        .iter()
        .filter(|symbol| !symbol.starts_with("sealroll_"))
        .collect();
    tally.check(
        "no symbol outside the prefix is exported",
        strange.is_empty(),
    );
    for symbol in strange {
        println!("        {symbol}");
    }
    let mut found = symbols;
    found.extend(numbers()?);
    let file = binding().join("abi.txt");
    let known = fs::read_to_string(&file).unwrap_or_default();
    let known: BTreeSet<String> = known.lines().map(str::to_owned).collect();
    for line in known.difference(&found) {
        println!("        gone: {line}");
    }
    tally.check(
        "nothing of the interface went away",
        known.is_subset(&found),
    );
    if accept && known.is_subset(&found) {
        let lines: Vec<&str> = found.iter().map(String::as_str).collect();
        let text = lines.join("\n") + "\n";
        fs::write(&file, text).map_err(|error| CheckError::File(file, error))?;
        return Ok(());
    }
    for line in found.difference(&known) {
        println!("        new: {line}");
    }
    let same = "the interface is the one in abi.txt (`cargo xtask c --accept-abi`)";
    tally.check(same, found.is_subset(&known));
    let dynamic = run(Command::new("readelf").arg("-d").arg(&library))?;
    let dynamic = String::from_utf8_lossy(&dynamic.stdout).into_owned();
    tally.check(
        "the soname is libsealroll.so.0",
        dynamic.contains("SONAME") && dynamic.contains("[libsealroll.so.0]"),
    );
    Ok(())
}

/// The functions of `abi.txt`.
pub(crate) fn functions() -> Result<Vec<String>, CheckError> {
    let file = binding().join("abi.txt");
    let text = fs::read_to_string(&file).map_err(|error| CheckError::File(file, error))?;
    let names = text.lines().filter(|line| !line.contains(" = "));
    Ok(names.map(str::to_owned).collect())
}

fn symbols(library: &Path) -> Result<BTreeSet<String>, CheckError> {
    let mut nm = Command::new("nm");
    let listing = run(nm
        .args(["-D", "--defined-only", "--format=posix"])
        .arg(library))?;
    let listing = String::from_utf8_lossy(&listing.stdout).into_owned();
    let names = listing.lines().filter_map(|line| line.split(' ').next());
    Ok(names.map(str::to_owned).collect())
}

/// Every `SEALROLL_… = 7` of the header.
fn numbers() -> Result<BTreeSet<String>, CheckError> {
    let header = binding().join("include/sealroll.h");
    let text = fs::read_to_string(&header).map_err(|error| CheckError::File(header, error))?;
    let lines = text
        .lines()
        .filter_map(|line| line.trim().strip_suffix(','));
    let numbers = lines.filter(|line| line.starts_with("SEALROLL_") && line.contains(" = "));
    Ok(numbers.map(str::to_owned).collect())
}

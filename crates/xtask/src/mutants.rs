//! Mutation tests of `wire`, `log` and `core`: changes that no test notices are failures.

use core::time::Duration;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::error::TaskError;
use crate::process::{Process, root};
use crate::step::Outcome;
use crate::tool;

/// Changes the code in every way that cargo-mutants knows. What is left out, and why, stands in
/// `.cargo/mutants.toml`; `tests/hygiene/mutants.py` says how thousands of changes need one build.
/// With `SEALROLL_MUTANTS_RESUME` it takes over what a former run has found of files that did not
/// change, and judges the rest. With `SEALROLL_MUTANTS_SINCE` it judges only files that have changed
/// since that commit, and counts the mutants of the others as unchanged. `SEALROLL_MUTANTS_SECONDS` ends it early; what was not judged then
/// is a failure.
pub(crate) fn run(budget: Duration) -> Result<Outcome, TaskError> {
    let folder = root().join("target/mutants");
    fs::create_dir_all(&folder).map_err(|error| TaskError::Faults {
        lines: vec![format!("{}: {error}", folder.display())],
    })?;
    let _ = fs::remove_file(report());
    let resume = std::env::var_os("SEALROLL_MUTANTS_RESUME").map(|_| "--resume");
    let since = std::env::var("SEALROLL_MUTANTS_SINCE").ok();
    let since = since.map(|commit| ["--since".to_owned(), commit]);
    let seconds = std::env::var("SEALROLL_MUTANTS_SECONDS").ok();
    let seconds = seconds.unwrap_or_else(|| (budget.as_secs() * 9 / 10).to_string());
    Process::new("python3")
        .arg("tests/hygiene/mutants.py")
        .args(resume)
        .args(since.iter().flatten())
        .args(["--seconds", &seconds])
        .arg("--tool")
        .arg(tool::mutants()?)
        .arg("--root")
        .arg(root())
        .arg("--work")
        .arg(&folder)
        .arg("--report")
        .arg(report())
        .args(["--package", "sealroll-wire"])
        .args(["--package", "sealroll-log"])
        .args(["--package", "sealroll-core"])
        .args(["--feature", "sealroll-core/aws-lc"])
        .budget(budget)
        .run()?;
    let text = fs::read_to_string(report()).unwrap_or_default();
    judge(&serde_json::from_str(&text).unwrap_or_default()).ok_or(TaskError::Output {
        program: "mutants.py",
    })
}

/// Where the last run says what became of each package's mutants.
pub(crate) fn report() -> PathBuf {
    root().join("target/mutants/report.json")
}

/// Adds the packages up. A mutant that never ends is as good as caught.
fn judge(report: &Value) -> Option<Outcome> {
    let packages = report["packages"].as_object()?;
    let count = |name: &str| -> u64 {
        let counts = packages.values().filter_map(|counts| counts[name].as_u64());
        counts.sum()
    };
    let passed = count("caught") + count("timeout");
    Some(match count("missed") + count("unjudged") {
        0 if passed > 0 => Outcome::Passed(passed),
        failed => Outcome::Failed {
            passed,
            failed: failed.max(1),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_added_up() {
        let report = serde_json::json!({ "packages": {
            "a": { "caught": 5, "timeout": 1, "unviable": 4 },
            "b": { "caught": 3, "missed": 1, "unjudged": 1, "elsewhere": 2 },
        }});
        assert_eq!(
            judge(&report),
            Some(Outcome::Failed {
                passed: 9,
                failed: 2
            })
        );
        assert_eq!(judge(&Value::Null), None);
    }
}

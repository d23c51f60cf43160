//! The comparison with the spine: the first processor of this project that did its whole job. Both
//! are driven in turns on the same machine, by clients of the same source.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::binary::target_folder;
use crate::error::TaskError;
use crate::process::Process;

/// What was found; `durable_uploads_vs_spine` is the median of the pairs' ratios.
pub(crate) struct Comparison {
    ratios: Vec<f64>,
    ours: Vec<f64>,
    spine: Vec<f64>,
}

/// A processor and what loads it.
struct Side {
    processor: PathBuf,
    load: PathBuf,
    /// What its generator is told besides.
    only_uploads: bool,
}

/// Builds the spine and compares it with these binaries.
pub(crate) fn compare(
    processor: &Path,
    load: &Path,
    clients: u32,
) -> Result<Comparison, TaskError> {
    let spine = build()?;
    let ours = Side {
        processor: processor.to_owned(),
        load: load.to_owned(),
        only_uploads: true,
    };
    let mut comparison = Comparison {
        ratios: Vec::new(),
        ours: Vec::new(),
        spine: Vec::new(),
    };
    for pair in 0..=PAIRS {
        // Who begins changes from pair to pair.
        let (of_ours, of_spine) = if pair % 2 == 0 {
            let of_spine = spine.uploads_per_s(clients)?;
            (ours.uploads_per_s(clients)?, of_spine)
        } else {
            let of_ours = ours.uploads_per_s(clients)?;
            (of_ours, spine.uploads_per_s(clients)?)
        };
        println!("pair {pair}: {of_ours:.0} uploads a second, the spine {of_spine:.0}");
        // The first warms up.
        if pair > 0 {
            comparison.ratios.push(of_ours / of_spine);
            comparison.ours.push(of_ours);
            comparison.spine.push(of_spine);
        }
    }
    Ok(comparison)
}

impl Comparison {
    /// For the report and the page.
    pub(crate) fn json(&mut self) -> Value {
        let median = |values: &mut Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied().unwrap_or_default()
        };
        let round = |value: f64| (value * 100.0).round() / 100.0;
        let ratio = median(&mut self.ratios);
        json!({
            "durable_uploads_vs_spine": round(ratio),
            "durable_uploads_vs_spine_spread": [
                round(self.ratios.first().copied().unwrap_or_default()),
                round(self.ratios.last().copied().unwrap_or_default()),
            ],
            "pairs": self.ratios.len(),
            "uploads_per_round": UPLOADS,
            "uploads_per_s": median(&mut self.ours).round(),
            "spine_uploads_per_s": median(&mut self.spine).round(),
            "spine_commit": COMMIT,
            "clients": "this version's, with both",
        })
    }
}

impl Side {
    /// One round, with an empty store.
    fn uploads_per_s(&self, clients: u32) -> Result<f64, TaskError> {
        let report = folder()?.join("round.json");
        let mut process = Process::new(&self.load)
            .arg("--processor")
            .arg(&self.processor);
        process = process.arg("--uploads").arg(UPLOADS.to_string());
        process = process.arg("--clients").arg(clients.to_string());
        process = process.arg("--report").arg(&report);
        if self.only_uploads {
            process = process.arg("--only-uploads");
        }
        process.output()?;
        let value: Option<Value> = fs::read(report)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let figure = value.and_then(|value| value["uploads_per_s"].as_f64());
        figure.ok_or(TaskError::Output {
            program: "sealroll-load",
        })
    }
}

/// Builds the spine's processor and its load generator, the latter with the clients of this version:
/// the bytes of an upload have changed since, so that no generator can serve both.
fn build() -> Result<Side, TaskError> {
    let folder = folder()?;
    let tree = folder.join("tree");
    let commit = format!("{COMMIT}^{{commit}}");
    let known = Process::new("git").args(["cat-file", "-e", &commit]);
    known.output().map_err(|_| TaskError::MissingTool {
        name: "the spine's commit",
        remedy: format!("this needs the history of the repository, with {COMMIT}"),
    })?;
    let git = if tree.exists() {
        let git = Process::new("git").arg("-C").arg(&tree);
        git.args(["checkout", "--quiet", "--force", COMMIT])
    } else {
        let git = Process::new("git").args(["worktree", "add", "--quiet", "--force", "--detach"]);
        git.arg(&tree).arg(COMMIT)
    };
    git.run()?;
    let ours = crate::process::root().join(CLIENTS);
    let load = tree.join("tests/src/load.rs");
    let missing = |path: &Path| TaskError::MissingPath {
        purpose: "source of the spine's load generator as it was",
        path: path.to_owned(),
    };
    fs::copy(&ours, tree.join(CLIENTS)).map_err(|_| missing(&ours))?;
    let mut text = fs::read_to_string(&load).map_err(|_| missing(&load))?;
    for (before, after) in ADAPTED {
        if !text.contains(before) {
            return Err(missing(&load));
        }
        text = text.replace(before, after);
    }
    fs::write(&load, text).map_err(|_| missing(&load))?;
    let target = folder.join("target");
    let mut cargo = Process::cargo().args(["build", "--release", "--manifest-path"]);
    cargo = cargo
        .arg(tree.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target);
    cargo = cargo.args([
        "--package",
        "sealroll-processor",
        "--bin",
        "sealroll-processor",
    ]);
    cargo = cargo.args(["--package", "sealroll-tests", "--bin", "sealroll-load"]);
    cargo.run()?;
    let binaries = target.join("release");
    Ok(Side {
        processor: binaries.join("sealroll-processor"),
        load: binaries.join("sealroll-load"),
        only_uploads: false,
    })
}

fn folder() -> Result<PathBuf, TaskError> {
    Ok(target_folder()?.join("spine"))
}

/// The last commit of the first issue.
const COMMIT: &str = "85b784454286584c557238373cfe2a2c66f12966";
/// The clients, in both trees.
const CLIENTS: &str = "tests/src/upload.rs";
/// What the spine's generator says to its clients, and what it has to say to those of today.
const ADAPTED: [(&str, &str); 2] = [
    (
        "request.map(|request| Upload {
                path: request.path,
                body: request.body.into(),
            })",
        "request.map(Upload::new)",
    ),
    (
        "Runtime::new()?",
        "tokio::runtime::Builder::new_current_thread().enable_io().build()?",
    ),
];
/// Pairs that count: an odd number, so that the median is one of them.
const PAIRS: usize = 9;
/// Uploads in a round: what a round of the spine seals beforehand at once.
const UPLOADS: u32 = 25_000;

//! `cargo xtask trace`: each MUST of the specification against the vectors and tests that hold it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::TaskError;
use crate::process::root;
use crate::rules::{self, Rule};

/// Options of the traceability table.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Write the table as JSON to this file as well.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Prints the table; fails on an uncovered rule or a dead anchor.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    let trace = Trace::read(&root()).map_err(|lines| TaskError::Faults { lines })?;
    trace.print();
    if let Some(path) = &options.report {
        let text = format!("{:#}\n", trace.report());
        fs::write(path, text).map_err(|error| TaskError::Faults {
            lines: vec![format!("{}: {error}", path.display())],
        })?;
    }
    let gaps = trace.dead.len() + trace.uncovered().len();
    match u64::try_from(gaps) {
        Ok(0) => Ok(()),
        failed => Err(TaskError::Checks {
            failed: failed.unwrap_or(u64::MAX),
        }),
    }
}

/// Rules, what covers each, and every citation of an anchor that does not exist.
struct Trace {
    rules: Vec<Rule>,
    covered: BTreeMap<String, BTreeSet<String>>,
    dead: Vec<String>,
}

impl Trace {
    /// Reads the specification, the vectors and every source file below `root`.
    ///
    /// # Errors
    ///
    /// What the specification itself gets wrong, or a file that cannot be read.
    fn read(root: &Path) -> Result<Self, Vec<String>> {
        let text = |path: &Path| {
            fs::read_to_string(path).map_err(|error| vec![format!("{}: {error}", path.display())])
        };
        let spec = text(&root.join("spec/protocol.md"))?;
        let rules = rules::read(&spec)?;
        let anchors = rules::anchors(&spec);
        let known: BTreeSet<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
        let mut covered: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut dead = Vec::new();
        for path in sources(root) {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .display()
                .to_string();
            let content = text(&path)?;
            let cited = if is_vector(&name) {
                vector_rules(&content)
            } else {
                test_rules(&content, &known)
            };
            for id in cited {
                if known.contains(id.as_str()) {
                    covered.entry(id).or_default().insert(name.clone());
                } else {
                    dead.push(format!("{name} covers {id}, which is no rule"));
                }
            }
            for anchor in cited_anchors(&content) {
                if !anchors.contains(&anchor) {
                    dead.push(format!(
                        "{name} cites protocol.md#{anchor}, which does not exist"
                    ));
                }
            }
        }
        dead.extend(dead_tests(root, &text(&root.join("spec/compliance.md"))?));
        Ok(Self {
            rules,
            covered,
            dead,
        })
    }

    /// The table as JSON: `musts`, `covered`, `uncovered`, `dead_anchors`, and a row for each rule.
    fn report(&self) -> serde_json::Value {
        let uncovered = self.uncovered();
        serde_json::json!({
            "musts": self.rules.len(),
            "covered": self.rules.len() - uncovered.len(),
            "uncovered": uncovered.len(),
            "uncovered_rules": uncovered,
            "dead_anchors": self.dead,
            "rows": self.rules.iter().map(|rule| serde_json::json!({
                "rule": rule.id,
                "text": rule.text,
                "covered_by": self.covered.get(&rule.id),
            })).collect::<Vec<_>>(),
        })
    }

    /// The table for a terminal.
    fn print(&self) {
        for rule in &self.rules {
            let by = self.covered.get(&rule.id);
            let first = by.and_then(|by| by.first()).map_or("-", String::as_str);
            println!("{:8} {:3}  {first}", rule.id, by.map_or(0, BTreeSet::len));
        }
        for line in &self.dead {
            println!("dead: {line}");
        }
        let uncovered = self.uncovered();
        println!(
            "{} rules, {} uncovered, {} dead",
            self.rules.len(),
            uncovered.len(),
            self.dead.len()
        );
        if !uncovered.is_empty() {
            println!("uncovered: {}", uncovered.join(" "));
        }
    }

    fn uncovered(&self) -> Vec<&str> {
        self.rules
            .iter()
            .map(|rule| rule.id.as_str())
            .filter(|id| !self.covered.contains_key(*id))
            .collect()
    }
}

/// Tests that the table of clauses names (`path.rs::test`) and that do not exist.
fn dead_tests(root: &Path, compliance: &str) -> Vec<String> {
    let quoted = compliance.split('`').skip(1).step_by(2);
    let named = quoted.filter_map(|text| text.split_once(".rs::"));
    named
        .filter(|(path, test)| {
            let content = fs::read_to_string(root.join(format!("{path}.rs"))).unwrap_or_default();
            let name = test.rsplit("::").next().unwrap_or(test);
            !content.contains(&format!("fn {name}("))
        })
        .map(|(path, test)| format!("compliance.md names {path}.rs::{test}, which does not exist"))
        .collect()
}

/// Files in which rules are cited: code, tests, vectors, pages of the specification.
fn sources(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = ["crates", "tests", "bindings", "fuzz", "spec"]
        .map(|folder| root.join(folder))
        .into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if ![
                    "target",
                    "node_modules",
                    "corpus",
                    "artifacts",
                    "__pycache__",
                ]
                .contains(&name.as_str())
                {
                    folders.push(path);
                }
            } else if EXTENSIONS.iter().any(|extension| name.ends_with(extension)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_vector(name: &str) -> bool {
    name.starts_with("spec/vectors/") && name.ends_with(".json")
}

fn vector_rules(content: &str) -> Vec<String> {
    let value: serde_json::Value = serde_json::from_str(content).unwrap_or_default();
    value["rules"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|rule| rule.as_str().map(str::to_owned))
        .collect()
}

/// Rules named by a test: in its function's name (`fn env_3_…`) or in a comment (`covers: ENV-3`).
/// A file without a test covers nothing.
fn test_rules(content: &str, known: &BTreeSet<&str>) -> Vec<String> {
    if !TEST_MARKS.iter().any(|mark| content.contains(mark)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for line in content.lines() {
        if let Some((_, list)) = line.split_once("covers: ") {
            let ids = list
                .split([',', ' '])
                .map(str::trim)
                .take_while(|id| is_rule_id(id) || id.is_empty());
            found.extend(ids.filter(|id| !id.is_empty()).map(str::to_owned));
        }
        if let Some((_, name)) = line.split_once("fn ") {
            let mut words = name.split('_');
            if let (Some(prefix), Some(number)) = (words.next(), words.next()) {
                let id = format!("{}-{number}", prefix.to_uppercase());
                if known.contains(id.as_str()) {
                    found.push(id);
                }
            }
        }
    }
    found
}

fn is_rule_id(word: &str) -> bool {
    word.split_once('-').is_some_and(|(prefix, number)| {
        !prefix.is_empty()
            && prefix.chars().all(|c| c.is_ascii_uppercase())
            && !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit())
    })
}

fn cited_anchors(content: &str) -> Vec<String> {
    let mark = concat!("protocol", ".md#");
    content
        .match_indices(mark)
        .map(|(at, _)| {
            content[at + mark.len()..]
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
                .collect::<String>()
        })
        .filter(|anchor| !anchor.is_empty())
        .collect()
}

const EXTENSIONS: [&str; 10] = [
    ".rs", ".py", ".mjs", ".ts", ".js", ".c", ".cpp", ".kt", ".md", ".json",
];

const TEST_MARKS: [&str; 4] = [
    "#[test]",
    "#[tokio::test",
    "proptest!",
    "import test from \"node:test\"",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_covers_by_name_and_by_comment() {
        let known = BTreeSet::from(["ENV-3", "PAD-1"]);
        let content = "#[test]\n// covers: PAD-1, ENV-3 (both)\nfn env_3_is_compared() {}\n";
        assert_eq!(test_rules(content, &known), ["PAD-1", "ENV-3", "ENV-3"]);
        assert!(test_rules("fn env_3_helper() {}", &known).is_empty());
    }

    #[test]
    fn a_clause_cannot_name_a_test_that_is_not_there() {
        let table = "| 1 | `crates/x/tests/none.rs::some_test` | `no test` |";
        assert_eq!(dead_tests(Path::new("."), table).len(), 1);
    }

    #[test]
    fn citations_are_found() {
        let cited = format!("see `spec/{}#ENV-3`.", "protocol.md");
        assert_eq!(cited_anchors(&cited), ["ENV-3"]);
    }
}

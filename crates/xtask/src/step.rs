//! The steps of a test run: each timed, counted and reported.

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use crate::error::TaskError;

/// One step: a name, what it may take, and what it does.
pub(crate) struct Step {
    /// One or two words.
    pub(crate) name: &'static str,
    /// It is stopped when it takes longer than this many seconds.
    pub(crate) budget_seconds: u64,
    /// Does it within the budget.
    pub(crate) action: fn(Duration) -> Result<Outcome, TaskError>,
}

impl Step {
    pub(crate) const fn new(
        name: &'static str,
        budget_seconds: u64,
        action: fn(Duration) -> Result<Outcome, TaskError>,
    ) -> Self {
        Self {
            name,
            budget_seconds,
            action,
        }
    }
}

/// What a step found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// It passed, with so many checks.
    Passed(u64),
    /// Some of its checks failed.
    Failed {
        /// Checks passed.
        passed: u64,
        /// Checks failed.
        failed: u64,
    },
    /// There was nothing to do yet, for this reason; counts as neither.
    Absent(&'static str),
}

/// What became of a step.
pub(crate) struct Finding {
    pub(crate) name: &'static str,
    pub(crate) word: &'static str,
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) seconds: f64,
}

/// Runs all steps, prints a summary and the final line.
pub(crate) fn run(steps: &[&Step]) -> Result<(), TaskError> {
    match find(steps).iter().map(|finding| finding.failed).sum() {
        0 => Ok(()),
        failed => Err(TaskError::Checks { failed }),
    }
}

/// As [`run`], and returns what became of each step.
pub(crate) fn find(steps: &[&Step]) -> Vec<Finding> {
    let begin = Instant::now();
    let mut findings = Vec::new();
    for step in steps {
        println!("\n==> {}", step.name);
        let start = Instant::now();
        let (word, passed, failed) = judge((step.action)(Duration::from_secs(step.budget_seconds)));
        let finding = Finding {
            name: step.name,
            word,
            passed,
            failed,
            seconds: start.elapsed().as_secs_f64(),
        };
        println!("<== {finding}");
        findings.push(finding);
    }
    println!();
    for finding in &findings {
        println!("{finding}");
    }
    let (passed, failed) = findings.iter().fold((0, 0), |(passed, failed), finding| {
        (passed + finding.passed, failed + finding.failed)
    });
    let seconds = begin.elapsed().as_secs_f64();
    println!("{:<22} {:<8} {seconds:>7.1} s\n", "all steps", "");
    println!("{passed} passed, {failed} failed");
    findings
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:<22} {:<8} {:>7.1} s",
            self.name, self.word, self.seconds
        )
    }
}

fn judge(result: Result<Outcome, TaskError>) -> (&'static str, u64, u64) {
    match result {
        Ok(Outcome::Passed(checks)) => ("ok", checks, 0),
        Ok(Outcome::Failed { passed, failed }) => ("FAILED", passed, failed),
        Ok(Outcome::Absent(reason)) => {
            println!("not run: {reason}");
            ("not run", 0, 0)
        }
        Err(error) => {
            println!("error: {error}");
            ("FAILED", 0, 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSES: Step = Step {
        name: "a",
        budget_seconds: 1,
        action: |_| Ok(Outcome::Passed(3)),
    };
    const FAILS: Step = Step {
        name: "b",
        budget_seconds: 1,
        action: |_| {
            Ok(Outcome::Failed {
                passed: 1,
                failed: 2,
            })
        },
    };

    #[test]
    fn one_failure_fails_the_run_and_later_steps_still_run() {
        assert!(run(&[&PASSES]).is_ok());
        let result = run(&[&FAILS, &PASSES]);
        assert!(matches!(result, Err(TaskError::Checks { failed: 2 })));
    }

    #[test]
    fn an_error_counts_as_one_failure() {
        let error = TaskError::Output { program: "x" };
        assert_eq!(judge(Err(error)), ("FAILED", 0, 1));
    }
}

//! The steps of a test run: each timed, counted and reported.

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

/// Runs all steps, prints a summary and the final line.
pub(crate) fn run(steps: &[&Step]) -> Result<(), TaskError> {
    let begin = Instant::now();
    let mut totals = (0, 0);
    let mut lines = Vec::new();
    for step in steps {
        println!("\n==> {}", step.name);
        let start = Instant::now();
        let (word, passed, failed) = judge((step.action)(Duration::from_secs(step.budget_seconds)));
        totals = (totals.0 + passed, totals.1 + failed);
        let seconds = start.elapsed().as_secs_f64();
        let line = format!("{:<22} {word:<8} {seconds:>7.1} s", step.name);
        println!("<== {line}");
        lines.push(line);
    }
    println!("\n{}", lines.join("\n"));
    println!(
        "{:<22} {:<8} {:>7.1} s\n",
        "all steps",
        "",
        begin.elapsed().as_secs_f64()
    );
    println!("{} passed, {} failed", totals.0, totals.1);
    if totals.1 == 0 {
        Ok(())
    } else {
        Err(TaskError::Checks { failed: totals.1 })
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

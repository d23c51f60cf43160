//! What can go wrong in a task.

use core::fmt;
use core::time::Duration;
use std::io;
use std::path::PathBuf;

/// A task's failure; the text says what to do where there is something to do.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum TaskError {
    /// A program could not be started.
    Start {
        /// The program.
        program: String,
        /// Why not.
        source: io::Error,
    },
    /// A command ran and failed.
    Failed {
        /// The command line.
        command: String,
        /// Its exit code, if it was not killed by a signal.
        code: Option<i32>,
    },
    /// A command was stopped because it took longer than its step may.
    OverBudget {
        /// The command line.
        command: String,
        /// What it was allowed.
        budget: Duration,
    },
    /// A tool is missing and could not be installed.
    MissingTool {
        /// The tool.
        name: &'static str,
        /// What to do about it.
        remedy: String,
    },
    /// A file or folder that the task needs is not there.
    MissingPath {
        /// What it is for.
        purpose: &'static str,
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A program's output was not what it should be.
    Output {
        /// The program.
        program: &'static str,
    },
    /// Faults found, one line each.
    Faults {
        /// The lines.
        lines: Vec<String>,
    },
    /// Checks failed; each has been reported already.
    Checks {
        /// How many.
        failed: u64,
    },
}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start { program, source } => write!(f, "cannot start {program}: {source}"),
            Self::Failed {
                command,
                code: Some(code),
            } => {
                write!(f, "`{command}` ended with exit code {code}")
            }
            Self::Failed {
                command,
                code: None,
            } => {
                write!(f, "`{command}` was ended by a signal")
            }
            Self::OverBudget { command, budget } => {
                write!(f, "`{command}` was stopped after {} s", budget.as_secs())
            }
            Self::MissingTool { name, remedy } => write!(f, "{name} is missing: {remedy}"),
            Self::MissingPath { purpose, path } => {
                write!(f, "{purpose} not found at {}", path.display())
            }
            Self::Output { program } => write!(f, "{program} gave unexpected output"),
            Self::Faults { lines } => write!(f, "{}", lines.join("\n")),
            Self::Checks { failed } => write!(f, "{failed} checks failed"),
        }
    }
}

impl std::error::Error for TaskError {}

//! Starting other programs, with a budget of time.

use core::time::Duration;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Instant;

use crate::error::TaskError;

/// A command that is started in the workspace's root folder.
pub(crate) struct Process {
    command: Command,
    budget: Duration,
}

impl Process {
    /// A command with the default budget of half an hour.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.current_dir(root());
        Self {
            command,
            budget: Duration::from_secs(1800),
        }
    }

    /// The cargo that runs this task, with the environment that it was started in itself.
    pub(crate) fn cargo() -> Self {
        let mut cargo = Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // It tells a program about its package. A build script that asks for that would run again
        // in every other environment, and what depends on it would be compiled again.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                cargo.command.env_remove(name.as_ref());
            }
        }
        cargo
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    /// Starts the command in the caller's folder instead, where relative paths lead.
    pub(crate) fn here(mut self) -> Self {
        if let Ok(folder) = std::env::current_dir() {
            self.command.current_dir(folder);
        }
        self
    }

    /// Runs to the end with the caller's terminal.
    pub(crate) fn run(mut self) -> Result<(), TaskError> {
        let child = self.spawn()?;
        let status = self.wait(child)?;
        self.judge(status)
    }

    /// Runs to the end and hands each line of standard output over while passing it on.
    pub(crate) fn run_lines(mut self, mut line: impl FnMut(&str) + Send) -> Result<(), TaskError> {
        self.command.stdout(Stdio::piped());
        let mut child = self.spawn()?;
        let output = child.stdout.take();
        let status = thread::scope(|scope| {
            scope.spawn(move || {
                let lines = output
                    .into_iter()
                    .flat_map(|output| BufReader::new(output).lines());
                for text in lines.map_while(Result::ok) {
                    println!("{text}");
                    line(&text);
                }
            });
            self.wait(child)
        })?;
        self.judge(status)
    }

    /// Runs to the end without a word and returns standard output.
    pub(crate) fn output(mut self) -> Result<String, TaskError> {
        let output = self.command.stderr(Stdio::null()).output();
        let output = output.map_err(|source| self.start_error(source))?;
        self.judge(output.status)?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn spawn(&mut self) -> Result<Child, TaskError> {
        self.command
            .spawn()
            .map_err(|source| self.start_error(source))
    }

    fn wait(&self, mut child: Child) -> Result<ExitStatus, TaskError> {
        let begin = Instant::now();
        loop {
            if let Some(status) = child
                .try_wait()
                .map_err(|source| self.start_error(source))?
            {
                return Ok(status);
            }
            if begin.elapsed() > self.budget {
                kill_with_descendants(child.id());
                let _ = child.wait();
                return Err(TaskError::OverBudget {
                    command: self.line(),
                    budget: self.budget,
                });
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn judge(&self, status: ExitStatus) -> Result<(), TaskError> {
        if status.success() {
            return Ok(());
        }
        Err(TaskError::Failed {
            command: self.line(),
            code: status.code(),
        })
    }

    fn start_error(&self, source: std::io::Error) -> TaskError {
        TaskError::Start {
            program: self.command.get_program().display().to_string(),
            source,
        }
    }

    fn line(&self) -> String {
        let program = Path::new(self.command.get_program())
            .file_name()
            .unwrap_or_default();
        let words = core::iter::once(program).chain(self.command.get_args());
        words
            .map(|word| word.to_string_lossy())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Does two things side by side. If both fail, the second error is printed, the first returned.
pub(crate) fn both<A: Send, B>(
    first: impl FnOnce() -> Result<A, TaskError> + Send,
    second: impl FnOnce() -> Result<B, TaskError>,
) -> Result<(A, B), TaskError> {
    thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        let ended = first.join().unwrap_or(Err(TaskError::Output {
            program: "a thread",
        }));
        match (ended, second) {
            (Ok(first), Ok(second)) => Ok((first, second)),
            (Err(error), Err(another)) => {
                println!("error: {another}");
                Err(error)
            }
            (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
        }
    })
}

/// The workspace's root folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Whether a program of this name is on the path.
pub(crate) fn on_path(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// Ends a process and all that it started. A killed cargo would leave its test binaries running.
fn kill_with_descendants(process: u32) {
    let mut doomed = vec![process];
    let mut next = 0;
    while let Some(parent) = doomed.get(next).copied() {
        doomed.extend(children(parent));
        next += 1;
    }
    let ids = doomed.iter().map(u32::to_string);
    let _ = Command::new("kill")
        .arg("-9")
        .args(ids)
        .stderr(Stdio::null())
        .status();
}

fn children(parent: u32) -> Vec<u32> {
    let folders = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = folders.filter_map(|folder| folder.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| parent_of(*id) == Some(parent)).collect()
}

/// The fourth field of `/proc/<id>/stat`; the second, a name in brackets, may contain spaces.
fn parent_of(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_things_each_can_fail() {
        let fails = || Err::<u8, _>(TaskError::Output { program: "it" });
        assert!(matches!(both(|| Ok(1), || Ok(2)), Ok((1, 2))));
        assert!(both(fails, || Ok(2)).is_err());
        assert!(both(|| Ok(1), fails).is_err());
        assert!(both(fails, fails).is_err());
    }
}

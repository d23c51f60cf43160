//! The emulated board, and its files.

use core::time::Duration;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

use serde_json::Value;
use tempfile::TempDir;

use crate::error::CheckError;

/// Runs the kiosk.
pub(crate) struct Board {
    kiosk: PathBuf,
}

impl Board {
    pub(crate) fn new(kiosk: &Path) -> Self {
        Self {
            kiosk: kiosk.to_owned(),
        }
    }

    /// Runs the kiosk on the files of a drive.
    pub(crate) fn run(&self, drive: &Drive, command: &str) -> Result<Ended, CheckError> {
        let kiosk = fs::canonicalize(&self.kiosk)?;
        let mut emulator = Command::new("qemu-system-arm")
            .args(["-cpu", "cortex-m4", "-machine", "mps2-an386", "-nographic"])
            .arg("-semihosting-config")
            .arg(format!("enable=on,target=native,arg=kiosk,arg={command}"))
            .arg("-kernel")
            .arg(kiosk)
            .current_dir(drive.0.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let success = wait(&mut emulator)?;
        let mut text = String::new();
        if let Some(mut output) = emulator.stdout.take() {
            output.read_to_string(&mut text)?;
        }
        Ended::parse(success, &text).ok_or_else(|| {
            if let Some(mut errors) = emulator.stderr.take() {
                let _ = errors.read_to_string(&mut text);
            }
            CheckError::Output(text)
        })
    }
}

/// Waits for a minute at most. What the kiosk prints fits into the pipe.
fn wait(emulator: &mut Child) -> Result<bool, CheckError> {
    let begin = Instant::now();
    loop {
        if let Some(status) = emulator.try_wait()? {
            return Ok(status.success());
        }
        if begin.elapsed() > Duration::from_secs(60) {
            emulator.kill()?;
            emulator.wait()?;
            return Err(CheckError::TooLong);
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// The folder that stands for the kiosk's storage, keyboard and network.
pub(crate) struct Drive(TempDir);

impl Drive {
    pub(crate) fn new() -> Result<Self, CheckError> {
        Ok(Self(tempfile::tempdir()?))
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), CheckError> {
        Ok(fs::write(self.0.path().join(name), bytes)?)
    }

    pub(crate) fn read(&self, name: &str) -> Result<Vec<u8>, CheckError> {
        Ok(fs::read(self.0.path().join(name))?)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.path().join(name).exists()
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Whether the kiosk said that all went well.
    pub(crate) success: bool,
    /// What it printed before its last line.
    pub(crate) lines: Vec<String>,
    /// What it used.
    pub(crate) peaks: Peaks,
}

impl Ended {
    fn parse(success: bool, text: &str) -> Option<Self> {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let last: Value = serde_json::from_str(&lines.pop()?).ok()?;
        let bytes = |key: &str| last[key].as_u64();
        let peaks = Peaks {
            heap: bytes("peak_heap_bytes")?,
            stack: bytes("peak_stack_bytes")?,
            heap_size: bytes("heap_bytes")?,
            stack_size: bytes("stack_bytes")?,
        };
        Some(Self {
            success,
            lines,
            peaks,
        })
    }

    /// The rest of the line that begins with a word.
    pub(crate) fn said(&self, word: &str) -> Option<&str> {
        let rest = |line: &'_ String| line.strip_prefix(word)?.strip_prefix(' ').map(str::len);
        let line = self.lines.iter().find(|line| rest(line).is_some())?;
        line.get(word.len() + 1..)
    }
}

/// Bytes of memory in use at the worst moment, and set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peaks {
    pub(crate) heap: u64,
    pub(crate) stack: u64,
    pub(crate) heap_size: u64,
    pub(crate) stack_size: u64,
}

impl Peaks {
    /// The worse of two runs.
    pub(crate) fn max(self, other: Self) -> Self {
        Self {
            heap: self.heap.max(other.heap),
            stack: self.stack.max(other.stack),
            ..self
        }
    }
}

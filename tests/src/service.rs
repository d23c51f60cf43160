//! The real processor as a child process, on loopback with an embedded database.

use core::fmt;
use core::time::Duration;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};
use sealroll_wire::VerifyingKey;
use serde_json::Value;

use crate::cpu;

/// A processor that runs until it is stopped, killed or dropped.
pub struct Service {
    binary: PathBuf,
    folder: PathBuf,
    variables: Vec<(&'static str, OsString)>,
    child: Child,
    ready: Ready,
}

/// What the processor says when it listens.
#[derive(Clone, Debug)]
struct Ready {
    address: String,
    log_key: VerifyingKey,
    origin: String,
}

impl Service {
    /// Starts a processor that keeps everything below `folder`: the store in `data`, its output in
    /// `logs`. A folder that was used before is used again.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub fn start(binary: &Path, folder: &Path) -> Result<Self, ServiceError> {
        Self::start_on(binary, folder, "127.0.0.1:0")
    }

    /// As [`start`](Self::start), listening on a given address.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub fn start_on(binary: &Path, folder: &Path, listen: &str) -> Result<Self, ServiceError> {
        Self::start_with_pages(binary, folder, listen, None)
    }

    /// As [`start_on`](Self::start_on), serving the static pages of a folder.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub fn start_with_pages(
        binary: &Path,
        folder: &Path,
        listen: &str,
        pages: Option<&Path>,
    ) -> Result<Self, ServiceError> {
        let pages = pages.map(|pages| ("SEALROLL_PAGES_DIR", pages.into()));
        Self::start_configured(binary, folder, listen, pages.into_iter().collect())
    }

    /// As [`start_on`](Self::start_on), with more environment variables.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub fn start_configured(
        binary: &Path,
        folder: &Path,
        listen: &str,
        variables: Vec<(&'static str, OsString)>,
    ) -> Result<Self, ServiceError> {
        let logs = folder.join("logs");
        fs::create_dir_all(&logs)?;
        fs::create_dir_all(folder.join("data"))?;
        let errors = File::options()
            .create(true)
            .append(true)
            .open(logs.join("stderr.log"))?;
        let mut child = Command::new(binary)
            .envs(variables.iter().cloned())
            .env("SEALROLL_LISTEN", listen)
            .env("SEALROLL_DATA_DIR", folder.join("data"))
            .env("SEALROLL_ORIGIN", ORIGIN)
            .env("SEALROLL_ENVIRONMENT", "test")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()?;
        let ready = wait_until_ready(&mut child, &logs);
        if ready.is_err() {
            let _ = child.kill();
            let _ = child.wait();
        }
        Ok(Self {
            binary: binary.to_path_buf(),
            folder: folder.to_path_buf(),
            variables,
            child,
            ready: ready?,
        })
    }

    /// Starts again on the same folder and the same address.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub fn restart(mut self) -> Result<Self, ServiceError> {
        self.stop()?;
        let begin = Instant::now();
        loop {
            let variables = self.variables.clone();
            let address = &self.ready.address;
            match Self::start_configured(&self.binary, &self.folder, address, variables) {
                // The port may still be taken for a moment.
                Err(_) if begin.elapsed() < Duration::from_secs(5) => {
                    thread::sleep(Duration::from_millis(50));
                }
                result => return result,
            }
        }
    }

    /// Where it listens, as `host:port`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.ready.address
    }

    /// Where it listens, as a URL without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.ready.address)
    }

    /// Its log key.
    #[must_use]
    pub const fn log_key(&self) -> VerifyingKey {
        self.ready.log_key
    }

    /// The prefix of its logs' names.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.ready.origin
    }

    /// The folder of the store.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The folder of what it printed.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }

    /// The most memory that it has had so far, in MiB.
    #[must_use]
    pub fn peak_memory(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kibibytes / 1024.0)
    }

    /// Seconds on processors that it has taken so far.
    #[must_use]
    pub fn processor_seconds(&self) -> f64 {
        cpu::seconds(self.child.id()).unwrap_or_default()
    }

    /// Ends it at once, as a power cut would.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub fn kill(&mut self) -> Result<(), ServiceError> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to end and waits; kills it after ten seconds.
    ///
    /// # Errors
    /// [`ServiceError::Exit`] if it did not end well.
    pub fn stop(&mut self) -> Result<(), ServiceError> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        let process = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let process = process.ok_or(ServiceError::Exit)?;
        kill_process(process, Signal::TERM).map_err(io::Error::from)?;
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(10) {
            match self.child.try_wait()? {
                Some(status) if status.success() => return Ok(()),
                Some(_) => return Err(ServiceError::Exit),
                None => thread::sleep(Duration::from_millis(10)),
            }
        }
        self.kill()?;
        Err(ServiceError::Exit)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for the line of JSON that says where it listens. Whatever else it prints is kept.
fn wait_until_ready(child: &mut Child, logs: &Path) -> Result<Ready, ServiceError> {
    let output = child.stdout.take().ok_or(ServiceError::NotReady)?;
    let mut log = File::options()
        .create(true)
        .append(true)
        .open(logs.join("stdout.log"))?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let _ = io::Write::write_all(&mut log, format!("{line}\n").as_bytes());
            let _ = sender.send(line);
        }
    });
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let line = receiver
            .recv_timeout(left)
            .map_err(|_| ServiceError::NotReady)?;
        if let Some(ready) = Ready::parse(&line) {
            return Ok(ready);
        }
    }
}

impl Ready {
    fn parse(line: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(line).ok()?;
        let text = |key: &str| value[key].as_str();
        Some(Self {
            address: text("listening")?.to_owned(),
            log_key: VerifyingKey::from_bytes(&from_hex(text("log_key")?)?).ok()?,
            origin: text("origin")?.to_owned(),
        })
    }
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let pairs = text.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok();
    pairs
        .map(byte)
        .collect::<Option<Vec<u8>>>()?
        .try_into()
        .ok()
}

/// What can go wrong with the child.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServiceError {
    /// The operating system refused something.
    Io(io::Error),
    /// It ended or said nothing within half a minute; `logs/stderr.log` says why.
    NotReady,
    /// It did not end well.
    Exit,
    /// The binary could not be built.
    NotBuilt,
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the processor could not be handled: {error}"),
            Self::NotReady => f.write_str("the processor did not say that it listens"),
            Self::Exit => f.write_str("the processor did not end well when asked to"),
            Self::NotBuilt => f.write_str("the processor could not be built"),
        }
    }
}

impl std::error::Error for ServiceError {}

impl From<io::Error> for ServiceError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The prefix of log names of every processor under test.
const ORIGIN: &str = "log.example";

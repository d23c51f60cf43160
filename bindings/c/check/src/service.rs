//! The real processor as a child process.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::error::CheckError;

/// A processor that runs until it is dropped.
#[derive(Debug)]
pub(crate) struct Service {
    child: Child,
    address: String,
    log_key: String,
}

impl Service {
    /// Starts a processor of the test environment that keeps everything below `folder`.
    pub(crate) fn start(binary: &Path, folder: &Path) -> Result<Self, CheckError> {
        let data = folder.join("data");
        let file = |error| CheckError::File(folder.to_path_buf(), error);
        fs::create_dir_all(&data).map_err(file)?;
        let errors = File::create(folder.join("processor.log")).map_err(file)?;
        let child = Command::new(binary)
            .env("SEALROLL_LISTEN", "127.0.0.1:0")
            .env("SEALROLL_DATA_DIR", data)
            .env("SEALROLL_ORIGIN", ORIGIN)
            .env("SEALROLL_ENVIRONMENT", "test")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn();
        let child =
            child.map_err(|error| CheckError::Start(binary.display().to_string(), error))?;
        let mut service = Self {
            child,
            address: String::new(),
            log_key: String::new(),
        };
        let mut line = String::new();
        if let Some(output) = service.child.stdout.take() {
            // It is dropped, and thereby ended, if this fails.
            BufReader::new(output).read_line(&mut line).map_err(file)?;
        }
        let ready: Value =
            serde_json::from_str(&line).map_err(|error| CheckError::Service(error.to_string()))?;
        for (place, name) in [
            (&mut service.address, "listening"),
            (&mut service.log_key, "log_key"),
        ] {
            let text = ready.get(name).and_then(Value::as_str);
            *place = text.unwrap_or_default().to_owned();
        }
        Ok(service)
    }

    /// Where it listens, as a URL without a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The key of its logs, in hex.
    pub(crate) fn log_key(&self) -> &str {
        &self.log_key
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the names of its logs begin with.
pub(crate) const ORIGIN: &str = "log.example";

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use sealroll_wire::VerifyingKey;

use super::client::Client;

/// The real command in a process of its own.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) log_key: VerifyingKey,
}

/// Writes the configuration of a test processor with its data in this directory.
pub(crate) fn configure(directory: &Path, more: &str) {
    let text = format!(
        "listen = '127.0.0.1:0'\ndata_dir = '{}'\norigin = 'log.test'\nenvironment = 'test'\n{more}",
        directory.join("data").display()
    );
    fs::write(directory.join("processor.toml"), text).unwrap();
}

/// Starts the command and waits for its ready line.
pub(crate) fn start(directory: &Path) -> Running {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sealroll-processor"))
        .arg("--config")
        .arg(directory.join("processor.toml"))
        .stdout(Stdio::piped())
        .stderr(fs::File::create(directory.join(LOG)).unwrap())
        .env("SEALROLL_LOG", "trace")
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(ready["origin"], "log.test");
    let key = ready["log_key"].as_str().unwrap();
    let mut bytes = [0; 32];
    for (byte, digits) in bytes.iter_mut().zip(key.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap();
    }
    Running {
        child,
        address: ready["listening"].as_str().unwrap().parse().unwrap(),
        log_key: VerifyingKey::from_bytes(&bytes).unwrap(),
    }
}

/// Runs another command over the same configuration to its end.
pub(crate) fn run(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sealroll-processor"))
        .arg("--config")
        .arg(directory.join("processor.toml"))
        .args(arguments)
        .output()
        .unwrap()
}

impl Running {
    pub(crate) fn client(&self) -> Client {
        Client::connect(self.address)
    }

    /// The same; `None` if the process has ended.
    pub(crate) fn try_client(&self) -> Option<Client> {
        Client::try_connect(self.address)
    }

    /// Sends the process a signal, such as `KILL`, which ends it as a crash does.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &pid])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for the end of the process.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Name of the file with what the command logs, all of it.
pub(crate) const LOG: &str = "processor.log";

pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

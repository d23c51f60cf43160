//! The command `sealroll`, as owners and guests type it, against a real processor.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod devices;
mod mistakes;
mod recovery;
mod rights;
mod secrets;
mod visits;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use sealroll_tests::{Service, command_binary, processor_binary};
use serde_json::Value;

/// A processor and a folder with a secret.
pub(crate) struct Scene {
    pub(crate) service: Service,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) command: PathBuf,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("processor");
        let service = Service::start(&processor_binary().unwrap(), &store).unwrap();
        fs::write(folder.path().join("secret"), "correct horse battery\n").unwrap();
        Self {
            service,
            folder,
            command: command_binary().unwrap(),
        }
    }

    /// With a list of its own.
    pub(crate) fn with_list() -> Self {
        let scene = Self::new();
        let made = scene.owner(&[
            "init",
            "--processor",
            &scene.service.url(),
            "--venue",
            "Zum Siegel",
            "--contact",
            "siegel@example.org",
        ]);
        assert!(
            made["list"].as_str().is_some_and(|list| list.len() == 32),
            "{made}"
        );
        assert_eq!(made["recovery_code"], Value::Null, "a secret was given");
        let link = scene.path("link");
        scene.owner(&["qr", "--page", &scene.service.url(), "--link", &link]);
        scene
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub(crate) fn run(&self, role: &str, arguments: &[&str]) -> Output {
        self.command(role, arguments).output().unwrap()
    }

    pub(crate) fn command(&self, role: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.command);
        command
            .args(["--json", "--environment", "test"])
            .args([
                "--home",
                &self.path(role),
                "--secret-file",
                &self.path("secret"),
            ])
            .arg(role)
            .args(arguments)
            .env_remove("SEALROLL_SECRET");
        command
    }

    pub(crate) fn succeed(&self, role: &str, arguments: &[&str]) -> Value {
        let output = self.run(role, arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    pub(crate) fn owner(&self, arguments: &[&str]) -> Value {
        self.succeed("owner", arguments)
    }

    pub(crate) fn guest(&self, arguments: &[&str]) -> Value {
        let link = self.path("link");
        self.succeed("guest", &[arguments, &["--invitation", &link]].concat())
    }

    /// Exit code, error class and text of a command that must fail.
    pub(crate) fn fail(&self, role: &str, arguments: &[&str]) -> (i32, String, String) {
        let output = self.run(role, arguments);
        assert!(!output.status.success(), "{arguments:?} succeeded");
        let error: Value = serde_json::from_slice(&output.stderr).unwrap();
        let text = |key: &str| error[key].as_str().unwrap().to_owned();
        (output.status.code().unwrap(), text("error"), text("detail"))
    }
}

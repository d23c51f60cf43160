//! Building the project's own binaries and finding them.

use std::path::PathBuf;

use crate::error::TaskError;
use crate::process::Process;

/// How a binary is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// For the demo and the tests: one build serves both.
    Development,
    /// For whatever measures.
    Release,
}

/// Builds binaries, each given as package and name, in one cargo run. Returns their paths in the
/// same order.
pub(crate) fn build(
    profile: Profile,
    binaries: &[(&str, &str)],
) -> Result<Vec<PathBuf>, TaskError> {
    build_with(profile, binaries, &[])
}

/// [`build`] with features, each given as `package/feature`.
pub(crate) fn build_with(
    profile: Profile,
    binaries: &[(&str, &str)],
    features: &[&str],
) -> Result<Vec<PathBuf>, TaskError> {
    let mut cargo = Process::cargo().arg("build");
    cargo = match profile {
        Profile::Release => cargo.arg("--release"),
        // With the features that all of the workspace gives its dependencies, as the test run
        // builds: nothing is compiled twice.
        Profile::Development => cargo.arg("--workspace"),
    };
    for (package, name) in binaries {
        if profile == Profile::Release {
            cargo = cargo.args(["--package", package]);
        }
        cargo = cargo.args(["--bin", name]);
    }
    for feature in features {
        cargo = cargo.args(["--features", feature]);
    }
    cargo.run()?;
    let folder = target_folder()?.join(profile.folder());
    Ok(binaries.iter().map(|(_, name)| folder.join(name)).collect())
}

impl Profile {
    /// Its folder below the target folder.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Development => "debug",
            Self::Release => "release",
        }
    }
}

/// Cargo's target folder, wherever the user has put it.
pub(crate) fn target_folder() -> Result<PathBuf, TaskError> {
    let metadata = Process::cargo().args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata.output()?).map_err(|_| TaskError::Output {
            program: "cargo metadata",
        })?;
    let folder = metadata["target_directory"].as_str();
    folder.map(PathBuf::from).ok_or(TaskError::Output {
        program: "cargo metadata",
    })
}

/// The service.
pub(crate) const PROCESSOR: (&str, &str) = ("sealroll-processor", "sealroll-processor");
/// The whole journey over real HTTP.
pub(crate) const JOURNEY: (&str, &str) = ("sealroll-tests", "sealroll-journey");
/// The load generator.
pub(crate) const LOAD: (&str, &str) = ("sealroll-tests", "sealroll-load");
/// The benchmarks.
pub(crate) const BENCH: (&str, &str) = ("sealroll-bench", "sealroll-bench");
/// The owner's and guest's command, which the demo names.
pub(crate) const COMMAND: (&str, &str) = ("sealroll-cli", "sealroll");

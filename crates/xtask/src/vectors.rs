//! `cargo xtask vectors`: the official test vectors, read from a folder.

use core::time::Duration;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::TaskError;
use crate::process::{Process, root};
use crate::setup;

/// Options of the vectors' runner.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder with `hpke/`, `rfc/` and `wycheproof/`.
    #[arg(long, value_name = "DIR", env = OFFICIAL)]
    official: Option<PathBuf>,
}

/// Runs the vectors of the folder asked for.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    setup::compilers()?;
    let folder = options.official.clone().unwrap_or_else(default_folder);
    official(&folder, Duration::from_secs(3600), |_| {})
}

/// Runs the tests that read the vectors of a folder; lines of output go to `line` as well.
pub(crate) fn official(
    folder: &Path,
    budget: Duration,
    line: impl FnMut(&str) + Send,
) -> Result<(), TaskError> {
    // Tests start in the folder of their crate, so the path must not be a relative one.
    let folder = folder.canonicalize().map_err(|_| TaskError::MissingPath {
        purpose: "the folder of official vectors",
        path: folder.to_path_buf(),
    })?;
    // All of the workspace, so that what was built for its tests is used.
    let arguments = ["test", "--workspace", "--test", "official"];
    let process = Process::cargo().args(arguments).args(["--", "--nocapture"]);
    process.env(OFFICIAL, folder).budget(budget).run_lines(line)
}

/// Beside the project, where the CI puts it.
pub(crate) fn default_folder() -> PathBuf {
    root().join("../shared/vectors")
}

/// Names the folder of official vectors.
pub(crate) const OFFICIAL: &str = "SEALROLL_OFFICIAL_VECTORS";

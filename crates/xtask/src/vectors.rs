//! `cargo xtask vectors`: the official test vectors, read from a folder.

use core::time::Duration;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::binary::{self, Profile};
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

/// Builds the runner and starts it.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    setup::compilers()?;
    let folder = options.official.clone().unwrap_or_else(default_folder);
    official(&folder, |_| {})
}

/// Runs the vectors of a folder; lines of output go to `line` as well.
pub(crate) fn official(folder: &Path, line: impl FnMut(&str) + Send) -> Result<(), TaskError> {
    if !folder.is_dir() {
        let path = folder.to_path_buf();
        return Err(TaskError::MissingPath {
            purpose: "the folder of official vectors",
            path,
        });
    }
    let paths = binary::build(Profile::Development, &[binary::VECTORS])?;
    let [runner] = paths.as_slice() else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let process = Process::new(runner).budget(Duration::from_secs(900)).here();
    process.arg("--official").arg(folder).run_lines(line)
}

/// Beside the project, where the CI puts it.
pub(crate) fn default_folder() -> PathBuf {
    root().join("../shared/vectors")
}

/// Names the folder of official vectors.
pub(crate) const OFFICIAL: &str = "SEALROLL_OFFICIAL_VECTORS";

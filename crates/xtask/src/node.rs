//! Packages of Node, exactly as lock files say.

use core::time::Duration;
use std::fs;
use std::path::Path;

use crate::error::TaskError;
use crate::process::Process;

/// Installs the packages of a folder with a lock file, unless they are there already.
pub(crate) fn install(folder: &Path, budget: Duration) -> Result<(), TaskError> {
    let modified = |path: &str| {
        fs::metadata(folder.join(path))
            .and_then(|data| data.modified())
            .ok()
    };
    let installed = modified("node_modules/.package-lock.json");
    if installed.is_some() && installed >= modified("package-lock.json") {
        return Ok(());
    }
    println!(
        "setup: installing the Node packages of {}",
        folder.display()
    );
    Process::new("npm")
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
        ])
        .arg(folder)
        .budget(budget)
        .run()
}

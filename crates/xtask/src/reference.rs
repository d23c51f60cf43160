//! The independent implementation in Python, and the packages that it is pinned to.

use core::time::Duration;
use std::fs;
use std::path::PathBuf;

use crate::binary::target_folder;
use crate::error::TaskError;
use crate::process::{Process, root};

/// Runs the vectors through the reference, then compares them with what it generates.
pub(crate) fn run(budget: Duration) -> Result<u64, TaskError> {
    let python = python()?;
    let folder = root().join("spec/reference");
    let start = || {
        Process::new(&python)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .budget(budget)
    };
    start().arg(folder.join("run_vectors.py")).run()?;
    start()
        .arg(folder.join("generate.py"))
        .arg("--check")
        .run()?;
    Ok(2)
}

/// A Python with the packages of the reference.
pub(crate) fn python() -> Result<PathBuf, TaskError> {
    environment("reference", "spec/reference/requirements.txt")
}

/// A Python with a foreign HPKE library.
pub(crate) fn foreign_python() -> Result<PathBuf, TaskError> {
    environment("foreign", "spec/reference/foreign/requirements.txt")
}

/// A Python with exactly these packages, made once per list of packages.
pub(crate) fn environment(name: &str, requirements: &str) -> Result<PathBuf, TaskError> {
    let requirements = root().join(requirements);
    let wanted = fs::read(&requirements).map_err(|_| TaskError::MissingPath {
        purpose: "a list of Python packages",
        path: requirements.clone(),
    })?;
    let folder = target_folder()?.join("tools").join(name);
    let (stamp, python) = (folder.join("installed.txt"), folder.join("bin/python3"));
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    println!(
        "setup: installing the Python packages of {}",
        requirements.display()
    );
    let _ = fs::remove_dir_all(&folder);
    Process::new("python3")
        .args(["-m", "venv"])
        .arg(&folder)
        .run()?;
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        // One of them names a newer Python than it needs.
        "--ignore-requires-python",
        "-r",
    ];
    Process::new(&python).args(pip).arg(&requirements).run()?;
    fs::write(&stamp, wanted).map_err(|source| TaskError::Start {
        program: stamp.display().to_string(),
        source,
    })?;
    Ok(python)
}

//! The project's binaries, built in the profile that the calling program was built in.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

use crate::service::ServiceError;

/// Builds the processor and finds it.
///
/// # Errors
/// [`ServiceError`].
pub fn processor_binary() -> Result<PathBuf, ServiceError> {
    binary("sealroll-processor", "sealroll-processor")
}

/// Builds the command `sealroll` and finds it.
///
/// # Errors
/// [`ServiceError`].
pub fn command_binary() -> Result<PathBuf, ServiceError> {
    binary("sealroll-cli", "sealroll")
}

/// Cargo is asked once a process; tests run side by side and would wait for its lock.
fn binary(package: &'static str, name: &'static str) -> Result<PathBuf, ServiceError> {
    static BUILT: Mutex<BTreeMap<&str, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().map_err(|_| ServiceError::NotBuilt)?;
    if let Some(path) = built.get(name) {
        return Ok(path.clone());
    }
    let path = build(package, name)?;
    built.insert(name, path.clone());
    Ok(path)
}

fn build(package: &str, name: &str) -> Result<PathBuf, ServiceError> {
    let own = std::env::current_exe()?;
    let mut folder = own.parent().ok_or(ServiceError::NotBuilt)?;
    if folder.ends_with("deps") {
        folder = folder.parent().ok_or(ServiceError::NotBuilt)?;
    }
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--bin", name]);
    if folder.ends_with("release") {
        cargo.args(["--release", "--package", package]);
    } else {
        // With the features that all of the workspace gives its dependencies, as the test run
        // builds: nothing is compiled twice.
        cargo.arg("--workspace");
    }
    // Cargo tells a test about its package. A build script that asks for that would run again here,
    // and what depends on it would be compiled again.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(name.as_ref());
        }
    }
    let built = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status()?;
    let binary = folder.join(name);
    if built.success() && binary.is_file() {
        Ok(binary)
    } else {
        Err(ServiceError::NotBuilt)
    }
}

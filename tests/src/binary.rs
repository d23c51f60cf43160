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
    cargo.args(["build", "--quiet", "--package", package, "--bin", name]);
    if folder.ends_with("release") {
        cargo.arg("--release");
    }
    let built = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status()?;
    let binary = folder.join(name);
    if built.success() && binary.is_file() {
        Ok(binary)
    } else {
        Err(ServiceError::NotBuilt)
    }
}

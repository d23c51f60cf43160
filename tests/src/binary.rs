//! The project's binaries, built in the profile that the calling program was built in.

use std::path::PathBuf;
use std::process::Command;

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

fn binary(package: &str, name: &str) -> Result<PathBuf, ServiceError> {
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

//! `cargo xtask setup`: installs what is missing, and only that.

use crate::error::TaskError;
use crate::tool::{LANGUAGES, TOOLS, WEB_PAGES};

/// Looks for every tool and installs those that are missing.
pub(crate) fn run() -> Result<(), TaskError> {
    for tool in TOOLS {
        if (tool.present)() {
            println!("setup: {} is there", tool.name);
        } else {
            tool.install()?;
        }
    }
    Ok(())
}

/// Installs only what building the project needs.
pub(crate) fn compilers() -> Result<(), TaskError> {
    let first = TOOLS.first().filter(|tool| !(tool.present)());
    first.map_or(Ok(()), |tool| tool.install())
}

/// Installs only what building the project and its pages needs.
pub(crate) fn pages() -> Result<(), TaskError> {
    compilers()?;
    install(&WEB_PAGES)
}

/// Installs only what building and testing Kotlin, Swift and Python needs.
pub(crate) fn languages() -> Result<(), TaskError> {
    compilers()?;
    install(&LANGUAGES)
}

fn install(names: &[&str]) -> Result<(), TaskError> {
    let wanted = TOOLS.iter().filter(|tool| names.contains(&tool.name));
    for tool in wanted.filter(|tool| !(tool.present)()) {
        tool.install()?;
    }
    Ok(())
}

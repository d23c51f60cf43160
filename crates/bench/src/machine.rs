//! What the figures were measured on.

use std::fs;

use serde_json::{Value, json};

use crate::peer_sodium::PeerSodium;
use crate::team::Team;

/// Processor, cores, load and versions.
pub(crate) fn describe() -> Value {
    json!({
        "processor": processor(),
        "cores": Team::all_cores().threads(),
        "load_average": load_average(),
        "profile": if cfg!(debug_assertions) { "development" } else { "release" },
        "target": format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
    })
}

/// Our version and the peers'.
pub(crate) fn versions() -> Value {
    json!({
        "sealroll": env!("CARGO_PKG_VERSION"),
        "hpke": locked_version("hpke"),
        "libsodium": PeerSodium::version(),
        "aws-lc-rs": locked_version("aws-lc-rs"),
        "curve25519-dalek": locked_version("curve25519-dalek"),
        "x25519-dalek": locked_version("x25519-dalek"),
    })
}

fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    line.split_once(": ").map(|(_, name)| name.to_owned())
}

fn load_average() -> Option<String> {
    fs::read_to_string("/proc/loadavg")
        .ok()?
        .split(' ')
        .next()
        .map(str::to_owned)
}

/// The version that this very build was locked to.
fn locked_version(package: &str) -> Option<String> {
    let lock = include_str!("../../../Cargo.lock");
    let (_, rest) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    rest.split('"').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_the_lock_file() {
        assert!(locked_version("hpke").is_some_and(|version| version.starts_with("0.15")));
        assert_eq!(locked_version("no-such-package"), None);
    }
}

//! The processor cannot open an envelope: it links nothing that could.

use std::{collections::BTreeSet, process::Command};

#[test]
fn nothing_that_opens_is_linked() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--package",
            "sealroll-processor",
            "--edges",
            "normal,build",
        ])
        .args(["--prefix", "none", "--format", "{p}", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8(output.stdout).unwrap();
    let linked: BTreeSet<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(
        linked.contains("sealroll-wire") && linked.contains("sealroll-store"),
        "{linked:?}"
    );
    for forbidden in [
        "sealroll-core",
        "sealroll",
        "x25519-dalek",
        "chacha20poly1305",
        "hkdf",
        "hpke",
        "argon2",
    ] {
        assert!(!linked.contains(forbidden), "{forbidden} is linked");
    }
}

//! The dependency graph is the privacy claim: the service and its store cannot reach the crate
//! that opens envelopes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Package names by what is linked into them: normal and build dependencies, all features, all
/// platforms. Test dependencies are linked into tests only.
type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn the_service_cannot_reach_the_secret_side() {
    let graph = workspace();
    for package in [
        "sealroll-processor",
        "sealroll-store",
        "sealroll-wire",
        "sealroll-log",
    ] {
        for secret in SECRET {
            let path = path(&graph, package, secret);
            assert!(path.is_none(), "{package} reaches {secret}: {path:?}");
        }
    }
}

#[test]
fn the_service_links_no_opening_code_of_others() {
    let graph = workspace();
    for package in ["sealroll-processor", "sealroll-store"] {
        for foreign in [
            "x25519-dalek",
            "hpke",
            "hpke-rs",
            "chacha20poly1305",
            "argon2",
        ] {
            let path = path(&graph, package, foreign);
            assert!(path.is_none(), "{package} reaches {foreign}: {path:?}");
        }
    }
}

#[test]
fn edges_are_those_of_the_design() {
    let graph = workspace();
    let allowed: [(&str, &[&str]); 8] = [
        ("sealroll-wire", &[]),
        ("sealroll-log", &["sealroll-wire"]),
        ("sealroll-core", &["sealroll-wire", "sealroll-lanes"]),
        (
            "sealroll",
            &["sealroll-wire", "sealroll-core", "sealroll-log"],
        ),
        ("sealroll-store", &["sealroll-wire", "sealroll-log"]),
        (
            "sealroll-processor",
            &["sealroll-wire", "sealroll-log", "sealroll-store"],
        ),
        ("sealroll-cli", &["sealroll"]),
        ("xtask", &[]),
    ];
    for (package, allowed) in allowed {
        let dependencies = &graph[package];
        let own = dependencies
            .iter()
            .filter(|name| name.starts_with("sealroll"));
        let surplus: Vec<_> = own
            .filter(|name| !allowed.contains(&name.as_str()))
            .collect();
        assert!(
            surplus.is_empty(),
            "{package} must not depend on {surplus:?}"
        );
    }
}

/// The control: the same search does find a path where there is one.
#[test]
fn the_search_finds_paths_that_exist() {
    let graph = workspace();
    let found = path(&graph, "sealroll-cli", "sealroll-core");
    assert_eq!(
        found.as_deref(),
        Some(&["sealroll-cli", "sealroll", "sealroll-core"].map(String::from)[..])
    );
    assert!(path(&graph, "sealroll-processor", "sealroll-store").is_some());
    assert!(path(&graph, "sealroll-core", "x25519-dalek").is_some());
}

/// A second control: an edge that somebody adds is seen, at any depth.
#[test]
fn the_search_sees_an_edge_that_is_added() {
    let mut graph = workspace();
    graph
        .entry("sealroll-store".into())
        .or_default()
        .insert("innocent".into());
    graph
        .entry("innocent".into())
        .or_default()
        .insert("sealroll-core".into());
    assert!(path(&graph, "sealroll-processor", "sealroll-core").is_some());
}

/// The shortest path of dependencies from one package to another.
fn path(graph: &Graph, from: &str, to: &str) -> Option<Vec<String>> {
    assert!(graph.contains_key(from), "no package {from}");
    let mut paths = vec![vec![from.to_owned()]];
    let mut seen = BTreeSet::from([from.to_owned()]);
    let mut next = 0;
    while let Some(path) = paths.get(next).cloned() {
        let last = path.last().cloned().unwrap_or_default();
        if last == to {
            return Some(path);
        }
        for dependency in graph.get(&last).into_iter().flatten() {
            if seen.insert(dependency.clone()) {
                paths.push(path.iter().chain([dependency]).cloned().collect());
            }
        }
        next += 1;
    }
    None
}

fn workspace() -> Graph {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // All platforms and features: what this machine's own build does not need is fetched here.
    let arguments = [
        "metadata",
        "--format-version",
        "1",
        "--all-features",
        "--locked",
    ];
    let output = Command::new(cargo)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();

    let packages = metadata["packages"].as_array().unwrap();
    let name = |id: &Value| {
        let package = packages
            .iter()
            .find(|package| package["id"] == *id)
            .unwrap();
        package["name"].as_str().unwrap().to_owned()
    };
    let mut graph = Graph::new();
    for node in metadata["resolve"]["nodes"].as_array().unwrap() {
        let dependencies = node["deps"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|edge| is_linked(edge));
        let names: Vec<_> = dependencies.map(|edge| name(&edge["pkg"])).collect();
        // Two versions of one package count as one: reaching either is reaching it.
        graph.entry(name(&node["id"])).or_default().extend(names);
    }
    graph
}

/// `kind` is null for a normal dependency, else `build` or `dev`.
fn is_linked(edge: &Value) -> bool {
    edge["dep_kinds"]
        .as_array()
        .unwrap()
        .iter()
        .any(|kind| kind["kind"] != "dev")
}

const SECRET: [&str; 2] = ["sealroll-core", "sealroll"];

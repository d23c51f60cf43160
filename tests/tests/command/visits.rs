//! A visit from the code to its erasure, and the auditor who follows it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use serde_json::Value;

use crate::Scene;

#[test]
fn a_visit_from_code_to_erasure() {
    let scene = Scene::with_list();
    let shown = scene.guest(&["check-in", "--show"]);
    assert_eq!(shown["venue"], "Zum Siegel");
    let arguments = [
        "check-in",
        "--given-name",
        "Zoë",
        "--family-name",
        "=Öz",
        "--phone",
        "+49 151 12345678",
    ];
    let checked_in = scene.guest(&arguments);
    let ticket = checked_in["ticket"].as_str().unwrap();
    assert_eq!(checked_in["words"], shown["words"]);
    scene.guest(&["check-out", &ticket[..8]]);

    let synced = scene.owner(&["sync"]);
    assert_eq!(synced["new_records"], 2);
    let verified = scene.guest(&["verify"]);
    assert_eq!(verified["witnessed"], true);

    let today = scene.owner(&["list", "today"]);
    let visits = today["visits"].as_array().unwrap();
    assert_eq!(
        (visits.len(), &visits[0]["given_name"]),
        (1, &Value::from("Zoë"))
    );
    assert_eq!(visits[0]["phone"], "+4915112345678");
    assert!(visits[0]["departure"].is_string());

    let csv = scene.path("visits.csv");
    assert_eq!(scene.owner(&["export", "--output", &csv])["visits"], 1);
    let content = fs::read_to_string(&csv).unwrap();
    assert!(
        content.contains("\"'=Öz\"") && !content.contains("\"=Öz\""),
        "{content}"
    );
    let mode = fs::metadata(&csv).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "an export is private");

    let purged = scene.owner(&["purge", "--day", "today", "--yes"]);
    assert_eq!(purged["purged"].as_array().unwrap().len(), 1);
    assert_eq!(scene.fail("owner", &["list", "today"]).1, "epoch-purged");
    let days = scene.owner(&["list"]);
    assert_eq!(days[0]["state"], "erased");
    let (code, class, _) = scene.fail(
        "guest",
        &[
            "check-in",
            "--invitation",
            &scene.path("link"),
            "--given-name",
            "A",
            "--family-name",
            "B",
        ],
    );
    assert_eq!((code, class.as_str()), (4, "epoch-purged"));
}

#[test]
fn an_auditor_verifies_the_whole_list_without_opening_it() {
    let scene = Scene::with_list();
    let mut records = Vec::new();
    for name in ["Ada", "Bea"] {
        let arguments = ["check-in", "--given-name", name, "--family-name", "Test"];
        let phone = ["--phone", "+4915112345678"];
        scene.guest(&[&arguments[..], &phone].concat());
        let today = scene.owner(&["list", "today"]);
        let visits = today["visits"].as_array().unwrap();
        records.push(
            visits.last().unwrap()["record_id"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    let token = scene.path("auditor.json");
    scene.owner(&["instruct", "admit-auditor", "--token", &token]);
    scene.owner(&["instruct", "restrict", &records[0]]);
    scene.owner(&["instruct", "erase", &records[1]]);
    let audit = |output: Output| -> (Option<i32>, Value) {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let report = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{errors}"));
        (output.status.code(), report)
    };
    let (code, report) = audit(scene.run("audit", &["--token", &token]));
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(
        report["findings"].as_array().unwrap().len(),
        0,
        "{report:#}"
    );

    scene.owner(&["purge", "--day", "today", "--yes"]);
    let html = scene.path("audit.html");
    let (code, report) = audit(scene.run("audit", &["--token", &token, "--html", &html]));
    assert_eq!(code, Some(0), "{report:#}");
    let page = fs::read_to_string(&html).unwrap();
    assert!(page.contains("<html") && !page.contains("Ada"), "{page}");
}

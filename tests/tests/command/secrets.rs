//! Secrets and key files at the command line.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use sealroll_tests::files;
use serde_json::Value;

use crate::Scene;

#[test]
fn key_files_are_private_and_codes_are_drawn() {
    let scene = Scene::with_list();
    for home in ["owner", "guest"] {
        scene.run(
            "guest",
            &["check-in", "--invitation", &scene.path("link"), "--show"],
        );
        for file in files(&scene.folder.path().join(home)).unwrap() {
            let mode = fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}", file.display());
        }
    }
    let (svg, png) = (scene.path("code.svg"), scene.path("code.png"));
    scene.owner(&["qr", "--svg", &svg, "--png", &png, "--door-code", "A7"]);
    assert!(fs::read_to_string(svg).unwrap().contains("<svg"));
    assert!(fs::read(png).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn a_broken_key_file_names_itself_and_what_is_wrong() {
    let scene = Scene::with_list();
    let path = scene.folder.path().join("owner/device.key");
    let good = fs::read(&path).unwrap();

    fs::write(&path, &good[..40]).unwrap();
    let (code, class, detail) = scene.fail("owner", &["sync"]);
    assert_eq!((code, class.as_str()), (1, "truncated"));
    assert!(detail.contains("device.key"), "{detail}");

    let mut altered = good.clone();
    altered[0] = 9;
    fs::write(&path, &altered).unwrap();
    assert_eq!(scene.fail("owner", &["sync"]).1, "unsupported-version");

    let mut altered = good.clone();
    *altered.last_mut().unwrap() ^= 1;
    fs::write(&path, &altered).unwrap();
    assert_eq!(scene.fail("owner", &["sync"]).1, "open-failed");

    fs::write(&path, &good).unwrap();
    let settings = scene.folder.path().join("owner/settings.json");
    fs::write(&settings, "{\"procesor\": 1}").unwrap();
    let (_, _, detail) = scene.fail("owner", &["sync"]);
    assert!(
        detail.contains("settings.json") && detail.contains("processor"),
        "{detail}"
    );
}

#[test]
fn secrets_are_checked_and_never_arguments() {
    let scene = Scene::with_list();
    fs::write(scene.folder.path().join("secret"), "wrong horse battery\n").unwrap();
    let (code, class, _) = scene.fail("owner", &["sync"]);
    assert_eq!((code, class.as_str()), (6, "open-failed"));
    fs::write(scene.folder.path().join("secret"), "").unwrap();
    assert_eq!(scene.fail("owner", &["sync"]).0, 6);
    for arguments in [
        &["--secret", "x", "sync"][..],
        &["--passphrase", "x", "sync"],
    ] {
        let output = scene.run("owner", arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn without_a_secret_a_recovery_code_is_made_and_opens_the_list() {
    let scene = Scene::new();
    let home = scene.path("coded");
    let run = |arguments: &[&str], secret: Option<&str>| {
        let mut command = Command::new(&scene.command);
        command.args(["--json", "--environment", "test", "--home", &home, "owner"]);
        command.args(arguments).env_remove("SEALROLL_SECRET");
        if let Some(secret) = secret {
            command.env("SEALROLL_SECRET", secret);
        }
        command.output().unwrap()
    };
    let url = scene.service.url();
    let made = run(
        &[
            "init",
            "--processor",
            &url,
            "--venue",
            "V",
            "--contact",
            "c@example.org",
            "--unattended",
        ],
        None,
    );
    let made: Value = serde_json::from_slice(&made.stdout).unwrap();
    let code = made["recovery_code"].as_str().unwrap();
    assert_eq!(code.len(), 35, "six groups of five");
    assert!(run(&["sync"], Some(code)).status.success());
    assert!(
        run(&["sync"], Some(&code.to_lowercase().replace('-', " ")))
            .status
            .success()
    );
    assert_eq!(
        run(&["sync"], None).status.code(),
        Some(6),
        "nobody can be asked"
    );
}

//! What people get wrong, and who may register.

use std::fs;
use std::io::Write;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use sealroll_tests::{Service, command_binary, processor_binary};
use serde_json::Value;

use crate::Scene;

#[test]
fn mistakes_are_said_in_plain_words() {
    let scene = Scene::with_list();
    let link = scene.path("link");
    let (code, class, detail) = scene.fail("guest", &["check-in", "--invitation", &link]);
    assert_eq!((code, class.as_str()), (1, "field-required"));
    assert!(detail.contains("given_name"), "{detail}");

    fs::write(
        scene.folder.path().join("bad"),
        "https://example.org/c#AAAA",
    )
    .unwrap();
    let bad = scene.path("bad");
    assert_eq!(
        scene.fail("guest", &["check-in", "--invitation", &bad]).0,
        2
    );

    let api = [
        "check-in",
        "--invitation",
        &link,
        "--api",
        "http://127.0.0.1:1",
        "--show",
    ];
    assert_eq!(scene.fail("guest", &api).0, 3);

    let again = [
        "init",
        "--processor",
        &scene.service.url(),
        "--venue",
        "V",
        "--contact",
        "c",
    ];
    assert_eq!(scene.fail("owner", &again).1, "taken");
    assert_eq!(
        scene.fail("owner", &["purge", "--day", "today"]).1,
        "not-confirmed"
    );
}

// covers: REG-1, REG-3
#[test]
fn a_pin_by_phone_lets_a_list_in() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("processor");
    let variables = [
        ("SEALROLL_REGISTRATION", "phone"),
        ("SEALROLL_PHONE_COUNTRIES", "49; 43"),
        ("SEALROLL_SMS_GATEWAY", "console"),
    ];
    let variables = variables.map(|(name, value)| (name, value.into())).into();
    let binary = processor_binary().unwrap();
    let service = Service::start_configured(&binary, &store, "127.0.0.1:0", variables).unwrap();
    fs::write(folder.path().join("secret"), "correct horse battery\n").unwrap();
    let scene = Scene {
        service,
        folder,
        command: command_binary().unwrap(),
    };
    let url = scene.service.url();
    let init = [
        "init",
        "--processor",
        &url,
        "--venue",
        "V",
        "--contact",
        "C",
    ];
    let refused = scene.run("owner", &init);
    assert_eq!(refused.status.code(), Some(4));
    let message = String::from_utf8(refused.stderr).unwrap();
    assert!(message.contains("--phone"), "{message}");
    let refused = scene.run("owner", &["register", "--phone", "+41791234567"]);
    let message = String::from_utf8(refused.stderr).unwrap();
    assert!(message.contains("country-not-allowed"), "{message}");

    let mut register = scene
        .command("owner", &["register", "--phone", "+4915112345678"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let log = scene.service.logs().join("stderr.log");
    let pin = loop {
        let text = fs::read_to_string(&log).unwrap();
        let message = text.split_once("message to +4915112345678: ");
        if let Some((_, message)) = message.filter(|(_, message)| message.contains('\n')) {
            break message[..6].to_owned();
        }
        thread::sleep(Duration::from_millis(20));
    };
    let mut typed = register.stdin.take().unwrap();
    writeln!(typed, "12345\n{pin}").unwrap();
    drop(typed);
    let output = register.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let made: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(made["list"].as_str().map(str::len), Some(32));
    // Registered, it needs no PIN any more.
    scene.succeed("owner", &["statements"]);
    scene.succeed("owner", &["register", "--phone", "+4915112345678"]);
}

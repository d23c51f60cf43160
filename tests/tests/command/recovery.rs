//! A list that comes back after its device, or its owner, is gone.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Scene;

/// What a person would type, in a file.
pub(crate) fn typed(scene: &Scene, name: &str, text: &str) -> String {
    fs::write(scene.folder.path().join(name), format!("{text}\n")).unwrap();
    scene.path(name)
}

// covers: KF-5, BLOB-3, BLOB-4, BLOB-5, DRL-1, DRL-3, DRL-4, SHEET-2
#[test]
fn a_lost_phone_and_a_dead_owner_lose_no_list() {
    let scene = Scene::new();
    let url = scene.service.url();
    // Nobody is there to type the new code once more: nothing is registered.
    let unproven = Command::new(&scene.command)
        .args([
            "--json",
            "--environment",
            "test",
            "--home",
            &scene.path("other"),
        ])
        .args([
            "owner",
            "init",
            "--processor",
            &url,
            "--venue",
            "V",
            "--contact",
            "c",
        ])
        .env_remove("SEALROLL_SECRET")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(unproven.status.code(), Some(6));
    let secret = |text: &str| drop(typed(&scene, "secret", text));
    secret(&code_of(31));
    let arguments = ["--venue", "Zum Siegel", "--contact", "siegel@example.org"];
    scene.owner(&[&["init", "--processor", &url][..], &arguments[..]].concat());
    let link = scene.path("link");
    scene.owner(&["qr", "--page", &url, "--link", &link]);
    let visit = ["check-in", "--given-name", "Zoë", "--family-name", "Öztürk"];
    scene.guest(&visit);
    let synced = scene.owner(&["sync"]);
    assert_eq!(synced["new_records"], 1, "the canary is no visit");
    assert_eq!(synced["drill_due"], true);

    let words = scene.owner(&["words", "--language", "de"]);
    let words = words["words"].as_str().unwrap().to_owned();
    let wrong = typed(&scene, "wrong", &code_of(1));
    let (exit, class, _) = scene.fail("owner", &["drill", "--typed", &wrong]);
    assert_eq!((exit, class.as_str()), (6, "open-failed"));
    let (head, _) = words.rsplit_once(' ').unwrap();
    let wrong = typed(&scene, "wrong", &format!("{head} xyzzy"));
    let (_, class, detail) = scene.fail("owner", &["drill", "--typed", &wrong]);
    assert_eq!(class, "bad-code");
    assert!(detail.contains("word 14"), "{detail}");
    let right = typed(&scene, "right", &words);
    scene.owner(&["drill", "--typed", &right]);
    assert_eq!(scene.owner(&["sync"])["drill_due"], false);

    let paper = scene.path("sheets.html");
    let sheets = ["sheets", "--need", "2", "--of", "3", "--html", &paper];
    let sheets = scene.owner(&sheets);
    let sheet = |number: usize| sheets["sheets"][number].as_str().unwrap().to_owned();
    assert!(fs::read_to_string(&paper).unwrap().contains(&sheet(2)));
    let identity = scene.path("saved.key");
    fs::copy(scene.folder.path().join("owner/identity.key"), &identity).unwrap();

    // The phone is gone; identity file and words bring the list back.
    fs::remove_dir_all(scene.folder.path().join("owner")).unwrap();
    let recover = ["recover", "--processor", &url, "--identity", &identity];
    secret(&words);
    scene.owner(&recover);
    let names = |day: &Value| day.to_string().matches("Öztürk").count();
    assert!(names(&scene.owner(&["list", "today"])) > 0);
    scene.owner(&["purge", "--day", "today", "--yes"]);

    // The owner has died; two heirs put their sheets together. What was erased stays erased.
    fs::remove_dir_all(scene.folder.path().join("owner")).unwrap();
    let two = typed(&scene, "two", &format!("{}\n{}", sheet(2), sheet(0)));
    let one = typed(&scene, "one", &sheet(1));
    let (_, class, _) = scene.fail("owner", &[&recover[..], &["--sheets", &one]].concat());
    assert_eq!(class, "too-few-sheets");
    let back = scene.owner(&[&recover[..], &["--sheets", &two]].concat());
    assert_eq!(
        back["punctured"].as_array().unwrap().len(),
        0,
        "the blob followed"
    );
    let (_, class, _) = scene.fail("owner", &["list", "today"]);
    assert_eq!(class, "epoch-purged");
}

#[test]
fn pun_1_a_lost_phone_holds_the_day_until_it_is_revoked() {
    // This list was made with a passphrase, not with a code.
    let scene = Scene::with_list();
    scene.guest(&[
        "check-in",
        "--given-name",
        "Ada",
        "--family-name",
        "L",
        "--phone",
        "+49 151 12345678",
    ]);
    scene.owner(&["sync"]);
    let identity = scene.path("saved.key");
    fs::copy(scene.folder.path().join("owner/identity.key"), &identity).unwrap();
    fs::remove_dir_all(scene.folder.path().join("owner")).unwrap();
    let url = scene.service.url();
    scene.owner(&["recover", "--processor", &url, "--identity", &identity]);

    let devices = scene.owner(&["devices"]);
    let lost: Vec<&Value> = devices
        .as_array()
        .unwrap()
        .iter()
        .filter(|device| device["this_device"] == false)
        .collect();
    assert_eq!(lost.len(), 1, "{devices}");
    let serial = lost[0]["certificates"][0].to_string();
    // Wherever the phone is, it can open the day: erased is said when that is over, or known.
    let purged = scene.owner(&["purge", "--day", "today", "--yes"]);
    let of_day = |purged: &Value, key: &str| {
        let days = purged["holders"].as_object().unwrap();
        days.values()
            .map(|day| day[key].as_array().unwrap().len())
            .sum::<usize>()
    };
    assert_eq!(
        (of_day(&purged, "missing"), of_day(&purged, "silent")),
        (1, 0),
        "{purged}"
    );
    let revoked = scene.owner(&["stolen", "--serial", &serial, "--yes"]);
    assert!(
        !revoked["exposed"].as_array().unwrap().is_empty(),
        "{revoked}"
    );
    let purged = scene.owner(&["purge", "--day", "today", "--yes"]);
    assert_eq!(
        (of_day(&purged, "missing"), of_day(&purged, "silent")),
        (0, 1),
        "{purged}"
    );
}

/// A recovery code as it is written, for 16 bytes that repeat.
pub(crate) fn code_of(byte: u8) -> String {
    let code = sealroll::RecoveryCode::from_bytes(&[byte; 16]);
    code.to_text().as_str().to_owned()
}

#[test]
fn a_sync_registers_new_keys_that_were_saved_only() {
    let mut scene = Scene::with_list();
    scene.owner(&["sync"]);
    let devices = scene.owner(&["devices"]);
    let serial = devices[0]["certificates"][0].to_string();
    // The processor cannot be reached after the new keys were saved.
    scene.service.kill().unwrap();
    let (_, class, _) = scene.fail("owner", &["stolen", "--serial", &serial, "--yes"]);
    assert_eq!(class, "unreachable");
    scene.service = scene.service.restart().unwrap();
    scene.owner(&["sync"]);
    scene.guest(&["check-in", "--given-name", "Ada", "--family-name", "L"]);
    assert_eq!(scene.owner(&["sync"])["new_records"], 1);
}

#[test]
fn two_recoveries_within_seconds_take_serials_after_each_other() {
    let scene = Scene::with_list();
    scene.owner(&["sync"]);
    let identity = scene.path("saved.key");
    fs::copy(scene.folder.path().join("owner/identity.key"), &identity).unwrap();
    let url = scene.service.url();
    for _ in 0..2 {
        fs::remove_dir_all(scene.folder.path().join("owner")).unwrap();
        scene.owner(&["recover", "--processor", &url, "--identity", &identity]);
    }
    scene.owner(&["sync"]);
}

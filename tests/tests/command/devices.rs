//! Devices that come and go, and posters that are replaced.

use serde_json::Value;

use crate::Scene;

#[test]
fn edn_2_a_new_poster_ends_check_ins_and_no_follow_ups() {
    let scene = Scene::with_list();
    let check_in = [
        "check-in",
        "--given-name",
        "Ada",
        "--family-name",
        "L",
        "--phone",
        "+49 151 12345678",
    ];
    let ticket = scene.guest(&check_in)["ticket"].clone();
    let (former, poster) = (scene.path("link"), scene.path("poster"));
    let replace = ["qr", "--new-edition", "--link", &poster];
    let (_, error, _) = scene.fail("owner", &replace);
    assert_eq!(error, "not-confirmed");
    let replaced = scene.owner(&[&replace[..], &["--yes"]].concat());
    assert_eq!(replaced["to_grant_anew"], Value::Array(Vec::new()));

    // Who scans the former code is told so; who signed in with it goes on.
    let scanned = [&check_in[..], &["--invitation", &former]].concat();
    let (_, error, detail) = scene.fail("guest", &scanned);
    assert_eq!(error, "replaced-poster", "{detail}");
    scene.guest(&["check-out", &ticket.as_str().unwrap()[..8]]);
    scene.succeed(
        "guest",
        &[&check_in[..], &["--invitation", &poster]].concat(),
    );
    // A generation is made ahead without being asked for, once.
    assert_eq!(scene.owner(&["sync"])["new_generation"], true);
    assert_eq!(scene.owner(&["sync"])["new_generation"], false);
    let today = scene.owner(&["list", "today"]);
    let visits = today["visits"].as_array().unwrap();
    let left: Vec<bool> = visits
        .iter()
        .map(|it| it["departure"].is_string())
        .collect();
    assert_eq!(left, [true, false], "{today}");
    assert_eq!(today["set_aside"], Value::Array(Vec::new()), "{today}");
}

/// A delegate from card to grant to leaving, and a stolen phone, as people type them.
// covers: DEV-2, GRT-5, ROT-2
#[test]
fn a_delegate_comes_and_goes_and_a_phone_is_stolen() {
    let scene = Scene::with_list();
    let check_in = |name: &str| {
        let arguments = ["check-in", "--given-name", name, "--family-name", "Test"];
        scene.guest(&arguments);
    };
    check_in("Ada");
    let made = scene.succeed("delegate", &["init", "--name", "Laptop"]);
    let (card, grant) = (scene.path("card"), scene.path("grant"));
    let words = scene.succeed("delegate", &["card", "--output", &card])["words"].clone();
    assert_eq!(made["words"], words);
    let words = words.as_str().unwrap();
    let range = ["--from", "today", "--to", "today", "--output", &grant];
    let other = [&["grant", &card, "--words", "babab-babab"][..], &range].concat();
    let (code, class, text) = scene.fail("owner", &other);
    assert_eq!((code, class.as_str()), (5, "other-words"));
    assert!(text.contains(words), "{text}");
    let granted = scene.owner(&[&["grant", &card, "--words", words][..], &range].concat());
    assert_eq!(
        (&granted["rights"], &granted["device"]),
        (&Value::from("read"), &Value::from("Laptop"))
    );

    let url = scene.service.url();
    let accept = ["accept", &grant, "--processor", &url];
    assert_eq!(scene.fail("delegate", &accept).1, "not-confirmed");
    let accepted = scene.succeed("delegate", &[&accept[..], &["--yes"]].concat());
    assert_eq!(accepted["venue"], "Zum Siegel");
    let visits = |role: &str, command: &str| {
        let shown = scene.succeed(role, &[command, "today"]);
        shown["visits"].as_array().unwrap().len()
    };
    assert_eq!(visits("delegate", "open"), 1);
    let csv = scene.path("delegate.csv");
    scene.succeed("delegate", &["export", "--output", &csv]);
    assert_eq!(
        scene.fail("delegate", &["instruct", "hold", "today"]).1,
        "not-granted"
    );

    let devices = scene.owner(&["devices"]);
    let laptop = devices
        .as_array()
        .unwrap()
        .iter()
        .find(|device| device["name"] == "Laptop");
    // The visit, and what else was logged: the owner's canary.
    let records = |of: &Value| of[0]["records"].as_u64();
    assert_eq!(records(&laptop.unwrap()["can_open"]), Some(2));
    assert_eq!(
        scene.fail("owner", &["revoke", "--device", "Laptop"]).1,
        "not-confirmed"
    );
    let revoked = scene.owner(&["revoke", "--device", "Laptop", "--yes"]);
    assert_eq!(
        (&revoked["new_keys"], records(&revoked["exposed"])),
        (&Value::from(false), Some(2))
    );
    let (code, class, _) = scene.fail("delegate", &["open", "today"]);
    assert_eq!((code, class.as_str()), (4, "revoked"));
    check_in("Bea");
    assert_eq!(visits("owner", "list"), 2);

    // The phone with the list's own keys is stolen; the poster stays.
    let phone = scene.owner(&["devices"]);
    let mut own = phone.as_array().unwrap().iter();
    let own = own.find(|device| device["this_device"] == true).unwrap();
    let serial = own["certificates"][0].to_string();
    let stolen = scene.owner(&["stolen", "--serial", &serial, "--yes"]);
    // Two visits, and at least one canary.
    assert_eq!(stolen["new_keys"], true);
    assert!(records(&stolen["exposed"]) >= Some(3), "{stolen}");
    check_in("Cleo");
    assert_eq!(visits("owner", "list"), 3);

    // Erased at the processor is not yet erased: two devices never gave the keys up.
    let purged = scene.owner(&["purge", "--day", "today", "--yes"]);
    let day = purged["purged"][0].to_string();
    assert_eq!(
        purged["holders"][&day]["missing"].as_array().unwrap().len(),
        0
    );
    assert_eq!(
        purged["holders"][&day]["silent"].as_array().unwrap().len(),
        2
    );
}

/// Who was granted it hands records over, and the guests know before the owner does anything.
// covers: MBX-10
#[test]
fn mbx_11_a_delegate_discloses_and_the_guest_hears_of_it() {
    let scene = Scene::with_list();
    scene.guest(&["check-in", "--given-name", "Ada", "--family-name", "Test"]);
    scene.owner(&["sync"]);
    delegate(&scene, "read,disclose");
    let card = scene.path("authority.card");
    let office = ["init", "--name", "Gesundheitsamt Mitte"];
    let words = scene.succeed("authority", &office)["words"].clone();
    scene.succeed("authority", &["card", "--output", &card]);
    let file = scene.path("case.disclosure");
    let disclosed = scene.succeed(
        "delegate",
        &[
            "disclose",
            "--authority",
            &card,
            "--words",
            words.as_str().unwrap(),
            "--case",
            "1",
            "--purpose",
            "test",
            "--legal-basis",
            "none",
            "--output",
            &file,
        ],
    );
    assert_eq!(
        (&disclosed["guests_told"], &disclosed["published"]),
        (&Value::from(1), &Value::from(1)),
        "{disclosed}"
    );
    let told = scene.guest(&["inbox"]);
    assert_eq!(told["messages"][0]["authority"], "Gesundheitsamt Mitte");
    assert_eq!(told["messages"][0]["words"], words);
    // There is nothing more to tell; the owner publishes behind it.
    assert_eq!(scene.succeed("delegate", &["sync"])["published"], 0);
    scene.owner(&["publish"]);
}

/// A helper has a day erased; the owner's device says so and gives its keys up, too.
// covers: PUN-1
#[test]
fn a_day_that_a_delegate_erased_is_given_up_at_the_next_sync() {
    let scene = Scene::with_list();
    scene.guest(&["check-in", "--given-name", "Ada", "--family-name", "Test"]);
    scene.owner(&["sync"]);
    delegate(&scene, "read,instruct");
    let purge = ["purge", "--day", "today"];
    assert_eq!(scene.fail("delegate", &purge).1, "not-confirmed");
    let purged = scene.succeed("delegate", &[&purge[..], &["--yes"]].concat());
    let day = purged["purged"][0].clone();

    let report = scene.owner(&["sync"]);
    let found = &report["erased_elsewhere"];
    assert_eq!(
        (&found[0]["day"], &found[0]["device"]),
        (&day, &Value::from("Laptop"))
    );
    // The visit and the canary.
    assert_eq!(found[0]["records"], 2, "{report}");
    assert_eq!(
        scene.owner(&["sync"])["erased_elsewhere"],
        Value::Array(Vec::new())
    );
    let (_, error, _) = scene.fail("owner", &["list", "today"]);
    assert_eq!(error, "epoch-purged");
    let devices = scene.owner(&["devices"]);
    let open = |device: &Value| device["can_open"].as_array().unwrap().len();
    assert!(
        devices.as_array().unwrap().iter().all(|it| open(it) == 0),
        "{devices}"
    );
}

/// A device that was let in with these rights, for today.
fn delegate(scene: &Scene, rights: &str) {
    scene.succeed("delegate", &["init", "--name", "Laptop"]);
    let (card, grant) = (scene.path("card"), scene.path("grant"));
    let words = scene.succeed("delegate", &["card", "--output", &card])["words"].clone();
    scene.owner(&[
        "grant",
        &card,
        "--words",
        words.as_str().unwrap(),
        "--from",
        "today",
        "--to",
        "today",
        "--rights",
        rights,
        "--output",
        &grant,
    ]);
    let url = scene.service.url();
    scene.succeed(
        "delegate",
        &["accept", &grant, "--processor", &url, "--yes"],
    );
}

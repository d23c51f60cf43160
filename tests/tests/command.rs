//! The command `sealroll`, as owners and guests type it, against a real processor.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use sealroll_tests::{Service, command_binary, files, processor_binary};
use serde_json::Value;

/// A processor and a folder with a secret.
struct Scene {
    service: Service,
    folder: tempfile::TempDir,
    command: PathBuf,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("processor");
        let service = Service::start(&processor_binary().unwrap(), &store).unwrap();
        fs::write(folder.path().join("secret"), "correct horse battery\n").unwrap();
        Self {
            service,
            folder,
            command: command_binary().unwrap(),
        }
    }

    /// With a list of its own.
    fn with_list() -> Self {
        let scene = Self::new();
        let made = scene.owner(&[
            "init",
            "--processor",
            &scene.service.url(),
            "--venue",
            "Zum Siegel",
            "--contact",
            "siegel@example.org",
        ]);
        assert!(
            made["list"].as_str().is_some_and(|list| list.len() == 32),
            "{made}"
        );
        assert_eq!(made["recovery_code"], Value::Null, "a secret was given");
        let link = scene.path("link");
        scene.owner(&["qr", "--page", &scene.service.url(), "--link", &link]);
        scene
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn run(&self, role: &str, arguments: &[&str]) -> Output {
        self.command(role, arguments).output().unwrap()
    }

    fn command(&self, role: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.command);
        command
            .args(["--json", "--environment", "test"])
            .args([
                "--home",
                &self.path(role),
                "--secret-file",
                &self.path("secret"),
            ])
            .arg(role)
            .args(arguments)
            .env_remove("SEALROLL_SECRET");
        command
    }

    fn succeed(&self, role: &str, arguments: &[&str]) -> Value {
        let output = self.run(role, arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn owner(&self, arguments: &[&str]) -> Value {
        self.succeed("owner", arguments)
    }

    fn guest(&self, arguments: &[&str]) -> Value {
        let link = self.path("link");
        self.succeed("guest", &[arguments, &["--invitation", &link]].concat())
    }

    /// Exit code, error class and text of a command that must fail.
    fn fail(&self, role: &str, arguments: &[&str]) -> (i32, String, String) {
        let output = self.run(role, arguments);
        assert!(!output.status.success(), "{arguments:?} succeeded");
        let error: Value = serde_json::from_slice(&output.stderr).unwrap();
        let text = |key: &str| error[key].as_str().unwrap().to_owned();
        (output.status.code().unwrap(), text("error"), text("detail"))
    }
}

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

// covers: DIS-6
#[test]
fn records_go_to_an_authority_and_are_verified_there() {
    let scene = Scene::with_list();
    for (name, place) in [("Ada", "Tisch 1"), ("Bea", "Tisch 2"), ("Cem", "Tisch 1")] {
        let arguments = [
            "check-in",
            "--given-name",
            name,
            "--family-name",
            "=Test",
            "--phone",
            "+4915112345678",
            "--place",
            place,
        ];
        scene.guest(&arguments);
    }
    let made = scene.succeed("authority", &["init", "--name", "Gesundheitsamt Mitte"]);
    let words = made["words"].as_str().unwrap();
    let card = scene.path("mitte.card");
    scene.succeed("authority", &["card", "--output", &card]);

    let file = scene.path("case.disclosure");
    let disclose = |words: &str, more: &[&str]| {
        let arguments = [
            "disclose",
            "--authority",
            &card,
            "--words",
            words,
            "--case",
            "2026-4711",
            "--purpose",
            "Tracing of an infection",
            "--legal-basis",
            "§ 28a IfSG",
            "--place",
            "Tisch 1",
        ];
        let arguments: Vec<String> = arguments
            .iter()
            .chain(more)
            .map(ToString::to_string)
            .collect();
        arguments
    };
    let run = |arguments: &[String]| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        scene.owner(&arguments)
    };
    let wrong = disclose("babab-babab-babab-babab-babab", &["--output", &file]);
    let wrong: Vec<&str> = wrong.iter().map(String::as_str).collect();
    let (code, class, detail) = scene.fail("owner", &wrong);
    assert_eq!((code, class.as_str()), (5, "other-words"), "{detail}");
    let previewed = run(&disclose(words, &["--preview"]));
    assert_eq!(
        (&previewed["visits"], fs::exists(&file).unwrap()),
        (&Value::from(2), false)
    );
    let disclosed = run(&disclose(words, &["--output", &file]));
    assert_eq!(disclosed["records"], 2);
    assert_eq!(disclosed["guests_told"], 2);
    scene.owner(&["publish"]);
    // The ticket of the newest guest, who was disclosed.
    let told = scene.guest(&["inbox"]);
    assert_eq!(told["messages"][0]["authority"], "Gesundheitsamt Mitte");
    assert_eq!(told["messages"][0]["words"], words);

    let table = scene.path("case.csv");
    let opened = scene.succeed("authority", &["open", &file, "--output", &table]);
    assert_eq!(opened["disclosure"], disclosed["disclosure"]);
    assert_eq!(opened["venue"], "Zum Siegel");
    assert_eq!(opened["case"], "2026-4711");
    assert_eq!(opened["refused"].as_array().unwrap().len(), 0);
    let visits = opened["visits"].as_array().unwrap().iter();
    let names: Vec<_> = visits
        .map(|visit| visit["given_name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Ada", "Cem"]);
    let content = fs::read_to_string(&table).unwrap();
    assert!(
        content.contains("\"'=Test\"") && !content.contains("Bea"),
        "{content}"
    );

    let history = scene.owner(&["instruct", "history"]);
    let id = disclosed["disclosure"].as_str().unwrap();
    assert!(
        history.to_string().contains(&format!("disclose {id}")),
        "{history}"
    );

    let mut altered = fs::read(&file).unwrap();
    altered[200] ^= 1;
    fs::write(&file, altered).unwrap();
    let (code, class, _) = scene.fail("authority", &["open", &file]);
    assert_eq!((code, class.as_str()), (5, "open-failed"));
}

// covers: MBX-2, MBX-10
#[test]
fn guests_ask_and_hear_the_answer_in_the_mailbox() {
    let scene = Scene::with_list();
    let check_in = |name: &str| {
        let arguments = ["check-in", "--given-name", name, "--family-name", "Test"];
        let phone = ["--phone", "+4915112345678"];
        let checked_in = scene.guest(&[&arguments[..], &phone].concat());
        checked_in["ticket"].as_str().unwrap().to_owned()
    };
    let ask = |right: &str, ticket: &str| {
        let asked = scene.guest(&["request", right, ticket]);
        asked["request"].as_str().unwrap().to_owned()
    };
    let inbox = |ticket: &str| {
        let read = scene.guest(&["inbox", ticket]);
        assert_eq!(read["refused"].as_array().unwrap().len(), 0, "{read}");
        read["messages"].as_array().unwrap().clone()
    };
    // The first sync of a day publishes a feed, whether there is anything to say or not.
    let ada = check_in("Ada");
    assert_eq!(scene.owner(&["sync"])["published"], 0);
    assert!(inbox(&ada).is_empty());

    let request = ask("erase", &ada);
    let requests = scene.owner(&["requests"]);
    assert_eq!(requests["requests"][0]["request"], request, "{requests}");
    assert_eq!(requests["requests"][0]["answer"], Value::Null);
    let (_, class, _) = scene.fail("owner", &["answer", "ffffff", "--grant"]);
    assert_eq!(class, "no-request");
    let answered = scene.owner(&["answer", &request[..12], "--grant", "--now"]);
    assert_eq!(answered["published"], 2, "{answered}");
    let messages = inbox(&ada);
    let said: Vec<_> = messages.iter().map(|it| &it["message"]).collect();
    assert_eq!(said, ["erased", "answer"]);
    assert_eq!(messages[1]["decision"], "granted");
    assert_eq!(messages[1]["request"], request);
    assert_eq!(
        scene.owner(&["list", "today"])["visits"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    let export = scene.succeed("guest", &["export", &ada]);
    assert_eq!(export["messages"].as_array().unwrap().len(), 2, "{export}");

    // By a policy, with the feed of the next day: here it is asked for.
    let bea = check_in("Bea");
    ask("access", &bea);
    scene.owner(&["policy", "--access", "--withdraw-within", "3600"]);
    assert_eq!(scene.owner(&["sync"])["published"], Value::Null);
    assert_eq!(scene.owner(&["publish"])["published"], 1);
    let messages = inbox(&bea);
    let data: Value = serde_json::from_str(messages[0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&data["given_name"], &data["requests"][0]),
        (&"Bea".into(), &"access".into())
    );
    assert_eq!(inbox(&ada).len(), 2, "nothing of it is for another ticket");

    // The day is erased before its time, and the guest hears of it when the keys are gone.
    scene.owner(&["purge", "--day", "today", "--yes"]);
    assert_eq!(scene.owner(&["publish"])["published"], 1);
    let messages = inbox(&bea);
    assert_eq!(
        (&messages[1]["message"], &messages[1]["reason"]),
        (&"erased".into(), &"owner".into())
    );
}

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

/// What a person would type, in a file.
fn typed(scene: &Scene, name: &str, text: &str) -> String {
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
fn code_of(byte: u8) -> String {
    let code = sealroll::RecoveryCode::from_bytes(&[byte; 16]);
    code.to_text().as_str().to_owned()
}

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

/// A delegate from card to grant to leaving, and a stolen phone, as people type them.
// covers: DEV-2, GRT-5, ROT-2
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

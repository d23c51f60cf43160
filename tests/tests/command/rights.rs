//! What leaves the list: disclosures, and answers to guests.

use std::fs;

use serde_json::Value;

use crate::Scene;

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

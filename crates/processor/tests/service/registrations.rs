//! Who may register a new list: by token, and by a PIN to a phone.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener},
    sync::mpsc,
    thread,
};

use sealroll_processor::{Gateway, PhoneRegistration, Processor, RegistrationPolicy};
use sealroll_wire::KeyUse;

use crate::support::{
    NOON, Running,
    client::{Client, Response},
    command, config,
    owner::Owner,
    start_with, time,
};

fn put(client: &mut Client, owner: &Owner, authorization: &str) -> Response {
    let registration = owner.registration();
    let headers = [("authorization", authorization)];
    let headers = if authorization.is_empty() {
        &[]
    } else {
        &headers[..]
    };
    let path = owner.path("");
    client
        .send("PUT", &path, headers, registration.as_bytes())
        .unwrap()
}

fn ask(client: &mut Client, owner: &Owner, number: &str) -> Response {
    let mut body = vec![number.len() as u8];
    body.extend_from_slice(number.as_bytes());
    body.extend_from_slice(owner.registration().as_bytes());
    client.post(&owner.path("/pin"), &body)
}

// covers: REG-1, REG-2
#[test]
fn a_token_lets_one_list_in() {
    let running = start_with(|config| config.registration = RegistrationPolicy::Token);
    let config = {
        let mut config = config(&running.directory);
        config.registration = RegistrationPolicy::Token;
        config
    };
    let client = &mut running.client();
    let hint = client.get("/v1/processor").ok();
    assert!(hint.text().contains(r#""registration":"token""#));
    let mut owner = Owner::new(1, &running.processor);
    put(client, &owner, "").refused(401, "token-required");
    put(client, &owner, "Pin 123456").refused(401, "token-required");
    put(client, &owner, "Bearer nonsense").refused(403, "bad-token");
    ask(client, &owner, "+4915112345678").refused(404, "not-found");

    let token = Processor::issue_token(&config, time(NOON + 60)).unwrap();
    let bearer = format!("Bearer {}", token.as_str());
    // What the root has not signed uses nothing up.
    let mut bytes = owner.registration().as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let headers = [("authorization", bearer.as_str())];
    client
        .send("PUT", &owner.path(""), &headers, &bytes)
        .unwrap()
        .refused(400, "bad-signature");
    assert_eq!(put(client, &owner, &bearer).status, 201);
    let other = Owner::new(2, &running.processor);
    put(client, &other, &bearer).refused(403, "bad-token");
    // A list that is registered needs no token, whatever it adds.
    owner.certify(9, KeyUse::Statement, NOON, NOON + 1000);
    assert_eq!(put(client, &owner, "").status, 200);

    let late = Processor::issue_token(&config, time(NOON - 1)).unwrap();
    put(client, &other, &format!("Bearer {}", late.as_str())).refused(403, "bad-token");
    let withdrawn = Processor::issue_token(&config, time(NOON + 60)).unwrap();
    Processor::withdraw_token(&config, &withdrawn).unwrap();
    put(client, &other, &format!("Bearer {}", withdrawn.as_str())).refused(403, "bad-token");
}

/// A gateway that takes messages and tells them to the test.
fn gateway() -> (SocketAddr, mpsc::Receiver<serde_json::Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let (mut length, mut authorized) = (0, false);
            loop {
                let mut line = String::new();
                stream.read_line(&mut line).unwrap();
                let line = line.trim_end().to_ascii_lowercase();
                if line.is_empty() {
                    break;
                }
                authorized |= line == "authorization: bearer key";
                if let Some(value) = line.strip_prefix("content-length: ") {
                    length = value.parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).unwrap();
            let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
            // One number cannot be reached.
            let reached = authorized && body["recipients"][0] != "+4915100000000";
            let status = if reached { "202 Accepted" } else { "500 No" };
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            drop(stream.get_mut().write_all(answer.as_bytes()));
            drop(sender.send(body));
        }
    });
    (address, receiver)
}

fn by_phone(
    adjust: impl FnOnce(&mut PhoneRegistration),
) -> (Running, mpsc::Receiver<serde_json::Value>) {
    let (address, messages) = gateway();
    let running = start_with(|config| {
        let file = config.data_dir.with_file_name("authorization");
        std::fs::write(&file, "Bearer key\n").unwrap();
        let gateway = Gateway::Http {
            url: format!("http://{address}/messages"),
            body: r#"{"recipients":["{number}"],"body":"{text}"}"#.into(),
            authorization_file: Some(file),
        };
        let mut phone = PhoneRegistration::new(vec!["49".into()], gateway);
        adjust(&mut phone);
        config.registration = RegistrationPolicy::Phone(phone);
    });
    (running, messages)
}

fn pin(messages: &mpsc::Receiver<serde_json::Value>, number: &str) -> String {
    let message = messages.recv().unwrap();
    assert_eq!(message["recipients"][0], number);
    let text = message["body"].as_str().unwrap();
    assert!(text.len() <= 160 && text.is_ascii(), "one message: {text}");
    text[..6].to_owned()
}

// covers: REG-1, REG-3, REG-4
#[test]
fn a_pin_confirms_one_registration() {
    let (running, messages) = by_phone(|_| {});
    let client = &mut running.client();
    let mut owner = Owner::new(1, &running.processor);
    let number = "+4915112345678";
    put(client, &owner, "").refused(401, "pin-required");
    put(client, &owner, "Bearer x").refused(401, "pin-required");
    put(client, &owner, "Pin 12345").refused(401, "pin-required");
    put(client, &owner, "Pin 123456").refused(403, "no-pin");
    ask(client, &owner, "+41791234567").refused(403, "country-not-allowed");
    ask(client, &owner, "0151 2345678").refused(400, "bad-phone-number");
    client
        .post(&owner.path("/pin"), b"")
        .refused(400, "bad-phone-number");
    client
        .post(&owner.path("/pin"), b"\x20+49")
        .refused(400, "bad-phone-number");
    // Without a registration that its root has signed no message is sent.
    let mut body = vec![number.len() as u8];
    body.extend_from_slice(number.as_bytes());
    body.extend_from_slice(owner.registration().as_bytes());
    *body.last_mut().unwrap() ^= 1;
    client
        .post(&owner.path("/pin"), &body)
        .refused(400, "bad-signature");
    ask(client, &owner, "+4915100000000").refused(502, "sms-failed");
    drop(messages.recv().unwrap());

    ask(client, &owner, number).ok();
    let first = pin(&messages, number);
    let other = Owner::new(2, &running.processor);
    put(client, &other, &format!("Pin {first}")).refused(403, "no-pin");
    // Another registration of the same root needs a PIN of its own.
    let before = owner.registration().as_bytes().to_vec();
    owner.describe(|terms| terms.descriptor_version = 2);
    put(client, &owner, &format!("Pin {first}")).refused(403, "no-pin");
    let headers = [("authorization", &*format!("Pin {first}"))];
    let made = client
        .send("PUT", &owner.path(""), &headers, &before)
        .unwrap();
    assert_eq!(made.status, 201);

    // From here on a PIN does nothing: neither to this list nor for another root.
    ask(client, &owner, number).refused(409, "already-registered");
    assert_eq!(put(client, &owner, "").status, 200);
    running.clock.pass(601);
    ask(client, &other, number).ok();
    let second = pin(&messages, number);
    running.clock.pass(600);
    put(client, &other, &format!("Pin {second}")).refused(403, "no-pin");
}

// covers: REG-3, REG-5
#[test]
fn pins_cannot_be_guessed_and_messages_are_few() {
    let (running, messages) = by_phone(|phone| phone.per_number = 2);
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    let number = "+4915112345678";
    ask(client, &owner, number).ok();
    let right = pin(&messages, number);
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    for _ in 0..5 {
        put(client, &owner, &format!("Pin {wrong}")).refused(403, "wrong-pin");
    }
    put(client, &owner, &format!("Pin {right}")).refused(403, "no-pin");
    ask(client, &owner, number).ok();
    drop(messages.recv().unwrap());
    let refused = ask(client, &owner, number);
    refused.refused(429, "too-many-requests");
    assert_eq!(refused.header("retry-after"), Some("86400"));
    running.clock.pass(86_400);
    ask(client, &owner, number).ok();
    let right = pin(&messages, number);
    assert_eq!(put(client, &owner, &format!("Pin {right}")).status, 201);
}

// covers: REG-6
#[test]
fn numbers_and_pins_are_stored_nowhere() {
    let (address, messages) = gateway();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("authorization");
    std::fs::write(&file, "Bearer key").unwrap();
    let more = format!(
        "registration = 'phone'\nphone_countries = ['49']\n\
         sms_gateway = 'http://{address}/'\n\
         sms_body = '{{\"recipients\":[\"{{number}}\"],\"body\":\"{{text}}\"}}'\n\
         sms_authorization_file = '{}'\n",
        file.display()
    );
    command::configure(directory.path(), &more);
    let mut running = command::start(directory.path());
    let owner = Owner::at(command::now(), 1, running.log_key, |_| {});
    let client = &mut running.client();
    ask(client, &owner, "+4915112345678").ok();
    let pin = pin(&messages, "+4915112345678");
    assert_eq!(put(client, &owner, &format!("Pin {pin}")).status, 201);
    running.signal("KILL");
    running.wait();
    let mut pending = vec![directory.path().to_owned()];
    let mut files = 0;
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        files += 1;
        let bytes = std::fs::read(&path).unwrap();
        // The digits without their plus, too; a PIN alone could occur by chance in a key.
        let found = bytes
            .windows(10)
            .any(|bytes| bytes == b"4915112345" || bytes == b"5112345678");
        assert!(!found, "{}", path.display());
        if path.extension().is_some_and(|extension| extension == "log") {
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains(&pin), "{text}");
        }
    }
    assert!(files >= 4);
}

#[test]
fn the_command_issues_and_withdraws_tokens() {
    let directory = tempfile::tempdir().unwrap();
    command::configure(directory.path(), "registration = 'token'\n");
    let running = command::start(directory.path());
    let issue = || {
        let output = command::run(directory.path(), &["token", "issue", "--days", "2"]);
        assert!(output.status.success());
        let made: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        made["token"].as_str().unwrap().to_owned()
    };
    let owner = Owner::at(command::now(), 1, running.log_key, |_| {});
    let client = &mut running.client();
    let withdrawn = issue();
    assert!(
        command::run(directory.path(), &["token", "withdraw", &withdrawn])
            .status
            .success()
    );
    assert!(
        !command::run(directory.path(), &["token", "withdraw", &withdrawn])
            .status
            .success()
    );
    put(client, &owner, &format!("Bearer {withdrawn}")).refused(403, "bad-token");
    assert_eq!(
        put(client, &owner, &format!("Bearer {}", issue())).status,
        201
    );
}

//! Requests as such: signatures, methods, paths, headers, and the pages for browsers.

use sealroll_wire::{KeyUse, Nonce, Serial};

use crate::support::{
    NOON, Running,
    client::Client,
    guest::{envelope, path, token},
    owner::{Owner, WITNESS, send_signed},
    start, start_with, time,
};

const DAY: u64 = 86_400;

fn logs(running: &Running) -> (Owner, Client, String) {
    let owner = running.owner();
    let path = owner.path("/logs");
    (owner, running.client(), path)
}

#[test]
fn unsigned_requests_of_owners_are_refused() {
    let running = start();
    let (owner, mut client, _) = logs(&running);
    for path in [
        owner.path("/logs"),
        owner.log_path("/checkpoint"),
        owner.log_path("/tile/0/000.p/1"),
        owner.log_path("/tile/entries/000.p/1"),
        owner.path(&format!(
            "/epochs/{}/envelopes?from=0&generation=3",
            owner.today
        )),
    ] {
        client.get(&path).refused(401, "signature-required");
    }
    client
        .post(&owner.path("/statements"), b"")
        .refused(401, "signature-required");
    client
        .post(&owner.log_path("/cosignature"), b"")
        .refused(401, "signature-required");
}

// covers: HTTP-2
#[test]
fn a_signature_covers_the_whole_request() {
    let running = start();
    let (owner, mut client, path) = logs(&running);
    let client = &mut client;
    let host = client.host.clone();
    let refused = |client: &mut Client, fields, method: &str, path: &str, body: &[u8]| {
        send_signed(client, method, path, body, &fields).refused(401, "bad-signature");
    };
    refused(
        client,
        owner.sign("POST", &host, &path, b""),
        "GET",
        &path,
        b"",
    );
    refused(
        client,
        owner.sign("GET", "other.example", &path, b""),
        "GET",
        &path,
        b"",
    );
    refused(
        client,
        owner.sign("GET", &host, &owner.path("/log"), b""),
        "GET",
        &path,
        b"",
    );
    refused(
        client,
        owner.sign("GET", &host, &path, b""),
        "GET",
        &format!("{path}?x=1"),
        b"",
    );
    let statements = owner.path("/statements");
    refused(
        client,
        owner.sign("POST", &host, &statements, b"one"),
        "POST",
        &statements,
        b"two",
    );
    let mut fields = owner.sign("GET", &host, &path, b"");
    fields.signature_input = fields.signature_input.replace("ed25519", "ed25518");
    refused(client, fields, "GET", &path, b"");
    let mut fields = owner.sign("GET", &host, &path, b"");
    fields.signature_input = fields.signature_input.replace("\"@query\" ", "");
    refused(client, fields, "GET", &path, b"");
    owner.get(client, &path).ok();
}

// covers: HTTP-2
#[test]
fn a_nonce_is_taken_once_even_across_a_restart() {
    let running = start();
    let (owner, mut client, path) = logs(&running);
    let fields = owner.sign("GET", &client.host, &path, b"");
    send_signed(&mut client, "GET", &path, b"", &fields).ok();
    for _ in 0..2 {
        let replayed = send_signed(&mut client, "GET", &path, b"", &fields);
        replayed.refused(409, "nonce-reused");
    }
    let (directory, clock, host) = (running.directory, running.clock, client.host.clone());
    running.processor.stop();
    let mut config = crate::support::config(&directory);
    config.public_url = Some(format!("http://{host}"));
    let processor = sealroll_processor::Processor::start(&config, clock).unwrap();
    let mut client = Client::connect(processor.address());
    let replayed = send_signed(&mut client, "GET", &path, b"", &fields);
    replayed.refused(409, "nonce-reused");
}

#[test]
fn a_signature_is_valid_for_a_minute() {
    let running = start();
    let (owner, mut client, path) = logs(&running);
    let client = &mut client;
    let at = |client: &mut Client, now: u64| {
        owner.now.set(now);
        owner.get(client, &path)
    };
    at(client, NOON - 60).refused(401, "signature-expired");
    at(client, NOON - 59).ok();
    at(client, NOON + 60).ok();
    at(client, NOON + 61).refused(401, "signature-expired");
}

// covers: HTTP-3
#[test]
fn the_key_is_certified_for_this_use_list_and_time() {
    let running = start();
    let (mut owner, mut client, path) = logs(&running);
    let client = &mut client;
    let host = client.host.clone();
    owner.certify(20, KeyUse::Http, NOON - 90 * DAY, NOON);
    owner.certify(21, KeyUse::Http, NOON - DAY, NOON + DAY);
    let sign = |owner: &Owner, serial: u64| {
        owner.sign_with("GET", &host, &path, b"", |parameters| {
            parameters.certificate_serial = Serial(serial);
            parameters.nonce = Nonce::from_bytes([serial as u8; 16]);
        })
    };
    let fields = sign(&owner, 21);
    send_signed(client, "GET", &path, b"", &fields).refused(401, "bad-signature");
    owner.register(client);
    send_signed(client, "GET", &path, b"", &fields).ok();
    send_signed(client, "GET", &path, b"", &sign(&owner, 20)).refused(403, "expired");
    send_signed(client, "GET", &path, b"", &sign(&owner, WITNESS)).refused(403, "wrong-use");

    let other = Owner::new(2, &running.processor);
    other.register(client);
    let foreign = other.sign("GET", &host, &path, b"");
    send_signed(client, "GET", &path, b"", &foreign).refused(403, "wrong-list");
    let claimed = other.sign_with("GET", &host, &path, b"", |parameters| {
        parameters.list_id = owner.list();
    });
    send_signed(client, "GET", &path, b"", &claimed).refused(401, "bad-signature");
}

#[test]
fn a_signed_request_is_addressed_to_the_public_address() {
    let running = start_with(|config| config.public_url = Some("https://Seal.Example".into()));
    let mut client = running.client();
    client.host = "seal.example".into();
    let owner = Owner::new(1, &running.processor);
    owner.register(&mut client);
    owner.publish(&mut client, NOON);
    let path = owner.path("/logs");
    let elsewhere = owner.sign("GET", "127.0.0.1", &path, b"");
    send_signed(&mut client, "GET", &path, b"", &elsewhere).refused(401, "bad-signature");
    assert_eq!(
        client.get("/c.json").ok().text(),
        r#"{"api":"https://Seal.Example"}"#
    );
}

#[test]
fn other_methods_and_paths_are_refused() {
    let running = start();
    let (owner, mut client, _) = logs(&running);
    client.get("/").refused(404, "not-found");
    client.get("/v1/lists").refused(404, "not-found");
    client
        .get(&owner.path("/records/12"))
        .refused(404, "not-found");
    client
        .get(&owner.path(""))
        .refused(405, "method-not-allowed");
    client
        .post(&owner.path("/welcome"), b"")
        .refused(405, "method-not-allowed");
    for path in ["/welcome", "/of-a-later-version"] {
        let path = owner.path(path);
        let preflight = client.send("OPTIONS", &path, &[], b"").unwrap();
        assert_eq!(preflight.status, 204);
        assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
        assert_eq!(
            preflight.header("access-control-allow-methods"),
            Some("GET, PUT, POST")
        );
        assert_eq!(
            preflight.header("access-control-expose-headers"),
            Some("retry-after")
        );
    }
}

#[test]
fn the_page_of_a_code_gives_nothing_away() {
    let running = start();
    let mut client = running.client();
    let page = client.get("/c").ok();
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert!(
        page.header("content-security-policy")
            .unwrap()
            .starts_with("default-src 'none'")
    );
    assert!(page.header("cache-control").unwrap().contains("max-age"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert!(!page.text().contains("<script") && !page.text().contains("http"));
    assert!(page.text().contains("Sealroll-App") && page.text().contains("Sealroll app"));
    let hint: serde_json::Value = serde_json::from_slice(&client.get("/c.json").ok().body).unwrap();
    assert_eq!(hint["api"], format!("http://{}", client.host));
    let about = client.get("/v1/processor").ok();
    let about: serde_json::Value = serde_json::from_slice(&about.body).unwrap();
    assert_eq!(about["origin"], "log.test");
    assert_eq!(about["log_key"], running.processor.log_key().to_string());
    assert_eq!(about["environment"], "test");
    assert_eq!(client.get("/health").ok().text(), r#"{"status":"ok"}"#);
}

// covers: HTTP-4
#[test]
fn problems_echo_nothing_of_the_request() {
    let running = start();
    let (owner, mut client, _) = logs(&running);
    let marker = "c0ffee";
    let path = owner.path(&format!("/records/{}", marker.repeat(11)));
    let response = client.put(&path, marker.repeat(100).as_bytes());
    assert!(response.status >= 400 && !response.text().contains(marker));
    let response = client.get(&format!("/{marker}"));
    assert!(!response.text().contains(marker));
    assert_eq!(time(NOON).seconds(), NOON);
}

#[test]
fn metrics_are_served_apart_and_name_no_list() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let running = start_with(|config| config.metrics_listen = Some(address));
    let owner = running.owner();
    let client = &mut running.client();
    client.get("/metrics").refused(404, "not-found");
    let answer = Client::connect(address).get("/metrics");
    let text = answer.ok();
    let text = text.text();
    assert!(text.contains("\nsealroll_commits_total "), "{text}");
    assert!(text.contains("sealroll_healthy 1\n"), "{text}");
    assert!(!text.contains(&owner.list().to_string()), "{text}");
}

// covers: LIM-2, LIM-3
#[test]
fn too_many_requests_of_one_address_wait() {
    let running = start_with(|config| {
        config.address_header = Some("x-forwarded-for".into());
        (config.uploads_per_minute, config.reads_per_minute) = (3, 2);
    });
    let owner = running.owner();
    let client = &mut running.client();
    let statement = owner.publish(client, NOON).remove(1);
    let send = |client: &mut Client, number: u64, from: &str| {
        let envelope = envelope(&statement, number);
        let token = token().to_authorization();
        let headers = [("x-forwarded-for", from), ("authorization", &token)];
        let answer = client.send("PUT", &path(&envelope), &headers, &envelope);
        answer.unwrap()
    };
    for number in 0..3 {
        send(client, number, "198.51.100.7").ok();
    }
    let refused = send(client, 3, "198.51.100.7");
    refused.refused(429, "too-many-requests");
    assert_eq!(refused.header("retry-after"), Some("60"));
    send(client, 3, "198.51.100.8").ok();
    running.clock.pass(60);
    owner.now.set(NOON + 60);
    send(client, 4, "198.51.100.7").ok();
    // Owners are known by their signatures, and are not counted.
    for _ in 0..5 {
        owner.get(client, &owner.path("/logs")).ok();
    }
    for expected in [409, 409, 429] {
        assert_eq!(client.get(&owner.path("/welcome")).status, expected);
    }
}

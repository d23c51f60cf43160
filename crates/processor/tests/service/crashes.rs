//! What was acknowledged survives: kill -9 under load, and a polite end.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use sealroll_log::{EntryKind, Frontier, NoteKey, Receipt};
use sealroll_wire::Statement;

use crate::support::{
    command::{self, Running},
    guest::{envelope, path, record_id, token, upload, verify_receipt},
    owner::Owner,
};

/// An acknowledged upload: number of the envelope, and its receipt.
pub(crate) type Acknowledged = (u64, Vec<u8>);

/// Uploads from several guests until they are told to stop or lose their connection.
pub(crate) fn load(
    running: &Running,
    statement: &Statement,
    first: u64,
    stop: &AtomicBool,
) -> Vec<Acknowledged> {
    thread::scope(|scope| {
        let guests: Vec<_> = (0..GUESTS)
            .map(|guest| {
                let client = running.try_client();
                scope.spawn(move || {
                    let mut receipts = Vec::new();
                    let Some(mut client) = client else {
                        return receipts;
                    };
                    for number in (first + guest..).step_by(GUESTS as usize) {
                        if stop.load(Ordering::Relaxed) {
                            break;
                        }
                        let envelope = envelope(statement, number);
                        let token = token().to_authorization();
                        let headers = [("authorization", token.as_str())];
                        match client.send("PUT", &path(&envelope), &headers, &envelope) {
                            Some(response) if response.status == 200 => {
                                receipts.push((number, response.body));
                            }
                            // The connection ended, or the processor is about to end.
                            _ => break,
                        }
                    }
                    receipts
                })
            })
            .collect();
        guests
            .into_iter()
            .flat_map(|guest| guest.join().unwrap())
            .collect()
    })
}

/// Every receipt verifies, and the log of now contains what each of them states.
fn check(running: &Running, owner: &Owner, statement: &Statement, receipts: &[Acknowledged]) {
    let client = &mut running.client();
    let key: NoteKey = owner.note_key();
    let (_, entries) = owner.sync(client);
    let mut heads = Vec::with_capacity(entries.len());
    let mut frontier = Frontier::new();
    for entry in &entries {
        frontier.append(entry.leaf_hash()).unwrap();
        heads.push(frontier.head());
    }
    for (number, receipt) in receipts {
        let envelope = envelope(statement, *number);
        let (index, size) = verify_receipt(receipt, &envelope, &key);
        let entry = &entries[index as usize];
        assert_eq!(
            (entry.kind, entry.hash),
            (EntryKind::Record, record_id(&envelope).to_bytes())
        );
        let stated = Receipt::parse(receipt).unwrap();
        assert_eq!(
            stated.checkpoint().checkpoint().head(),
            &heads[size as usize - 1]
        );
    }
    let stored = entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Record)
        .count();
    let mut fetched = Vec::new();
    while let Some(next) = {
        let from = fetched
            .last()
            .map_or(0, |(index, _): &(u64, Vec<u8>)| index + 1);
        Some(owner.envelopes(client, owner.today, from)).filter(|page| !page.is_empty())
    } {
        fetched.extend(next);
    }
    assert_eq!(
        fetched.len(),
        stored,
        "an envelope for every entry and none without"
    );
    for (index, bytes) in &fetched {
        assert_eq!(entries[*index as usize].hash, record_id(bytes).to_bytes());
    }
}

// covers: LOG-2, LOG-3, LOG-4
#[test]
fn no_acknowledged_upload_is_lost_by_a_crash() {
    let directory = tempfile::tempdir().unwrap();
    command::configure(directory.path(), "");
    let mut running = command::start(directory.path());
    let owner = Owner::at(command::now(), 1, running.log_key, |_| {});
    owner.register(&mut running.client());
    let statement = owner
        .publish(&mut running.client(), command::now())
        .remove(1);
    let mut receipts = Vec::new();
    for round in 0..3_u64 {
        let stop = AtomicBool::new(false);
        let before = receipts.len();
        thread::scope(|scope| {
            let guests = scope.spawn(|| load(&running, &statement, round << 32, &stop));
            thread::sleep(Duration::from_millis(400));
            running.signal("KILL");
            receipts.extend(guests.join().unwrap());
        });
        assert!(receipts.len() > before, "there was load");
        assert!(!running.wait().success());
        running = command::start(directory.path());
        owner.now.set(command::now());
        check(&running, &owner, &statement, &receipts);
        // Guests that lost the reply upload the same bytes again and get the same place.
        let client = &mut running.client();
        for (number, receipt) in receipts.iter().step_by(97) {
            let envelope = envelope(&statement, *number);
            let again = upload(client, &envelope).ok();
            let key = owner.note_key();
            let index = |receipt: &[u8]| verify_receipt(receipt, &envelope, &key).0;
            assert_eq!(index(&again.body), index(receipt));
        }
    }
}

#[test]
fn a_polite_end_finishes_what_has_begun() {
    let directory = tempfile::tempdir().unwrap();
    command::configure(directory.path(), "");
    let mut running = command::start(directory.path());
    let owner = Owner::at(command::now(), 1, running.log_key, |_| {});
    owner.register(&mut running.client());
    let statement = owner
        .publish(&mut running.client(), command::now())
        .remove(1);
    let stop = AtomicBool::new(false);
    let mut receipts = Vec::new();
    thread::scope(|scope| {
        let guests = scope.spawn(|| load(&running, &statement, 0, &stop));
        thread::sleep(Duration::from_millis(300));
        running.signal("TERM");
        receipts.extend(guests.join().unwrap());
    });
    assert!(running.wait().success(), "ended as asked");
    assert!(!receipts.is_empty());
    let running = command::start(directory.path());
    owner.now.set(command::now());
    check(&running, &owner, &statement, &receipts);
    let (_, entries) = owner.sync(&mut running.client());
    let records = entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Record)
        .count();
    assert_eq!(
        records,
        receipts.len(),
        "whatever was logged was acknowledged"
    );
}

// covers: HTTP-4
#[test]
fn logs_name_nobody() {
    let directory = tempfile::tempdir().unwrap();
    command::configure(directory.path(), "max_database_mb = 1\n");
    let mut running = command::start(directory.path());
    let owner = Owner::at(command::now(), 1, running.log_key, |_| {});
    let client = &mut running.client();
    owner.register(client);
    let statement = owner.publish(client, command::now()).remove(1);
    owner.cosign(client).ok();
    // Successes, refusals, and a failure that is logged.
    let mut ids = Vec::new();
    loop {
        let envelope = envelope(&statement, ids.len() as u64);
        let mut copy = envelope.clone();
        copy[300] ^= 1;
        ids.push(record_id(&envelope).to_string());
        let response = upload(client, &envelope);
        if response.status != 200 {
            break response.refused(507, "storage-full");
        }
        upload(client, &copy).refused(409, "duplicate");
    }
    running.signal("TERM");
    assert!(running.wait().success());
    let log = std::fs::read_to_string(directory.path().join(command::LOG)).unwrap();
    assert!(
        log.contains("a commit failed") && log.contains("serving"),
        "{log}"
    );
    for line in log.lines() {
        let _: serde_json::Value = serde_json::from_str(line).unwrap();
    }
    ids.push(owner.list().to_string());
    ids.push("127.0.0.1".to_owned());
    assert!(ids.iter().all(|id| !log.contains(id)), "{log}");
}

#[test]
fn two_processors_do_not_share_a_directory() {
    let directory = tempfile::tempdir().unwrap();
    command::configure(directory.path(), "");
    let running = command::start(directory.path());
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_sealroll-processor"))
        .arg("--config")
        .arg(directory.path().join("processor.toml"))
        .output()
        .unwrap();
    assert!(!output.status.success());
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("in use"), "{message}");
    assert_eq!(
        running.client().get("/health").ok().text(),
        r#"{"status":"ok"}"#
    );
}

#[test]
fn wrong_configurations_are_named() {
    let directory = tempfile::tempdir().unwrap();
    command::configure(directory.path(), "environmint = 'test'\n");
    let run = |variables: &[(&str, &str)]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_sealroll-processor"))
            .arg("--config")
            .arg(directory.path().join("processor.toml"))
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let message = run(&[]);
    assert!(
        message.contains("line 5") && message.contains("environmint"),
        "{message}"
    );
    command::configure(directory.path(), "");
    let message = run(&[("SEALROLL_LISTEN", "nowhere")]);
    assert!(message.contains("SEALROLL_LISTEN"), "{message}");
}

const GUESTS: u64 = 8;

#[test]
fn the_command_backs_up_verifies_and_reports_while_it_serves() {
    let directory = tempfile::tempdir().unwrap();
    command::configure(directory.path(), "");
    let running = command::start(directory.path());
    let owner = Owner::at(command::now(), 1, running.log_key, |_| {});
    owner.register(&mut running.client());
    let statement = owner
        .publish(&mut running.client(), command::now())
        .remove(1);
    for number in 0..5 {
        upload(&mut running.client(), &envelope(&statement, number)).ok();
    }
    let copy = directory.path().join("copy");
    let copy = copy.to_str().unwrap();
    let json = |arguments: &[&str]| -> serde_json::Value {
        let output = command::run(directory.path(), arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let made = json(&["backup", copy]);
    assert_eq!((&made["envelopes"], &made["lists"]), (&5.into(), &1.into()));
    assert_eq!(json(&["verify", copy]), made);
    let scratch = directory.path().join("scratch");
    assert_eq!(json(&["drill", scratch.to_str().unwrap()]), made);
    let list = owner.list().to_string();
    let report = json(&["report", "breach", "--list", &list, "--json"]);
    assert_eq!(report["lists"][0]["epochs"][1]["records"], 5);
    for refused in [
        &["restore", copy][..],
        &["restore", copy, "--nothing-since"],
        &["backup", copy],
        &["report", "everything"],
        &["report", "art30", "--from", "yesterday"],
        &["nonsense"],
    ] {
        let output = command::run(directory.path(), refused);
        assert!(!output.status.success(), "{refused:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

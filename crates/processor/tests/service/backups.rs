//! Backups: made under load, verified, restored; and what a purge leaves of them.

use std::{fs, path::Path, sync::atomic::AtomicBool, thread, time::Duration};

use sealroll_log::{Checkpoint, Entry, EntryKind, Note, NoteKey, Receipt};
use sealroll_processor::{
    BackupError, Config, Processor, RecoverError, Report, Scope, Since, backup, drill, recover,
    report_text, restore, verify,
};
use sealroll_wire::{Opening, Order, Part, ProcessorText};

use crate::support::{
    NOON, config,
    guest::{envelope, upload, verify_receipt},
    orders::{Orders, instruction_log},
    owner::Owner,
    start, time,
};

fn sizes(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_under_load_is_whole_and_comes_back() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    for number in 0..300 {
        upload(client, &envelope(&statement, number)).ok();
    }
    let configured = config(&running.directory);
    let copy = running.directory.path().join("copy");
    let stop = AtomicBool::new(false);
    let made = thread::scope(|scope| {
        let mut client = running.client();
        let (statement, stop) = (&statement, &stop);
        scope.spawn(move || {
            for number in 1000.. {
                if stop.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                upload(&mut client, &envelope(statement, number)).ok();
            }
        });
        thread::sleep(Duration::from_millis(50));
        let made = backup(&configured, &copy);
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        made
    });
    let made = made.unwrap();
    assert!(made.is_sound() && made.envelopes >= 300, "{made}");
    assert_eq!((made.lists, made.logs), (1, 2));
    assert!(matches!(
        backup(&configured, &copy),
        Err(BackupError::NotEmpty)
    ));
    assert!(matches!(
        restore(&configured, &copy, Since::Nothing),
        Err(BackupError::NotEmpty)
    ));

    let drilled = drill(&configured, &running.directory.path().join("scratch")).unwrap();
    assert!(drilled.envelopes >= made.envelopes);
    let scratch = running.directory.path().join("scratch");
    assert_eq!(sizes(&scratch), Vec::<String>::new(), "it cleans up");

    // The machine is lost; vault and backup are not.
    let (directory, clock) = (running.directory, running.clock);
    running.processor.stop();
    let whole = verify(&configured, &configured.data_dir).unwrap();
    assert!(whole.is_sound() && whole.envelopes > made.envelopes);
    let mut elsewhere = configured.clone();
    elsewhere.data_dir = directory.path().join("elsewhere");
    elsewhere.vault_dir = Some(configured.data_dir.join("vault"));
    assert_eq!(restore(&elsewhere, &copy, Since::Nothing).unwrap(), made);
    let processor = Processor::start(&elsewhere, clock).unwrap();
    let client = &mut crate::support::client::Client::connect(processor.address());
    let known = envelope(&statement, 7);
    let receipt = upload(client, &known).ok();
    verify_receipt(&receipt.body, &known, &owner.note_key());
    assert_eq!(owner.sync(client).1.len() as u64 + 6, made.entries);
}

#[test]
fn damage_is_found_and_named() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    for number in 0..5 {
        upload(client, &envelope(&statement, number)).ok();
    }
    let configured = config(&running.directory);
    let copy = running.directory.path().join("copy");
    backup(&configured, &copy).unwrap();
    let path = copy.join("sealroll.db");
    let id = crate::support::guest::record_id(&envelope(&statement, 2)).to_bytes();
    let mut bytes = fs::read(&path).unwrap();
    // The entry holds all of the id; the row of the envelope begins with a part of it.
    let at = bytes.windows(32).position(|window| window == id).unwrap();
    bytes[at + 31] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let found = verify(&configured, &copy).unwrap();
    let faults = found.faults.join("; ");
    assert!(
        faults.contains("a checkpoint is not signed, or not of these entries"),
        "{faults}"
    );
    assert!(faults.contains("an envelope is not the one"), "{faults}");
    let mut elsewhere = configured.clone();
    elsewhere.data_dir = running.directory.path().join("elsewhere");
    elsewhere.vault_dir = Some(configured.data_dir.join("vault"));
    assert!(matches!(
        restore(&elsewhere, &copy, Since::Nothing),
        Err(BackupError::Unsound(_))
    ));
    assert!(!elsewhere.data_dir.join("sealroll.db").exists());
}

// covers: INS-2
#[test]
fn a_purge_ends_the_copies_in_backups() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statements = owner.publish(client, NOON);
    for number in 0..10 {
        upload(client, &envelope(&statements[number as usize % 2], number)).ok();
    }
    let configured = config(&running.directory);
    let copy = running.directory.path().join("copy");
    assert_eq!(backup(&configured, &copy).unwrap().envelopes, 10);
    let mut orders = Orders::default();
    orders.give(&owner, client, Order::PurgeEpoch(statements[0].epoch()));
    let database = fs::read(copy.join("sealroll.db")).unwrap();
    for number in 0..10 {
        let envelope = envelope(&statements[number as usize % 2], number);
        let mut pieces = envelope.chunks_exact(16).skip(4);
        let found = pieces.any(|piece| database.windows(16).any(|window| window == piece));
        assert!(!found, "{number}");
    }
    // What the backup's own file still has of that epoch, nobody can read any more.
    let found = verify(&configured, &copy).unwrap();
    assert_eq!(found.envelopes, 5);
    assert_eq!(found.unreadable_epochs, 1);
    assert!(found.is_sound());
}

/// A processor whose disk is lost, in a new directory, with the vault that it had.
fn elsewhere(configured: &Config, name: &str) -> Config {
    let mut elsewhere = configured.clone();
    elsewhere.vault_dir = Some(configured.data_dir.join("vault"));
    elsewhere.data_dir = configured.data_dir.with_file_name(name);
    elsewhere
}

/// The head under a receipt, and which part of the log signed it. The receipt is verified.
fn head_of(receipt: &[u8], envelope: &[u8], log: &NoteKey) -> (Checkpoint, Part) {
    let signed = Receipt::parse(receipt).unwrap().checkpoint().clone();
    verify_receipt(receipt, envelope, &signed.part_key(log));
    let part = signed.part(log.name()).unwrap();
    (signed.checkpoint().clone(), part)
}

// covers: RECV-1, RECV-2, LOG-4
#[test]
fn a_restored_processor_takes_nothing_until_it_goes_on_under_another_name() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    let envelopes: Vec<_> = (0..12).map(|number| envelope(&statement, number)).collect();
    let mut receipts: Vec<_> = envelopes[..5]
        .iter()
        .map(|envelope| upload(client, envelope).ok().body)
        .collect();
    let configured = config(&running.directory);
    let copy = running.directory.path().join("copy");
    let made = backup(&configured, &copy).unwrap();
    for envelope in &envelopes[5..10] {
        receipts.push(upload(client, envelope).ok().body);
    }
    running.processor.stop();

    let second = elsewhere(&configured, "second");
    assert_eq!(restore(&second, &copy, Since::Unknown).unwrap(), made);
    let processor = Processor::start(&second, running.clock.clone()).unwrap();
    let client = &mut crate::support::client::Client::connect(processor.address());
    for envelope in &envelopes[5..] {
        upload(client, envelope).refused(503, "recovering");
    }
    // What needs no signature goes on: an old receipt, and the owner's reading.
    let log = owner.note_key();
    let again = upload(client, &envelopes[2]).ok().body;
    assert_eq!(head_of(&again, &envelopes[2], &log).1, Part::FIRST);
    let (before, entries) = owner.sync(client);
    processor.stop();

    let done = recover(&second, running.clock.clone(), Some(&configured.data_dir)).unwrap();
    assert_eq!((done.lists, done.logs, done.known_lost), (1, 2, 5));
    assert_eq!(done.part, Part(NOON));
    let nothing = recover(&second, running.clock.clone(), None);
    assert!(matches!(nothing, Err(RecoverError::NotRestored)));
    assert!(verify(&second, &second.data_dir).unwrap().is_sound());
    let processor = Processor::start(&second, running.clock.clone()).unwrap();
    let client = &mut crate::support::client::Client::connect(processor.address());
    for (index, envelope) in envelopes.iter().enumerate() {
        let receipt = upload(client, envelope).ok().body;
        let (_, part) = head_of(&receipt, envelope, &log);
        assert_eq!(part, done.part);
        let place = Receipt::parse(&receipt).unwrap().index();
        match receipts.get(index) {
            // What the backup had keeps its place, though its log has another name now.
            Some(former) if index < 5 => {
                assert_eq!(place, Receipt::parse(former).unwrap().index());
            }
            _ => assert_eq!(place, entries.len() as u64 + 1 + index as u64 - 5),
        }
    }
    // The opening says where the backup ended, and its head is a prefix of what follows.
    let opening = owner.sync(client).1[entries.len()];
    assert_eq!(opening.kind, EntryKind::OPENING);
    let documents = instruction_log(&owner, client);
    let of_opening = |(entry, _): &&(Entry, Vec<u8>)| entry.hash == opening.hash;
    let (_, note) = documents.iter().find(of_opening).unwrap();
    let text = Opening::from_text(Note::parse(note).unwrap().text()).unwrap();
    assert_eq!(text.restored, entries.len() as u64);
    assert_eq!(text.root, before.checkpoint().head().root.to_bytes());
    assert_eq!(text.signed, Some(entries.len() as u64 + 5));
    assert_eq!(
        (text.generation, text.part),
        (Some(owner.generation), done.part)
    );
    processor.stop();

    // From before that recovery: no number is given twice.
    let third = elsewhere(&configured, "third");
    restore(&third, &copy, Since::Unknown).unwrap();
    running.clock.pass(1);
    let again = recover(&third, running.clock.clone(), None).unwrap();
    assert!(again.part > done.part && again.known_lost == 0);
    // A list that is new may have been lost: its logs have the new name from the beginning.
    let processor = Processor::start(&third, running.clock.clone()).unwrap();
    let client = &mut crate::support::client::Client::connect(processor.address());
    let other = Owner::new(2, &processor);
    other.register(client);
    let statement = other.publish(client, NOON).remove(1);
    let new = envelope(&statement, 99);
    let receipt = upload(client, &new).ok().body;
    assert_eq!(head_of(&receipt, &new, &other.note_key()).1, again.part);
    assert!(verify(&third, &third.data_dir).unwrap().is_sound());
}

#[test]
fn reports_say_what_is_kept_for_whom_and_what_was_erased() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statements = owner.publish(client, NOON);
    for number in 0..6 {
        upload(client, &envelope(&statements[number as usize % 2], number)).ok();
    }
    let mut orders = Orders::default();
    orders.give(&owner, client, Order::PurgeEpoch(statements[0].epoch()));
    let configured = config(&running.directory);
    let make = |report: Report, scope: &Scope| report.make(&configured, scope).unwrap();
    let all = Scope::default();
    let art30 = make(Report::Art30, &all);
    assert_eq!(art30["processor"]["operator"], "not stated");
    assert_eq!(art30["lists"][0]["venue"], "Venue");
    assert_eq!(art30["lists"][0]["retention_days"], 28);
    let breach = make(Report::Breach, &all);
    assert_eq!(breach["lists"][0]["contact"], "Contact");
    assert_eq!(breach["lists"][0]["epochs"][0]["records"], 3);
    assert_eq!(breach["lists"][0]["records"], 3);
    // The numbers, and what the clause asks for beside them.
    assert_eq!(breach["records"], 3);
    for said in ["nature", "categories", "consequences", "measures"] {
        assert!(breach[said].as_str().unwrap().len() > 80, "{said}");
    }
    assert_eq!(art30["measures"], serde_json::Value::Null);
    let retention = make(Report::Retention, &all);
    assert_eq!(retention["lists"][0]["erased"][0]["records"], 3);
    let text = report_text(&retention);
    assert!(
        text.contains("  venue: Venue\n") && text.contains("records: 3\n"),
        "{text}"
    );
    let mut later = Scope::default();
    later.from = time(NOON + 86_400 * 9);
    let retention = make(Report::Retention, &later);
    assert_eq!(retention["lists"][0]["erased"], serde_json::json!([]));
    assert_eq!(retention["lists"][0]["epochs"], serde_json::json!([]));
    later.list = Some(sealroll_wire::ListId::from_bytes([0; 16]));
    assert_eq!(make(Report::Art30, &later)["lists"], serde_json::json!([]));
}

//! Full disks, restarts and purges, as seen in the files.

use std::{fs, path::Path, thread, time::Duration};

use sealroll_processor::{Processor, StartError};
use sealroll_wire::Epoch;

use crate::support::{
    NOON, config,
    guest::{envelope, record_id, upload, verify_receipt},
    owner::Owner,
    start, start_with,
};

#[test]
fn a_full_database_stores_nothing_and_goes_on_with_more_room() {
    let running = start_with(|config| config.max_database_mb = Some(1));
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    let mut stored = 0;
    let refused = loop {
        let response = upload(client, &envelope(&statement, stored));
        if response.status != 200 {
            break response;
        }
        stored += 1;
    };
    refused.refused(507, "storage-full");
    assert_eq!(refused.header("retry-after"), Some("60"));
    assert!(stored > 100);
    upload(client, &envelope(&statement, stored)).refused(507, "storage-full");
    // What is stored is still served: the receipt of a lost reply does not need room.
    let last = envelope(&statement, stored - 1);
    let receipt = upload(client, &last).ok();
    assert_eq!(
        verify_receipt(&receipt.body, &last, &owner.note_key()).0,
        3 + stored - 1
    );

    let directory = running.directory;
    let clock = running.clock;
    running.processor.stop();
    let processor = Processor::start(&config(&directory), clock).unwrap();
    let client = &mut crate::support::client::Client::connect(processor.address());
    let next = envelope(&statement, stored);
    let receipt = upload(client, &next).ok();
    assert_eq!(
        verify_receipt(&receipt.body, &next, &owner.note_key()).0,
        3 + stored
    );
    let (_, entries) = owner.sync(client);
    assert_eq!(entries.len() as u64, 3 + stored + 1);
}

#[test]
fn a_log_goes_on_after_a_restart_with_the_same_key() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    for number in 0..300 {
        upload(client, &envelope(&statement, number)).ok();
    }
    let (before, entries) = owner.sync(client);
    let (directory, clock, key) = (
        running.directory,
        running.clock,
        *running.processor.log_key(),
    );
    running.processor.stop();
    let processor = Processor::start(&config(&directory), clock).unwrap();
    assert_eq!(*processor.log_key(), key);
    let client = &mut crate::support::client::Client::connect(processor.address());
    assert_eq!(owner.sync(client), (before, entries));
    for number in 299..302 {
        let envelope = envelope(&statement, number);
        let receipt = upload(client, &envelope).ok();
        assert_eq!(
            verify_receipt(&receipt.body, &envelope, &owner.note_key()).0,
            3 + number
        );
    }
}

#[test]
fn without_its_key_a_database_is_not_served() {
    let running = start();
    running.owner();
    let (directory, clock) = (running.directory, running.clock);
    running.processor.stop();
    fs::remove_file(directory.path().join("data/log.key")).unwrap();
    let refused = Processor::start(&config(&directory), clock)
        .unwrap_err()
        .to_string();
    assert!(refused.contains("bring the old key back"), "{refused}");
}

// covers: LOG-2
#[test]
fn a_data_directory_is_of_one_processor_at_a_time() {
    let running = start();
    let (directory, clock, first) = (running.directory, running.clock, running.processor);
    let second = Processor::start(&config(&directory), clock.clone()).err();
    assert!(matches!(second, Some(StartError::InUse)), "{second:?}");
    // It waits for one that is about to end.
    let config = config(&directory);
    let waits = thread::spawn(move || Processor::start(&config, clock).map(Processor::stop));
    thread::sleep(Duration::from_millis(100));
    first.stop();
    assert!(waits.join().unwrap().is_ok());
}

#[test]
fn a_log_that_does_not_bear_out_its_checkpoint_is_not_signed_on() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    upload(client, &envelope(&statement, 1)).ok();
    let (directory, clock) = (running.directory, running.clock);
    running.processor.stop();
    // Somebody alters an entry in the file.
    let path = directory.path().join("data/sealroll.db");
    let mut bytes = fs::read(&path).unwrap();
    let id = record_id(&envelope(&statement, 1)).to_bytes();
    let at = bytes.windows(32).position(|window| window == id).unwrap();
    bytes[at] ^= 1;
    fs::write(&path, bytes).unwrap();
    let processor = Processor::start(&config(&directory), clock).unwrap();
    let client = &mut crate::support::client::Client::connect(processor.address());
    upload(client, &envelope(&statement, 2)).refused(500, "internal");
    owner
        .get(client, &owner.log_path("/checkpoint"))
        .refused(500, "internal");
}

/// Whether any file of the directory contains the bytes.
fn found(directory: &Path, bytes: &[u8]) -> bool {
    let files = fs::read_dir(directory).unwrap();
    files.into_iter().any(|file| {
        let path = file.unwrap().path();
        if path.is_dir() {
            return found(&path, bytes);
        }
        let content = fs::read(path).unwrap();
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}

// covers: INS-2
#[test]
fn a_purge_leaves_no_byte_of_an_envelope_in_any_file() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statements = owner.publish(client, NOON);
    let directory = running.directory.path().join("data");
    for number in 0..40 {
        upload(client, &envelope(&statements[number % 2], number as u64)).ok();
    }
    let piece = |number: u64| envelope(&statements[number as usize % 2], number)[300..332].to_vec();
    // They lie there masked. The store's own tests look for what is masked, too.
    let id = |number: u64| {
        let envelope = envelope(&statements[number as usize % 2], number);
        record_id(&envelope).to_bytes()
    };
    for number in 0..40 {
        assert!(!found(&directory, &piece(number)), "{number}");
        assert!(
            found(&directory, &id(number)),
            "the search finds what is there"
        );
    }
    let Epoch(today) = owner.today;
    let note = owner.purge_note(1, Epoch(today - 1));
    client
        .post(&owner.path("/instructions"), note.as_str().as_bytes())
        .ok();
    for number in 0..40 {
        assert!(!found(&directory, &piece(number)), "{number}");
    }
    assert_eq!(owner.envelopes(client, Epoch(today - 1), 0), []);
    assert_eq!(owner.envelopes(client, owner.today, 0).len(), 20);
}

#[test]
fn without_its_keys_a_database_is_not_served() {
    let running = start();
    running.owner();
    let (directory, clock) = (running.directory, running.clock);
    running.processor.stop();
    fs::remove_dir_all(directory.path().join("data/vault")).unwrap();
    let refused = Processor::start(&config(&directory), clock)
        .unwrap_err()
        .to_string();
    assert!(refused.contains("bring them back"), "{refused}");
}

//! What guests send and get: receipts, and each refusal of the table in `spec/protocol.md#http`.

use std::{collections::HashSet, thread};

use sealroll_wire::{Epoch, Header, Serial, StatementId, UploadToken};

use crate::support::{
    NOON,
    client::Client,
    guest::{self, envelope, envelope_with, upload, verify_receipt},
    owner::Owner,
    start, start_with, time,
};

#[test]
fn an_upload_is_answered_with_a_receipt_that_verifies() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statements = owner.publish(client, NOON);
    let key = owner.note_key();
    // More than one tile, so that proofs lead through full tiles as well.
    let mut last = 0;
    for number in 0..300 {
        let envelope = envelope(&statements[1], number);
        let response = upload(client, &envelope).ok();
        assert_eq!(
            response.header("content-type"),
            Some("text/plain; charset=utf-8")
        );
        let (index, size) = verify_receipt(&response.body, &envelope, &key);
        assert_eq!((index, size), (3 + number, 4 + number));
        last = size;
    }
    // The first again, by now in a full tile: the same index, a newer checkpoint.
    let first = envelope(&statements[1], 0);
    let again = upload(client, &first).ok();
    assert_eq!(verify_receipt(&again.body, &first, &key), (3, last));
    assert_eq!(owner.sync(client).1.len() as u64, last);
}

// covers: LOG-4
#[test]
fn the_same_envelope_at_the_same_time_is_logged_once() {
    let running = start();
    let owner = running.owner();
    let statement = owner.statement(owner.today);
    owner
        .publish_these(&mut running.client(), std::slice::from_ref(&statement))
        .ok();
    let envelopes: Vec<Vec<u8>> = (0..8).map(|number| envelope(&statement, number)).collect();
    let indices: Vec<Vec<u64>> = thread::scope(|scope| {
        let guests: Vec<_> = (0..8_usize)
            .map(|at| {
                let (envelopes, owner) = (&envelopes, &owner.note_key());
                let mut client = running.client();
                scope.spawn({
                    let owner = owner.clone();
                    move || {
                        let turn = |number: usize| (number + at) % envelopes.len();
                        let mut indices = vec![0; envelopes.len()];
                        for envelope in (0..envelopes.len()).map(turn) {
                            let bytes = &envelopes[envelope];
                            let receipt = upload(&mut client, bytes).ok();
                            indices[envelope] = verify_receipt(&receipt.body, bytes, &owner).0;
                        }
                        indices
                    }
                })
            })
            .collect();
        guests
            .into_iter()
            .map(|guest| guest.join().unwrap())
            .collect()
    });
    assert!(indices.iter().all(|each| *each == indices[0]));
    assert_eq!(indices[0].iter().collect::<HashSet<_>>().len(), 8);
    assert_eq!(owner.sync(&mut running.client()).1.len(), 4 + 8);
}

#[test]
fn what_is_wrong_with_the_envelope_itself() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statements = owner.publish(client, NOON);
    let good = envelope(&statements[1], 1);
    let before = owner.sync(client);
    let send = |client: &mut Client, envelope: &[u8]| {
        let path = owner.path(&format!("/records/{}", guest::record_id(envelope)));
        guest::put(client, &path, envelope)
    };

    let other = Owner::new(2, &running.processor);
    let path = other.path(&format!("/records/{}", guest::record_id(&good)));
    guest::put(client, &path, &good).refused(404, "unknown-list");

    send(client, &good[..good.len() - 1]).refused(400, "bad-length");
    send(client, b"").refused(400, "bad-length");
    let header = Header::of_statement(&statements[1]);
    send(client, &envelope_with(&header, 1, 256)).refused(400, "bad-length");
    send(client, &[good.clone(), vec![0; 1536]].concat()).refused(400, "bad-length");
    send(client, &[good.clone(), vec![0; 1537]].concat()).refused(413, "body-too-large");
    let client = &mut running.client();

    let altered = |position: usize, byte: u8| {
        let mut envelope = good.clone();
        envelope[position] = byte;
        envelope
    };
    send(client, &altered(0, 2)).refused(400, "unsupported-version");
    send(client, &altered(2, 2)).refused(400, "unsupported-suite");
    send(client, &altered(118, 0xff)).refused(400, "bad-key");
    let path = owner.path(&format!("/records/{}", guest::record_id(&good)));
    guest::put(client, &path, &altered(300, 0)).refused(400, "record-id-mismatch");
    other.register(client);
    let path = other.path(&format!("/records/{}", guest::record_id(&good)));
    guest::put(client, &path, &good).refused(400, "wrong-list");

    let unknown = Header {
        statement_id: StatementId::from_bytes([1; 32]),
        ..header
    };
    send(client, &envelope_with(&unknown, 1, 512)).refused(409, "unknown-statement");
    let elsewhere = Header {
        epoch: Epoch(header.epoch.value() + 1),
        ..header
    };
    send(client, &envelope_with(&elsewhere, 1, 512)).refused(409, "unknown-statement");
    assert_eq!(owner.sync(client).1, before.1, "refusals change nothing");
    send(client, &good).ok();
}

#[test]
fn http_8_only_who_saw_the_code_uploads() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statements = owner.publish(client, NOON);
    let before = owner.sync(client).1;
    let good = envelope(&statements[1], 1);
    let send = |client: &mut Client, headers: &[(&str, &str)]| {
        client.send("PUT", &guest::path(&good), headers, &good)
    };
    let refused = |client: &mut Client, headers: &[(&str, &str)]| {
        let response = send(client, headers).unwrap();
        response.refused(403, "bad-upload-token");
    };

    let token = guest::token().to_authorization();
    let right = ("authorization", token.as_str());
    let other = UploadToken::from_bytes([2; 32]).to_authorization();
    let longer = format!("{}A", token.as_str());
    // The first time the statement is not remembered, later it is.
    for _ in 0..2 {
        refused(client, &[]);
    }
    refused(client, &[("authorization", &other)]);
    refused(client, &[("authorization", &longer)]);
    refused(client, &[("authorization", &token[..token.len() - 1])]);
    refused(
        client,
        &[("authorization", &token.replacen("Upload", "Bearer", 1))],
    );
    refused(client, &[right, right]);
    // What statements say in public is not the token.
    let public = UploadToken::from_bytes(statements[1].presence_id().to_bytes());
    refused(client, &[("authorization", &public.to_authorization())]);
    assert_eq!(owner.sync(client).1, before, "refusals change nothing");
    send(client, &[right]).unwrap().ok();
    // Logged or not: without the token there is no receipt.
    refused(client, &[]);

    // A new edition of the poster: guests of the former one still follow up.
    let replaced = owner.statement_with(owner.today, |body| {
        body.presence_id = UploadToken::from_bytes([2; 32]).presence_id(&owner.list());
    });
    owner
        .publish_these(client, std::slice::from_ref(&replaced))
        .ok();
    let new = envelope(&replaced, 2);
    let third = UploadToken::from_bytes([3; 32]).to_authorization();
    let headers = [("authorization", third.as_str())];
    let answer = client.send("PUT", &guest::path(&new), &headers, &new);
    answer.unwrap().refused(403, "bad-upload-token");
    let headers = [("authorization", other.as_str())];
    client
        .send("PUT", &guest::path(&new), &headers, &new)
        .unwrap()
        .ok();
    let follow_up = envelope(&replaced, 3);
    guest::put(client, &guest::path(&follow_up), &follow_up).ok();
    // Statements from before the new edition do not know it.
    let old = envelope(&statements[1], 4);
    let answer = client.send("PUT", &guest::path(&old), &headers, &old);
    answer.unwrap().refused(403, "bad-upload-token");
    guest::put(client, &guest::path(&old), &old).ok();
}

#[test]
fn a_body_of_unknown_length_is_bounded_too() {
    let running = start();
    let owner = running.owner();
    let client = &mut running.client();
    let path = owner.path(&format!("/records/{}", "00".repeat(32)));
    client
        .send_head("PUT", &path, &[("transfer-encoding", "chunked")])
        .unwrap();
    let chunk = [b"400\r\n".to_vec(), vec![0; 1024], b"\r\n".to_vec()].concat();
    for _ in 0..3 {
        client.send_raw(&chunk);
    }
    client.receive().unwrap().refused(413, "body-too-large");
}

#[test]
fn uploads_are_taken_from_opening_to_the_end_of_grace() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statements = owner.publish(client, NOON);
    let [yesterday, today, tomorrow] = &statements[..] else {
        unreachable!()
    };
    upload(client, &envelope(today, 1)).ok();
    upload(client, &envelope(yesterday, 2)).ok();
    let early = envelope(tomorrow, 3);
    upload(client, &early).refused(409, "epoch-not-open");
    let opens = tomorrow.not_before().seconds() - 600;
    running.clock.set(time(opens - 1));
    upload(client, &early).refused(409, "epoch-not-open");
    running.clock.set(time(opens));
    upload(client, &early).ok();
    let closes = today.not_after().seconds() + 259_200;
    running.clock.set(time(closes - 1));
    upload(client, &envelope(today, 4)).ok();
    running.clock.set(time(closes));
    upload(client, &envelope(today, 5)).refused(410, "epoch-expired");
    let late = upload(client, &envelope(today, 1)).ok();
    let (index, _) = verify_receipt(&late.body, &envelope(today, 1), &owner.note_key());
    assert_eq!(
        index, 3,
        "who lost the reply gets the receipt, however late"
    );
}

#[test]
fn a_superseded_statement_is_taken_for_its_grace() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statements = owner.publish(client, NOON);
    upload(client, &envelope(&statements[1], 1)).ok();
    running.clock.set(time(NOON + 100));
    owner.now.set(NOON + 100);
    let successor = owner.statement(owner.today);
    owner
        .publish_these(client, std::slice::from_ref(&successor))
        .ok();
    running.clock.set(time(NOON + 100 + 7200));
    upload(client, &envelope(&statements[1], 2)).ok();
    upload(client, &envelope(&successor, 3)).ok();
    running.clock.set(time(NOON + 100 + 7201));
    upload(client, &envelope(&statements[1], 4)).refused(409, "stale-statement");
    upload(client, &envelope(&successor, 5)).ok();
    upload(client, &envelope(&statements[1], 1)).ok();
}

#[test]
fn an_encapsulated_key_is_taken_once() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statements = owner.publish(client, NOON);
    let original = envelope(&statements[1], 1);
    upload(client, &original).ok();
    let mut copy = original.clone();
    copy[200] ^= 1;
    upload(client, &copy).refused(409, "duplicate");
    // Under another epoch, too.
    let mut moved = envelope(&statements[0], 2);
    moved[87..119].copy_from_slice(&original[87..119]);
    upload(client, &moved).refused(409, "duplicate");
    upload(client, &original).ok();
}

#[test]
fn an_epoch_takes_no_more_than_its_cap() {
    let running = start();
    let owner = Owner::with_terms(1, *running.processor.log_key(), |terms| terms.epoch_cap = 5);
    let client = &mut running.client();
    owner.register(client);
    let statements = owner.publish(client, NOON);
    for number in 0..5 {
        upload(client, &envelope(&statements[1], number)).ok();
    }
    upload(client, &envelope(&statements[1], 5)).refused(429, "epoch-full");
    upload(client, &envelope(&statements[1], 4)).ok();
    upload(client, &envelope(&statements[0], 6)).ok();
}

// covers: LOG-5
#[test]
fn a_purged_epoch_takes_nothing_ever_again() {
    let running = start();
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statements = owner.publish(client, NOON);
    let envelope = envelope(&statements[1], 1);
    upload(client, &envelope).ok();
    let note = owner.purge_note(1, owner.today);
    client
        .post(&owner.path("/instructions"), note.as_str().as_bytes())
        .ok();
    upload(client, &envelope).refused(410, "epoch-purged");
    upload(client, &guest::envelope(&statements[1], 2)).refused(410, "epoch-purged");
}

// covers: HTTP-5
#[test]
fn a_full_queue_is_answered_before_the_body() {
    let running = start_with(|config| {
        config.queue_max = 1;
        config.batch_max = 1;
    });
    let owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    let refused: usize = thread::scope(|scope| {
        let guests: Vec<_> = (0..32)
            .map(|guest| {
                let (statement, mut client) = (&statement, running.client());
                scope.spawn(move || {
                    let mut refused = 0;
                    for number in 0..20 {
                        let envelope = envelope(statement, guest * 1000 + number);
                        let response = upload(&mut client, &envelope);
                        if response.status == 503 {
                            response.refused(503, "overloaded");
                            assert_eq!(response.header("retry-after"), Some("1"));
                            client.reconnect();
                            refused += 1;
                        } else {
                            response.ok();
                        }
                    }
                    refused
                })
            })
            .collect();
        guests.into_iter().map(|guest| guest.join().unwrap()).sum()
    });
    assert!(refused > 0, "32 guests and one place");
    assert_eq!(owner.sync(client).1.len(), 3 + 32 * 20 - refused);
}

#[test]
fn terms_may_change_the_size_and_old_statements_keep_theirs() {
    let running = start();
    let mut owner = Owner::new(1, &running.processor);
    let client = &mut running.client();
    owner.register(client);
    let old = owner.publish(client, NOON).remove(1);
    owner.describe(|terms| {
        terms.descriptor_version = 2;
        terms.bucket = sealroll_wire::Bucket::Bytes1024;
    });
    owner.register(client);
    let new = owner.statement(owner.today);
    owner.publish_these(client, std::slice::from_ref(&new)).ok();
    let sized =
        |statement, number, bucket| envelope_with(&Header::of_statement(statement), number, bucket);
    upload(client, &sized(&old, 1, 512)).ok();
    upload(client, &sized(&new, 2, 1024)).ok();
    upload(client, &sized(&old, 3, 1024)).refused(400, "bad-length");
    upload(client, &sized(&new, 4, 512)).refused(400, "bad-length");
    assert_eq!(new.serial(), Serial(4));
}

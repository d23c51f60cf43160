//! What a malicious processor, a malicious reader or a stranger tries, each attempt by name.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use core::ops::ControlFlow;

use sealroll::{
    CheckInForm, Content, Environment, Epoch, Generation, Guest, Inbox, Policy, Position, Reason,
    ReceiptError, RequestKind, Response, Source, SyncError, Workers, export,
};
use sealroll_core::{Frontier, KeyFile, Opener, Record, X25519KeyPair};
use sealroll_log::{Entry, EntryKind};
use sealroll_wire::{Envelope, Header, RecordId, StatementBody};
use support::{MemoryLog, World, form, time};

const HOUR: u64 = 3600;

fn reasons(batch: &sealroll::Batch) -> Vec<&'static str> {
    batch
        .quarantined
        .iter()
        .map(|set_aside| set_aside.reason.code())
        .collect()
}

#[test]
// covers: APP-2
fn formula_injection_through_a_guests_name_is_impossible() {
    let mut world = World::new(20);
    let hostile = [
        "=HYPERLINK(\"http://x\")",
        "+1",
        "-1",
        "@SUM(A1)",
        "＝1",
        "＋1",
        "－1",
        "＠1",
    ];
    for name in hostile {
        let mut form = form();
        form.contact.given_name = name.into();
        form.contact.family_name = "</script>\",\"".into();
        world.check_in(&form, time(HOUR));
    }
    world.open(time(HOUR));
    let text = export::csv(&world.inbox.visits());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let column = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(lines.len(), hostile.len());
    for (line, name) in lines.iter().zip(hostile) {
        assert_eq!(line[column("given_name")], format!("'{name}"));
        assert_eq!(&line[column("family_name")], "</script>\",\"");
        assert_eq!(&line[column("phone")], "'+4915112345678");
    }
    let json = export::json(&world.inbox.visits());
    assert!(json.is_ascii() && !json.contains("</script>"));
    let read: serde_json::Value = serde_json::from_str(&json).unwrap();
    for (visit, name) in read.as_array().unwrap().iter().zip(hostile) {
        assert_eq!(visit["given_name"], name);
    }
}

#[test]
fn a_tab_or_line_break_cannot_even_be_sealed() {
    let mut world = World::new(21);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, time(HOUR));
    for name in ["\t=1", "a\r\n=1", "a\nb", "\u{202e}x", "x\u{feff}"] {
        let mut form = form();
        form.contact.given_name = name.into();
        let refused = welcome.check_in(&form, time(HOUR), &mut world.rng);
        assert_eq!(refused.err().unwrap().code(), "bad-field");
    }
}

#[test]
fn malformed_records_do_not_abort_a_batch() {
    let mut world = World::new(22);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    world.check_in(&form(), now);
    let ticket = world.check_in(&form(), now);
    let genuine = ticket.envelope().unwrap().as_bytes().to_vec();
    let generation = Generation(0);
    let mut insert = |bytes: Vec<u8>| world.processor.insert(generation, epoch, bytes);
    let damaged = |place: usize| {
        let mut bytes = genuine.clone();
        bytes[place] ^= 1;
        bytes
    };
    let junk: [(Vec<u8>, &str); 7] = [
        (vec![0; 10], "bad-length"),
        (damaged(0), "unsupported-version"),
        (damaged(2), "unsupported-suite"),
        (damaged(3), "wrong-list"),
        (damaged(20), "wrong-epoch"),
        (damaged(30), "unknown-statement"),
        (damaged(400), "open-failed"),
    ];
    let positions: Vec<u64> = junk
        .iter()
        .map(|(bytes, _)| insert(bytes.clone()))
        .collect();
    world.check_in(&form(), now);
    let batch = world.open(now);
    assert_eq!(batch.opened, 3);
    for (position, (_, reason)) in positions.into_iter().zip(junk) {
        let position = Position {
            generation,
            index: position,
        };
        let mut quarantined = batch.quarantined.iter();
        let found = quarantined
            .find(|set_aside| set_aside.position == position)
            .unwrap();
        assert_eq!(found.reason.code(), reason);
    }
    assert_eq!(batch.quarantined.len(), 7);
}

#[test]
fn bytes_that_were_not_logged_are_set_aside_and_withheld_ones_are_named() {
    let mut world = World::new(23);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    world.check_in(&form(), now);
    world.check_in(&form(), now);
    world.check_in(&form(), now);
    world.sync(now).unwrap();
    let mut fetched = world.fetch(epoch, now);
    // The first is exchanged for another genuine one, the last is withheld.
    fetched[0].bytes = fetched[1].bytes.clone();
    let withheld = fetched.pop().unwrap();
    let batch = world.open_fetched(epoch, &fetched);
    assert_eq!((batch.opened, reasons(&batch)), (1, vec!["not-logged"]));
    assert_eq!(batch.missing, [withheld.position]);
}

#[test]
fn keys_swapped_by_the_server_are_refused() {
    let mut world = World::new(24);
    let now = time(HOUR);
    let invitation = world.invitation();
    let request = world.guest().welcome_request(&invitation);
    let genuine = world.processor.handle(&request, now).body;
    // Every byte of a bundle matters.
    for place in 0..genuine.len() {
        let mut bundle = genuine.clone();
        bundle[place] ^= 1;
        let refused = world.guest().accept(&invitation, &bundle, now);
        assert!(refused.is_err(), "byte {place}");
    }
    // The processor makes a list of its own and serves it under the venue's code.
    let mut own = World::new(25);
    let foreign = own.processor.handle(&request_of(&own), now).body;
    let refused = world.guest().accept(&invitation, &foreign, now);
    assert_eq!(refused.err().unwrap().code(), "wrong-list");
    // A statement of the venue for its own key, signed by a key of its own.
    let statement = world.processor.statement(world.epoch(now)).unwrap().clone();
    let forged = StatementBody {
        root_fingerprint: statement.root_fingerprint(),
        generation: statement.generation(),
        epoch: statement.epoch(),
        serial: statement.serial(),
        not_before: statement.not_before(),
        not_after: statement.not_after(),
        descriptor_hash: statement.descriptor_hash(),
        presence_id: statement.presence_id(),
        hpke_public_key: *X25519KeyPair::generate(&mut world.rng).public_key(),
        certificate_serial: statement.certificate_serial(),
    };
    let forged = forged.sign(|_| [7; 64]).unwrap();
    let bundle = world.processor.bundle(&forged, b"");
    let refused = world.guest().accept(&invitation, &bundle, now);
    assert_eq!(refused.err().unwrap().code(), "bad-signature");
}

fn request_of(world: &World) -> sealroll::Request {
    let mut rng = support::rng(0);
    Guest::first_use(Environment::Test, &mut rng).welcome_request(&world.invitation())
}

#[test]
fn a_replaced_poster_is_named_as_such() {
    let mut world = World::new(26);
    let link = world.invitation();
    let other = sealroll_wire::PresenceSecret::from_bytes([1; 32]);
    let photographed =
        sealroll::Invitation::new("https://example.org", *link.root_fingerprint(), other, None);
    let photographed = photographed.unwrap();
    let now = time(HOUR);
    let bundle = world.processor.handle(&request_of(&world), now).body;
    let refused = world.guest().accept(&photographed, &bundle, now);
    assert_eq!(refused.err().unwrap().code(), "replaced-poster");
}

#[test]
fn a_test_list_never_passes_for_a_real_one() {
    let mut world = World::new(27);
    let now = time(HOUR);
    let bundle = world.processor.handle(&request_of(&world), now).body;
    let mut guest = Guest::first_use(Environment::Production, &mut world.rng);
    let refused = guest.accept(&world.invitation(), &bundle, now);
    assert_eq!(refused.err().unwrap().code(), "wrong-environment");
}

#[test]
fn a_statement_that_the_owner_has_not_cosigned_is_refused() {
    let mut world = World::new(28);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    let statement = world.processor.statement(epoch).unwrap().clone();
    let log = &world.processor.logs[&Generation(0)];
    let index = log
        .entries
        .iter()
        .position(|entry| entry.hash == statement.id().to_bytes())
        .unwrap() as u64;
    let promised = log.prove(index, log.checkpoint());
    let bundle = world.processor.bundle(&statement, promised.as_bytes());
    let refused = world.guest().accept(&world.invitation(), &bundle, now);
    assert_eq!(refused.err().unwrap().code(), "not-cosigned");
}

#[test]
fn guests_are_not_led_back_to_an_older_day_terms_or_statement() {
    let mut world = World::new(29);
    let invitation = world.invitation();
    let mut guest = world.guest();
    let now = time(HOUR);
    let old = world.processor.handle(&request_of(&world), now).body;
    guest.accept(&invitation, &old, now).unwrap();
    let terms = world.owner.terms().clone();
    world
        .owner
        .change_terms(&world.identity, terms, now)
        .unwrap();
    world.publish(now);
    world.welcome(&mut guest, now);
    let refused = guest.accept(&invitation, &old, now);
    assert_eq!(refused.err().unwrap().code(), "rolled-back");
    // A wrong clock is named, whichever way it goes.
    let mut stranger = world.guest();
    let late = stranger.accept(&invitation, &old, time(25 * HOUR));
    assert_eq!(late.err().unwrap().code(), "expired");
    let early = stranger.accept(&invitation, &old, time(0).saturating_sub(HOUR));
    assert_eq!(early.err().unwrap().code(), "not-yet-valid");
}

#[test]
fn receipts_of_another_log_record_or_key_are_refused() {
    let mut world = World::new(30);
    let now = time(HOUR);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let first = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let second = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let receipt = world.processor.handle(&first.request(), now).body;
    let (second, error) = second.confirm(&receipt).unwrap_err();
    assert_eq!(error, ReceiptError::BadProof);

    let entry = Entry {
        kind: EntryKind::Record,
        epoch: world.epoch(now),
        hash: second.record_id().to_bytes(),
    };
    let name = world.processor.logs[&Generation(0)]
        .name
        .as_str()
        .to_owned();
    let other_key = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    let mut forged = MemoryLog::new(&name, &other_key);
    forged.append(entry);
    let receipt = forged.prove(0, forged.checkpoint());
    let (second, error) = second.confirm(receipt.as_bytes()).unwrap_err();
    assert_eq!(error, ReceiptError::BadSignature);

    let mut other_log = MemoryLog::new(&format!("{name}1"), &world.processor.log_key);
    other_log.append(entry);
    let receipt = other_log.prove(0, other_log.checkpoint());
    let (second, error) = second.confirm(receipt.as_bytes()).unwrap_err();
    assert_eq!(error, ReceiptError::WrongLog);
    world.upload(second, now);
}

#[test]
fn a_log_that_forgets_or_rewrites_is_not_cosigned() {
    let mut world = World::new(31);
    let now = time(HOUR);
    for _ in 0..3 {
        world.check_in(&form(), now);
    }
    world.sync(now).unwrap();
    let whole = world.processor.logs[&Generation(0)].entries.clone();
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let check_in = |world: &mut World| {
        let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
        world.upload(pending, now);
    };

    // It forgets.
    let log = world.processor.log(Generation(0));
    log.entries.truncate(whole.len() - 1);
    assert_eq!(world.sync(now), Err(SyncError::RolledBack));
    // It forgets and grows again: another history of the same length.
    check_in(&mut world);
    assert_eq!(world.sync(now), Err(SyncError::Inconsistent));
    // It forgets and outgrows what was cosigned.
    check_in(&mut world);
    assert_eq!(world.sync(now), Err(SyncError::Inconsistent));
    // A device that lost its cache sees it as well, from the entries.
    let inbox = core::mem::take(&mut world.inbox);
    assert_eq!(world.sync(now), Err(SyncError::Inconsistent));
    world.inbox = inbox;

    world.processor.log(Generation(0)).entries = whole;
    check_in(&mut world);
    assert_eq!(world.sync(now).unwrap().records, 1);
}

#[test]
fn a_contradiction_leaves_evidence() {
    let mut world = World::new(32);
    let now = time(HOUR);
    world.check_in(&form(), now);
    world.sync(now).unwrap();
    let cosigned = world.processor.logs[&Generation(0)].checkpoint();
    world.processor.log(Generation(0)).entries.pop();
    let mut sync = world.owner.sync(&mut world.inbox, now);
    let request = sync
        .request(support::AUTHORITY, now, &mut world.rng)
        .unwrap()
        .unwrap();
    let response = world.processor.handle(&request, now);
    assert_eq!(sync.receive(&response), Err(SyncError::RolledBack));
    let evidence = sync.evidence().unwrap();
    assert_eq!(evidence.cosigned, cosigned.as_str().as_bytes());
    assert_eq!(evidence.offered, response.body);
    // The round goes on with the next log and ends.
    sync.skip();
    assert!(
        sync.request(support::AUTHORITY, now, &mut world.rng)
            .unwrap()
            .is_none()
    );
}

#[test]
fn a_statement_that_the_owner_never_issued_stops_the_witness() {
    let mut world = World::new(33);
    let now = time(HOUR);
    let foreign = Entry {
        kind: EntryKind::Statement,
        epoch: world.epoch(now),
        hash: [5; 32],
    };
    world.processor.log(Generation(0)).append(foreign);
    assert_eq!(world.sync(now), Err(SyncError::ForeignStatement));
}

#[test]
fn an_erasure_that_nobody_ordered_is_reported() {
    let mut world = World::new(34);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    let purge = Entry {
        kind: EntryKind::Purge,
        epoch,
        hash: [5; 32],
    };
    world.processor.log(Generation(0)).append(purge);
    assert_eq!(world.sync(now).unwrap().unordered_purges, [epoch]);
}

#[test]
fn refusals_are_named_and_can_be_tried_again() {
    let mut world = World::new(35);
    let now = time(HOUR);
    let mut sync = world.owner.sync(&mut world.inbox, now);
    let refusal = Response {
        status: 503,
        retry_after: Some(5),
        body: br#"{"type":"urn:sealroll:problem:overloaded"}"#.to_vec(),
        ..Response::default()
    };
    let SyncError::Refused(refused) = sync.receive(&refusal).unwrap_err() else {
        panic!("the processor refused");
    };
    assert_eq!(
        (refused.code(), refused.retry_after),
        ("overloaded", Some(5))
    );
    assert!(refused.is_temporary());
    world.sync(now).unwrap();
}

/// Everything that a malicious delegate has: the epoch's key, the code, and what it has read.
struct Reader {
    opener: Opener,
}

impl Reader {
    fn new(world: &World, now: sealroll::Time) -> Self {
        let secret = sealroll::KeyFileSecret::Passphrase("stolen");
        let cost = sealroll::Argon2Cost::new(8, 1, 1).unwrap();
        let mut rng = support::rng(1);
        let file = world
            .owner
            .to_decryption_file(secret, cost, &mut rng)
            .unwrap();
        assert!(KeyFile::parse(&file).is_ok());
        let keys = sealroll::open_decryption_file(&file, secret).unwrap();
        let epoch = world.epoch(now);
        let statement = world.processor.statement(epoch).unwrap();
        let frontier: &Frontier = &keys.generations()[0].1;
        let key_pair = frontier.key_pair(world.owner.list_id(), Generation(0), epoch);
        let header = Header::of_statement(statement);
        let opener = Opener::new(key_pair.unwrap(), header, keys.presence_secret());
        Self { opener }
    }

    fn data(&self, envelope: &Envelope) -> Vec<u8> {
        let envelope = envelope.as_ref();
        let content_key = self.opener.content_key(&envelope).unwrap();
        sealroll_core::open_with_content_key(&envelope, &content_key)
            .unwrap()
            .to_vec()
    }

    /// Seals other data under the same `enc`, which whoever has the epoch's key can do.
    fn seal_again(&self, envelope: &Envelope, data: &[u8]) -> Envelope {
        use chacha20poly1305::aead::AeadInOut;
        use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
        let content_key = self
            .opener
            .content_key(&envelope.as_ref())
            .unwrap()
            .to_bytes();
        let mut text = sealroll_core::padding::pad(data, envelope.bucket()).unwrap();
        let key: [u8; 32] = content_key[..32].try_into().unwrap();
        let nonce: [u8; 12] = content_key[32..].try_into().unwrap();
        let tag = ChaCha20Poly1305::new(&key.into())
            .encrypt_inout_detached(&nonce.into(), b"", text.as_mut_slice().into())
            .unwrap();
        text.extend_from_slice(&tag);
        let commitment = envelope.key_commitment().try_into().unwrap();
        Envelope::new(envelope.header(), commitment, envelope.enc(), &text).unwrap()
    }
}

#[test]
fn a_reader_cannot_seal_again_what_it_has_read() {
    let mut world = World::new(36);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let check_in = pending.envelope().clone();
    let mut ticket = world.upload(pending, now);
    let kind = RequestKind::Erase;
    let pending = ticket.request(&welcome, kind, now, &mut world.rng).unwrap();
    let follow_up = pending.envelope().clone();
    world.follow_up(pending, now);
    let reader = Reader::new(&world, now);
    let check_in_data = reader.data(&check_in);
    let follow_up_data = reader.data(&follow_up);

    // The same enc with another text.
    let (Record::CheckIn(mut read), _) = Record::from_data(&check_in_data).unwrap() else {
        panic!("a check-in was read");
    };
    read.attendance.companions.count = 9;
    let altered = Record::CheckIn(read).to_data();
    let same_enc = reader.seal_again(&check_in, &altered);
    // The same ticket key under a fresh enc: sealed like any guest, but with read data. A
    // genuine envelope gives the enc.
    let fresh = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let same_ticket = reader.seal_again(fresh.envelope(), &check_in_data);
    // An old follow-up in a new envelope.
    let fresh = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let same_follow_up = reader.seal_again(fresh.envelope(), &follow_up_data);
    // A follow-up to a check-in that does not exist.
    let mut unknown = follow_up_data.clone();
    unknown[2] ^= 1;
    let fresh = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let unknown = reader.seal_again(fresh.envelope(), &unknown);

    for envelope in [&same_enc, &same_ticket, &same_follow_up, &unknown] {
        let bytes = envelope.as_bytes().to_vec();
        world.processor.insert(Generation(0), epoch, bytes);
    }
    let batch = world.open(now);
    assert_eq!(batch.opened, 2);
    let expected = [
        "duplicate",
        "duplicate",
        "bad-signature",
        "unknown-check-in",
    ];
    assert_eq!(reasons(&batch), expected);
    assert_eq!(world.inbox.visits()[0].attendance.companions.count, 0);
}

#[test]
fn a_copy_that_stands_earlier_in_the_log_displaces_the_later_one() {
    // Epochs are opened out of order: what was accepted first turns out to be the repetition.
    let mut world = World::new(37);
    let (today, tomorrow) = (time(HOUR), time(25 * HOUR));
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, tomorrow);
    let pending = welcome.check_in(&form(), tomorrow, &mut world.rng).unwrap();
    let victim = pending.envelope().clone();
    let data = Reader::new(&world, tomorrow).data(&victim);
    let mut other = world.guest();
    let earlier = world.welcome(&mut other, today);
    let carrier = earlier.check_in(&form(), today, &mut world.rng).unwrap();
    let copy = Reader::new(&world, today).seal_again(carrier.envelope(), &data);
    let epoch = world.epoch(today);
    world
        .processor
        .insert(Generation(0), epoch, copy.as_bytes().to_vec());
    world.upload(pending, tomorrow);

    assert_eq!(world.open(tomorrow).opened, 1);
    let batch = world.open(today);
    assert_eq!((batch.opened, reasons(&batch)), (1, vec!["duplicate"]));
    let epochs: Vec<Epoch> = world.inbox.records().map(|record| record.epoch).collect();
    assert_eq!(epochs, [epoch]);
    // Opening again in any order gives the same.
    let batch = world.open(tomorrow);
    assert_eq!((batch.opened, reasons(&batch)), (0, vec!["duplicate"]));
}

#[test]
fn junk_with_a_copied_enc_displaces_nothing() {
    let mut world = World::new(38);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let mut junk = pending.envelope().as_bytes().to_vec();
    *junk.last_mut().unwrap() ^= 1;
    world.processor.insert(Generation(0), epoch, junk);
    world.upload(pending, now);
    let batch = world.open(now);
    assert_eq!((batch.opened, reasons(&batch)), (1, vec!["open-failed"]));
}

#[test]
fn one_record_logged_twice_counts_once() {
    let mut world = World::new(39);
    let now = time(HOUR);
    world.check_in(&form(), now);
    let epoch = world.epoch(now);
    let log = world.processor.log(Generation(0));
    let repeated = *log.entries.last().unwrap();
    log.entries.push(repeated);
    let index = log.entries.len() as u64 - 1;
    let first = world.processor.envelopes.values().next().unwrap().clone();
    world
        .processor
        .envelopes
        .insert((Generation(0), index), first);
    let batch = world.open(now);
    assert_eq!((batch.opened, reasons(&batch)), (1, vec!["duplicate"]));
    assert_eq!(world.inbox.logged(epoch).count(), 2);
}

#[test]
// covers: INV-3
fn a_static_code_opens_nobodys_history() {
    // Everything that the poster and the processor know, and still no record: the epoch's key is
    // on the owner's device only.
    let mut world = World::new(40);
    let now = time(HOUR);
    world.check_in(&form(), now);
    let (_, bytes) = world.processor.envelopes.values().next().unwrap().clone();
    let envelope = Envelope::from_vec(bytes).unwrap();
    let statement = world.processor.statement(world.epoch(now)).unwrap();
    let invitation = world.invitation();
    let guess = X25519KeyPair::generate(&mut world.rng);
    let opener = Opener::new(
        guess,
        Header::of_statement(statement),
        invitation.presence_secret(),
    );
    assert!(opener.open(&envelope.as_ref()).is_err());
    // Nor does the code change anything on the processor: what leaves a guest's device before
    // the upload is the list's id.
    let request = world.guest().welcome_request(&invitation);
    assert_eq!(
        request.path,
        format!("/v1/lists/{}/welcome", invitation.list_id())
    );
    assert!(request.query.is_none() && request.headers.is_empty() && request.body.is_empty());
}

#[test]
fn a_record_id_is_no_handle_that_writes() {
    // Whoever knows a record id, and even the envelope, cannot follow it up.
    let mut world = World::new(41);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    let victim = world.check_in(&form(), now);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let mut attacker = world.check_in(&form(), now);
    let pending = attacker
        .check_out(&welcome, now, Source::Guest, now, &mut world.rng)
        .unwrap();
    // The attacker holds the reader's key as well and rewrites its own check-out.
    let reader = Reader::new(&world, now);
    let mut data = reader.data(pending.envelope());
    data[2..34].copy_from_slice(victim.record_id().as_bytes());
    let forged = reader.seal_again(pending.envelope(), &data);
    world
        .processor
        .insert(Generation(0), epoch, forged.as_bytes().to_vec());
    let batch = world.open(now);
    assert_eq!((batch.opened, reasons(&batch)), (2, vec!["bad-signature"]));
    assert!(
        world
            .inbox
            .visits()
            .iter()
            .all(|visit| visit.departure.is_none())
    );
}

#[test]
// covers: GST-2
fn visits_of_one_guest_share_nothing() {
    let mut world = World::new(42);
    let mut guest = world.guest();
    let now = time(HOUR);
    let welcome = world.welcome(&mut guest, now);
    let sealed: Vec<Envelope> = (0..2)
        .map(|_| {
            let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
            let envelope = pending.envelope().clone();
            world.upload(pending, now);
            envelope
        })
        .collect();
    assert_ne!(sealed[0].enc(), sealed[1].enc());
    assert_ne!(sealed[0].key_commitment(), sealed[1].key_commitment());
    world.open(now);
    let keys: Vec<_> = world
        .inbox
        .records()
        .map(|record| match &record.content {
            Content::CheckIn(check_in) => check_in.ticket_key,
            _ => panic!("only check-ins were sealed"),
        })
        .collect();
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn terms_are_enforced_on_both_sides() {
    let mut world = World::with(43, |list| {
        let fields = list.terms.fields;
        list.terms.fields = fields.with(sealroll::FieldName::PlannedEnd, Policy::Optional);
    });
    let now = time(HOUR);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let refuse = |form: CheckInForm, world: &mut World| {
        let error = welcome.check_in(&form, now, &mut world.rng).err().unwrap();
        (error.code(), error.field().unwrap().name())
    };
    let mut missing = form();
    missing.contact.phone.clear();
    assert_eq!(refuse(missing, &mut world), ("field-required", "phone"));
    let mut extra = form();
    extra.contact.street = "Hauptstr. 1".into();
    assert_eq!(refuse(extra, &mut world), ("field-not-allowed", "street"));
    let mut many = form();
    many.companions = 21;
    assert_eq!(refuse(many, &mut world), ("bad-field", "companions"));
    let mut past = form();
    past.planned_end = Some(time(0));
    assert_eq!(refuse(past, &mut world), ("bad-field", "planned_end"));

    // A client without these checks seals it anyway; the owner sets it aside.
    let epoch = world.epoch(now);
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let reader = Reader::new(&world, now);
    let (Record::CheckIn(mut check_in), _) =
        Record::from_data(&reader.data(pending.envelope())).unwrap()
    else {
        panic!("a check-in was sealed");
    };
    check_in.attendance.contact.street = sealroll::AddressLine::new("Hauptstr. 1").ok();
    let data = Record::CheckIn(check_in).to_data();
    let sealed = reader.seal_again(pending.envelope(), &data);
    world
        .processor
        .insert(Generation(0), epoch, sealed.as_bytes().to_vec());
    // And data that is no record at all.
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let sealed = reader.seal_again(pending.envelope(), &[1, 9]);
    world
        .processor
        .insert(Generation(0), epoch, sealed.as_bytes().to_vec());
    let batch = world.open(now);
    assert_eq!(
        (batch.opened, reasons(&batch)),
        (0, vec!["field-not-allowed", "bad-value"])
    );
    assert!(matches!(batch.quarantined[0].reason, Reason::Schema(_)));
}

#[test]
fn opening_can_be_stopped_without_a_trace() {
    let mut world = World::new(44);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    for _ in 0..3 {
        world.check_in(&form(), now);
    }
    world.sync(now).unwrap();
    let fetched = world.fetch(epoch, now);
    let before = world.inbox.to_bytes();
    let stop = |_, _| ControlFlow::Break(());
    let stopped = world
        .owner
        .open(&mut world.inbox, epoch, &fetched, Workers::new(1), stop);
    assert_eq!(stopped.err().unwrap().code(), "cancelled");
    assert_eq!(world.inbox.to_bytes(), before);
    assert_eq!(world.open_fetched(epoch, &fetched).opened, 3);
}

#[test]
fn debug_output_shows_nothing() {
    let mut world = World::new(45);
    let now = time(HOUR);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    assert_eq!(format!("{pending:?}"), "Pending(<redacted>)");
    let ticket = world.upload(pending, now);
    assert_eq!(format!("{ticket:?}"), "Ticket(<redacted>)");
    assert_eq!(format!("{:?}", world.owner), "Owner(<redacted>)");
    assert_eq!(format!("{:?}", world.identity), "Identity(<redacted>)");
    assert_eq!(format!("{:?}", form()), "CheckInForm(<redacted>)");
    world.open(now);
    let shown = format!("{:?} {:?}", world.inbox, world.inbox.visits());
    assert!(!shown.contains("Ada") && !shown.contains("Lovelace") && !shown.contains("4915"));
    assert!(Inbox::from_bytes(&world.inbox.to_bytes()).is_ok());
    let bytes = world.inbox.to_bytes();
    assert!(!bytes.windows(8).any(|window| window == b"Lovelace"));
    assert!(
        world
            .inbox
            .records()
            .all(|record| record.record_id != RecordId::from_bytes([0; 32]))
    );
}

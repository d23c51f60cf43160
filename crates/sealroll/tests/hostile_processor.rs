//! What a malicious processor tries, each attempt by name.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use sealroll::{
    Environment, Evidence, FindingKind, Generation, Guest, ReceiptError, Response, SyncError, Time,
};
use sealroll_core::X25519KeyPair;
use sealroll_log::{Entry, EntryKind};
use sealroll_wire::StatementBody;
use support::{MemoryLog, World, form, time};

const HOUR: u64 = 3600;

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
    let promised = log.prove(index, log.checkpoint()).unwrap();
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
    let receipt = forged.prove(0, forged.checkpoint()).unwrap();
    let (second, error) = second.confirm(receipt.as_bytes()).unwrap_err();
    assert_eq!(error, ReceiptError::BadSignature);

    let mut other_log = MemoryLog::new(&format!("{name}1"), &world.processor.log_key);
    other_log.append(entry);
    let receipt = other_log.prove(0, other_log.checkpoint()).unwrap();
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
    // The instruction log comes first and is as it was.
    let (error, response) = loop {
        let request = sync.request(support::AUTHORITY, now, &mut world.rng);
        let response = world.processor.handle(&request.unwrap().unwrap(), now);
        if let Err(error) = sync.receive(&response) {
            break (error, response);
        }
    };
    assert_eq!(error, SyncError::RolledBack);
    let evidence = sync.evidence().unwrap();
    assert_eq!(evidence.cosigned, cosigned.as_str().as_bytes());
    assert_eq!(evidence.offered, response.body);
    // A smaller head may be an old one: it is evidence, and no proof.
    assert_eq!(judged(evidence), [(FindingKind::Forked, false)]);
    // The file says the same.
    let file: serde_json::Value = serde_json::from_str(&evidence.to_json()).unwrap();
    assert_eq!(file["log"], "0");
    assert_eq!(file["cosigned"], cosigned.as_str());
    assert_eq!(file["offered"].as_str().unwrap().as_bytes(), response.body);
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    assert_eq!(file["root"], hex(evidence.root.as_bytes()));
    assert_eq!(file["terms"], hex(evidence.descriptor.as_bytes()));
    let entries: Vec<String> = evidence
        .entries
        .iter()
        .map(|e| hex(&e.to_bytes()))
        .collect();
    assert_eq!(file["entries"], serde_json::json!(entries));
    // The round goes on with the next log and ends.
    sync.skip();
    assert!(
        sync.request(support::AUTHORITY, now, &mut world.rng)
            .unwrap()
            .is_none()
    );
}

/// What a third party finds in evidence.
fn judged(evidence: &Evidence) -> Vec<(FindingKind, bool)> {
    let report = evidence.judge().unwrap();
    let findings = report.findings.iter();
    findings
        .map(|found| (found.kind, found.is_signed))
        .collect()
}

fn evidence_of(world: &mut World, now: Time) -> Evidence {
    let mut sync = world.owner.sync(&mut world.inbox, now);
    loop {
        let request = sync.request(support::AUTHORITY, now, &mut world.rng);
        let response = world.processor.handle(&request.unwrap().unwrap(), now);
        if sync.receive(&response).is_err() {
            return sync.evidence().unwrap().clone();
        }
    }
}

#[test]
fn evidence_convinces_third_parties_by_signatures_alone() {
    let mut world = World::new(34);
    let now = time(HOUR);
    for _ in 0..3 {
        world.check_in(&form(), now);
    }
    world.sync(now).unwrap();
    // A record is dropped, and the log outgrows what was cosigned.
    let log = world.processor.log(Generation(0));
    let honest = log.entries.clone();
    log.entries.pop();
    let filler = |byte| Entry {
        kind: EntryKind::Record,
        epoch: honest[0].epoch,
        hash: [byte; 32],
    };
    log.entries.extend([filler(1), filler(2)]);
    let forked = evidence_of(&mut world, now);
    assert_eq!(judged(&forked), [(FindingKind::Forked, true)]);
    // As long as before: the two heads alone contradict each other.
    world.processor.log(Generation(0)).entries.pop();
    let mut same = evidence_of(&mut world, now);
    same.entries.clear();
    assert_eq!(judged(&same), [(FindingKind::Forked, true)]);
    // A statement that only the owner can tell is none of its own.
    let mut entries = honest.clone();
    entries.push(Entry {
        kind: EntryKind::Statement,
        ..filler(5)
    });
    world.processor.log(Generation(0)).entries = entries;
    let foreign = evidence_of(&mut world, now);
    assert_eq!(judged(&foreign), [(FindingKind::ForeignStatement, false)]);
    // Nobody can make such evidence: heads are signed, and entries must give them.
    let mut invented = forked.clone();
    invented.entries.swap(0, 1);
    assert_eq!(judged(&invented), [(FindingKind::Forked, false)]);
    let mut altered = forked.clone();
    let at = altered.offered.len() / 2;
    altered.offered[at] ^= 1;
    assert!(altered.judge().is_err());
    let mut other = forked;
    other.root = World::new(35).processor.list().root.clone();
    assert_eq!(other.judge(), Err(ReceiptError::BadSignature));
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

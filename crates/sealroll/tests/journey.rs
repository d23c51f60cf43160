//! A visit from the QR code to the erasure.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use sealroll::{
    Content, CorrectionForm, Epoch, Guest, GuestMemory, Owner, Pending, PendingFollowUp, Policy,
    RequestKind, Source, Ticket,
};
use support::{AUTHORITY, START, World, form, time};

const HOUR: u64 = 3600;

#[test]
fn a_visit_is_checked_in_corrected_closed_and_read() {
    let mut world = World::new(1);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, time(10 * HOUR));
    assert_eq!(welcome.venue(), "Café Seal");
    assert_eq!(welcome.fingerprint_words(), world.owner.fingerprint_words());
    let required = welcome
        .fields()
        .iter()
        .filter(|(_, p)| *p == Policy::Required)
        .count();
    assert_eq!(required, 4);

    let pending = welcome
        .check_in(&form(), time(10 * HOUR), &mut world.rng)
        .unwrap();
    let mut ticket = world.upload(pending, time(10 * HOUR));

    let correction = CorrectionForm {
        place: "Tisch 7".into(),
        ..CorrectionForm::default()
    };
    let now = time(11 * HOUR);
    let pending = ticket
        .correct(&welcome, &correction, now, &mut world.rng)
        .unwrap();
    world.follow_up(pending, now);
    let pending = ticket
        .check_out(&welcome, now, Source::Guest, now, &mut world.rng)
        .unwrap();
    world.follow_up(pending, now);
    let kind = RequestKind::Access;
    let pending = ticket.request(&welcome, kind, now, &mut world.rng).unwrap();
    world.follow_up(pending, now);

    let batch = world.open(now);
    assert_eq!(
        (batch.opened, batch.quarantined.len(), batch.missing.len()),
        (4, 0, 0)
    );
    let visits = world.inbox.visits();
    assert_eq!(visits.len(), 1);
    let visit = &visits[0];
    assert_eq!(visit.record_id, *ticket.record_id());
    assert_eq!(
        visit
            .attendance
            .contact
            .given_name
            .as_ref()
            .unwrap()
            .as_str(),
        "Ada"
    );
    assert_eq!(
        visit.attendance.contact.phone.as_ref().unwrap().as_str(),
        "+4915112345678"
    );
    assert_eq!(visit.attendance.place.as_ref().unwrap().as_str(), "Tisch 7");
    assert_eq!(visit.departure, Some((now, Source::Guest)));
    assert_eq!(
        (visit.corrections, &visit.requests[..]),
        (1, &[RequestKind::Access][..])
    );

    // The owner has cosigned by now: the guest's proof becomes a witnessed one.
    let response = world.processor.handle(&ticket.proof_request(), now);
    assert!(ticket.envelope().is_some());
    ticket
        .witness(response.success().unwrap(), &welcome)
        .unwrap();
    assert!(ticket.is_witnessed() && ticket.envelope().is_none());
    assert_eq!(
        Ticket::from_bytes(&ticket.to_bytes()).unwrap().to_bytes(),
        ticket.to_bytes()
    );

    // Retention ends 28 days after the epoch.
    let epoch = visit.epoch;
    assert_eq!(world.owner.due_epochs(time(28 * 24 * HOUR)), []);
    assert_eq!(world.owner.due_epochs(time(29 * 24 * HOUR)), [epoch]);
    assert_eq!(ticket.erase_after(), time(29 * 24 * HOUR));
}

#[test]
// covers: GST-1
fn nothing_is_lost_when_a_reply_is_lost() {
    let mut world = World::new(2);
    let mut guest = world.guest();
    let now = time(10 * HOUR);
    let welcome = world.welcome(&mut guest, now);
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    // The reply to this upload never arrives; the app is killed and started again.
    let first = world.processor.handle(&pending.request(), now);
    let pending = Pending::from_bytes(&pending.to_bytes()).unwrap();
    let (pending, error) = pending
        .confirm(b"<html>gateway timeout</html>")
        .unwrap_err();
    assert_eq!(error.code(), "bad-proof");
    let second = world.processor.handle(&pending.request(), now);
    assert_eq!(first, second);
    let mut ticket = pending.confirm(second.success().unwrap()).unwrap();

    let pending = ticket
        .check_out(&welcome, now, Source::Guest, now, &mut world.rng)
        .unwrap();
    let pending = PendingFollowUp::from_bytes(&pending.to_bytes()).unwrap();
    let (pending, _) = pending.confirm(b"").unwrap_err();
    world.follow_up(pending, now);
    assert_eq!(world.open(now).opened, 2);
}

#[test]
fn owner_state_survives_a_restart() {
    let mut world = World::new(3);
    world.check_in(&form(), time(10 * HOUR));
    world.open(time(10 * HOUR));
    let bytes = world.owner.to_bytes();
    world.owner = Owner::from_bytes(&bytes).unwrap();
    assert_eq!(world.owner.to_bytes(), bytes);
    world.inbox = sealroll::Inbox::from_bytes(&world.inbox.to_bytes()).unwrap();

    // The restarted device goes on: only new entries are fetched, and the epoch opens again.
    world.check_in(&form(), time(11 * HOUR));
    assert_eq!(world.sync(time(11 * HOUR)).unwrap().records, 1);
    let batch = world.open(time(11 * HOUR));
    assert_eq!((batch.opened, batch.quarantined.len()), (2, 0));

    // A lost inbox is fetched again, without counting old records as new.
    world.inbox = sealroll::Inbox::new();
    assert_eq!(world.sync(time(12 * HOUR)).unwrap().records, 0);
    assert_eq!(world.open(time(12 * HOUR)).opened, 2);

    for length in (0..bytes.len()).step_by(41) {
        assert!(Owner::from_bytes(&bytes[..length]).is_err());
    }
}

#[test]
fn guest_memory_survives_a_restart() {
    let mut world = World::new(4);
    let mut guest = world.guest();
    world.welcome(&mut guest, time(HOUR));
    let bytes = guest.memory().to_bytes();
    let memory = GuestMemory::from_bytes(&bytes).unwrap();
    assert_eq!(&memory, guest.memory());
    for length in 0..bytes.len() {
        assert!(GuestMemory::from_bytes(&bytes[..length]).is_err());
    }
    guest.forget(&world.owner.list_id());
    assert_eq!(guest.memory(), &GuestMemory::new());
    let environment = sealroll::Environment::Test;
    let device_secret = sealroll::DeviceSecret::generate(&mut world.rng);
    let mut guest = Guest::new(environment, memory, device_secret);
    world.welcome(&mut guest, time(2 * HOUR));
}

#[test]
fn a_follow_up_of_the_next_day_finds_its_check_in() {
    let mut world = World::new(5);
    let mut ticket = world.check_in(&form(), time(23 * HOUR));
    let now = time(25 * HOUR);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let pending = ticket
        .check_out(&welcome, now, Source::Guest, now, &mut world.rng)
        .unwrap();
    world.follow_up(pending, now);
    world.open(time(23 * HOUR));
    world.open(now);
    assert_eq!(
        world.inbox.visits()[0].departure,
        Some((now, Source::Guest))
    );
    // The cache alone brings the check-in's key back after a restart.
    world.inbox = sealroll::Inbox::from_bytes(&world.inbox.to_bytes()).unwrap();
    let batch = world.open(now);
    assert_eq!((batch.opened, batch.quarantined.len()), (1, 0));
}

#[test]
fn the_highest_counter_wins_and_old_corrections_stay() {
    let mut world = World::new(6);
    let now = time(10 * HOUR);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let mut ticket = world.upload(pending, now);
    let mut pendings = Vec::new();
    for (place, departure) in [("1", 11), ("2", 12), ("3", 13)] {
        let correction = CorrectionForm {
            place: place.into(),
            ..CorrectionForm::default()
        };
        pendings.push(
            ticket
                .correct(&welcome, &correction, now, &mut world.rng)
                .unwrap(),
        );
        let departure = time(departure * HOUR);
        let pending = ticket.check_out(&welcome, departure, Source::Guest, now, &mut world.rng);
        pendings.push(pending.unwrap());
    }
    // They arrive in the reverse order.
    for pending in pendings.into_iter().rev() {
        world.follow_up(pending, now);
    }
    world.open(now);
    let visit = &world.inbox.visits()[0];
    assert_eq!(visit.attendance.place.as_ref().unwrap().as_str(), "3");
    assert_eq!(visit.departure, Some((time(13 * HOUR), Source::Guest)));
    assert_eq!(visit.corrections, 3);
}

#[test]
// covers: INS-3
fn a_punctured_epoch_is_gone_on_every_device_file() {
    let mut world = World::new(7);
    let now = time(10 * HOUR);
    world.check_in(&form(), now);
    world.sync(now).unwrap();
    let epoch = world.epoch(now);
    let fetched = world.fetch(epoch, now);
    assert!(world.owner.puncture(epoch).unwrap());
    assert!(!world.owner.puncture(epoch).unwrap());
    let request = world.owner.purge_instruction(epoch, now).unwrap();
    let response = world.processor.handle(&request, now);
    assert!(!world.owner.is_purge_confirmed(epoch));
    world
        .owner
        .confirm_purge(epoch, response.success().unwrap())
        .unwrap();
    assert!(world.owner.is_purge_confirmed(epoch));

    // A dishonest processor kept the envelopes. Nobody can open them.
    world.owner = Owner::from_bytes(&world.owner.to_bytes()).unwrap();
    assert!(!world.owner.can_open(epoch) && world.owner.is_purge_confirmed(epoch));
    let refused = world.owner.open(
        &mut world.inbox,
        epoch,
        &fetched,
        sealroll::Workers::new(1),
        |_, _| core::ops::ControlFlow::Continue(()),
    );
    assert_eq!(refused.err().unwrap().code(), "epoch-purged");
    // Every other epoch still opens.
    let next = Epoch(epoch.value() + 1);
    assert!(world.owner.can_open(next));
    world.check_in(&form(), time(30 * HOUR));
    assert_eq!(world.open(time(30 * HOUR)).opened, 1);
    // What this device ordered is not reported as somebody else's doing.
    assert!(world.sync(now).unwrap().unordered_purges.is_empty());
}

#[test]
fn an_erasure_whose_reply_was_lost_is_ordered_again_or_found_by_the_sync() {
    let mut world = World::new(11);
    let now = time(10 * HOUR);
    world.check_in(&form(), now);
    let epoch = world.epoch(now);
    world.owner.puncture(epoch).unwrap();
    let lost = world.owner.purge_instruction(epoch, now).unwrap();
    let first = world.processor.handle(&lost, now);
    // Ordered again, it is the same note, and it gets the same answer.
    let again = world.owner.purge_instruction(epoch, now).unwrap();
    assert_eq!(lost, again);
    let second = world.processor.handle(&again, now);
    assert_eq!(first, second);
    let other = Epoch(epoch.value() + 1);
    let refused = world.owner.confirm_purge(other, &first.body);
    assert_eq!(refused.err().unwrap().code(), "inconsistent");
    let saved = world.owner.to_bytes();
    world.owner.confirm_purge(epoch, &second.body).unwrap();
    assert!(world.owner.is_purge_confirmed(epoch));
    // Without the reply a sync finds it.
    world.owner = Owner::from_bytes(&saved).unwrap();
    assert!(!world.owner.is_purge_confirmed(epoch));
    assert!(world.sync(now).unwrap().unordered_purges.is_empty());
    assert!(world.owner.is_purge_confirmed(epoch));
    assert!(world.owner.pending_instruction().is_none());
    let refused = world.owner.confirm_purge(epoch, &first.body);
    assert_eq!(refused.err().unwrap().code(), "bad-proof");
}

#[test]
fn statements_of_a_punctured_epoch_are_not_published() {
    let mut world = World::new(12);
    let now = time(20 * 24 * HOUR);
    world.owner.roll_over(now, &mut world.rng).unwrap();
    let last = world.owner.last_epoch().unwrap();
    assert!(world.owner.puncture(last).unwrap());
    let request = world
        .owner
        .statements_request(AUTHORITY, now, &mut world.rng);
    let body = request.unwrap().unwrap().body;
    let statements = sealroll_wire::read_statements(&body).unwrap();
    assert_eq!(statements.len(), 30);
    assert!(statements.iter().all(|statement| statement.epoch() != last));
}

#[test]
// covers: OWN-1
fn generations_roll_over_once_ahead() {
    let mut world = World::new(8);
    assert_eq!(
        world.owner.last_epoch().map(|last| last.value()),
        Some(START as u32 / 86_400 + 30)
    );
    world
        .owner
        .roll_over(time(20 * 24 * HOUR), &mut world.rng)
        .unwrap();
    let refused = world.owner.roll_over(time(20 * 24 * HOUR), &mut world.rng);
    assert_eq!(
        refused.err().map(|error| error.code()),
        Some("not-yet-valid")
    );
    world.publish(time(20 * 24 * HOUR));
    // A day in the second generation.
    let now = time(40 * 24 * HOUR);
    world.check_in(&form(), now);
    assert_eq!(world.open(now).opened, 1);
    // The third needs new certificates.
    let refused = world.owner.roll_over(now, &mut world.rng);
    assert_eq!(refused.err().map(|error| error.code()), Some("expired"));
    world
        .owner
        .renew_certificates(&world.identity, now, &mut world.rng)
        .unwrap();
    world.owner.roll_over(now, &mut world.rng).unwrap();
    world.publish(now);
    // A guest who was there before the renewal comes again: today's statement still stands under
    // the old certificate, the new ones are listed beside it.
    let mut guest = world.guest();
    world.welcome(&mut guest, now);
    world.welcome(&mut guest, time(63 * 24 * HOUR));
    world.welcome(&mut guest, time(64 * 24 * HOUR));
}

#[test]
fn a_change_of_terms_keeps_printed_codes_valid() {
    let mut world = World::new(9);
    let printed = world.invitation().to_link();
    let mut guest = world.guest();
    let old = world.welcome(&mut guest, time(10 * HOUR));
    let mut terms = world.owner.terms().clone();
    terms.venue = "Café Seal & Otter".into();
    let now = time(11 * HOUR);
    world
        .owner
        .change_terms(&world.identity, terms.clone(), now)
        .unwrap();
    world.publish(now);
    assert_eq!(*world.invitation().to_link(), *printed);
    let new = world.welcome(&mut guest, now);
    assert_eq!(new.venue(), "Café Seal & Otter");
    assert!(new.statement().serial() > old.statement().serial());
    // Records under both open; the one under the old terms within the grace.
    for (welcome, at) in [(&old, now), (&new, now)] {
        let pending = welcome.check_in(&form(), at, &mut world.rng).unwrap();
        world.upload(pending, at);
    }
    let late = time(14 * HOUR);
    let pending = old.check_in(&form(), late, &mut world.rng).unwrap();
    world.upload(pending, late);
    let batch = world.open(late);
    let reasons: Vec<&str> = batch.quarantined.iter().map(|q| q.reason.code()).collect();
    assert_eq!((batch.opened, &reasons[..]), (2, &["stale-statement"][..]));

    // What printed codes and keys depend on cannot be changed.
    terms.epoch_length = 7200;
    let refused = world.owner.change_terms(&world.identity, terms, now);
    assert_eq!(refused.err().map(|error| error.code()), Some("bad-value"));
}

#[test]
fn content_of_the_inbox_is_typed() {
    let mut world = World::new(10);
    world.check_in(&form(), time(HOUR));
    world.open(time(HOUR));
    let record = world.inbox.records().next().unwrap();
    assert!(matches!(&record.content, Content::CheckIn(check_in)
        if check_in.attendance.arrival == time(HOUR)));
}

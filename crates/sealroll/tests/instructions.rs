//! Orders of an owner, and what follows from them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use sealroll::{
    Decision, HistoryEvent, LogName, NewDevice, Order, Owner, OwnerError, RecordId, Recovery,
    RequestKind, Rights, Source, StandingPolicy,
};
use sealroll_log::{Entry, EntryKind, KeyName, SignedDocument, head_at};
use sealroll_wire::{DocumentKind, Generation, InstructionId, Opening, Part, origin};

use support::{World, form, time};

const HOUR: u64 = 3600;
const FIRST: Part = Part(1_800_100_000);

// covers: ACK-1, PST-1
#[test]
fn every_order_is_acknowledged_and_stands_in_the_history() {
    let mut world = World::new(200);
    let now = time(HOUR);
    let ticket = world.check_in(&form(), now);
    world.sync(now).unwrap();
    let (record, epoch) = (*ticket.record_id(), world.epoch(now));
    let (_, request) = world.owner.admit_reader(now, &mut world.rng).unwrap();
    let Some((Order::AdmitReader(reader), _)) = world.owner.pending_instruction() else {
        panic!("the admission waits");
    };
    world.answer(&request, now);
    let statement = sealroll_wire::DocumentId::from_bytes([7; 32]);
    for order in [
        Order::RestrictRecord(record),
        Order::LiftRecord(record),
        Order::HoldEpoch(epoch),
        Order::LiftEpoch(epoch),
        Order::DismissReader(reader),
        Order::ObjectProcessor(statement),
        Order::EraseRecord(record),
        Order::PurgeEpoch(epoch),
    ] {
        let done = world.instruct(order, now);
        assert_eq!((done.order, done.time), (order, now));
        // Kept over a restart: the chain goes on.
        world.owner = Owner::from_bytes(&world.owner.to_bytes()).unwrap();
    }
    assert_eq!(world.sync(now).unwrap().findings, []);
    let history = world.owner.history(&world.inbox);
    let orders = history
        .iter()
        .filter(|line| matches!(line.event, HistoryEvent::Instruction(_, true)));
    assert_eq!(orders.count(), 9);
    assert!(
        history
            .iter()
            .all(|line| line.event != HistoryEvent::Invalid)
    );
    let erased = history
        .iter()
        .filter(|line| matches!(line.event, HistoryEvent::Erased(_)));
    assert_eq!(erased.count(), 2);
    assert_eq!(
        world.owner.processor_statement().unwrap().operator,
        "Example Ltd"
    );
    // A restricted or erased record is handed out to nobody.
    assert!(world.fetch(epoch, now).is_empty());
}

#[test]
fn what_was_erased_is_not_missing_though_a_restriction_was_lifted_before() {
    let mut world = World::new(207);
    let now = time(HOUR);
    let ticket = world.check_in(&form(), now);
    let other = world.check_in(&form(), now);
    world.sync(now).unwrap();
    let record = *ticket.record_id();
    for order in [
        Order::RestrictRecord(record),
        Order::LiftRecord(record),
        Order::EraseRecord(record),
    ] {
        world.instruct(order, now);
    }
    world.instruct(Order::RestrictRecord(*other.record_id()), now);
    world.sync(now).unwrap();
    let batch = world.open(now);
    assert_eq!((batch.opened, batch.missing), (0, Vec::new()));
}

#[test]
fn ack_1_another_answer_is_refused() {
    let mut world = World::new(201);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    let first = world.owner.instruct(Order::HoldEpoch(epoch), now).unwrap();
    let old = world.processor.handle(&first, now).body;
    world.owner.confirm_instruction(&old).unwrap();
    let request = world.owner.instruct(Order::LiftEpoch(epoch), now).unwrap();
    // The answer to another order.
    let refused = world.owner.confirm_instruction(&old);
    assert_eq!(refused.err().unwrap().code(), "inconsistent");
    // An acknowledgement that is not in the log.
    let mut lying = world.processor.handle(&request, now).body;
    let honest = lying.clone();
    world.processor.list_mut().instructions.entries.pop();
    let id = InstructionId::of_note(&request.body);
    let other = world.processor.acknowledge(id, time(2 * HOUR));
    lying.truncate(usize::from(u16::from_be_bytes([lying[0], lying[1]])) + 2);
    let note = usize::from(u16::from_be_bytes([other[0], other[1]])) + 2;
    lying.extend_from_slice(&other[note..]);
    let refused = world.owner.confirm_instruction(&lying);
    assert_eq!(refused.err().unwrap().code(), "bad-proof");
    // Every byte counts.
    for place in (0..honest.len()).step_by(7) {
        let mut altered = honest.clone();
        altered[place] ^= 1;
        assert!(
            world.owner.confirm_instruction(&altered).is_err(),
            "{place}"
        );
    }
    world.owner.confirm_instruction(&honest).unwrap();
}

#[test]
fn one_order_at_a_time_and_a_refused_one_is_given_up() {
    let mut world = World::new(202);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    let missing = Order::EraseRecord(RecordId::of_envelope(b"x"));
    let request = world.owner.instruct(missing, now).unwrap();
    let waiting = world.owner.instruct(Order::HoldEpoch(epoch), now);
    assert_eq!(waiting.err().unwrap().code(), "stale-instruction");
    assert_eq!(world.processor.handle(&request, now).status, 404);
    world.owner.withdraw_instruction();
    world.instruct(Order::HoldEpoch(epoch), now);
    // The end of the list is the root's to order.
    let refused = world.owner.instruct(Order::TerminateList, now);
    assert_eq!(refused.err().unwrap().code(), "wrong-use");
}

#[test]
fn a_change_of_the_processor_is_shown_once() {
    let mut world = World::new(203);
    let now = time(HOUR);
    // It was logged at the first request, after the first head was fetched.
    let first = world.sync(now).unwrap().processor;
    assert_eq!(first.map(|processor| processor.operator), None);
    world.processor.state("Other Ltd", 2);
    let report = world.sync(now).unwrap();
    assert_eq!(report.processor.unwrap().operator, "Other Ltd");
    assert_eq!(world.sync(now).unwrap().processor, None);
}

// covers: OPN-5
#[test]
fn a_head_that_a_follow_up_carries_is_compared() {
    for is_forked in [false, true] {
        let mut world = World::new(204);
        let now = time(HOUR);
        world.check_in(&form(), now);
        let mut guest = world.guest();
        let welcome = world.welcome(&mut guest, now);
        let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
        let honest = world.processor.log(Generation(0)).entries.clone();
        if is_forked {
            // The guest is shown a log in which an earlier entry is another one.
            let last = world.processor.log(Generation(0)).entries.last_mut();
            last.unwrap().hash = [1; 32];
        }
        let mut ticket = world.upload(pending, now);
        let own = *world.processor.log(Generation(0)).entries.last().unwrap();
        let entries = &mut world.processor.log(Generation(0)).entries;
        entries.clone_from(&honest);
        entries.push(own);
        let leaving = ticket.check_out(&welcome, now, Source::Guest, now, &mut world.rng);
        world.follow_up(leaving.unwrap(), now);
        let batch = world.open(now);
        assert_eq!((batch.opened, batch.quarantined.len()), (3, 0));
        let contradicted = world.inbox.contradicted_heads();
        assert_eq!(contradicted.len(), usize::from(is_forked));

        // The guest asks for a cosigned head at its next start, and compares.
        assert!(ticket.needs_head());
        let proof = world.processor.handle(&ticket.proof_request(), now).body;
        let growth = ticket.growth_request(&proof).unwrap().unwrap();
        let growth = world.processor.handle(&growth, now).body;
        let checked = ticket.check_growth(&proof, &growth);
        if is_forked {
            assert_eq!(checked.err().unwrap().code(), "inconsistent");
        } else {
            checked.unwrap();
            ticket.witness(&proof, &welcome).unwrap();
            assert!(!ticket.needs_head());
        }
    }
}

#[test]
fn a_withdrawal_within_the_hour_is_granted_and_carried_out() {
    let mut world = World::new(205);
    let now = time(HOUR);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let mut ticket = world.upload(pending, now);
    let erase = ticket.request(&welcome, RequestKind::Erase, now, &mut world.rng);
    world.follow_up(erase.unwrap(), now);
    let access = ticket.request(&welcome, RequestKind::Access, now, &mut world.rng);
    world.follow_up(access.unwrap(), now);
    world.open(now);
    let queue = world.inbox.requests();
    let kinds: Vec<_> = queue.iter().map(|request| request.kind).collect();
    assert_eq!(kinds, [RequestKind::Erase, RequestKind::Access]);
    let policy = StandingPolicy {
        withdraw_within: Some(HOUR),
        restrict: true,
        access: false,
    };
    let late = time(2 * HOUR + 1);
    assert_eq!(world.inbox.decide(&queue[0], &policy, late), Decision::Open);
    let nothing = StandingPolicy::default();
    assert_eq!(world.inbox.decide(&queue[0], &nothing, now), Decision::Open);
    assert_eq!(world.inbox.decide(&queue[1], &policy, now), Decision::Open);
    let Decision::Granted(orders) = world.inbox.decide(&queue[0], &policy, now) else {
        panic!("an hour has not passed");
    };
    // The check-in and both follow-ups.
    assert_eq!(orders.len(), 3);
    for order in orders {
        world.instruct(order, now);
    }
    assert_eq!(world.sync(now).unwrap().findings, []);
    let tombstones = world.processor.log(Generation(0)).entries.iter();
    let tombstones = tombstones.filter(|entry: &&Entry| entry.kind == EntryKind::Tombstone);
    assert_eq!(tombstones.count(), 3);
}

// covers: INS-4, INS-5
#[test]
fn what_was_ordered_away_is_not_missing() {
    let mut world = World::new(206);
    let now = time(HOUR);
    let tickets: Vec<_> = (0..3).map(|_| world.check_in(&form(), now)).collect();
    world.sync(now).unwrap();
    world.instruct(Order::EraseRecord(*tickets[0].record_id()), now);
    world.instruct(Order::RestrictRecord(*tickets[1].record_id()), now);
    let batch = world.open(now);
    assert_eq!((batch.opened, batch.missing.len()), (1, 0));
    world.instruct(Order::LiftRecord(*tickets[1].record_id()), now);
    let batch = world.open(now);
    assert_eq!((batch.opened, batch.missing.len()), (2, 0));
    // What nobody ordered is missing.
    world.processor.envelopes.clear();
    assert_eq!(world.open(now).missing.len(), 2);
}

// covers: RECV-6
#[test]
fn orders_of_the_root_that_a_restored_processor_lost_are_named_until_the_root_gives_them_again() {
    let mut world = World::new(220);
    let now = time(2 * HOUR);
    let epoch = world.epoch(now);
    let device = NewDevice::create("Bar", &mut world.rng).unwrap();
    let (card, identity) = (device.card(), &world.identity);
    let grant = world.owner.grant(
        identity,
        card,
        epoch..=epoch,
        Rights::READ,
        now,
        &mut world.rng,
    );
    let grant = grant.unwrap();
    world.publish(now);
    let list = world.processor.list();
    let (kept, last) = (list.documents.len(), list.last);
    let records = world.processor.logs[&Generation(0)].entries.len();
    let orders = [
        Order::GrantDevice(grant.device),
        Order::RevokeCertificate(grant.certificates[0]),
    ];
    give_as_root(&mut world, &orders);
    assert_eq!(world.sync(now).unwrap().lost_orders, []);

    let list = world.processor.list_mut();
    list.documents.truncate(kept);
    list.instructions.entries.truncate(kept);
    list.last = last;
    restore(&mut world, FIRST, records);
    // Named at every sync, since the device's own key cannot give them.
    for _ in 0..2 {
        assert_eq!(world.sync(now).unwrap().lost_orders, orders);
    }
    for order in orders {
        let refused = world.owner.instruct(order, now).err();
        assert_eq!(refused, Some(OwnerError::RootNeeded));
    }
    give_as_root(&mut world, &orders[..1]);
    assert_eq!(world.sync(now).unwrap().lost_orders, orders[1..]);
    give_as_root(&mut world, &orders[1..]);
    let report = world.sync(now).unwrap();
    assert_eq!((report.lost_orders, report.findings), (vec![], vec![]));
    let devices = world.owner.devices(&world.inbox, now);
    let bar = devices.iter().find(|device| device.name == "Bar").unwrap();
    assert!(bar.is_revoked);
}

/// The second backup is older than the first: what counts as given again stands further in front.
// covers: RECV-6
#[test]
fn orders_that_were_given_again_after_an_older_backup_are_lost_no_more() {
    let mut world = World::new(222);
    let now = time(2 * HOUR);
    let epoch = world.epoch(now);
    let grants = ["Bar", "Garten", "Saal"].map(|name| {
        let device = NewDevice::create(name, &mut world.rng).unwrap();
        let card = device.card();
        let (days, rights) = (epoch..=epoch, Rights::READ);
        let identity = &world.identity;
        let grant = world
            .owner
            .grant(identity, card, days, rights, now, &mut world.rng);
        grant.unwrap()
    });
    world.publish(now);
    let list = world.processor.list();
    let (oldest, oldest_last) = (list.documents.len(), list.last);
    let records = world.processor.logs[&Generation(0)].entries.len();
    let kept = grants
        .each_ref()
        .map(|grant| Order::GrantDevice(grant.device));
    give_as_root(&mut world, &kept);
    let list = world.processor.list();
    let (newer, newer_last) = (list.documents.len(), list.last);
    let lost = [Order::RevokeCertificate(grants[0].certificates[0])];
    give_as_root(&mut world, &lost);
    assert_eq!(world.sync(now).unwrap().lost_orders, []);

    let go_back = |world: &mut World, part, documents: usize, last| {
        let list = world.processor.list_mut();
        list.documents.truncate(documents);
        list.instructions.entries.truncate(documents);
        list.last = last;
        restore(world, part, records);
    };
    go_back(&mut world, FIRST, newer, newer_last);
    assert_eq!(world.sync(now).unwrap().lost_orders, lost);
    give_as_root(&mut world, &lost);
    assert_eq!(world.sync(now).unwrap().lost_orders, []);

    go_back(&mut world, Part(1_800_200_000), oldest, oldest_last);
    assert_eq!(world.sync(now).unwrap().lost_orders.len(), 4);
    give_as_root(&mut world, &lost);
    assert_eq!(world.sync(now).unwrap().lost_orders, kept);
    give_as_root(&mut world, &kept);
    assert_eq!(world.sync(now).unwrap().lost_orders, []);
}

// covers: RECV-5
#[test]
fn several_recoveries_between_two_syncs_are_all_told() {
    let mut world = World::new(221);
    let now = time(2 * HOUR);
    let tickets: Vec<_> = (0..3).map(|_| world.check_in(&form(), now)).collect();
    world.sync(now).unwrap();
    let all = world.processor.logs[&Generation(0)].entries.len();
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let (first, second) = (FIRST, Part(1_800_200_000));
    restore(&mut world, first, all - 1);
    // What comes between the two, the owner never sees.
    let unseen = world.upload(pending, now);
    restore(&mut world, second, all);

    let told = |recoveries: &[Recovery]| -> Vec<_> {
        let records = recoveries
            .iter()
            .filter(|it| it.log != LogName::Instructions);
        let told = records.map(|it| (it.part, it.restored, it.lost_records, it.missing.clone()));
        told.collect()
    };
    let missing = vec![*tickets[2].record_id()];
    let (kept, all) = (all as u64 - 1, all as u64);
    let report = world.sync(now).unwrap();
    assert_eq!(
        told(&report.recoveries),
        [(first, kept, 1, missing), (second, all, 0, vec![])]
    );
    for ticket in [&tickets[2], &unseen] {
        let again = ticket.upload_request().unwrap();
        let answer = world.processor.handle(&again, now);
        assert!(answer.success().is_ok());
    }
    let report = world.sync(now).unwrap();
    assert_eq!(
        told(&report.recoveries),
        [(first, kept, 1, vec![]), (second, all, 0, vec![])]
    );
    assert_eq!(report.findings, []);
    assert_eq!(world.open(now).opened, 4);
}

// covers: OPN-4, RECV-9
#[test]
fn what_a_lost_statement_superseded_counts_until_it_is_logged_again() {
    let mut world = World::new(222);
    let mut guest = world.guest();
    let old = world.welcome(&mut guest, time(HOUR));
    let lost = world.check_in(&form(), time(HOUR));
    let kept = world.processor.logs[&Generation(0)].entries.len();
    let mut terms = world.owner.terms().clone();
    terms.venue = "Café Seal & Otter".into();
    let owner = &mut world.owner;
    owner
        .change_terms(&world.identity, terms, time(2 * HOUR))
        .unwrap();
    world.publish(time(2 * HOUR));
    // The backup has the first check-in only. Until the owner looks, the former terms are served.
    restore(&mut world, FIRST, kept - 1);
    let now = time(9 * HOUR);
    let served = old.check_in(&form(), now, &mut world.rng).unwrap();
    world.upload(served, now);
    world.sync(now).unwrap();
    world.publish(now);
    // What was lost is sent again, long after its statement was superseded again.
    let late = time(20 * HOUR);
    let again = lost.upload_request().unwrap();
    assert!(world.processor.handle(&again, late).success().is_ok());
    // Who says to have come after that is refused as before.
    let lying = old.check_in(&form(), late, &mut world.rng).unwrap();
    world.upload(lying, late);
    let batch = world.open(late);
    let reasons: Vec<&str> = batch.quarantined.iter().map(|q| q.reason.code()).collect();
    assert_eq!((batch.opened, &reasons[..]), (2, &["stale-statement"][..]));
}

fn give_as_root(world: &mut World, orders: &[Order]) {
    let now = time(2 * HOUR);
    for order in orders {
        let (owner, identity) = (&mut world.owner, &world.identity);
        let request = match order {
            Order::GrantDevice(device) => owner.grant_instruction(identity, *device, now),
            Order::RevokeCertificate(serial) => owner.revoke(identity, *serial, now),
            _ => unreachable!("the root gives it"),
        };
        world.answer(&request.unwrap(), now);
    }
}

/// The processor goes on with both logs from a backup that had so many entries of records.
fn restore(world: &mut World, part: Part, kept: usize) {
    let it = &mut world.processor;
    let (name, key) = (it.origin.clone(), it.log_key.clone());
    let list_id = it.list_id();
    it.log(Generation(0)).entries.truncate(kept);
    it.envelopes.retain(|(_, index), _| *index < kept as u64);
    for generation in [None, Some(Generation(0))] {
        let log = match generation {
            None => &mut it.list_mut().instructions,
            Some(generation) => it.log(generation),
        };
        let restored = log.entries.len() as u64;
        let text = Opening {
            list_id,
            generation,
            part,
            restored,
            root: head_at(log, restored).unwrap().root.to_bytes(),
            signed: None,
            time: time(2 * HOUR),
        };
        let former = log.name.as_str();
        let base = former.strip_suffix(&format!("/{FIRST}"));
        let base = base.unwrap_or(former);
        log.name = KeyName::new(&origin::of_part(base, part)).unwrap();
        log.cosigned = None;
        let note = SignedDocument::sign(text, &name, &key).unwrap();
        let note = note.note().as_bytes().to_vec();
        it.list_mut().log(DocumentKind::Opening, &note);
        if let Some(generation) = generation {
            let entry = Entry::of_document(DocumentKind::Opening, &note);
            it.log(generation).append(entry);
        }
    }
}

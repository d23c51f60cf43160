//! The owner answers guests, and nobody else can (`spec/protocol.md#mailbox`).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use ed25519_dalek::{Signer, SigningKey};
use sealroll::{
    AnswerKind, Authority, Chosen, DisclosureReason, Environment, ErasedFor, FetchedEnvelope,
    Inbox, Message, NewDevice, Order, Outbox, Owner, QueuedRequest, RequestKind, Response, Rights,
    StandingPolicy, Ticket, Time,
};
use sealroll_core::hpke::ExporterSecret;
use sealroll_core::{
    NoticeKind, NoticePart, NoticeSecret, Opener, X25519KeyPair, X25519SecretKey, open_disclosure,
};
use sealroll_wire::{EnvelopeRef, Feed, FeedPage, FeedSummary, Header, RecordId, write_feeds};
use support::{AUTHORITY, World, form, time};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

// covers: MBX-7
#[test]
fn mbx_10_a_guest_asks_for_erasure_and_hears_when_it_was_done() {
    let mut case = Case::new(301);
    let now = case.now;
    let mut other = case.world.check_in(&form(), now);
    case.ask(RequestKind::Erase);
    let (request, fetched) = case.open();
    let (owner, inbox) = (&case.world.owner, &case.world.inbox);
    let granted = AnswerKind::Granted;
    owner
        .answer(&mut case.outbox, inbox, &request, granted, "", &fetched)
        .unwrap();
    // Nothing is said before it is done.
    assert_eq!(case.publish(), 0);
    case.outbox = Outbox::from_bytes(&case.outbox.to_bytes()).unwrap();
    let mut orders = 0;
    while let Some(order) = case.outbox.next_order() {
        case.world.instruct(order, now);
        case.outbox.order_done();
        orders += 1;
    }
    // The check-in and the request itself.
    assert_eq!(orders, 2);
    assert_eq!(case.publish(), 2);
    assert!(case.world.inbox.open_requests(&case.outbox).is_empty());

    // The ticket was saved before; another guest reads the same feed in vain.
    case.ticket = Ticket::from_bytes(&case.ticket.to_bytes()).unwrap();
    let messages = read(&mut case.world, &mut case.ticket, now);
    let said: Vec<_> = messages.iter().map(|message| &message.message).collect();
    let answer = Message::Answer {
        decision: granted,
        text: String::new(),
    };
    assert_eq!(said, [&Message::Erased(ErasedFor::Request), &answer]);
    let asked = messages[1].request.unwrap();
    assert_eq!(
        (asked.record_id, asked.kind),
        (request.record_id, request.kind)
    );
    assert!(read(&mut case.world, &mut case.ticket, now).is_empty());
    assert_eq!(read(&mut case.world, &mut other, now), []);

    // What was read is kept, and taken along.
    let ticket = Ticket::from_bytes(&case.ticket.to_bytes()).unwrap();
    assert_eq!(ticket.messages(), messages);
    let export = ticket.export();
    assert!(export.contains("\"decision\":\"granted\"") && export.contains("\"kind\":\"erase\""));
    assert!(!export.contains('\n') && export.ends_with('}'));
    // A short form for another device can still be answered.
    let moved = Ticket::from_bytes(&ticket.to_handover_bytes()).unwrap();
    assert_eq!(
        (moved.requests(), moved.messages().len()),
        (ticket.requests(), 0)
    );
}

#[test]
fn mbx_2_and_mbx_1_feeds_of_quiet_and_busy_days_look_alike() {
    let mut case = Case::new(302);
    assert!(case.outbox.is_due(case.now));
    assert_eq!(case.publish(), 0);
    assert!(!case.outbox.is_due(time(DAY)));
    assert!(case.outbox.is_due(time(HOUR + DAY)));
    case.ask(RequestKind::Object);
    let (request, fetched) = case.open();
    let (owner, inbox) = (&case.world.owner, &case.world.inbox);
    let text = "Wir verarbeiten Ihre Angaben nicht weiter. ".repeat(34);
    let text = text.trim_end();
    let noted = AnswerKind::Noted;
    owner
        .answer(&mut case.outbox, inbox, &request, noted, text, &fetched)
        .unwrap();
    assert_eq!(case.publish(), 1);
    let feeds = &case.world.processor.list().feeds;
    assert_eq!(feeds.len(), 2);
    assert_eq!(feeds[0].1.as_bytes().len(), feeds[1].1.as_bytes().len());
    let mut notices: Vec<&[u8]> = feeds
        .iter()
        .flat_map(|(_, feed)| feed.pages())
        .flat_map(|page| page.chunks(256))
        .collect();
    // No notice, and no tag or nonce of one, occurs twice; every byte takes many values.
    for place in [0, 16, 48, 255] {
        let values: std::collections::BTreeSet<u8> =
            notices.iter().map(|notice| notice[place]).collect();
        assert!(
            values.len() > 20,
            "byte {place} has {} values",
            values.len()
        );
    }
    let count = notices.len();
    notices.sort_unstable();
    notices.dedup();
    assert_eq!((count, notices.len()), (32, 32));
    // Fourteen notices, read as one message.
    let messages = read(&mut case.world, &mut case.ticket, case.now);
    assert_eq!(
        messages[0].message,
        Message::Answer {
            decision: noted,
            text: text.into()
        }
    );
}

#[test]
fn policies_answer_without_a_person() {
    let mut case = Case::new(303);
    case.ask(RequestKind::Access);
    case.ask(RequestKind::Restrict);
    case.ask(RequestKind::Object);
    let (_, fetched) = case.open();
    let policy = StandingPolicy {
        withdraw_within: Some(HOUR),
        restrict: true,
        access: true,
    };
    case.outbox.set_policy(policy);
    case.outbox = Outbox::from_bytes(&case.outbox.to_bytes()).unwrap();
    assert_eq!(*case.outbox.policy(), policy);
    let (owner, inbox) = (&case.world.owner, &case.world.inbox);
    let answered = owner.answer_by_policy(&mut case.outbox, inbox, &fetched, case.now);
    assert_eq!(answered, 2);
    let left = inbox.open_requests(&case.outbox);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].kind, RequestKind::Object);
    while let Some(order) = case.outbox.next_order() {
        assert!(matches!(order, Order::RestrictRecord(_)));
        case.world.instruct(order, case.now);
        case.outbox.order_done();
    }
    case.publish();
    let messages = read(&mut case.world, &mut case.ticket, case.now);
    let data = messages.iter().find_map(|message| match &message.message {
        Message::Answer { text, .. } if !text.is_empty() => Some(text.clone()),
        _ => None,
    });
    let data = data.unwrap();
    assert!(data.contains("\"given_name\":\"Ada\""), "{data}");
    assert_eq!(messages.len(), 2);
}

#[test]
fn mbx_10_guests_hear_of_an_erasure_after_the_keys_are_gone() {
    let mut case = Case::new(304);
    let (now, epoch) = (case.now, case.world.epoch(case.now));
    case.world.sync(now).unwrap();
    let fetched = case.world.fetch(epoch, now);
    let reason = ErasedFor::Owner;
    let owner = &case.world.owner;
    let told = owner.announce_erasure(&mut case.outbox, reason, &fetched);
    assert_eq!(told, 1);
    case.world.owner.puncture(epoch).unwrap();
    let purge = case.world.owner.purge_instruction(epoch, now).unwrap();
    case.world.answer(&purge, now);
    assert_eq!(case.publish(), 1);
    let messages = read(&mut case.world, &mut case.ticket, now);
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].message, Message::Erased(reason));
    assert_eq!(messages[0].request, None);
}

#[test]
fn a_request_after_the_erasure_is_answered_already_erased() {
    let mut case = Case::new(305);
    let now = case.now;
    let check_in = *case.ticket.record_id();
    case.world.sync(now).unwrap();
    case.world.instruct(Order::EraseRecord(check_in), now);
    case.ask(RequestKind::Access);
    case.world.sync(now).unwrap();
    let epoch = case.world.epoch(now);
    let fetched = case.world.fetch(epoch, now);
    let batch = case.world.open_fetched(epoch, &fetched);
    let late = &batch.quarantined;
    let (owner, inbox, outbox) = (&case.world.owner, &case.world.inbox, &mut case.outbox);
    assert_eq!(owner.answer_the_late(outbox, inbox, late, &fetched), 1);
    // Once is enough.
    assert_eq!(owner.answer_the_late(outbox, inbox, late, &fetched), 0);
    case.publish();
    let messages = read(&mut case.world, &mut case.ticket, now);
    let Message::Answer { decision, .. } = &messages[0].message else {
        unreachable!("an answer");
    };
    assert_eq!(*decision, AnswerKind::AlreadyErased);
}

#[test]
fn mbx_10_a_request_waits_while_its_check_in_is_restricted() {
    let mut case = Case::new(307);
    let now = case.now;
    let check_in = *case.ticket.record_id();
    case.world.sync(now).unwrap();
    case.world.instruct(Order::RestrictRecord(check_in), now);
    case.ask(RequestKind::Object);
    case.world.sync(now).unwrap();
    let epoch = case.world.epoch(now);
    let fetched = case.world.fetch(epoch, now);
    let batch = case.world.open_fetched(epoch, &fetched);
    let late = &batch.quarantined;
    assert_eq!(late[0].reason.code(), "unknown-check-in");
    let (owner, inbox, outbox) = (&case.world.owner, &case.world.inbox, &mut case.outbox);
    // Nothing was erased, so nobody is told that it was.
    assert_eq!(owner.answer_the_late(outbox, inbox, late, &fetched), 0);
    case.world.instruct(Order::LiftRecord(check_in), now);
    let (request, _) = case.open();
    assert_eq!(
        (request.kind, request.check_in),
        (RequestKind::Object, check_in)
    );
}

#[test]
fn recv_6_feeds_that_a_restored_processor_has_lost_are_published_again() {
    let mut case = Case::new(308);
    let now = case.now;
    // A guest has read three feeds.
    for _ in 0..3 {
        case.publish();
    }
    assert_eq!(read(&mut case.world, &mut case.ticket, now), []);
    case.ask(RequestKind::Object);
    let (request, fetched) = case.open();
    let (owner, inbox) = (&case.world.owner, &case.world.inbox);
    let noted = AnswerKind::Noted;
    owner
        .answer(&mut case.outbox, inbox, &request, noted, "", &fetched)
        .unwrap();
    assert_eq!(case.publish(), 1);
    // The answer, and a feed before it, are lost with the disk, and the device starts anew.
    let before = case.world.processor.list().feeds.clone();
    case.world.processor.list_mut().feeds.truncate(1);
    case.outbox = Outbox::from_bytes(&case.outbox.to_bytes()).unwrap();
    assert_eq!(case.publish(), 0);
    let after = case.world.processor.list().feeds.clone();
    assert_eq!(after[..4], before[..]);
    assert_eq!(after.len(), 5);
    let messages = read(&mut case.world, &mut case.ticket, now);
    assert_eq!(messages.len(), 1);

    // What the device no longer has is filled up, so that who has read that far finds the next.
    case.world.processor.list_mut().feeds.clear();
    let bytes = case.outbox.to_bytes();
    let mut forgetful = Outbox::new();
    core::mem::swap(&mut case.outbox, &mut forgetful);
    case.publish();
    case.publish();
    let (owner, fetched) = (&case.world.owner, fetched);
    case.outbox = Outbox::from_bytes(&bytes).unwrap();
    let reason = ErasedFor::Owner;
    assert_eq!(
        owner.announce_erasure(&mut case.outbox, reason, &fetched),
        1
    );
    assert_eq!(case.publish(), 1);
    let numbers = case.world.processor.list().feeds.len();
    assert_eq!(numbers, 6);
    let messages = read(&mut case.world, &mut case.ticket, now);
    assert_eq!(messages[0].message, Message::Erased(reason));
}

#[test]
fn recv_6_a_number_that_was_a_lie_is_not_made_up_for() {
    let mut case = Case::new(309);
    case.publish();
    let shape = case.feed().1.shape();
    let feed = u64::MAX - 1;
    let lie = FeedSummary {
        feed,
        time: case.now,
        shape,
    };
    let (owner, now) = (&case.world.owner, case.now);
    let rng = &mut case.world.rng;
    let mut publication = owner.publish(&case.outbox);
    let asked = publication.request(owner, &mut case.outbox, AUTHORITY, now, rng);
    assert!(asked.unwrap().is_some());
    let told = Response {
        status: 200,
        body: write_feeds(&[lie]),
        ..Response::default()
    };
    publication.receive(&mut case.outbox, &told, now).unwrap();
    // The truth the next time: one feed is published, the second.
    case.outbox = Outbox::from_bytes(&case.outbox.to_bytes()).unwrap();
    case.publish();
    assert_eq!(case.world.processor.list().feeds.len(), 2);
}

#[test]
fn recv_6_what_a_busy_processor_refuses_is_kept() {
    let mut case = Case::new(310);
    for _ in 0..2 {
        case.publish();
    }
    let before = case.world.processor.list().feeds.clone();
    case.world.processor.list_mut().feeds.truncate(1);
    let (owner, now) = (&case.world.owner, case.now);
    let mut publication = owner.publish(&case.outbox);
    let refused = loop {
        let rng = &mut case.world.rng;
        let request = publication.request(owner, &mut case.outbox, AUTHORITY, now, rng);
        let request = request.unwrap().unwrap();
        let answer = if request.body.is_empty() {
            case.world.processor.handle(&request, now)
        } else {
            Response {
                status: 503,
                ..Response::default()
            }
        };
        if let Err(refused) = publication.receive(&mut case.outbox, &answer, now) {
            break refused;
        }
    };
    assert_eq!(refused.code(), "refused");
    case.publish();
    assert_eq!(case.world.processor.list().feeds[..2], before[..]);
}

// covers: MBX-11
#[test]
fn recv_6_a_delegate_leaves_feeds_that_are_lost_to_the_owner() {
    let mut case = Case::new(312);
    let now = case.now;
    for _ in 0..3 {
        case.publish();
    }
    let (mut delegate, mut inbox) = case.delegate();
    let mut owners = core::mem::take(&mut case.outbox);
    let change_places = |case: &mut Case, delegate: &mut Owner, inbox: &mut Inbox| {
        core::mem::swap(&mut case.world.owner, delegate);
        core::mem::swap(&mut case.world.inbox, inbox);
    };
    change_places(&mut case, &mut delegate, &mut inbox);
    let (_, fetched) = case.fetch();
    let (chosen, disclosure, card, _) = case.disclose(&fetched);
    let announce = |case: &mut Case| {
        let (owner, outbox) = (&case.world.owner, &mut case.outbox);
        assert_eq!(
            owner.announce_disclosure(outbox, &chosen, disclosure, &card),
            1
        );
    };
    announce(&mut case);
    assert_eq!(case.publish(), 1);
    let before = case.world.processor.list().feeds.clone();
    assert_eq!(before.len(), 4);

    // A feed is sealed, and the disk is lost before it arrives: two of the owner's go with it.
    announce(&mut case);
    let (owner, rng) = (&case.world.owner, &mut case.world.rng);
    let mut publication = owner.publish(&case.outbox);
    for _ in 0..2 {
        let request = publication.request(owner, &mut case.outbox, AUTHORITY, now, rng);
        let request = request.unwrap().unwrap();
        if request.body.is_empty() {
            let answer = case.world.processor.handle(&request, now);
            publication.receive(&mut case.outbox, &answer, now).unwrap();
        }
    }
    case.outbox = Outbox::from_bytes(&case.outbox.to_bytes()).unwrap();
    case.world.processor.list_mut().feeds.truncate(1);
    for _ in 0..2 {
        assert_eq!(case.publish(), 0, "it waits for the owner");
        assert_eq!(case.world.processor.list().feeds, before[..1]);
    }

    // The owner's device brings its own again, and what waits comes behind them.
    change_places(&mut case, &mut delegate, &mut inbox);
    core::mem::swap(&mut case.outbox, &mut owners);
    case.publish();
    assert_eq!(case.world.processor.list().feeds[..3], before[..3]);
    change_places(&mut case, &mut delegate, &mut inbox);
    core::mem::swap(&mut case.outbox, &mut owners);
    assert_eq!(case.publish(), 1);
    let messages = read(&mut case.world, &mut case.ticket, now);
    assert_eq!(messages.len(), 1);
    assert!(matches!(messages[0].message, Message::Disclosed { .. }));
}

#[test]
fn mbx_9_a_lost_reply_and_a_taken_number_lose_nothing() {
    let mut case = Case::new(306);
    let now = case.now;
    let (owner, rng) = (&case.world.owner, &mut case.world.rng);
    let mut first = owner.publish(&case.outbox);
    let ask = first.request(owner, &mut case.outbox, AUTHORITY, now, rng);
    let answer = case.world.processor.handle(&ask.unwrap().unwrap(), now);
    first.receive(&mut case.outbox, &answer, now).unwrap();
    let send = first.request(owner, &mut case.outbox, AUTHORITY, now, rng);
    let send = send.unwrap().unwrap();
    case.world.processor.handle(&send, now).success().unwrap();
    // The reply is lost, the device starts anew: the same bytes go again, to the same number.
    case.outbox = Outbox::from_bytes(&case.outbox.to_bytes()).unwrap();
    let mut again = owner.publish(&case.outbox);
    let repeated = again.request(owner, &mut case.outbox, AUTHORITY, now, rng);
    let repeated = repeated.unwrap().unwrap();
    assert_eq!((&repeated.path, &repeated.body), (&send.path, &send.body));
    let answer = case.world.processor.handle(&repeated, now);
    again.receive(&mut case.outbox, &answer, now).unwrap();
    let end = again.request(owner, &mut case.outbox, AUTHORITY, now, rng);
    assert_eq!(end.unwrap(), None);
    // Another device, which knows of no feed, asks for the number and takes the next one.
    let mut other = Outbox::new();
    core::mem::swap(&mut case.outbox, &mut other);
    case.publish();
    core::mem::swap(&mut case.outbox, &mut other);
    // This one sealed for that number before it lost the network.
    case.ask(RequestKind::Object);
    let (request, fetched) = case.open();
    let (owner, inbox) = (&case.world.owner, &case.world.inbox);
    let noted = AnswerKind::Noted;
    owner
        .answer(&mut case.outbox, inbox, &request, noted, "", &fetched)
        .unwrap();
    let rng = &mut case.world.rng;
    let mut stale = owner.publish(&case.outbox);
    let ask = stale.request(owner, &mut case.outbox, AUTHORITY, now, rng);
    let processor = &mut case.world.processor;
    let later = processor.list_mut().feeds.split_off(1);
    let answer = processor.handle(&ask.unwrap().unwrap(), now);
    processor.list_mut().feeds.extend(later);
    stale.receive(&mut case.outbox, &answer, now).unwrap();
    let sealed = stale.request(owner, &mut case.outbox, AUTHORITY, now, rng);
    let refused = case.world.processor.handle(&sealed.unwrap().unwrap(), now);
    let refused = stale.receive(&mut case.outbox, &refused, now).unwrap_err();
    assert_eq!(refused.code(), "rolled-back");
    assert_eq!(case.publish(), 1);
    assert_eq!(case.world.processor.list().feeds.len(), 3);
    let messages = read(&mut case.world, &mut case.ticket, now);
    assert_eq!(messages.len(), 1);
}

/// Issue 6.5: with a disclosure in hand, opening the owner's answers and forging a notice fail.
#[test]
fn dis_5_who_holds_a_disclosure_neither_reads_nor_writes_notices() {
    let mut case = Case::new(307);
    let now = case.now;
    case.ask(RequestKind::Object);
    let (request, fetched) = case.open();
    let (disclosed, id, card, content) = case.disclose(&fetched);
    let (owner, inbox) = (&case.world.owner, &case.world.inbox);
    let noted = AnswerKind::Noted;
    owner
        .answer(&mut case.outbox, inbox, &request, noted, "secret", &fetched)
        .unwrap();
    assert_eq!(
        owner.announce_disclosure(&mut case.outbox, &disclosed, id, &card),
        1
    );
    assert_eq!(case.publish(), 2);
    let (root, feed) = case.feed();
    let page = page(&root, &feed, 0);
    let page = FeedPage::from_bytes(&page).unwrap();
    let list = case.world.owner.list_id();
    let certificate = page.verify(&list).unwrap();
    // Whatever 32 bytes of it are taken for the secret, or for the secret behind it.
    let subjects = [request.check_in, request.record_id];
    for window in content.windows(32) {
        let exporter = ExporterSecret::from_bytes(window.try_into().unwrap());
        for secret in [
            NoticeSecret::from_bytes(window.try_into().unwrap(), true),
            NoticeSecret::from_bytes(window.try_into().unwrap(), false),
            NoticeSecret::of_request(&exporter),
            NoticeSecret::of_check_in(&exporter),
        ] {
            // A tag that fits is the condition of everything else.
            let opens = page.notices().any(|notice| {
                let opened = secret.open(notice, &list, &subjects[0], &certificate);
                opened.is_ok()
                    || secret
                        .open(notice, &list, &subjects[1], &certificate)
                        .is_ok()
            });
            assert!(!opens);
        }
    }
    let messages = read(&mut case.world, &mut case.ticket, now);
    assert_eq!(messages.len(), 2);
    let Message::Disclosed {
        authority,
        fingerprint,
        disclosure,
    } = &messages[0].message
    else {
        unreachable!("news of the disclosure first");
    };
    assert_eq!((authority.as_str(), disclosure), ("Office", &id));
    assert_eq!(*fingerprint, card.fingerprint());
}

/// A reader of the list holds the epoch's keys and no instruction key.
#[test]
fn mbx_5_and_mbx_6_a_reader_can_neither_forge_nor_repeat_a_notice() {
    let mut case = Case::new(308);
    let now = case.now;
    case.ask(RequestKind::Erase);
    let (request, fetched) = case.open();
    let (owner, inbox) = (&case.world.owner, &case.world.inbox);
    let refused = AnswerKind::Refused;
    owner
        .answer(&mut case.outbox, inbox, &request, refused, "no", &fetched)
        .unwrap();
    case.publish();
    let secret = case.secret_of(&fetched, &request.record_id);
    let list = case.world.owner.list_id();
    let (root, feed) = case.feed();
    let own = page(&root, &feed, 0);
    let genuine = FeedPage::from_bytes(&own).unwrap();
    let certificate = genuine.verify(&list).unwrap();
    let subject = &request.record_id;
    let notice = genuine
        .notices()
        .find(|notice| secret.open(notice, &list, subject, &certificate).is_ok())
        .unwrap();
    // A forged one, signed by a key of the reader's own.
    let key = SigningKey::from_bytes(&[7; 32]);
    let data = [1, 0, 0];
    let part = NoticePart::cut(NoticeKind::Answer, now, &data).unwrap()[0];
    let forged = secret.seal(&list, subject, &[9; 32], &part, |message| {
        key.sign(message).to_bytes()
    });
    let mut notices = vec![[0; 256]; 13];
    notices.extend([
        forged.unwrap(),
        notice.try_into().unwrap(),
        notice.try_into().unwrap(),
    ]);
    let forged = FeedPage::write(&root, feed.certificate().as_bytes(), notices.as_flattened());
    let mut mailbox = case.ticket.mailbox();
    let listing = case
        .world
        .processor
        .handle(&mailbox.request().unwrap(), now);
    mailbox.receive(&listing).unwrap();
    let answer = Response {
        status: 200,
        body: forged,
        ..Response::default()
    };
    mailbox.receive(&answer).unwrap();
    assert_eq!(mailbox.request(), None);
    let report = case.ticket.take_mail(mailbox);
    assert_eq!(report.messages.len(), 1);
    let classes: Vec<_> = report
        .refused
        .iter()
        .map(|(_, error)| error.code())
        .collect();
    assert_eq!(classes, ["bad-signature", "duplicate"]);
    // A page of another list is not even tried.
    let other = World::new(309);
    let strange = other.processor.list().root.as_bytes().to_vec();
    let mut mailbox = case.ticket.mailbox();
    case.publish();
    let listing = case
        .world
        .processor
        .handle(&mailbox.request().unwrap(), now);
    mailbox.receive(&listing).unwrap();
    let answer = Response {
        status: 200,
        body: [&strange[..], &own[strange.len()..]].concat(),
        ..Response::default()
    };
    assert_eq!(mailbox.receive(&answer).unwrap_err().code(), "wrong-list");
}

struct Case {
    world: World,
    ticket: Ticket,
    outbox: Outbox,
    now: Time,
}

impl Case {
    fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let now = time(HOUR);
        let ticket = world.check_in(&form(), now);
        Self {
            world,
            ticket,
            outbox: Outbox::new(),
            now,
        }
    }

    fn ask(&mut self, kind: RequestKind) {
        let now = self.now;
        let mut guest = self.world.guest();
        let welcome = self.world.welcome(&mut guest, now);
        let pending = self
            .ticket
            .request(&welcome, kind, now, &mut self.world.rng);
        self.world.follow_up(pending.unwrap(), now);
    }

    /// The first open request, and every envelope.
    fn open(&mut self) -> (QueuedRequest, Vec<FetchedEnvelope>) {
        let (requests, fetched) = self.fetch();
        (requests[0], fetched)
    }

    fn fetch(&mut self) -> (Vec<QueuedRequest>, Vec<FetchedEnvelope>) {
        self.world.sync(self.now).unwrap();
        let epoch = self.world.epoch(self.now);
        let fetched = self.world.fetch(epoch, self.now);
        self.world.open_fetched(epoch, &fetched);
        (self.world.inbox.open_requests(&self.outbox), fetched)
    }

    /// A device of somebody else who may read and disclose.
    fn delegate(&mut self) -> (Owner, Inbox) {
        let (world, now) = (&mut self.world, self.now);
        let epoch = world.epoch(now);
        let device = NewDevice::create("Desk", &mut world.rng).unwrap();
        let rights = Rights::READ.and(Rights::DISCLOSE);
        let (owner, identity, rng) = (&mut world.owner, &world.identity, &mut world.rng);
        let grant = owner.grant(identity, device.card(), epoch..=epoch, rights, now, rng);
        let grant = grant.unwrap();
        let order = owner.grant_instruction(identity, grant.device, now);
        world.publish(now);
        world.answer(&order.unwrap(), now);
        let accepted = device.accept(&grant.file, Environment::Test).unwrap();
        (accepted.delegate, Inbox::new())
    }

    fn publish(&mut self) -> usize {
        let (owner, now) = (&self.world.owner, self.now);
        let mut publication = owner.publish(&self.outbox);
        while let Some(request) = publication
            .request(owner, &mut self.outbox, AUTHORITY, now, &mut self.world.rng)
            .unwrap()
        {
            let answer = self.world.processor.handle(&request, now);
            publication.receive(&mut self.outbox, &answer, now).unwrap();
        }
        publication.published()
    }

    fn feed(&self) -> (Vec<u8>, Feed) {
        let list = self.world.processor.list();
        let (_, feed) = list.feeds.last().unwrap();
        (list.root.as_bytes().to_vec(), feed.clone())
    }

    /// Discloses the check-in, and opens the disclosure as the authority.
    fn disclose(
        &mut self,
        fetched: &[FetchedEnvelope],
    ) -> (
        Vec<Chosen>,
        sealroll::DisclosureId,
        sealroll::AuthorityCard,
        Vec<u8>,
    ) {
        let now = self.now;
        let authority = Authority::generate("Office", &mut self.world.rng).unwrap();
        let check_in = *self.ticket.record_id();
        let position = self.world.inbox.position_of(&check_in).unwrap();
        let proof = self.world.owner.disclosure_proof_request(position);
        let proof = self.world.processor.handle(&proof, now).body;
        let envelope = fetched.iter().find(|one| one.position == position);
        let chosen = vec![Chosen {
            envelope: envelope.unwrap().clone(),
            proof,
        }];
        let reason = DisclosureReason {
            case: "1".into(),
            purpose: "test".into(),
            legal_basis: "none".into(),
        };
        let (owner, rng) = (&self.world.owner, &mut self.world.rng);
        let disclosure = owner.disclose(authority.card(), &reason, &chosen, now, rng);
        let disclosure = disclosure.unwrap();
        self.world.instruct(Order::Disclose(disclosure.id), now);
        let report = authority.open(&disclosure.file, Environment::Test).unwrap();
        assert_eq!(report.records.len(), 1);
        let saved = authority.to_bytes();
        let secret = X25519SecretKey::from_bytes(saved[1..33].try_into().unwrap());
        let key_pair = X25519KeyPair::from_secret_key(secret);
        let fingerprint = authority.card().fingerprint();
        let content = open_disclosure(&key_pair, &fingerprint, &disclosure.file).unwrap();
        (
            chosen,
            disclosure.id,
            authority.card().clone(),
            content.to_vec(),
        )
    }

    /// What a reader of the epoch derives: the secret of a request's answers.
    fn secret_of(&self, fetched: &[FetchedEnvelope], record: &RecordId) -> NoticeSecret {
        let keys = self.world.owner.epoch_opener(self.world.epoch(self.now));
        let keys = keys.unwrap().to_bytes();
        let header = Header::from_bytes(&keys[5..60]).unwrap();
        let secret = X25519SecretKey::from_bytes(keys[60..92].try_into().unwrap());
        let key_pair = X25519KeyPair::from_secret_key(secret);
        let opener = Opener::with_psk(key_pair, header, keys[92..124].try_into().unwrap());
        let envelope = fetched
            .iter()
            .find(|one| RecordId::of_envelope(&one.bytes) == *record);
        let envelope = EnvelopeRef::from_bytes(&envelope.unwrap().bytes).unwrap();
        NoticeSecret::of_request(&opener.exporter_secret(&envelope).unwrap())
    }
}

/// Reads the mailbox.
fn read(world: &mut World, ticket: &mut Ticket, now: Time) -> Vec<sealroll::TicketMessage> {
    let mut mailbox = ticket.mailbox();
    while let Some(request) = mailbox.request() {
        let response = world.processor.handle(&request, now);
        mailbox.receive(&response).unwrap();
    }
    let report = ticket.take_mail(mailbox);
    assert_eq!(report.refused, []);
    report.messages
}

/// A page as a guest gets it.
fn page(root: &[u8], feed: &Feed, number: usize) -> Vec<u8> {
    let notices = feed.pages().nth(number).unwrap();
    FeedPage::write(root, feed.certificate().as_bytes(), notices)
}

//! A new edition of the poster ends check-ins, and nothing else (`spec/protocol.md#edition`).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;

use sealroll::{
    Argon2Cost, Doubt, DoubtLimits, EpochOpener, FormError, Guest, Inbox, Invitation,
    KeyFileSecret, Owner, Reason, RequestKind, Source, Ticket, Time, Welcome, open_decryption_file,
};
use sealroll_core::{DeviceSecret, DoorCode, Sealer};
use support::{World, form, time};

const HOUR: u64 = 3600;

/// A list whose poster was replaced after one guest had signed in.
struct Case {
    world: World,
    former: Invitation,
    ticket: Ticket,
    now: Time,
}

impl Case {
    fn new(seed: u64) -> Self {
        let mut world = World::with(seed, |list| list.terms.door_code = true);
        let now = time(HOUR);
        let door = world.owner.door_secret().unwrap();
        let code = door.code(world.owner.list_id(), now);
        let former = world
            .owner
            .invitation("https://example.org", Some(code.as_str()))
            .unwrap();
        let mut guest = world.guest();
        let welcome = accept(&mut world, &mut guest, &former, now);
        let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
        let ticket = world.upload(pending, now);
        world.sync(now).unwrap();
        let now = time(2 * HOUR);
        world.owner.replace_poster(now, &mut world.rng).unwrap();
        world.publish(now);
        Self {
            world,
            former,
            ticket,
            now,
        }
    }

    /// What the guest of the former poster gets today.
    fn bundle(&mut self) -> (Guest, Vec<u8>) {
        let guest = self.world.guest();
        let request = guest.welcome_request(&self.former);
        let response = self.world.processor.handle(&request, self.now);
        (guest, response.success().unwrap().to_vec())
    }

    fn follow_ups(&mut self) -> Welcome {
        let (mut guest, bundle) = self.bundle();
        guest
            .accept_for_follow_ups(&self.former, &bundle, self.now)
            .unwrap()
    }

    /// Somebody checks in with a photograph of the former poster, and a client that does not care.
    fn intrude(&mut self) {
        let welcome = self.follow_ups();
        let device_secret = DeviceSecret::generate(&mut self.world.rng);
        let secret = self.former.presence_secret();
        let (statement, descriptor) = (welcome.statement(), welcome.descriptor());
        let sealer = Sealer::new(statement, descriptor, secret, &device_secret);
        let mut attendance = self.world.inbox.visits()[0].attendance.clone();
        attendance.arrival = self.now;
        let sealed = sealer.check_in(&mut self.world.rng, attendance);
        let body = sealed.unwrap().0.as_bytes().to_vec();
        let epoch = statement.epoch();
        self.world
            .processor
            .insert(statement.generation(), epoch, body);
    }
}

fn accept(world: &mut World, guest: &mut Guest, invitation: &Invitation, now: Time) -> Welcome {
    let request = guest.welcome_request(invitation);
    let response = world.processor.handle(&request, now);
    let bundle = response.success().unwrap();
    guest.accept(invitation, bundle, now).unwrap()
}

#[test]
fn edn_2_and_edn_3_a_replaced_poster_ends_check_ins_and_no_follow_ups() {
    let mut case = Case::new(700);
    let now = case.now;
    case.world.open(now);

    // Who scans the former code is told so.
    let (mut guest, bundle) = case.bundle();
    let refused = guest.accept(&case.former, &bundle, now).err().unwrap();
    assert_eq!(refused.code(), "replaced-poster");
    // Who holds a ticket goes on, but signs nobody in.
    let welcome = case.follow_ups();
    assert!(welcome.is_replaced());
    let refused = welcome.check_in(&form(), now, &mut case.world.rng);
    assert_eq!(refused.err(), Some(FormError::ReplacedPoster));
    let rng = &mut case.world.rng;
    let left = case
        .ticket
        .check_out(&welcome, now, Source::Guest, now, rng)
        .unwrap();
    case.world.follow_up(left, now);
    let asked = case
        .ticket
        .request(&welcome, RequestKind::Access, now, &mut case.world.rng)
        .unwrap();
    case.world.follow_up(asked, now);

    // The new code works, and the old one does not even for a client that ignores the rule.
    let door = case.world.owner.door_secret().unwrap();
    let code = door.code(case.world.owner.list_id(), now);
    let current = case
        .world
        .owner
        .invitation("https://example.org", Some(code.as_str()))
        .unwrap();
    let mut guest = case.world.guest();
    let welcome = accept(&mut case.world, &mut guest, &current, now);
    assert!(!welcome.is_replaced());
    let pending = welcome.check_in(&form(), now, &mut case.world.rng).unwrap();
    case.world.upload(pending, now);
    case.intrude();

    let before = Inbox::from_bytes(&case.world.inbox.to_bytes()).unwrap();
    let batch = case.world.open(now);
    let reasons: Vec<_> = batch.quarantined.iter().map(|one| one.reason).collect();
    assert_eq!(reasons, [Reason::OpenFailed]);
    let visits = case.world.inbox.visits();
    assert_eq!(visits.len(), 2);
    assert_eq!(visits[0].departure, Some((now, Source::Guest)));
    // The codes of both editions' doors are known.
    let limits = DoubtLimits::default();
    assert_eq!(case.world.owner.doubts(&visits, limits), []);
    let mut elsewhere = visits.clone();
    elsewhere[0].attendance.door_code = Some(DoorCode::new("7").unwrap());
    let doubts = case.world.owner.doubts(&elsewhere, limits);
    assert_eq!(doubts, [(elsewhere[0].record_id, Doubt::DoorCode)]);

    // Workers open the same.
    let epoch = case.world.epoch(now);
    case.world.sync(now).unwrap();
    let fetched = case.world.fetch(epoch, now);
    let opener = case.world.owner.epoch_opener(epoch).unwrap();
    let opener = EpochOpener::from_bytes(&opener.to_bytes()).unwrap();
    let envelopes: Vec<&[u8]> = fetched.iter().map(|each| each.bytes.as_slice()).collect();
    let positions = fetched.iter().map(|each| each.position);
    let texts: BTreeMap<_, _> = positions.zip(opener.open(&envelopes)).collect();
    let text_of = |position| texts.get(&position).cloned().flatten();
    let mut inbox = before;
    case.world.sync_into(&mut inbox, now).unwrap();
    case.world
        .owner
        .accept(&mut inbox, epoch, &fetched, text_of)
        .unwrap();
    assert_eq!(inbox.visits(), visits);
}

#[test]
fn edn_1_former_editions_are_kept_with_the_keys() {
    let mut case = Case::new(701);
    let now = case.now;
    let welcome = case.follow_ups();
    let rng = &mut case.world.rng;
    let left = case
        .ticket
        .check_out(&welcome, now, Source::Guest, now, rng)
        .unwrap();
    case.world.follow_up(left, now);
    case.world.sync(now).unwrap();
    let fetched = case.world.fetch(case.world.epoch(now), now);

    let cost = Argon2Cost::new(8, 1, 1).unwrap();
    let secret = KeyFileSecret::Passphrase("a secret of the test");
    let file = case
        .world
        .owner
        .to_decryption_file(secret, cost, &mut case.world.rng)
        .unwrap();
    let keys = open_decryption_file(&file, secret).unwrap();
    assert_eq!(keys.editions().len(), 2);
    let newest = case.world.invitation();
    let first = keys.editions()[0].presence_secret().expose_bytes();
    assert_eq!(first, newest.presence_secret().expose_bytes());

    // A saved device, and a device that is set up again, read what came under both editions.
    let saved = Owner::from_bytes(&case.world.owner.to_bytes()).unwrap();
    case.world.owner = saved;
    let epoch = case.world.epoch(now);
    let batch = case.world.open_fetched(epoch, &fetched);
    assert_eq!((batch.opened, batch.quarantined), (2, Vec::new()));
    let request = case.world.guest().welcome_request(&case.former);
    let bundle = case.world.processor.handle(&request, now).body;
    let rng = &mut case.world.rng;
    let restored = Owner::restore(&case.world.identity, keys, &[bundle], 31, now, rng).unwrap();
    let code = restored
        .door_secret()
        .unwrap()
        .code(restored.list_id(), now);
    let door = case.world.owner.door_secret().unwrap();
    assert_eq!(code, door.code(restored.list_id(), now));
    assert_eq!(
        restored
            .invitation("https://example.org", None)
            .unwrap()
            .to_link(),
        case.world.invitation().to_link()
    );
}

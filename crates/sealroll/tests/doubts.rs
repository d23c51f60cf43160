//! What the owner is told to look at twice.

mod support;

use sealroll::{DoorSecret, Doubt, DoubtLimits, Source, Visit};

use support::{World, form, time};

const HOUR: u64 = 3600;

#[test]
fn implausible_visits_are_named_and_stay() {
    let mut world = World::new(90);
    let now = time(HOUR);
    world.check_in(&form(), now);
    world.sync(now).unwrap();
    world.open(now);
    let plain = world.inbox.visits().remove(0);
    let secret = DoorSecret::from_bytes(&[7; 32]);
    let list = world.owner.list_id();
    let doubts = |visits: &[Visit], door: Option<&DoorSecret>| -> Vec<Doubt> {
        let limits = DoubtLimits::default();
        let found = world.owner.doubts(visits, door, limits);
        found.into_iter().map(|(_, doubt)| doubt).collect()
    };
    let arrival = plain.attendance.arrival;
    let with = |adjust: &dyn Fn(&mut Visit)| {
        let mut visit = plain.clone();
        adjust(&mut visit);
        [visit]
    };
    let left = |seconds: u64| {
        with(&|visit| visit.departure = Some((arrival.saturating_add(seconds), Source::Guest)))
    };
    assert_eq!(doubts(std::slice::from_ref(&plain), None), []);
    assert_eq!(doubts(&left(24 * HOUR), None), []);
    assert_eq!(doubts(&left(24 * HOUR + 1), None), [Doubt::LongStay]);
    let early = with(&|visit| visit.departure = Some((time(0), Source::Guest)));
    assert_eq!(doubts(&early, None), [Doubt::BackwardStay]);
    let planned = arrival.saturating_add(25 * HOUR);
    let planned = with(&|visit| visit.attendance.planned_end = Some(planned));
    assert_eq!(doubts(&planned, None), [Doubt::LongStay]);
    let other = arrival.saturating_add(72 * HOUR);
    let other = with(&|visit| visit.attendance.arrival = other);
    assert_eq!(doubts(&other, None), [Doubt::OtherDay]);

    // Many at once, and one contact too often: each of them is named.
    let three = vec![plain.clone(); 3];
    assert_eq!(doubts(&three, None), []);
    let four = vec![plain.clone(); 4];
    assert_eq!(doubts(&four, None), [Doubt::RepeatedContact; 4]);
    let mut crowd = vec![plain.clone(); 31];
    for visit in &mut crowd {
        visit.attendance.contact.phone = None;
        visit.attendance.contact.email = None;
    }
    assert_eq!(doubts(&crowd[1..], None), []);
    assert_eq!(doubts(&crowd, None), [Doubt::Crowd; 31]);

    // The door.
    assert_eq!(
        doubts(std::slice::from_ref(&plain), Some(&secret)),
        [Doubt::DoorCode]
    );
    let seen = with(&|visit| visit.attendance.door_code = Some(secret.code(list, arrival)));
    assert_eq!(doubts(&seen, Some(&secret)), []);
    assert_eq!(
        doubts(&seen, Some(&DoorSecret::from_bytes(&[8; 32]))),
        [Doubt::DoorCode]
    );
}

//! What the owner is told to look at twice.

mod support;

use sealroll::{Doubt, DoubtLimits, Source, Visit};

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
    let doubts = |visits: &[Visit]| -> Vec<Doubt> {
        let limits = DoubtLimits::default();
        let found = world.owner.doubts(visits, limits);
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
    assert_eq!(doubts(std::slice::from_ref(&plain)), []);
    assert_eq!(doubts(&left(24 * HOUR)), []);
    assert_eq!(doubts(&left(24 * HOUR + 1)), [Doubt::LongStay]);
    let early = with(&|visit| visit.departure = Some((time(0), Source::Guest)));
    assert_eq!(doubts(&early), [Doubt::BackwardStay]);
    let planned = arrival.saturating_add(25 * HOUR);
    let planned = with(&|visit| visit.attendance.planned_end = Some(planned));
    assert_eq!(doubts(&planned), [Doubt::LongStay]);
    let other = arrival.saturating_add(72 * HOUR);
    let other = with(&|visit| visit.attendance.arrival = other);
    assert_eq!(doubts(&other), [Doubt::OtherDay]);

    // Many at once, and one contact too often: each of them is named.
    let three = vec![plain.clone(); 3];
    assert_eq!(doubts(&three), []);
    let four = vec![plain.clone(); 4];
    assert_eq!(doubts(&four), [Doubt::RepeatedContact; 4]);
    let mut crowd = vec![plain.clone(); 31];
    for visit in &mut crowd {
        visit.attendance.contact.phone = None;
        visit.attendance.contact.email = None;
    }
    assert_eq!(doubts(&crowd[1..]), []);
    assert_eq!(doubts(&crowd), [Doubt::Crowd; 31]);
}

//! Visits are chosen by time, place and overlap.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use sealroll::{CheckInForm, RecordId, RequestKind, Selection, Source, Visit};
use support::{World, form, time};

const HOUR: u64 = 3600;

/// Arrival and departure in hours, and place.
const STAYS: [(u64, Option<u64>, &str); 5] = [
    (9, Some(10), "Tisch 1"),
    (10, Some(12), "Tisch 2"),
    (11, Some(13), "Tisch 1"),
    (14, Some(15), "Tisch 2"),
    (8, None, "Tisch 3"),
];

#[test]
fn every_condition_counts() {
    let (world, ids) = scene();
    let visits = world.inbox.visits();
    let at = |hour: u64| Some(time(hour * HOUR));
    let chosen = |selection: Selection| chosen(&selection, &visits, &world, &ids);
    assert_eq!(chosen(Selection::default()), [0, 1, 2, 3, 4]);
    let from = Selection {
        from: at(13),
        ..Selection::default()
    };
    assert_eq!(chosen(from), [2, 3, 4]);
    let until = Selection {
        until: at(10),
        ..Selection::default()
    };
    assert_eq!(chosen(until), [0, 4]);
    let place = Selection {
        place: Some("Tisch 2".into()),
        ..Selection::default()
    };
    assert_eq!(chosen(place), [1, 3]);
    let index = Selection {
        index: Some(ids[1]),
        ..Selection::default()
    };
    assert_eq!(chosen(index), [0, 1, 2, 4]);
    let both = Selection {
        place: Some("Tisch 1".into()),
        index: Some(ids[1]),
        ..Selection::default()
    };
    assert_eq!(chosen(both), [0, 2]);
    let unknown = Selection {
        index: Some(RecordId::from_bytes([1; 32])),
        ..Selection::default()
    };
    assert_eq!(chosen(unknown), [0_usize; 0]);
}

#[test]
fn a_visit_brings_its_follow_ups_and_no_others() {
    let (world, ids) = scene();
    let visits = world.inbox.visits();
    let selection = Selection {
        index: Some(ids[3]),
        ..Selection::default()
    };
    let chosen = selection.choose(&visits, world.owner.terms());
    let positions = world.inbox.positions_of(&chosen);
    // Two check-ins, of whom one has checked out.
    assert_eq!((chosen.len(), positions.len()), (2, 3));
    assert_eq!(world.inbox.positions_of(&[]), []);
}

fn scene() -> (World, Vec<RecordId>) {
    let mut world = World::new(1);
    let mut ids = Vec::new();
    for (arrival, departure, place) in STAYS {
        let now = time(arrival * HOUR);
        let mut guest = world.guest();
        let welcome = world.welcome(&mut guest, now);
        let form = CheckInForm {
            place: place.into(),
            ..form()
        };
        let pending = welcome.check_in(&form, now, &mut world.rng).unwrap();
        let mut ticket = world.upload(pending, now);
        if let Some(departure) = departure {
            let now = time(departure * HOUR);
            let pending = ticket.check_out(&welcome, now, Source::Guest, now, &mut world.rng);
            world.follow_up(pending.unwrap(), now);
            // A request is no matter of whoever gets the visit.
            let pending = ticket.request(&welcome, RequestKind::Access, now, &mut world.rng);
            world.follow_up(pending.unwrap(), now);
        }
        ids.push(*ticket.record_id());
    }
    world.open(time(16 * HOUR));
    (world, ids)
}

fn chosen(selection: &Selection, visits: &[Visit], world: &World, ids: &[RecordId]) -> Vec<usize> {
    let chosen = selection.choose(visits, world.owner.terms());
    let place = |visit: &&Visit| ids.iter().position(|id| *id == visit.record_id).unwrap();
    chosen.iter().map(place).collect()
}

//! What a malicious guest tries, and what a list does with what it cannot use.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use core::ops::ControlFlow;
use std::io::Cursor;

use calamine::{DataType, Reader, Xlsx};
use sealroll::{Generation, Inbox, Position, Workers, export};
use sealroll_wire::RecordId;
use support::{World, form, time};

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
    nothing_is_calculated(&world.inbox.visits(), &hostile);
}

/// Reads the spreadsheet back with another program: every cell is a text, none a formula.
fn nothing_is_calculated(visits: &[sealroll::Visit], given_names: &[&str]) {
    let file = export::xlsx(visits).unwrap();
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file)).unwrap();
    assert_eq!(workbook.sheet_names(), ["visits"]);
    let formulas = workbook.worksheet_formula("visits").unwrap();
    assert!(
        formulas
            .used_cells()
            .all(|(_, _, formula)| formula.is_empty())
    );
    let cells = workbook.worksheet_range("visits").unwrap();
    assert!(cells.used_cells().all(|(_, _, cell)| cell.is_string()));
    let rows: Vec<Vec<&str>> = cells
        .rows()
        .map(|row| {
            row.iter()
                .map(|cell| cell.get_string().unwrap_or(""))
                .collect()
        })
        .collect();
    assert_eq!(rows.len(), 1 + given_names.len());
    let column = |name: &str| rows[0].iter().position(|column| *column == name).unwrap();
    for (row, name) in rows[1..].iter().zip(given_names) {
        assert_eq!(row[column("given_name")], *name);
        assert_eq!(row[column("family_name")], "</script>\",\"");
        assert_eq!(row[column("phone")], "+4915112345678");
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

//! What an owner makes of hostile records: opening, merging, exporting.

use core::ops::ControlFlow;
use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Unstructured};
use ed25519_dalek::{Signer, SigningKey};
use sealroll::{
    Batch, Content, Entry, EntryKind, Epoch, FetchedEnvelope, Inbox, Position, RecordId, Visit,
    Workers, export,
};
use sealroll_core::padding;
use sealroll_wire::{Bucket, Writer};

use crate::depth::reach;
use crate::owned::Owned;
use crate::plain::PlainRecord;
use crate::seed::{self, Seed};

/// Whatever guests seal and a processor returns: a batch is opened to its end, each envelope is
/// accepted or set aside, nothing is accepted twice, and what is exported is safe to open in a
/// spreadsheet, a page and a parser.
pub fn hostile_inbox(data: &[u8]) {
    hostile_inbox_exported_by(data, export::csv);
}

/// [`hostile_inbox`] of any writer of tables.
pub(crate) fn hostile_inbox_exported_by(data: &[u8], csv: fn(&[Visit]) -> String) {
    let Ok((items, late)) = <(Vec<Item>, u8)>::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let owned = Owned::shared();
    let epoch = owned.statement().epoch();
    let mut envelopes: Vec<Vec<u8>> = Vec::new();
    for item in items.into_iter().take(12) {
        let envelope = item.envelope(owned, &envelopes);
        envelopes.push(envelope);
    }
    let mut inbox = inbox_of(&envelopes, epoch);
    let fetched = |index: usize| FetchedEnvelope {
        position: position(index),
        bytes: envelopes[index].clone(),
    };
    // Two batches, the later entries perhaps first: nothing depends on who fetches when.
    let (mut first, mut second): (Vec<_>, Vec<_>) =
        (0..envelopes.len()).partition(|index| late >> (index % 8) & 1 == 0);
    first.reverse();
    second.reverse();
    let mut settled = 0;
    for batch in [second, first] {
        let batch: Vec<_> = batch.into_iter().map(fetched).collect();
        let result = open(&mut inbox, epoch, &batch);
        settled += batch.len();
        if !result.quarantined.is_empty() {
            reach("set aside");
        }
        assert!(result.opened + result.quarantined.len() >= batch.len());
        assert!(inbox.records().len() <= settled);
    }
    check_accepted(&inbox);
    let again: Vec<_> = (0..envelopes.len()).map(fetched).collect();
    let before: Vec<_> = inbox.records().map(|record| record.position).collect();
    open(&mut inbox, epoch, &again);
    let after: BTreeSet<_> = inbox.records().map(|record| record.position).collect();
    assert!(before.iter().all(|position| after.contains(position)));

    let visits = inbox.visits();
    if !visits.is_empty() {
        reach("exported");
    }
    check_csv(&csv(&visits), &visits);
    check_json(&visits);
    let bytes = inbox.to_bytes();
    let read = Inbox::from_bytes(&bytes).expect("what was written can be read");
    assert_eq!(read.to_bytes(), bytes);
}

/// Seeds of [`hostile_inbox`].
pub fn hostile_inbox_seeds() -> Vec<Seed> {
    let any = |step: u32| {
        (0..512_u32)
            .flat_map(|number| number.wrapping_mul(step).to_le_bytes())
            .collect::<Vec<_>>()
    };
    vec![
        Seed::new("zeros", [0; 600]),
        Seed::new("mixed", any(0x9e37_79b9)),
        Seed::new("other", any(0x0101_3531)),
        Seed::new("formulas", b"=1+1 @a -b +c\x01\x01\x01\x01".repeat(60)),
        Seed::new("examples", examples()),
    ]
}

/// An inbox with two visits, the second with a formula in it, and three follow-ups.
pub(crate) fn example() -> Inbox {
    let owned = Owned::shared();
    let epoch = owned.statement().epoch();
    let mut envelopes = Vec::new();
    for which in [0, 3, 1, 4, 5] {
        let item = Item::Example {
            which,
            ticket: u8::from(which == 1),
            of: 0,
            enc: which,
        };
        envelopes.push(item.envelope(owned, &envelopes));
    }
    let mut inbox = inbox_of(&envelopes, epoch);
    let batch: Vec<_> = (0..envelopes.len())
        .map(|index| FetchedEnvelope {
            position: position(index),
            bytes: envelopes[index].clone(),
        })
        .collect();
    let result = open(&mut inbox, epoch, &batch);
    assert_eq!(result.quarantined, []);
    inbox
}

/// What [`hostile_inbox`] reads as the examples, with a repeated and a changed envelope.
fn examples() -> Vec<u8> {
    let items: [(&str, &[u8]); 8] = [
        ("Example", &[0, 0, 0, 0]),
        ("Example", &[3, 0, 0, 3]),
        ("Example", &[1, 1, 0, 1]),
        ("Example", &[4, 0, 0, 4]),
        ("Example", &[5, 0, 0, 5]),
        ("Repeat", &[0]),
        ("Changed", &[0, 200, 0]),
        ("Example", &[0, 0, 0, 6]),
    ];
    let late = 0b1010;
    [seed::sequence::<Item>(&items), vec![late]].concat()
}

/// What a hostile guest uploads, or a hostile processor returns.
#[derive(Debug, Arbitrary)]
enum Item {
    /// A record of any fields, bound to one of four tickets.
    Record {
        plain: Box<PlainRecord>,
        ticket: u8,
        of: u8,
        enc: u8,
    },
    /// One of the valid examples, bound likewise.
    Example {
        which: u8,
        ticket: u8,
        of: u8,
        enc: u8,
    },
    /// Any frame.
    Frame { frame: Vec<u8>, enc: u8 },
    /// The same envelope as an earlier one.
    Repeat { of: u8 },
    /// An earlier envelope with one byte changed.
    Changed { of: u8, place: u16 },
    /// Any bytes.
    Junk { bytes: Vec<u8> },
}

impl Item {
    fn envelope(self, owned: &Owned, earlier: &[Vec<u8>]) -> Vec<u8> {
        let pick = |of: u8| {
            let index = usize::from(of) % earlier.len().max(1);
            earlier.get(index).cloned().unwrap_or_default()
        };
        let capacity = padding::capacity(BUCKET);
        match self {
            Self::Record {
                plain,
                ticket,
                of,
                enc,
            } => record(owned, *plain, ticket, &pick(of), enc),
            Self::Example {
                which,
                ticket,
                of,
                enc,
            } => {
                let mut examples = PlainRecord::examples().into_iter().cycle();
                let (_, plain) = examples.nth(which.into()).expect("without end");
                record(owned, plain, ticket, &pick(of), enc)
            }
            Self::Frame { mut frame, enc } => {
                frame.resize(capacity + 2, 0);
                owned.schedules[usize::from(enc % 8)]
                    .seal(&frame)
                    .into_bytes()
            }
            Self::Repeat { of } => pick(of),
            Self::Changed { of, place } => {
                let mut bytes = pick(of);
                let length = bytes.len().max(1);
                if let Some(byte) = bytes.get_mut(usize::from(place) % length) {
                    *byte ^= 1;
                }
                bytes
            }
            Self::Junk { bytes } => bytes,
        }
    }
}

/// Seals a record; follow-ups are signed with the ticket that they claim.
fn record(owned: &Owned, mut plain: PlainRecord, ticket: u8, check_in: &[u8], enc: u8) -> Vec<u8> {
    let key = SigningKey::from_bytes(&[0x70 + ticket % 4; 32]);
    let schedule = &owned.schedules[usize::from(enc % 8)];
    let check_in = RecordId::of_envelope(check_in).to_bytes();
    plain.bind(key.verifying_key().to_bytes(), check_in);
    let mut data = [&[1], plain.to_postcard().as_slice()].concat();
    if plain.is_follow_up() {
        let signature = key.sign(&schedule.follow_up_message(&data));
        data.extend_from_slice(&signature.to_bytes());
    }
    data.truncate(padding::capacity(BUCKET));
    let frame = padding::pad(&data, BUCKET).expect("within the capacity");
    schedule.seal(&frame).into_bytes()
}

/// An inbox whose log has an entry for each envelope, as a sync would leave it.
fn inbox_of(envelopes: &[Vec<u8>], epoch: Epoch) -> Inbox {
    let mut writer = Writer::new();
    writer.u8(2).u32(1).u32(0).u64(envelopes.len() as u64);
    for envelope in envelopes {
        let entry = Entry {
            kind: EntryKind::Record,
            epoch,
            hash: RecordId::of_envelope(envelope).to_bytes(),
        };
        writer.bytes(&entry.to_bytes());
    }
    writer.u32(0).u64(0).u64(0).u64(0).u64(0);
    Inbox::from_bytes(writer.as_bytes()).expect("a log and nothing else")
}

fn position(index: usize) -> Position {
    Position {
        generation: Owned::shared().statement().generation(),
        index: index as u64,
    }
}

fn open(inbox: &mut Inbox, epoch: Epoch, batch: &[FetchedEnvelope]) -> Batch {
    let owner = &Owned::shared().owner;
    let progress = |_, _| ControlFlow::Continue(());
    owner
        .open(inbox, epoch, batch, Workers::new(1), progress)
        .expect("the epoch is one of the owner's")
}

/// No record id and no ticket key is accepted twice.
fn check_accepted(inbox: &Inbox) {
    let mut record_ids = BTreeSet::new();
    let mut ticket_keys = BTreeSet::new();
    for record in inbox.records() {
        assert!(record_ids.insert(record.record_id));
        reach(match record.content {
            Content::CheckIn(_) => "accepted",
            _ => "follow-up",
        });
        if let Content::CheckIn(check_in) = &record.content {
            assert!(ticket_keys.insert(*check_in.ticket_key.as_bytes()));
        }
    }
}

/// Every cell is one that no spreadsheet calculates, and no field is lost.
fn check_csv(text: &str, visits: &[Visit]) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut rows = 0;
    for row in reader.records() {
        let row = row.expect("every row has all columns");
        for cell in &row {
            let shown = cell.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c));
            assert!(!shown.starts_with(STARTS), "{cell:?} may be calculated");
            assert!(!cell.starts_with(['\t', '\r', '\n']));
        }
        let contact = &visits[rows].attendance.contact;
        for name in [&contact.given_name, &contact.family_name]
            .into_iter()
            .flatten()
        {
            let kept = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell) == name.as_str();
            let whole = |cell: &str| cell == name.as_str();
            assert!(row.iter().any(|cell| kept(cell) || whole(cell)));
        }
        rows += 1;
    }
    assert_eq!(rows, visits.len());
}

/// The text can stand in a page, and a parser gives the fields back.
fn check_json(visits: &[Visit]) {
    let text = export::json(visits);
    assert!(text.is_ascii() && !text.contains(['<', '>', '&']));
    let json: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
    let objects = json.as_array().expect("an array");
    assert_eq!(objects.len(), visits.len());
    for (visit, object) in visits.iter().zip(objects) {
        let name = visit.attendance.contact.given_name.as_ref();
        assert_eq!(
            object["given_name"].as_str(),
            name.map(|name| name.as_str())
        );
    }
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}')
}

/// What a formula begins with, in half and full width.
const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// The list's bucket.
const BUCKET: Bucket = Bucket::Bytes1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_accepted_and_exported() {
        let inbox = example();
        assert_eq!(inbox.visits().len(), 2);
        check_csv(&export::csv(&inbox.visits()), &inbox.visits());
    }
}

//! What an owner waits for at a desk: unlocking a key file, finding the contacts of an index visit.

use core::hint::black_box;

use sealroll::{Position, Selection, Visit};
use sealroll_core::{
    Argon2Cost, Attendance, KeyFile, KeyFileContent, KeyFileSecret, RecoveryCode, Source,
};
use sealroll_wire::{Epoch, Generation, RecordId, Time};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::error::BenchError;
use crate::material::random;
use crate::venue::Venue;

/// `unlock_key_file_ms`: Argon2id at the cost that the library chooses, and the AEAD.
/// `select_contacts_ms`: the visits that overlap an index visit, among `visits` of one day.
pub(crate) fn measure(visits: usize) -> Result<Vec<(&'static str, Value)>, BenchError> {
    Ok(vec![
        ("unlock_key_file_ms", unlock()?),
        ("select_contacts_ms", select(visits)?),
        ("select_contacts_among", json!(visits)),
    ])
}

fn unlock() -> Result<Value, BenchError> {
    let failed = || BenchError::Ours("unlocking a key file");
    let code = RecoveryCode::generate(&mut random());
    let secret = || KeyFileSecret::RecoveryCode(&code);
    let content = KeyFileContent::Device(Zeroizing::new(vec![7; 120]));
    let file = content.seal(secret(), Argon2Cost::default(), &mut random());
    let file = file.map_err(|_| failed())?;
    let mut opened = 0;
    let time = Clock::Thread.time(|| {
        for _ in 0..UNLOCKS {
            let content = KeyFile::parse(&file).and_then(|file| file.open(secret()));
            opened += u32::from(content.is_ok());
        }
    });
    if opened == UNLOCKS {
        Ok(milliseconds(time.as_secs_f64() / f64::from(UNLOCKS)))
    } else {
        Err(failed())
    }
}

fn select(count: usize) -> Result<Value, BenchError> {
    let failed = || BenchError::Ours("choosing visits");
    let venue = Venue::new()?;
    let attendance = venue.attendance()?;
    let begin = attendance.arrival.seconds();
    let mut visits = Vec::with_capacity(count);
    for number in 0..count {
        // Spread over eight hours, an hour each.
        let arrival = begin + number as u64 * 28_800 / count as u64;
        visits.push(visit(number, &attendance, arrival).ok_or_else(failed)?);
    }
    let index = &visits[count / 2];
    let selection = Selection {
        index: Some(index.record_id),
        ..Selection::default()
    };
    let mut chosen = 0;
    let time = Clock::Thread.time(|| {
        chosen = black_box(selection.choose(&visits, &venue.terms)).len();
    });
    // Who arrived up to an hour before or after: a quarter of all, and those of one second more, for
    // both ends count.
    if chosen.abs_diff(count / 4) <= 2 + count / 28_800 {
        Ok(milliseconds(time.as_secs_f64()))
    } else {
        Err(failed())
    }
}

fn visit(number: usize, attendance: &Attendance, arrival: u64) -> Option<Visit> {
    let mut record_id = [0; 32];
    record_id[..8].copy_from_slice(&(number as u64).to_be_bytes());
    Some(Visit {
        record_id: RecordId::from_bytes(record_id),
        position: Position {
            generation: Generation(0),
            index: number as u64,
        },
        epoch: Epoch(5),
        attendance: Attendance {
            arrival: Time::new(arrival).ok()?,
            ..attendance.clone()
        },
        departure: Some((Time::new(arrival + 3_600).ok()?, Source::Guest)),
        corrections: 0,
        requests: Vec::new(),
    })
}

fn milliseconds(seconds: f64) -> Value {
    json!((seconds * 1e5).round() / 100.0)
}

const UNLOCKS: u32 = 3;

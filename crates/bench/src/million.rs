//! An authority's case: a million check-ins on all cores.

use core::hint::black_box;
use std::fs;

use serde_json::{Value, json};

use crate::clock::Clock;
use crate::error::BenchError;
use crate::material::random;
use crate::open_many::open_chunk;
use crate::team::Team;
use crate::venue::Venue;

/// `open_1m_s`: seconds for a million, from so many opened in fact, and the memory that the
/// whole process took at most: `distinct` envelopes, opened `passes` times.
pub(crate) fn measure(
    passes: usize,
    distinct: usize,
) -> Result<Vec<(&'static str, Value)>, BenchError> {
    let venue = Venue::new()?;
    let attendances = vec![venue.attendance()?; distinct];
    let sealed = venue.sealer.bulk().check_ins(&mut random(), attendances);
    let sealed = sealed.into_iter().collect::<Result<Vec<_>, _>>();
    let sealed = sealed.map_err(|_| BenchError::Ours("checking in"))?;
    let envelopes: Vec<_> = sealed
        .iter()
        .map(|(envelope, _)| envelope.as_bytes())
        .collect();
    open_chunk(&venue, envelopes.get(..64).unwrap_or(&envelopes))?;
    let before = peak_memory();
    let time = Clock::Wall.time(|| {
        for _ in 0..passes {
            Team::all_cores().run(&envelopes, |chunk| {
                drop(black_box(open_chunk(&venue, chunk)));
            });
        }
    });
    let count = passes * distinct;
    let seconds = time.as_secs_f64() * 1e6 / count as f64;
    Ok(vec![
        ("open_1m_s", json!((seconds * 100.0).round() / 100.0)),
        (
            "open_1m",
            json!({
                "opened": count,
                "threads": Team::all_cores().threads(),
                "peak_memory_before_mib": before,
                "peak_memory_after_mib": peak_memory(),
            }),
        ),
    ])
}

/// The most memory that the process has had, in MiB.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes / 1024)
}

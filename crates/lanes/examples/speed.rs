//! Time per X25519 of each backend, as a ratio to x25519-dalek in the same rounds.
//!
//! `cargo run --release -p sealroll-lanes --example speed`

use std::hint::black_box;

use rustix::time::{ClockId, clock_gettime};
use sealroll_lanes::{Backend, backends, shared_secrets_with};
use x25519_dalek::x25519;

fn main() {
    println!(
        "{:<10} {:>5} {:>10} {:>8}  spread",
        "backend", "batch", "time", "ratio"
    );
    for backend in backends().filter(|backend| *backend != Backend::Serial) {
        for batch in [1, 2, 4, 8, 16, 64, 256] {
            report(backend, batch);
        }
    }
    for backend in Backend::ALL
        .into_iter()
        .filter(|backend| !backend.is_available())
    {
        println!("{:<10} not on this machine", backend.name());
    }
}

/// Rounds of both in turn; the ratio is the median of the rounds' ratios, the spread its first and
/// last decile.
fn report(backend: Backend, batch: usize) {
    let secret = [0x5a; 32];
    let public_keys: Vec<[u8; 32]> = (0..batch)
        .map(|index| x25519([index as u8 + 1; 32], sealroll_lanes::BASE_POINT))
        .collect();
    let mut shared = vec![[0; 32]; batch];
    let repeats = 256_usize.div_ceil(batch);
    let mut ratios = Vec::new();
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = now();
        for index in 0..REFERENCES {
            black_box(x25519(secret, black_box(public_keys[index % batch])));
        }
        let reference = (now() - start) / REFERENCES as f64;
        let start = now();
        for _ in 0..repeats {
            shared_secrets_with(backend, &secret, black_box(&public_keys), &mut shared);
            black_box(&shared);
        }
        let own = (now() - start) / (repeats * batch) as f64;
        ratios.push(own / reference);
        times.push(own);
    }
    ratios.sort_by(f64::total_cmp);
    times.sort_by(f64::total_cmp);
    println!(
        "{:<10} {batch:>5} {:>7.2} µs {:>8.4}  {:.4} to {:.4}",
        backend.name(),
        times[ROUNDS / 2] * 1e6,
        ratios[ROUNDS / 2],
        ratios[ROUNDS / 10],
        ratios[ROUNDS * 9 / 10],
    );
}

/// Seconds that this thread has had the processor.
fn now() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

const ROUNDS: usize = 61;
const REFERENCES: usize = 32;

//! X25519 alone: each backend of the machine beside x25519-dalek.

use core::hint::black_box;

use rand_core::Rng;
use sealroll_lanes::{Backend, backends, shared_secrets_with};

use crate::clock::Clock;
use crate::material::random;
use crate::round::{Effort, Ratio, compare};

/// `exchange_ifma8_vs_dalek` and the like: one secret with a chunk of public keys.
/// `exchange_one_ifma8_vs_dalek` and the like: with one of them.
pub(crate) fn ratios(effort: Effort) -> Vec<Ratio> {
    let mut keys = [[0; 32]; MANY as usize];
    keys.iter_mut().for_each(|key| random().fill_bytes(key));
    let exchange = |backend, keys: &[[u8; 32]]| {
        let mut shared = [[0; 32]; MANY as usize];
        shared_secrets_with(
            backend,
            &[7; 32],
            black_box(keys),
            &mut shared[..keys.len()],
        );
        black_box(shared);
    };
    let vectors = backends().filter_map(|backend| Some((backend, names(backend)?)));
    let ratios = vectors.flat_map(|(backend, [many, one])| {
        [(many, MANY), (one, 1)].map(|(name, count)| {
            let keys = &keys[..count as usize];
            let (ours, peer) = (
                || exchange(backend, keys),
                || exchange(Backend::Serial, keys),
            );
            compare(name, Clock::Thread, effort, count, ours, peer)
        })
    });
    ratios.collect()
}

fn names(backend: Backend) -> Option<[&'static str; 2]> {
    match backend {
        Backend::Ifma8 => Some(["exchange_ifma8_vs_dalek", "exchange_one_ifma8_vs_dalek"]),
        Backend::Avx2x4 => Some(["exchange_avx2x4_vs_dalek", "exchange_one_avx2x4_vs_dalek"]),
        _ => None,
    }
}

const MANY: u32 = 64;

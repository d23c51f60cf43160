//! What Node calls to check and to time the backends of a WebAssembly build.

use sealroll_lanes::{Backend, pairwise_with, shared_secrets_with};

/// How many of `count` exchanges, in chunks of every size up to 130, differ from the plain code.
/// Among the keys are all bytes equal, points of small order, and numbers beyond the prime.
#[unsafe(no_mangle)]
pub extern "C" fn differences(count: u32, seed: u32) -> u32 {
    let mut random = Random(u64::from(seed) << 1 | 1);
    let mut done = 0;
    let mut differing = 0;
    while done < count {
        for size in 1..=130 {
            let secrets: Vec<_> = (0..size).map(|_| random.bytes()).collect();
            let keys: Vec<_> = (0..size).map(|_| random.key()).collect();
            let mut expected = vec![[0; 32]; size];
            let mut found = vec![[1; 32]; size];
            shared_secrets_with(Backend::Serial, &secrets[0], &keys, &mut expected);
            shared_secrets_with(Backend::Simd128x2, &secrets[0], &keys, &mut found);
            differing += differ(&expected, &found);
            pairwise_with(Backend::Serial, &secrets, &keys, &mut expected);
            pairwise_with(Backend::Simd128x2, &secrets, &keys, &mut found);
            differing += differ(&expected, &found);
            done += 2 * size as u32;
        }
    }
    differing
}

/// Whether the build has the vectors.
#[unsafe(no_mangle)]
pub extern "C" fn has_vectors() -> bool {
    Backend::Simd128x2.is_available()
}

/// `count` exchanges, at most 64, with the vectors or without, to be timed from outside.
#[unsafe(no_mangle)]
pub extern "C" fn work(vectors: bool, count: u32) -> u8 {
    let backend = if vectors {
        Backend::Simd128x2
    } else {
        Backend::Serial
    };
    let keys: [[u8; 32]; 64] = core::array::from_fn(|index| [index as u8 + 2; 32]);
    let mut shared = [[0; 32]; 64];
    let count = (count as usize).min(64);
    shared_secrets_with(backend, &[9; 32], &keys[..count], &mut shared[..count]);
    shared[0][31]
}

fn differ(expected: &[[u8; 32]], found: &[[u8; 32]]) -> u32 {
    let differing = expected.iter().zip(found).filter(|(a, b)| a != b);
    differing.count() as u32
}

/// Numbers that look random enough for inputs (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn bytes(&mut self) -> [u8; 32] {
        core::array::from_fn(|_| (self.next() >> 56) as u8)
    }

    fn key(&mut self) -> [u8; 32] {
        let random = self.next();
        let mut key = match random % 8 {
            0 => [0; 32],
            1 => [0xff; 32],
            2 => [(random >> 8) as u8; 32],
            _ => return self.bytes(),
        };
        key[0] = key[0].wrapping_add((random >> 16) as u8 % 32);
        key
    }
}

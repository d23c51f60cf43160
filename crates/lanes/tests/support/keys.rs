//! Secrets and public keys of every kind that a ladder might treat differently.

use curve25519_dalek::constants::EIGHT_TORSION;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// Makes up keys.
pub(crate) struct Keys(ChaCha20Rng);

impl Keys {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// Random bytes; as a public key, a point of the curve or of its twist with equal chance.
    pub(crate) fn secret(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A public key: mostly random, else of small order, not canonical, next to a multiple of the
    /// prime, or with long runs of equal bits.
    pub(crate) fn any(&mut self) -> [u8; 32] {
        let random = self.secret();
        let [kind, choice, other, ..] = random;
        let mut key = match kind % 16 {
            0 => {
                let small = Self::small_order();
                small[usize::from(choice) % small.len()]
            }
            1 => near_prime(choice % 38),
            2 => {
                let mut small = [0; 32];
                small[usize::from(choice % 32)] = other;
                small
            }
            3 => {
                let mut large = [0xff; 32];
                large[usize::from(choice % 32)] = other;
                large
            }
            4 => core::array::from_fn(|i| if i % 7 < 3 { 0xff } else { choice & other }),
            _ => return random,
        };
        if choice % 4 == 0 {
            key[31] ^= 0x80;
        }
        key
    }

    /// The u-coordinates of small order, of the curve and of its twist, canonical and not, with
    /// and without the topmost bit.
    pub(crate) fn small_order() -> Vec<[u8; 32]> {
        let mut found: Vec<_> = EIGHT_TORSION
            .iter()
            .map(|point| point.to_montgomery().to_bytes())
            .collect();
        // 0, 1 and -1, plus the prime where that fits into 255 bits.
        found.extend([18, 19, 20].map(near_prime));
        found.sort_unstable();
        found.dedup();
        let with_top_bit = found.clone().into_iter().map(|mut key| {
            key[31] |= 0x80;
            key
        });
        found.extend(with_top_bit);
        found
    }
}

/// `p - 19 + above`, where `above` is at most 37.
fn near_prime(above: u8) -> [u8; 32] {
    let mut key = [0xff; 32];
    key[0] = 0xed - 19 + above;
    key[31] = 0x7f;
    key
}

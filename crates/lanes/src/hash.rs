//! The compression function of SHA-256 (FIPS 180-4) in sixteen lanes with AVX-512.
//!
//! Where each record's hashes wait for each other, as in a key schedule, one record leaves most of
//! the processor idle. Sixteen records side by side take little more than half of the time that the
//! SHA extensions take for them one after the other, and what one hash gives is in its place for
//! the next.

use core::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_load_si512, _mm512_ror_epi32, _mm512_set1_epi32,
    _mm512_srli_epi32, _mm512_store_si512, _mm512_ternarylogic_epi32,
};

use zeroize::{Zeroize, optimization_barrier};

use crate::backend::{Backend, best};

/// One word of each of [`LANES`](Self::LANES) messages or chaining values.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct Words(pub [u32; 16]);

impl Words {
    /// How many messages are hashed at once.
    pub const LANES: usize = 16;

    /// The same word in each lane.
    #[must_use]
    pub const fn same(word: u32) -> Self {
        Self([word; Self::LANES])
    }
}

impl Zeroize for Words {
    /// All words at once, which one by one would take longer than some of the hashing.
    fn zeroize(&mut self) {
        *self = Self::same(0);
        optimization_barrier(self);
    }
}

/// Proof that the processor compresses sixteen blocks at once.
#[derive(Clone, Copy, Debug)]
pub struct HashLanes(());

impl HashLanes {
    /// The proof, if processor and operating system support AVX-512 F and
    /// [`limit`](crate::limit) allows it.
    #[must_use]
    pub fn detect() -> Option<Self> {
        // The eight lanes of exchanges ask for AVX-512 F besides IFMA.
        (best() == Backend::Ifma8).then_some(Self(()))
    }

    /// Takes one block of each lane into the lane's chaining value (FIPS 180-4 section 6.2.2).
    ///
    /// # Security
    /// No branch and no address depends on what is hashed. Nothing of it is left in memory beyond
    /// the arguments; copies that the compiler makes of registers are out of reach.
    pub fn compress(self, state: &mut [Words; 8], block: &[Words; 16]) {
        // SAFETY: `HashLanes` proves that the processor has the feature.
        unsafe { compress(state, block) }
    }
}

#[target_feature(enable = "avx512f")]
fn compress(state: &mut [Words; 8], block: &[Words; 16]) {
    let mut words = [_mm512_set1_epi32(0); 16];
    for (word, row) in words.iter_mut().zip(block) {
        *word = load(row);
    }
    let mut values = [_mm512_set1_epi32(0); 8];
    for (value, row) in values.iter_mut().zip(&*state) {
        *value = load(row);
    }
    rounds::<0>(&mut values, &mut words);
    rounds::<16>(&mut values, &mut words);
    rounds::<32>(&mut values, &mut words);
    rounds::<48>(&mut values, &mut words);
    for (row, value) in state.iter_mut().zip(values) {
        let sum = _mm512_add_epi32(load(row), value);
        // SAFETY: a row has 64 bytes and is aligned to as many.
        unsafe { _mm512_store_si512(row.0.as_mut_ptr().cast(), sum) };
    }
}

/// Sixteen rounds; after the first sixteen, each word is that of the schedule.
#[inline]
#[target_feature(enable = "avx512f")]
fn rounds<const FIRST: usize>(values: &mut [__m512i; 8], words: &mut [__m512i; 16]) {
    for t in 0..16 {
        if FIRST > 0 {
            let sum = _mm512_add_epi32(words[t], words[(t + 9) % 16]);
            let sum = _mm512_add_epi32(sum, small_sigma_0(words[(t + 1) % 16]));
            words[t] = _mm512_add_epi32(sum, small_sigma_1(words[(t + 14) % 16]));
        }
        let [a, b, c, d, e, f, g, h] = *values;
        let constant = _mm512_set1_epi32(CONSTANTS[FIRST + t].cast_signed());
        let sum = _mm512_add_epi32(h, _mm512_add_epi32(constant, words[t]));
        // Ch(e, f, g) chooses bit by bit, Maj(a, b, c) is the majority.
        let sum = _mm512_add_epi32(sum, _mm512_ternarylogic_epi32::<0xca>(e, f, g));
        let sum = _mm512_add_epi32(sum, sigma_1(e));
        let majority = _mm512_ternarylogic_epi32::<0xe8>(a, b, c);
        let first = _mm512_add_epi32(sum, _mm512_add_epi32(sigma_0(a), majority));
        *values = [first, a, b, c, _mm512_add_epi32(d, sum), e, f, g];
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(row: &Words) -> __m512i {
    // SAFETY: a row has 64 bytes and is aligned to as many.
    unsafe { _mm512_load_si512(row.0.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn sigma_0(x: __m512i) -> __m512i {
    let (a, b) = (_mm512_ror_epi32::<2>(x), _mm512_ror_epi32::<13>(x));
    parity(a, b, _mm512_ror_epi32::<22>(x))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn sigma_1(x: __m512i) -> __m512i {
    let (a, b) = (_mm512_ror_epi32::<6>(x), _mm512_ror_epi32::<11>(x));
    parity(a, b, _mm512_ror_epi32::<25>(x))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn small_sigma_0(x: __m512i) -> __m512i {
    let (a, b) = (_mm512_ror_epi32::<7>(x), _mm512_ror_epi32::<18>(x));
    parity(a, b, _mm512_srli_epi32::<3>(x))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn small_sigma_1(x: __m512i) -> __m512i {
    let (a, b) = (_mm512_ror_epi32::<17>(x), _mm512_ror_epi32::<19>(x));
    parity(a, b, _mm512_srli_epi32::<10>(x))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn parity(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    _mm512_ternarylogic_epi32::<0x96>(a, b, c)
}

/// FIPS 180-4 section 5.3.3: the chaining value before the first block.
pub const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// FIPS 180-4 section 4.2.2.
const CONSTANTS: [u32; 64] = [
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
    0x72be_5d74,
    0x80de_b1fe,
    0x9bdc_06a7,
    0xc19b_f174,
    0xe49b_69c1,
    0xefbe_4786,
    0x0fc1_9dc6,
    0x240c_a1cc,
    0x2de9_2c6f,
    0x4a74_84aa,
    0x5cb0_a9dc,
    0x76f9_88da,
    0x983e_5152,
    0xa831_c66d,
    0xb003_27c8,
    0xbf59_7fc7,
    0xc6e0_0bf3,
    0xd5a7_9147,
    0x06ca_6351,
    0x1429_2967,
    0x27b7_0a85,
    0x2e1b_2138,
    0x4d2c_6dfc,
    0x5338_0d13,
    0x650a_7354,
    0x766a_0abb,
    0x81c2_c92e,
    0x9272_2c85,
    0xa2bf_e8a1,
    0xa81a_664b,
    0xc24b_8b70,
    0xc76c_51a3,
    0xd192_e819,
    0xd699_0624,
    0xf40e_3585,
    0x106a_a070,
    0x19a4_c116,
    0x1e37_6c08,
    0x2748_774c,
    0x34b0_bcb5,
    0x391c_0cb3,
    0x4ed8_aa4a,
    0x5b9c_ca4f,
    0x682e_6ff3,
    0x748f_82ee,
    0x78a5_636f,
    0x84c8_7814,
    0x8cc7_0208,
    0x90be_fffa,
    0xa450_6ceb,
    0xbef9_a3f7,
    0xc671_78f2,
];

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha12Rng;
    use rand_core::{Rng, SeedableRng};
    use sha2::block_api::compress256;

    use super::*;

    #[test]
    fn each_lane_is_what_the_crate_sha2_gives() {
        let Some(lanes) = HashLanes::detect() else {
            return;
        };
        let mut rng = ChaCha12Rng::seed_from_u64(5);
        let mut state = INITIAL.map(Words::same);
        let mut expected = [INITIAL; Words::LANES];
        for _ in 0..1000 {
            let mut block = [Words::same(0); 16];
            for (lane, expected) in expected.iter_mut().enumerate() {
                let mut bytes = [0; 64];
                rng.fill_bytes(&mut bytes);
                for (row, word) in block.iter_mut().zip(bytes.as_chunks::<4>().0) {
                    row.0[lane] = u32::from_be_bytes(*word);
                }
                compress256(expected, &[bytes]);
            }
            lanes.compress(&mut state, &block);
            for (lane, expected) in expected.iter().enumerate() {
                assert_eq!(state.map(|row| row.0[lane]), *expected);
            }
        }
    }
}

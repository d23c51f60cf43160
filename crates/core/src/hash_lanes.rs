//! SHA-256 and HMAC of many messages of one length, side by side in the lanes of vectors.

use alloc::vec;
use alloc::vec::Vec;

use sealroll_lanes::{HASH_INITIAL, HashLanes, Words};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Splits a list into groups that fill the vectors; what would fill less than half of them is left
/// out, since it takes less time one after the other.
pub(crate) fn groups<T>(list: &[T]) -> impl Iterator<Item = &[T]> {
    let groups = list.chunks(Words::LANES);
    groups.filter(|group| group.len() >= FEWEST)
}

/// A group has this many at least.
pub(crate) const FEWEST: usize = 8;

/// `4 N` bytes of each lane, as big-endian words. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub(crate) struct Rows<const N: usize>([Words; N]);

impl<const N: usize> Rows<N> {
    pub(crate) const ZERO: Self = Self([Words::same(0); N]);

    /// One string for each lane; lanes without one are zero.
    pub(crate) fn of<S: AsRef<[u8]>>(strings: impl IntoIterator<Item = S>) -> Self {
        let mut rows = Self::ZERO;
        for (lane, string) in strings.into_iter().take(Words::LANES).enumerate() {
            let words = string.as_ref().as_chunks::<4>().0;
            for (row, word) in rows.0.iter_mut().zip(words) {
                row.0[lane] = u32::from_be_bytes(*word);
            }
        }
        rows
    }

    /// The first bytes of a lane, a multiple of four.
    pub(crate) fn copy_to(&self, lane: usize, place: &mut [u8]) {
        for (place, row) in place.as_chunks_mut::<4>().0.iter_mut().zip(&self.0) {
            *place = row.0[lane].to_be_bytes();
        }
    }
}

/// HMAC-SHA256 (RFC 2104) after its keys: the states after the inner and the outer key block. Wiped
/// when dropped.
#[derive(ZeroizeOnDrop)]
pub(crate) struct Keyed {
    inner: [Words; 8],
    outer: [Words; 8],
}

impl Keyed {
    pub(crate) fn new(lanes: HashLanes, key: &Rows<8>) -> Self {
        let state = HASH_INITIAL.map(Words::same);
        let mut keyed = Self {
            inner: state,
            outer: state,
        };
        let mut block = [Words::same(0); 16];
        block[..8].copy_from_slice(&key.0);
        flip(&mut block, IPAD);
        lanes.compress(&mut keyed.inner, &block);
        flip(&mut block, IPAD ^ OPAD);
        lanes.compress(&mut keyed.outer, &block);
        block.zeroize();
        keyed
    }

    /// The code of each lane's message.
    pub(crate) fn authenticate(&self, lanes: HashLanes, message: &Message) -> Rows<8> {
        let inner = message.absorbed(lanes, &self.inner);
        let mut block = [Words::same(0); 16];
        block[..8].copy_from_slice(&inner.0);
        block[8] = Words::same(1 << 31);
        block[15] = Words::same((BLOCK + 32) * 8);
        let mut outer = Rows(self.outer);
        lanes.compress(&mut outer.0, &block);
        block.zeroize();
        outer
    }
}

/// A padded message (FIPS 180-4 section 5.1.1). Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub(crate) struct Message {
    blocks: Vec<[Words; 16]>,
    length: usize,
}

impl Message {
    /// The same message in each lane.
    pub(crate) fn new(parts: &[&[u8]]) -> Self {
        Self::after(0, parts)
    }

    /// The same message in each lane, which stands after a key block.
    pub(crate) fn after_key(parts: &[&[u8]]) -> Self {
        Self::after(BLOCK, parts)
    }

    fn after(before: u32, parts: &[&[u8]]) -> Self {
        let length = parts.iter().map(|part| part.len()).sum::<usize>();
        let count = (length + 1 + 8).div_ceil(BLOCK as usize);
        let mut words = vec![0; count * 16];
        let bytes = parts.iter().copied().flatten().chain(&[0x80]);
        for (index, byte) in bytes.enumerate() {
            words[index / 4] |= u32::from(*byte) << (24 - index % 4 * 8);
        }
        let bytes = u32::try_from(length).expect("labels and keys are short");
        words[count * 16 - 1] = (before + bytes) * 8;
        let blocks = words.as_chunks::<16>().0.iter();
        let blocks = blocks.map(|block| block.map(Words::same)).collect();
        words.zeroize();
        Self { blocks, length }
    }

    /// In bytes, without the padding.
    pub(crate) const fn length(&self) -> usize {
        self.length
    }

    /// The message with `words` from byte `place` on, where it had zeros.
    pub(crate) fn with<const N: usize>(&self, place: usize, words: &Rows<N>) -> Self {
        let mut blocks = self.blocks.clone();
        let rows = &mut blocks.as_flattened_mut()[place / 4..];
        let bits = place % 4 * 8;
        for (index, words) in words.0.iter().enumerate() {
            // Padding is behind them, so that there is a next row.
            let [row, next, ..] = &mut rows[index..] else {
                break;
            };
            for lane in 0..Words::LANES {
                // The row and the one after it take the word's two parts.
                let parts = (u64::from(words.0[lane]) << 32) >> bits;
                row.0[lane] |= (parts >> 32) as u32;
                next.0[lane] |= parts as u32;
            }
        }
        Self {
            blocks,
            length: self.length,
        }
    }

    /// The hash of each lane's message.
    pub(crate) fn hash(&self, lanes: HashLanes) -> Rows<8> {
        self.absorbed(lanes, &HASH_INITIAL.map(Words::same))
    }

    fn absorbed(&self, lanes: HashLanes, state: &[Words; 8]) -> Rows<8> {
        let mut state = Rows(*state);
        for block in &self.blocks {
            lanes.compress(&mut state.0, block);
        }
        state
    }
}

fn flip(block: &mut [Words; 16], bits: u32) {
    for row in block {
        row.0.iter_mut().for_each(|word| *word ^= bits);
    }
}

/// A block of SHA-256, in bytes.
const BLOCK: u32 = 64;
/// RFC 2104 section 2.
const IPAD: u32 = 0x3636_3636;
const OPAD: u32 = 0x5c5c_5c5c;

//! The content keys of many envelopes at once: [`Recipient`](crate::hpke::Recipient)'s derivations
//! with sixteen envelopes in the lanes of vectors.
//!
//! These are the same steps as those of `kem`, `hpke` and `kdf`, which compute them one after the other
//! and elsewhere; the tests hold both to the same keys. Each of the hashes of an envelope needs the one
//! before, so one alone cannot be sped up.

use alloc::vec::Vec;

use sealroll_lanes::{HASH_INITIAL, HashLanes, Words};
use sealroll_wire::X25519PublicKey;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::context::ContentKey;
use crate::kdf::{KEM_SUITE_ID, labeled_ikm};

/// What the derivations of one recipient's content keys have in common.
pub(crate) struct KeyLanes {
    lanes: HashLanes,
    eae: Keyed,
    dh: Message,
    kem_context: Message,
    psk: Message,
    key: Message,
    base_nonce: Message,
}

impl KeyLanes {
    /// Splits a list into groups that fill the vectors; what would fill less than half of them is
    /// left out, since it takes less time one after the other.
    pub(crate) fn groups<T>(list: &[T]) -> impl Iterator<Item = &[T]> {
        let groups = list.chunks(Words::LANES);
        groups.filter(|group| group.len() >= FEWEST)
    }

    /// Prepares derivations, if the machine has the vectors and there are enough envelopes for
    /// [`groups`](Self::groups). `kem_context` is the text of the KEM's expansion, zero where `enc` belongs, which is
    /// at [`ENC`](crate::kem::ENC); `psk` is the labelled PSK; then come the texts of the two
    /// expansions.
    pub(crate) fn new(
        count: usize,
        kem_context: &[u8],
        psk: &[u8],
        [key, base_nonce]: [&[u8]; 2],
    ) -> Option<Self> {
        let lanes = HashLanes::detect().filter(|_| count >= FEWEST)?;
        let dh = labeled_ikm(KEM_SUITE_ID, b"eae_prk", &[0; 32]);
        Some(Self {
            lanes,
            eae: Keyed::new(lanes, &[Words::same(0); 8]),
            dh: Message::new(&[&dh]),
            kem_context: Message::new(&[kem_context, &[1]]),
            psk: Message::new(&[psk]),
            key: Message::new(&[key, &[1]]),
            base_nonce: Message::new(&[base_nonce, &[1]]),
        })
    }

    /// The content keys of as many envelopes as there are lanes, or fewer.
    pub(crate) fn content_keys(
        &self,
        encs: &[X25519PublicKey],
        dhs: &[[u8; 32]],
    ) -> impl Iterator<Item = ContentKey> + use<> {
        let Self { lanes, .. } = *self;
        // DHs stand at the end of their message, `enc` before the recipient's key.
        let dh_place = self.dh.length - 32;
        let dh = self.dh.with(dh_place, &in_lanes(dhs.iter()));
        let eae_prk = Digest(self.eae.authenticate(lanes, &dh));
        let encs = in_lanes(encs.iter().map(X25519PublicKey::as_bytes));
        let kem_context = self.kem_context.with(crate::kem::ENC, &encs);
        let shared_secret = Keyed::new(lanes, &eae_prk.0).authenticate(lanes, &kem_context);
        let shared_secret = Digest(shared_secret);
        let secret = Keyed::new(lanes, &shared_secret.0).authenticate(lanes, &self.psk);
        let secret = Digest(secret);
        let keyed = Keyed::new(lanes, &secret.0);
        let key = Digest(keyed.authenticate(lanes, &self.key));
        let base_nonce = Digest(keyed.authenticate(lanes, &self.base_nonce));
        (0..dhs.len()).map(move |lane| {
            ContentKey::filled(|key_place, nonce_place| {
                key.copy_to(lane, key_place);
                base_nonce.copy_to(lane, nonce_place);
            })
        })
    }
}

/// 32 bytes of each lane, as big-endian words. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
struct Digest([Words; 8]);

impl Digest {
    /// The first bytes of a lane, a multiple of four.
    fn copy_to(&self, lane: usize, place: &mut [u8]) {
        for (place, row) in place.chunks_exact_mut(4).zip(&self.0) {
            place.copy_from_slice(&row.0[lane].to_be_bytes());
        }
    }
}

/// HMAC-SHA256 (RFC 2104) after its keys: the states after the inner and the outer key block. Wiped
/// when dropped.
#[derive(ZeroizeOnDrop)]
struct Keyed {
    inner: [Words; 8],
    outer: [Words; 8],
}

impl Keyed {
    fn new(lanes: HashLanes, key: &[Words; 8]) -> Self {
        let state = HASH_INITIAL.map(Words::same);
        let mut keyed = Self {
            inner: state,
            outer: state,
        };
        let mut block = [Words::same(0); 16];
        block[..8].copy_from_slice(key);
        flip(&mut block, IPAD);
        lanes.compress(&mut keyed.inner, &block);
        flip(&mut block, IPAD ^ OPAD);
        lanes.compress(&mut keyed.outer, &block);
        block.zeroize();
        keyed
    }

    /// The code of a message.
    fn authenticate(&self, lanes: HashLanes, message: &Message) -> [Words; 8] {
        let mut inner = self.inner;
        for block in &message.blocks {
            lanes.compress(&mut inner, block);
        }
        let mut block = [Words::same(0); 16];
        block[..8].copy_from_slice(&inner);
        block[8] = Words::same(1 << 31);
        block[15] = Words::same((BLOCK + 32) * 8);
        let mut outer = self.outer;
        lanes.compress(&mut outer, &block);
        inner.zeroize();
        block.zeroize();
        outer
    }
}

/// A message after a key block, padded (FIPS 180-4 section 5.1.1). Wiped when dropped.
#[derive(ZeroizeOnDrop)]
struct Message {
    blocks: Vec<[Words; 16]>,
    length: usize,
}

impl Message {
    /// The same message in each lane.
    fn new(parts: &[&[u8]]) -> Self {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let count = (length + 1 + 8).div_ceil(BLOCK as usize);
        let mut blocks = Vec::with_capacity(count);
        blocks.resize(count, [Words::same(0); 16]);
        let rows = blocks.as_flattened_mut();
        let bytes = parts.iter().copied().flatten().chain(&[0x80]);
        for (index, byte) in bytes.enumerate() {
            let word = u32::from(*byte) << (24 - index % 4 * 8);
            rows[index / 4].0.iter_mut().for_each(|lane| *lane |= word);
        }
        let bits = (BLOCK as usize + length) * 8;
        let bits = u32::try_from(bits).expect("labels and keys are short");
        rows[count * 16 - 1] = Words::same(bits);
        Self { blocks, length }
    }

    /// The message with `words` from byte `place` on, where it had zeros.
    fn with(&self, place: usize, words: &[Words; 8]) -> Self {
        let mut blocks = self.blocks.clone();
        let rows = blocks.as_flattened_mut();
        let bits = place % 4 * 8;
        for (index, words) in words.iter().enumerate() {
            let [row, next] = &mut rows[place / 4 + index..][..2] else {
                unreachable!("the padding is behind the words");
            };
            for lane in 0..Words::LANES {
                // The word and the one after it take its two parts.
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
}

/// Strings of 32 bytes side by side.
fn in_lanes<'a>(strings: impl Iterator<Item = &'a [u8; 32]>) -> [Words; 8] {
    let mut rows = [Words::same(0); 8];
    for (lane, string) in strings.take(Words::LANES).enumerate() {
        for (row, word) in rows.iter_mut().zip(string.as_chunks::<4>().0) {
            row.0[lane] = u32::from_be_bytes(*word);
        }
    }
    rows
}

fn flip(block: &mut [Words; 16], bits: u32) {
    for row in block {
        row.0.iter_mut().for_each(|word| *word ^= bits);
    }
}

/// Of a group.
const FEWEST: usize = 8;
/// A block of SHA-256, in bytes.
const BLOCK: u32 = 64;
/// RFC 2104 section 2.
const IPAD: u32 = 0x3636_3636;
const OPAD: u32 = 0x5c5c_5c5c;

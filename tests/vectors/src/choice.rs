//! Random choices.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use sealroll_vectors::hex;
use serde_json::Value;

/// A stream of choices that follows from a seed.
pub(crate) struct Choice {
    pub(crate) rng: ChaCha20Rng,
}

impl Choice {
    /// The choices of one journey of a run.
    pub(crate) fn new(seed: u64, journey: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_be_bytes());
        bytes[8..16].copy_from_slice(&journey.to_be_bytes());
        Self {
            rng: ChaCha20Rng::from_seed(bytes),
        }
    }

    /// A number from 0 to `end`, which is left out.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.rng.next_u64() % end
    }

    /// Whether something that happens so many times out of a hundred happens.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let place = self.below(from.len() as u64) as usize;
        &from[place]
    }

    /// A seed for the partner.
    pub(crate) fn seed(&mut self) -> Value {
        let mut bytes = [0; 32];
        self.rng.fill_bytes(&mut bytes);
        hex(&bytes)
    }

    /// Plain text of 1 to `longest` bytes, in one of several scripts.
    pub(crate) fn text(&mut self, longest: usize) -> String {
        let alphabet: Vec<char> = self.pick(ALPHABETS).chars().collect();
        let wanted = 1 + self.below(longest as u64) as usize;
        let mut text = String::new();
        loop {
            let character = *self.pick(&alphabet);
            if text.len() + character.len_utf8() > wanted {
                break;
            }
            text.push(character);
        }
        match text.trim_matches(' ') {
            "" => "x".into(),
            trimmed => trimmed.into(),
        }
    }

    /// So many characters of an alphabet.
    pub(crate) fn characters(&mut self, alphabet: &[u8], count: u64) -> String {
        (0..count)
            .map(|_| char::from(*self.pick(alphabet)))
            .collect()
    }
}

/// Latin, accents, what spreadsheets and pages might take for code, and other scripts.
const ALPHABETS: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ -'.",
    "äöüßÄÖÜéèñçőřž ",
    "=+-@\"',;<>&\\|%{}",
    "абвгдежзийклмн ",
    "עברית",
    "日本語中文",
    "🌳🦉🚲",
    "\u{a0}\u{3000}a",
];

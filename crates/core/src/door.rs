//! The door code that changes: who signs in saw the display at the door a moment ago
//! (`spec/protocol.md#door-code`).

use alloc::string::String;

use rand_core::CryptoRng;
use sealroll_wire::{ListId, Time, label};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::field::DoorCode;
use crate::kdf::Prk;
use crate::redacted::redacted_debug;

/// The secret behind a list's door codes, 32 bytes. The owner and the displays at the doors hold
/// it, nobody else. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct DoorSecret([u8; 32]);

impl DoorSecret {
    /// Draws a secret: 32 bytes of `rng`.
    pub fn generate<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut secret = Self([0; 32]);
        rng.fill_bytes(&mut secret.0);
        secret
    }

    /// Imports the 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    /// Exports the 32 bytes, for a display.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }

    /// The code that the doors of a list show at a time.
    #[must_use]
    pub fn code(&self, list_id: ListId, time: Time) -> DoorCode {
        self.code_of_step(list_id, time.seconds() / STEP)
    }

    /// Whether a guest who states this arrival saw a door (`spec/protocol.md#DOOR-1`). The time of
    /// the comparison tells nothing: codes are no secret once they are shown.
    #[must_use]
    pub fn accepts(&self, list_id: ListId, arrival: Time, code: &DoorCode) -> bool {
        let typed: String = code.as_str().chars().map(canonical).collect();
        let step = arrival.seconds() / STEP;
        (step.saturating_sub(BEFORE)..=step.saturating_add(AFTER))
            .any(|step| self.code_of_step(list_id, step).as_str() == typed)
    }

    fn code_of_step(&self, list_id: ListId, step: u64) -> DoorCode {
        let info: [&[u8]; 3] = [label::DOOR_CODE, list_id.as_bytes(), &step.to_be_bytes()];
        let mut bytes = [0; 32];
        Prk::from_bytes(&self.0).expand(&info, &mut bytes);
        let [a, b, c, d, ..] = bytes;
        let bits = u32::from_be_bytes([a, b, c, d]);
        let code: String = (0..CHARACTERS)
            .map(|place| {
                let value = bits >> (27 - 5 * place) & 31;
                char::from(ALPHABET[usize::try_from(value).expect("below 32")])
            })
            .collect();
        DoorCode::new(&code).expect("six characters that a door code may have")
    }
}

redacted_debug!(DoorSecret);

/// What a person may have typed for a character.
const fn canonical(typed: char) -> char {
    match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        upper => upper,
    }
}

/// Seconds for which a code is shown.
const STEP: u64 = 300;
/// Steps that a guest may take to fill in the form, and that clocks may be slow.
const BEFORE: u64 = 3;
/// Steps that clocks may be fast.
const AFTER: u64 = 2;
const CHARACTERS: u32 = 6;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Time {
        Time::new(seconds).unwrap()
    }

    // Computed with another program: HMAC-SHA256(key = 32 bytes 07,
    // "sealroll-v1 door-code" 00 ‖ 16 bytes 01 ‖ u64 5666666 ‖ 01).
    #[test]
    fn door_1_codes_are_those_of_another_program() {
        let secret = DoorSecret::from_bytes(&[7; 32]);
        let list = ListId::from_bytes([1; 16]);
        let code = secret.code(list, at(1_699_999_800));
        assert_eq!(code.as_str(), "Q5JAFV");
    }

    #[test]
    fn door_1_codes_near_the_arrival_are_accepted_and_no_others() {
        let secret = DoorSecret::from_bytes(&[7; 32]);
        let list = ListId::from_bytes([1; 16]);
        let arrival: u64 = 1_699_999_800;
        let shown =
            |offset: i64| secret.code(list, at(arrival.saturating_add_signed(offset * 300)));
        for near in -3..=2 {
            assert!(secret.accepts(list, at(arrival), &shown(near)), "{near}");
        }
        for far in [-5, -4, 3, 4, 288] {
            assert!(!secret.accepts(list, at(arrival), &shown(far)), "{far}");
        }
        let typed = shown(0)
            .as_str()
            .to_ascii_lowercase()
            .replace('0', "o")
            .replace('1', "l");
        assert!(secret.accepts(list, at(arrival), &DoorCode::new(&typed).unwrap()));
        let other = DoorSecret::from_bytes(&[8; 32]);
        assert!(!other.accepts(list, at(arrival), &shown(0)));
        let elsewhere = ListId::from_bytes([2; 16]);
        assert!(!secret.accepts(elsewhere, at(arrival), &shown(0)));
    }
}

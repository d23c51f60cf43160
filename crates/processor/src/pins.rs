use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use sealroll_wire::RootFingerprint;
use zeroize::Zeroizing;

use crate::{
    budget::Budget, key::KeyFileError, memory_key::MemoryKey, phone::PhoneNumber, problem::Problem,
};

/// How many PINs may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PinLimits {
    /// To one number in a day.
    pub(crate) number: u32,
    /// To numbers that differ in their last four digits only, in an hour.
    pub(crate) block: u32,
    /// To all numbers in a day.
    pub(crate) total: u32,
}

/// The PINs that confirm registrations (`spec/protocol.md#REG-3`): in memory only, as HMACs under a
/// key that is drawn at the start. Numbers are counted as HMACs too.
pub(crate) struct Pins {
    key: MemoryKey,
    state: Mutex<State>,
}

struct State {
    /// By the HMAC of root fingerprint and registration.
    sent: HashMap<[u8; 32], Sent>,
    numbers: Budget<[u8; 32]>,
    blocks: Budget<[u8; 32]>,
    total: Budget<()>,
}

/// A PIN that was sent.
struct Sent {
    tag: [u8; 32],
    /// Seconds of the processor's run.
    until: u64,
    wrong: u32,
}

impl Pins {
    pub(crate) fn new(limits: PinLimits) -> Result<Self, KeyFileError> {
        Ok(Self {
            key: MemoryKey::draw()?,
            state: Mutex::new(State {
                sent: HashMap::new(),
                numbers: Budget::new(limits.number, DAY, MOST),
                blocks: Budget::new(limits.block, HOUR, MOST),
                total: Budget::new(limits.total, DAY, 1),
            }),
        })
    }

    /// Makes a PIN for a registration, in the place of one that was made before, and counts the
    /// message that it goes out with. `now` counts the seconds that the processor has run, so that
    /// no change of its clock matters.
    pub(crate) fn make(
        &self,
        root: &RootFingerprint,
        registration: &[u8],
        number: &PhoneNumber,
        now: u64,
    ) -> Result<Zeroizing<String>, Problem> {
        let pin = draw()?;
        let name = self.name(root, registration);
        let of_number = self.key.tag(&[b"number", number.as_str().as_bytes()]);
        let of_block = self.key.tag(&[b"block", number.block().as_bytes()]);
        let state = &mut *self.state();
        let room = state
            .numbers
            .check(&of_number, now)
            .and_then(|()| state.blocks.check(&of_block, now))
            .and_then(|()| state.total.check(&(), now));
        room.map_err(Problem::too_many)?;
        state.sent.retain(|_, sent| now < sent.until);
        if state.sent.len() >= MOST {
            return Err(Problem::OVERLOADED);
        }
        state.numbers.count(of_number, now);
        state.blocks.count(of_block, now);
        state.total.count((), now);
        let sent = Sent {
            tag: self.tag(root, registration, &pin),
            until: now.saturating_add(VALID),
            wrong: 0,
        };
        state.sent.insert(name, sent);
        Ok(pin)
    }

    /// Whether this PIN was sent for this registration. A wrong one counts; after five nothing
    /// confirms it until a new one is asked for.
    pub(crate) fn confirm(
        &self,
        root: &RootFingerprint,
        registration: &[u8],
        pin: &str,
        now: u64,
    ) -> Result<(), Problem> {
        let name = self.name(root, registration);
        let parts = [b"pin", &root.as_bytes()[..], registration, pin.as_bytes()];
        let mut state = self.state();
        let sent = state.sent.get_mut(&name).ok_or(Problem::NO_PIN)?;
        if now >= sent.until || sent.wrong >= TRIES {
            state.sent.remove(&name);
            return Err(Problem::NO_PIN);
        }
        // It is kept until its time is over: the reply to a registration can be lost.
        if self.key.is_tag(&parts, &sent.tag) {
            return Ok(());
        }
        sent.wrong += 1;
        Err(Problem::WRONG_PIN)
    }

    fn name(&self, root: &RootFingerprint, registration: &[u8]) -> [u8; 32] {
        self.key
            .tag(&[b"registration", &root.as_bytes()[..], registration])
    }

    fn tag(&self, root: &RootFingerprint, registration: &[u8], pin: &str) -> [u8; 32] {
        self.key
            .tag(&[b"pin", &root.as_bytes()[..], registration, pin.as_bytes()])
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Pins {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pins(<redacted>)")
    }
}

/// Draws six digits, each equally likely.
fn draw() -> Result<Zeroizing<String>, Problem> {
    loop {
        let mut bytes = Zeroizing::new([0; 4]);
        getrandom::fill(bytes.as_mut()).map_err(|_| Problem::INTERNAL)?;
        let number = u32::from_be_bytes(*bytes);
        if number < u32::MAX / PINS * PINS {
            return Ok(Zeroizing::new(format!("{:06}", number % PINS)));
        }
    }
}

/// How many PINs there are.
const PINS: u32 = 1_000_000;
/// Seconds for which a PIN can be used.
const VALID: u64 = 600;
/// Wrong PINs after which the right one is of no use.
const TRIES: u32 = 5;
/// Most registrations that wait for a PIN, and most numbers and blocks that are counted.
const MOST: usize = 10_000;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

#[cfg(test)]
mod tests {
    use sealroll_wire::RootFingerprint;

    use super::{PinLimits, Pins};
    use crate::{phone::PhoneNumber, problem::Problem};

    const LIMITS: PinLimits = PinLimits {
        number: 3,
        block: 5,
        total: 8,
    };

    fn root(number: u8) -> RootFingerprint {
        RootFingerprint::from_bytes([number; 32])
    }

    fn phone(number: u32) -> PhoneNumber {
        PhoneNumber::parse(format!("+49151{number:08}").as_bytes()).unwrap()
    }

    fn other_than(pin: &str) -> String {
        let number: u32 = pin.parse().unwrap();
        format!("{:06}", (number + 1) % 1_000_000)
    }

    // covers: REG-3
    #[test]
    fn a_pin_is_six_digits_for_ten_minutes_and_five_tries() {
        let pins = Pins::new(LIMITS).unwrap();
        let make = |now| pins.make(&root(1), b"r", &phone(1), now).unwrap();
        let confirm = |pin: &str, now| pins.confirm(&root(1), b"r", pin, now);
        assert_eq!(confirm("123456", 0), Err(Problem::NO_PIN));
        let pin = make(0);
        assert!(pin.len() == 6 && pin.bytes().all(|digit| digit.is_ascii_digit()));
        assert_eq!(confirm(&pin, 599), Ok(()));
        assert_eq!(confirm(&pin, 599), Ok(()), "the reply was lost");
        assert_eq!(confirm(&pin, 600), Err(Problem::NO_PIN));

        let pin = make(1000);
        for _ in 0..5 {
            assert_eq!(confirm(&other_than(&pin), 1000), Err(Problem::WRONG_PIN));
        }
        assert_eq!(confirm(&pin, 1000), Err(Problem::NO_PIN));
        assert_eq!(confirm(&pin, 1000), Err(Problem::NO_PIN));
    }

    // covers: REG-4
    #[test]
    fn a_pin_is_bound_to_its_registration_and_root() {
        let pins = Pins::new(LIMITS).unwrap();
        let pin = pins.make(&root(1), b"r", &phone(1), 0).unwrap();
        for (root, registration) in [(root(2), b"r"), (root(1), b"s")] {
            let other = pins.confirm(&root, registration, &pin, 0);
            assert_eq!(other, Err(Problem::NO_PIN));
        }
        // Not even where another PIN was sent for that.
        let second = pins.make(&root(2), b"r", &phone(1), 0).unwrap();
        if second != pin {
            let other = pins.confirm(&root(2), b"r", &pin, 0);
            assert_eq!(other, Err(Problem::WRONG_PIN));
        }
        assert_eq!(pins.confirm(&root(1), b"r", &pin, 0), Ok(()));
    }

    // covers: REG-5
    #[test]
    fn messages_are_budgeted_by_number_block_and_day() {
        let pins = Pins::new(LIMITS).unwrap();
        let make = |number, now| pins.make(&root(1), b"r", &phone(number), now).map(drop);
        for _ in 0..3 {
            assert_eq!(make(1, 0), Ok(()));
        }
        assert_eq!(make(1, 10), Err(Problem::too_many(24 * 3600 - 10)));
        // The same block.
        assert_eq!(make(2, 10), Ok(()));
        assert_eq!(make(3, 10), Ok(()));
        assert_eq!(make(4, 10), Err(Problem::too_many(3590)));
        // Other blocks, until the day's budget is used up.
        for number in [20_000, 30_000, 40_000] {
            assert_eq!(make(number, 10), Ok(()));
        }
        assert_eq!(make(50_000, 10), Err(Problem::too_many(24 * 3600 - 10)));
        assert_eq!(make(1, 24 * 3600), Ok(()));
    }

    #[test]
    fn a_new_pin_takes_the_place_of_the_old_one() {
        let pins = Pins::new(LIMITS).unwrap();
        let old = pins.make(&root(1), b"r", &phone(1), 0).unwrap();
        let new = pins.make(&root(1), b"r", &phone(1), 0).unwrap();
        if old != new {
            let confirmed = pins.confirm(&root(1), b"r", &old, 0);
            assert_eq!(confirmed, Err(Problem::WRONG_PIN));
        }
        assert_eq!(pins.confirm(&root(1), b"r", &new, 0), Ok(()));
    }
}

use sealroll_store::ServiceState;
use sealroll_wire::Time;

use crate::clock::Clock;

/// How long the processor has run, and whether its clock can be believed
/// (`spec/protocol.md#RET-3`).
#[derive(Debug)]
pub(crate) struct Uptime {
    /// Seconds of all starts before, less what the clock's count began with.
    before: u64,
    started: u64,
    /// What the clock said at some moment of this run.
    reference: Time,
    /// Seconds of this run at that moment.
    reference_running: u64,
    in_doubt: bool,
}

impl Uptime {
    pub(crate) fn resume(stored: Option<ServiceState>, clock: &Clock) -> Self {
        Self {
            before: stored.map_or(0, |state| state.uptime),
            started: clock.running(),
            reference: clock.now(),
            reference_running: clock.running(),
            in_doubt: stored.is_some_and(|state| state.clock_in_doubt),
        }
    }

    /// Looks at the clock.
    pub(crate) fn look(&mut self, clock: &Clock) -> ServiceState {
        let (now, running) = (clock.now(), clock.running());
        let passed = running.saturating_sub(self.reference_running);
        let expected = self.reference.saturating_add(passed);
        if now > expected.saturating_add(LARGEST_JUMP) {
            if !self.in_doubt {
                tracing::error!(
                    "the clock has jumped forward; nothing is erased for its age until \
                     `sealroll-processor confirm-clock` was run"
                );
            }
            self.in_doubt = true;
        } else if now < expected {
            // It was put back; from here on it is watched anew.
            self.refer_to(now, running);
        }
        ServiceState {
            uptime: self
                .before
                .saturating_add(running.saturating_sub(self.started)),
            clock: now,
            clock_in_doubt: self.in_doubt,
        }
    }

    /// The operator has looked at the clock and says that it is right.
    pub(crate) fn confirm(&mut self, clock: &Clock) {
        self.in_doubt = false;
        self.refer_to(clock.now(), clock.running());
    }

    const fn refer_to(&mut self, now: Time, running: u64) {
        self.reference = now;
        self.reference_running = running;
    }
}

/// Seconds by which the clock may run ahead of the time that has passed.
const LARGEST_JUMP: u64 = 3600;

#[cfg(test)]
mod tests {
    use sealroll_wire::Time;

    use super::Uptime;
    use crate::clock::Clock;

    fn time(seconds: u64) -> Time {
        Time::new(seconds).unwrap()
    }

    // covers: RET-3
    #[test]
    fn a_jump_is_told_from_time_that_passes() {
        let clock = Clock::manual(time(1_000_000));
        let mut uptime = Uptime::resume(None, &clock);
        clock.pass(500_000);
        let state = uptime.look(&clock);
        assert_eq!((state.uptime, state.clock_in_doubt), (500_000, false));
        clock.set(time(1_500_000 + 3600));
        assert!(!uptime.look(&clock).clock_in_doubt);
        clock.set(time(1_500_000 + 3601));
        assert!(uptime.look(&clock).clock_in_doubt);
        clock.set(time(1_500_000));
        assert!(uptime.look(&clock).clock_in_doubt, "until it is confirmed");
        uptime.confirm(&clock);
        assert!(!uptime.look(&clock).clock_in_doubt);
        // Many small jumps are one large jump.
        for jump in 1..=2 {
            clock.set(time(1_500_000 + jump * 2000));
            assert_eq!(uptime.look(&clock).clock_in_doubt, jump == 2);
        }
    }

    #[test]
    fn a_clock_that_was_put_back_is_watched_from_there() {
        let clock = Clock::manual(time(9_000_000));
        let mut uptime = Uptime::resume(None, &clock);
        clock.set(time(1_000_000));
        assert!(!uptime.look(&clock).clock_in_doubt);
        clock.set(time(1_010_000));
        assert!(uptime.look(&clock).clock_in_doubt);
    }

    #[test]
    fn starts_add_up_and_doubt_stays() {
        let clock = Clock::manual(time(1_000_000));
        let mut uptime = Uptime::resume(None, &clock);
        clock.pass(100);
        clock.set(time(2_000_000));
        let stored = uptime.look(&clock);
        clock.set(time(3_000_000));
        let mut uptime = Uptime::resume(Some(stored), &clock);
        clock.pass(50);
        let state = uptime.look(&clock);
        assert_eq!((state.uptime, state.clock_in_doubt), (150, true));
    }
}

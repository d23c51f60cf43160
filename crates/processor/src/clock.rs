use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use sealroll_wire::Time;

/// Where the processor takes the time from: the system, or a test.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System(Instant),
    Manual(Arc<Manual>),
}

struct Manual {
    now: AtomicU64,
    running: AtomicU64,
}

impl Clock {
    /// The clock of the machine.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System(Instant::now()))
    }

    /// A clock that stands still until [`Clock::set`] or [`Clock::pass`].
    #[must_use]
    pub fn manual(now: Time) -> Self {
        Self(Source::Manual(Arc::new(Manual {
            now: AtomicU64::new(now.seconds()),
            running: AtomicU64::new(0),
        })))
    }

    /// Sets a manual clock, for all its clones: it jumps, and no time has passed. The system's
    /// clock is not touched.
    pub fn set(&self, now: Time) {
        if let Source::Manual(manual) = &self.0 {
            manual.now.store(now.seconds(), Ordering::SeqCst);
        }
    }

    /// Lets time pass on a manual clock, for all its clones. The system's clock is not touched.
    pub fn pass(&self, seconds: u64) {
        if let Source::Manual(manual) = &self.0 {
            manual.now.fetch_add(seconds, Ordering::SeqCst);
            manual.running.fetch_add(seconds, Ordering::SeqCst);
        }
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Time {
        let seconds = match &self.0 {
            Source::System(_) => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs()),
            Source::Manual(manual) => manual.now.load(Ordering::SeqCst),
        };
        Time::new(seconds).unwrap_or(Time::MAX)
    }

    /// Seconds that have passed since the clock was made, whatever was done to the time.
    pub(crate) fn running(&self) -> u64 {
        match &self.0 {
            Source::System(start) => start.elapsed().as_secs(),
            Source::Manual(manual) => manual.running.load(Ordering::SeqCst),
        }
    }

    /// Whether a test moves it.
    pub(crate) const fn is_manual(&self) -> bool {
        matches!(self.0, Source::Manual(_))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Clock({})", self.now())
    }
}

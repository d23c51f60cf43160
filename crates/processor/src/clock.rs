use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use sealroll_wire::Time;

/// Where the processor takes the time from: the system, or a test.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Manual(Arc<AtomicU64>),
}

impl Clock {
    /// The clock of the machine.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until [`Clock::set`].
    #[must_use]
    pub fn manual(now: Time) -> Self {
        Self(Source::Manual(Arc::new(AtomicU64::new(now.seconds()))))
    }

    /// Sets a manual clock, for all its clones. The system's clock is not touched.
    pub fn set(&self, now: Time) {
        if let Source::Manual(seconds) = &self.0 {
            seconds.store(now.seconds(), Ordering::SeqCst);
        }
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Time {
        let seconds = match &self.0 {
            Source::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs()),
            Source::Manual(seconds) => seconds.load(Ordering::SeqCst),
        };
        Time::new(seconds).unwrap_or(Time::MAX)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Clock({})", self.now())
    }
}

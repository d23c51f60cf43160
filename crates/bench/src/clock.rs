//! The clocks that rounds are timed with.

use core::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Which time counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Clock {
    /// Processor time of the calling thread: other programs on the machine do not count.
    Thread,
    /// Time that passes, for work on several threads.
    Wall,
}

impl Clock {
    /// The time that `work` takes.
    pub(crate) fn time(self, work: impl FnOnce()) -> Duration {
        let begin = self.now();
        work();
        self.now().saturating_sub(begin)
    }

    fn now(self) -> Duration {
        let id = match self {
            Self::Thread => ClockId::ThreadCPUTime,
            Self::Wall => ClockId::Monotonic,
        };
        let now = clock_gettime(id);
        let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
        Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or_default())
    }
}

//! Paired rounds: ours and the peer's in turn, one ratio a round.

use core::time::Duration;

use crate::clock::Clock;

/// How long to measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effort {
    /// Rounds per comparison.
    pub rounds: usize,
    /// What one side of a round should take.
    pub slice: Duration,
    /// Different envelopes of the million.
    pub envelopes: usize,
    /// How often each of them is opened.
    pub passes: usize,
    /// Visits among which contacts are sought.
    pub visits: usize,
    /// The size of the largest tree.
    pub entries: u64,
}

impl Effort {
    /// Enough for a figure to rely on.
    pub const FULL: Self = Self {
        rounds: 101,
        slice: Duration::from_millis(12),
        envelopes: 62_500,
        passes: 16,
        visits: 100_000,
        entries: 10_000_000,
    };
    /// Enough to see that everything runs.
    pub const SHORT: Self = Self {
        rounds: 9,
        slice: Duration::from_millis(3),
        envelopes: 1000,
        passes: 10,
        visits: 1000,
        entries: 10_000,
    };
}

/// One comparison: our time over the peer's.
#[derive(Clone, Debug)]
pub struct Ratio {
    /// Key in the report.
    pub name: &'static str,
    /// Median over the rounds; below 1 ours is faster.
    pub median: f64,
    /// Tenth and ninetieth percentile of the rounds.
    pub spread: (f64, f64),
    /// Our time for one operation, median, in nanoseconds.
    pub ours_nanoseconds: f64,
    /// The peer's time for one operation, median, in nanoseconds.
    pub peer_nanoseconds: f64,
}

/// Compares two pieces of work that each do `operations` operations a call.
pub(crate) fn compare(
    name: &'static str,
    clock: Clock,
    effort: Effort,
    operations: u32,
    mut ours: impl FnMut(),
    mut peer: impl FnMut(),
) -> Ratio {
    let calls = (
        calls_per_slice(clock, effort, &mut ours),
        calls_per_slice(clock, effort, &mut peer),
    );
    let mut times = Vec::with_capacity(effort.rounds);
    for round in 0..effort.rounds {
        let mut time_ours = || per_call(clock, calls.0, &mut ours);
        let mut time_peer = || per_call(clock, calls.1, &mut peer);
        // The order alternates, so that a clock that speeds up or slows down favours neither.
        times.push(if round % 2 == 0 {
            let first = time_ours();
            (first, time_peer())
        } else {
            let first = time_peer();
            (time_ours(), first)
        });
    }
    let ratios = sorted(times.iter().map(|(ours, peer)| ours / peer));
    let each = |seconds: Vec<f64>| percentile(&seconds, 50) * 1e9 / f64::from(operations);
    Ratio {
        name,
        median: percentile(&ratios, 50),
        spread: (percentile(&ratios, 10), percentile(&ratios, 90)),
        ours_nanoseconds: each(sorted(times.iter().map(|(ours, _)| *ours))),
        peer_nanoseconds: each(sorted(times.iter().map(|(_, peer)| *peer))),
    }
}

/// Warms up and finds how many calls fill a slice.
fn calls_per_slice(clock: Clock, effort: Effort, work: &mut impl FnMut()) -> u32 {
    let mut calls = 1;
    loop {
        let time = clock.time(|| (0..calls).for_each(|_| work()));
        if time >= effort.slice / 2 || calls >= MOST_CALLS {
            let fitting = effort.slice.as_secs_f64() / time.as_secs_f64().max(1e-9);
            // Truncation is meant: a call more or less does not matter.
            return ((f64::from(calls) * fitting) as u32).clamp(1, MOST_CALLS);
        }
        calls *= 2;
    }
}

fn per_call(clock: Clock, calls: u32, work: &mut impl FnMut()) -> f64 {
    clock.time(|| (0..calls).for_each(|_| work())).as_secs_f64() / f64::from(calls)
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The value below which so many per cent of the sorted values lie.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted
        .get(last * percent / 100)
        .copied()
        .unwrap_or(f64::NAN)
}

const MOST_CALLS: u32 = 1 << 20;

#[cfg(test)]
mod tests {
    use core::hint::black_box;

    use super::*;

    fn spin(turns: u64) {
        (0..turns).for_each(|turn| {
            black_box(turn);
        });
    }

    #[test]
    fn twice_the_work_is_seen_as_slower() {
        let work = |turns| move || spin(turns);
        let ratio = compare(
            "x",
            Clock::Thread,
            Effort::SHORT,
            1,
            work(40_000),
            work(10_000),
        );
        assert!(ratio.median > 2.0, "{ratio:?}");
        assert!(ratio.spread.0 <= ratio.median && ratio.median <= ratio.spread.1);
    }

    #[test]
    fn percentiles_stay_within_the_values() {
        let values = sorted([3.0, 1.0, 2.0].into_iter());
        assert_eq!(percentile(&values, 0), 1.0);
        assert_eq!(percentile(&values, 50), 2.0);
        assert_eq!(percentile(&values, 100), 3.0);
        assert!(percentile(&[], 50).is_nan());
    }
}

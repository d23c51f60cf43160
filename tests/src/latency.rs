//! How long requests took.

use core::time::Duration;

/// Latencies of many requests.
#[derive(Clone, Debug, Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    /// The latency that so many per mille of the requests stayed within, in milliseconds.
    #[must_use]
    pub fn milliseconds(&mut self, per_mille: usize) -> f64 {
        self.0.sort_unstable();
        let last = self.0.len().saturating_sub(1);
        let latency = self
            .0
            .get(last * per_mille / 1000)
            .copied()
            .unwrap_or_default();
        (latency.as_secs_f64() * 1e5).round() / 100.0
    }
}

impl Extend<Duration> for Latencies {
    fn extend<I: IntoIterator<Item = Duration>>(&mut self, latencies: I) {
        self.0.extend(latencies);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_latencies_that_occurred() {
        let mut latencies = Latencies::default();
        latencies.extend((1..=1000).rev().map(Duration::from_millis));
        assert_eq!(latencies.milliseconds(500), 500.0);
        assert_eq!(latencies.milliseconds(990), 990.0);
        assert_eq!(latencies.milliseconds(1000), 1000.0);
        assert_eq!(Latencies::default().milliseconds(500), 0.0);
    }
}

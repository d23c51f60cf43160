//! Times, which the languages have types of their own for.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sealroll::Time;

use crate::connection::Connection;
use crate::failure::SealrollError;

/// Reads a time; parts of a second are dropped.
pub(crate) fn time(moment: SystemTime, name: &str) -> Result<Time, SealrollError> {
    let wrong = || SealrollError::argument(name, "a time between the years 1970 and 9999");
    let since = moment.duration_since(UNIX_EPOCH).map_err(|_| wrong())?;
    Time::new(since.as_secs()).map_err(|_| wrong())
}

/// The time now, by the caller's clock.
pub(crate) fn now(connection: &dyn Connection) -> Result<Time, SealrollError> {
    time(connection.now()?, "now")
}

/// As [`time`], if there is one.
pub(crate) fn optional_time(
    moment: Option<SystemTime>,
    name: &str,
) -> Result<Option<Time>, SealrollError> {
    moment.map(|moment| time(moment, name)).transpose()
}

/// Writes a time. Those of the library end with the year 9999, which every system can represent.
pub(crate) fn moment(time: Time) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(time.seconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written() {
        for seconds in [0, 1_800_000_000, Time::MAX.seconds()] {
            let given = UNIX_EPOCH + Duration::new(seconds, 999_999_999);
            let read = time(given, "now").unwrap();
            assert_eq!(read.seconds(), seconds);
            assert_eq!(moment(read), UNIX_EPOCH + Duration::from_secs(seconds));
        }
    }

    #[test]
    fn times_outside_the_range_are_refused() {
        let before = UNIX_EPOCH - Duration::from_secs(1);
        let after = moment(Time::MAX) + Duration::from_secs(1);
        for given in [before, after] {
            assert_eq!(time(given, "now").unwrap_err().code(), "bad-argument");
        }
    }
}

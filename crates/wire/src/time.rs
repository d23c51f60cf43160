use alloc::{format, string::String};
use core::fmt;

use crate::{error::DecodeError, limit};

/// A moment in seconds since 1970-01-01T00:00:00Z without leap seconds, at most the end of the
/// year 9999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(u64);

impl Time {
    /// The latest time, 9999-12-31T23:59:59Z.
    pub const MAX: Self = Self(limit::MAX_TIME);

    /// Takes Unix seconds.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] after the year 9999 (`spec/protocol.md#CNV-6`).
    pub const fn new(seconds: u64) -> Result<Self, DecodeError> {
        if seconds > limit::MAX_TIME {
            return Err(DecodeError::BadValue);
        }
        Ok(Self(seconds))
    }

    /// Unix seconds.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// So many seconds later; at most [`Time::MAX`].
    #[must_use]
    pub fn saturating_add(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds).min(limit::MAX_TIME))
    }

    /// So many seconds earlier; at least 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn saturating_sub(self, seconds: u64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }

    /// Whole days since 1970-01-01.
    #[must_use]
    pub const fn day(self) -> u32 {
        // At most 2932896 days lie before the year 10000.
        (self.0 / DAY) as u32
    }

    /// RFC 3339 in UTC with whole seconds: `2026-11-21T08:30:00Z`.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        let (year, month, day) = date_of_day(self.0 / DAY);
        let (hour, minute, second) = (self.0 % DAY / 3600, self.0 % 3600 / 60, self.0 % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// Reads exactly what [`Time::to_rfc3339`] writes.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] for anything else: other offsets, fractions, leap seconds, days
    /// that do not exist, years before 1970.
    pub fn from_rfc3339(text: &str) -> Result<Self, DecodeError> {
        let fields = text.as_bytes();
        if fields.len() != 20 {
            return Err(DecodeError::BadValue);
        }
        let number = |from: usize, to: usize| {
            fields[from..to].iter().fold(0, |sum: u64, byte| {
                sum * 10 + u64::from(byte.wrapping_sub(b'0').min(9))
            })
        };
        let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
        let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
        if year < 1970 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return Err(DecodeError::BadValue);
        }
        let days = day_of_date(year, month, day);
        let time = Self::new(days * DAY + hour * 3600 + minute * 60 + second)?;
        // Writing it again catches every other form, and days such as 31 April.
        if time.to_rfc3339() != text {
            return Err(DecodeError::BadValue);
        }
        Ok(time)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_rfc3339())
    }
}

impl From<Time> for u64 {
    fn from(time: Time) -> Self {
        time.0
    }
}

/// Days from 1 March of the year 0 to 1970-01-01 in the Gregorian calendar. Years that begin in
/// March put the leap day last, so that the length of a month depends on its number only.
const MARCH_ZERO_TO_1970: u64 = 719_468;
const DAY: u64 = 86_400;

fn day_of_date(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = 365 * year + year / 4 - year / 100 + year / 400;
    days + (153 * month + 2) / 5 + day - 1 - MARCH_ZERO_TO_1970
}

fn date_of_day(day: u64) -> (u64, u64, u64) {
    let days = day + MARCH_ZERO_TO_1970;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let year = 400 * era + year_of_era;
    if month < 10 {
        (year, month + 3, day)
    } else {
        (year + 1, month - 9, day)
    }
}

//! This machine's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use sealroll_wire::Time;

use crate::error::JourneyError;

/// Now.
///
/// # Errors
/// [`JourneyError::Clock`] if the clock is before 1970 or far in the future.
pub fn now() -> Result<Time, JourneyError> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let since = since.map_err(|_| JourneyError::Clock)?;
    Time::new(since.as_secs()).map_err(|_| JourneyError::Clock)
}

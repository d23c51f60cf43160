//! This device's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use sealroll::Time;

use crate::error::CliError;

/// Now, by this device's clock.
pub(crate) fn now() -> Result<Time, CliError> {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_err(|_| CliError::Clock)?;
    Time::new(since.as_secs()).map_err(|_| CliError::Clock)
}

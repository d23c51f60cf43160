//! All comparisons, one after the other.

use crate::check_in;
use crate::error::BenchError;
use crate::hpke_layer;
use crate::open_many;
use crate::report::Report;
use crate::round::Effort;

/// Measures everything.
///
/// # Errors
/// [`BenchError`] if ours and the peers do not open each other's work: then no time counts.
pub fn run(effort: Effort) -> Result<Report, BenchError> {
    let mut ratios = hpke_layer::ratios(effort)?;
    ratios.extend(check_in::ratios(effort)?);
    ratios.extend(open_many::ratios(effort)?);
    Ok(Report::new(effort, ratios))
}

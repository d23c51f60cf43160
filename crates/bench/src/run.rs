//! One run of all comparisons.

use serde_json::json;

use crate::check_in;
use crate::desk;
use crate::error::BenchError;
use crate::exchanges;
use crate::hpke_layer;
use crate::million;
use crate::open_many;
use crate::report::Report;
use crate::round::Effort;
use crate::seal_many;
use crate::tree;

/// Measures everything; with the feature `aws-lc`, only what AWS-LC computes then.
///
/// # Errors
/// [`BenchError`] if ours and a peer disagree, or one of them refuses its input: no time of such
/// code counts.
pub fn run(effort: Effort) -> Result<Report, BenchError> {
    let mut ratios = hpke_layer::ratios(effort)?;
    ratios.extend(open_many::ratios(effort)?);
    if cfg!(feature = "aws-lc") {
        return Ok(Report::new(effort, ratios, Vec::new()));
    }
    ratios.extend(check_in::ratios(effort)?);
    ratios.extend(seal_many::ratios(effort)?);
    ratios.extend(exchanges::ratios(effort));
    let mut facts = vec![("backend", json!(sealroll_lanes::best().name()))];
    facts.extend(million::measure(effort.passes, effort.envelopes)?);
    facts.extend(desk::measure(effort.visits)?);
    facts.extend(tree::measure(effort.entries)?);
    Ok(Report::new(effort, ratios, facts))
}

//! One run of all comparisons.

use serde_json::json;

use crate::check_in;
use crate::desk;
use crate::error::BenchError;
use crate::exchanges;
use crate::hpke_layer;
use crate::million;
use crate::open_many;
use crate::part::Part;
use crate::report::Report;
use crate::round::Effort;
use crate::seal_many;
use crate::tree;

/// Measures the chosen parts, or everything if none is; with the feature `aws-lc`, only what AWS-LC
/// computes then.
///
/// # Errors
/// [`BenchError`] if ours and a peer disagree, or one of them refuses its input: no time of such
/// code counts.
pub fn run(effort: Effort, only: &[Part]) -> Result<Report, BenchError> {
    let is_measured = |part: Part| part.is_in(only);
    let mut ratios = Vec::new();
    if is_measured(Part::One) {
        ratios.extend(hpke_layer::ratios(effort)?);
    }
    if is_measured(Part::OpenMany) {
        ratios.extend(open_many::ratios(effort)?);
    }
    if cfg!(feature = "aws-lc") {
        return Ok(Report::new(effort, ratios, Vec::new()));
    }
    if is_measured(Part::CheckIn) {
        ratios.extend(check_in::ratios(effort)?);
    }
    if is_measured(Part::SealMany) {
        ratios.extend(seal_many::ratios(effort)?);
    }
    if is_measured(Part::Exchanges) {
        ratios.extend(exchanges::ratios(effort));
    }
    let mut facts = vec![("backend", json!(sealroll_lanes::best().name()))];
    if is_measured(Part::Million) {
        facts.extend(million::measure(effort.passes, effort.envelopes)?);
    }
    if is_measured(Part::Desk) {
        facts.extend(desk::measure(effort.visits)?);
    }
    if is_measured(Part::Tree) {
        facts.extend(tree::measure(effort.entries)?);
    }
    Ok(Report::new(effort, ratios, facts))
}

//! What is wrong in logs, as plain objects.

use js_sys::Array;
use sealroll::Finding;

use crate::value::Plain;

/// Findings, each with its name, a sentence in both languages, and whether signatures prove it.
pub(crate) fn plain_findings(findings: &[Finding]) -> Array {
    let plain = findings.iter().map(|found| {
        let text = Plain::new()
            .with("de", found.kind.german())
            .with("en", found.kind.english());
        Plain::new()
            .with("name", found.kind.name())
            .with("log", found.log.to_string())
            .with("index", found.index.map(|index| index as f64))
            .with("epoch", found.epoch.map(|epoch| epoch.value()))
            .with("isSigned", found.is_signed)
            .with("text", text.done())
            .done()
    });
    plain.collect()
}

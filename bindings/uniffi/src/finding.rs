//! What logs do not agree on.

use sealroll::LogName;

/// Something that an honest processor's logs do not show.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Finding {
    /// Its name in the specification, such as `forked`. Stable.
    pub kind: String,
    /// The generation of the record log; none for the instruction log.
    pub generation: Option<u32>,
    /// Index in the log, if it is about an entry.
    pub index: Option<u64>,
    /// The epoch, if it is about one.
    pub epoch: Option<u32>,
    /// Whether it follows from what the processor has signed, so that the evidence convinces anyone.
    /// The others rest on what it answered or did not answer.
    pub is_signed: bool,
    /// What it means, in English.
    pub english: String,
    /// What it means, in German.
    pub german: String,
}

/// What a processor says of itself.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ProcessorStatement {
    /// Who runs the service.
    pub operator: String,
    /// Where.
    pub region: String,
    /// With which program.
    pub software: String,
    /// Whose services it uses.
    pub sub_processors: Vec<String>,
}

impl Finding {
    pub(crate) fn all(findings: &[sealroll::Finding]) -> Vec<Self> {
        let findings = findings.iter().map(|found| Self {
            kind: found.kind.name().to_owned(),
            generation: generation_of(found.log),
            index: found.index,
            epoch: found.epoch.map(|epoch| epoch.value()),
            is_signed: found.is_signed,
            english: found.kind.english().to_owned(),
            german: found.kind.german().to_owned(),
        });
        findings.collect()
    }
}

impl ProcessorStatement {
    pub(crate) fn new(statement: &sealroll::ProcessorStatement) -> Self {
        Self {
            operator: statement.operator.clone(),
            region: statement.region.clone(),
            software: statement.software.clone(),
            sub_processors: statement.sub_processors.clone(),
        }
    }
}

/// The generation of a record log; none for the instruction log.
pub(crate) fn generation_of(log: LogName) -> Option<u32> {
    match log {
        LogName::Instructions => None,
        LogName::Records(generation) => Some(generation.value()),
    }
}

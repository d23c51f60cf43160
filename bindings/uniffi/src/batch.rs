//! What came of opening an epoch.

/// What came of opening an epoch.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Batch {
    /// Records opened and accepted.
    pub opened: u64,
    /// Envelopes that were set aside. The others are unaffected.
    pub set_aside: Vec<SetAside>,
    /// Records that the log holds and the processor did not return.
    pub missing: Vec<Missing>,
}

/// A logged envelope that is not counted as a record.
#[derive(Clone, Debug, uniffi::Record)]
pub struct SetAside {
    /// The log.
    pub generation: u32,
    /// Index in the log.
    pub index: u64,
    /// The epoch that was being opened.
    pub epoch: u32,
    /// Why, as a code.
    pub code: String,
    /// Why, in words; nothing that was sealed is in it.
    pub reason: String,
}

/// Where a record stands: one that was logged and not returned, or is otherwise of note.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Missing {
    /// The log.
    pub generation: u32,
    /// Index in the log.
    pub index: u64,
}

impl Batch {
    pub(crate) fn new(batch: &sealroll::Batch) -> Self {
        let set_aside = batch.quarantined.iter().map(|record| SetAside {
            generation: record.position.generation.value(),
            index: record.position.index,
            epoch: record.epoch.value(),
            code: record.reason.code().to_owned(),
            reason: record.reason.to_string(),
        });
        let missing = batch.missing.iter().map(Missing::new);
        Self {
            opened: batch.opened as u64,
            set_aside: set_aside.collect(),
            missing: missing.collect(),
        }
    }
}

impl Missing {
    pub(crate) fn new(position: &sealroll::Position) -> Self {
        Self {
            generation: position.generation.value(),
            index: position.index,
        }
    }
}

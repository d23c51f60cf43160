//! Envelopes before they are opened.

/// The envelopes of one epoch as the processor returned them, not yet held against the log.
#[derive(uniffi::Object)]
pub struct Fetched(pub(crate) sealroll::Fetch);

#[uniffi::export]
impl Fetched {
    /// The epoch.
    pub fn epoch(&self) -> u32 {
        self.0.epoch().value()
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.fetched().len() as u64
    }
}

//! The secret that further keys are exported from (RFC 9180 section 5.3).

use alloc::vec::Vec;

use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::error::HpkeError;
use crate::kdf::{HPKE_SUITE_ID, MAX_OKM, Prk};
use crate::redacted::redacted_debug;

/// The exporter secret of one key schedule, 32 bytes. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct ExporterSecret([u8; 32]);

impl ExporterSecret {
    /// Imports the 32 bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    /// Exports the 32 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }

    /// Derives `length` bytes under the name `context`.
    ///
    /// RFC 9180 section 5.3:
    ///
    /// ```text
    /// def Context.Export(exporter_context, L):
    ///   return LabeledExpand(self.exporter_secret, "sec", exporter_context, L)
    /// ```
    ///
    /// # Errors
    /// [`HpkeError::ExportLength`] above 255 × 32 bytes.
    pub fn export(&self, context: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>, HpkeError> {
        if length > MAX_OKM {
            return Err(HpkeError::ExportLength);
        }
        let mut exported = Zeroizing::new(alloc::vec![0; length]);
        Prk::from_bytes(&self.0).labeled_expand(
            HPKE_SUITE_ID,
            b"sec",
            [context, b""],
            exported.as_mut_slice(),
        );
        Ok(exported)
    }
}

redacted_debug!(ExporterSecret);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_bounded() {
        let secret = ExporterSecret::from_bytes(&[3; 32]);
        assert_eq!(secret.export(b"", MAX_OKM).unwrap().len(), MAX_OKM);
        assert_eq!(
            secret.export(b"", MAX_OKM + 1),
            Err(HpkeError::ExportLength)
        );
    }
}

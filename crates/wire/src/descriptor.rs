use alloc::{boxed::Box, vec::Vec};

use crate::{
    codec::Reader,
    digest::labelled_hash,
    error::{DecodeError, VerifyError},
    id::DescriptorHash,
    label, limit,
    terms::Terms,
};

/// The signed terms of a list (`spec/protocol.md#descriptor`).
///
/// Decoded, but not yet verified: [`crate::RootDocument::verify_descriptor`] does that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    bytes: Vec<u8>,
    terms: Box<Terms>,
}

impl Descriptor {
    /// Reads a descriptor.
    ///
    /// # Errors
    /// [`DecodeError::Limit`] for more than [`limit::MAX_DESCRIPTOR`] bytes or a text outside its
    /// bounds; [`DecodeError::Truncated`], [`DecodeError::TrailingBytes`],
    /// [`DecodeError::UnsupportedVersion`], [`DecodeError::BadText`]; [`DecodeError::BadValue`]
    /// and [`DecodeError::BadKey`] by `spec/protocol.md#DESC-1` and DESC-2.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let terms = Terms::read(&mut reader)?;
        reader.bytes(limit::SIGNATURE)?;
        reader.finish()?;
        Ok(Self {
            bytes: bytes.to_vec(),
            terms,
        })
    }

    /// The bytes received or made.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What it says.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// What it says, without the bytes that were signed.
    #[must_use]
    pub fn into_terms(self) -> Terms {
        *self.terms
    }

    /// The hash by which statements name it.
    #[must_use]
    pub fn hash(&self) -> DescriptorHash {
        DescriptorHash::from_bytes(labelled_hash(label::DESCRIPTOR_HASH, &[&self.bytes]))
    }

    /// Checks that the version is not lower than the highest seen for the list.
    ///
    /// # Errors
    /// [`VerifyError::RolledBack`] (`spec/protocol.md#DESC-4`).
    pub fn check_not_rolled_back(&self, seen: u32) -> Result<(), VerifyError> {
        if self.terms.descriptor_version < seen {
            Err(VerifyError::RolledBack)
        } else {
            Ok(())
        }
    }
}

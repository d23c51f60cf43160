use alloc::vec::Vec;

use crate::{
    certificate::Certificate,
    certificates,
    codec::{Reader, Writer},
    descriptor::Descriptor,
    error::{DecodeError, VerifyError},
    limit,
    root::RootDocument,
    verified::Verified,
};

/// What an owner registers a list with at the processor (`spec/protocol.md#http`).
///
/// Repeating it adds certificates and newer descriptors; it vouches for itself by the root's
/// signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    bytes: Vec<u8>,
    root: RootDocument,
    certificates: Vec<Certificate>,
    descriptor: Descriptor,
}

impl Registration {
    /// Joins the parts. The certificates stand in ascending order of their serials.
    ///
    /// # Errors
    /// [`DecodeError::Limit`] and [`DecodeError::NonCanonical`] by `spec/protocol.md#WEL-1`.
    pub fn new(
        root: &RootDocument,
        certificates: &[Certificate],
        descriptor: &Descriptor,
    ) -> Result<Self, DecodeError> {
        let mut writer = Writer::new();
        writer.u8(VERSION).bytes(root.as_bytes());
        certificates::write(&mut writer, certificates)?;
        writer.bytes16(descriptor.as_bytes())?;
        Ok(Self {
            bytes: writer.into_bytes(),
            root: root.clone(),
            certificates: certificates.to_vec(),
            descriptor: descriptor.clone(),
        })
    }

    /// Reads a registration.
    ///
    /// # Errors
    /// Any [`DecodeError`] of its parts; [`DecodeError::Limit`] and
    /// [`DecodeError::NonCanonical`] by `spec/protocol.md#WEL-1`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let root = RootDocument::read(&mut reader)?;
        let certificates = certificates::read(&mut reader)?;
        let descriptor = Descriptor::from_bytes(reader.bytes16(limit::MAX_DESCRIPTOR)?)?;
        reader.finish()?;
        Ok(Self {
            bytes: bytes.to_vec(),
            root,
            certificates,
            descriptor,
        })
    }

    /// The bytes received or made.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The root document.
    #[must_use]
    pub const fn root(&self) -> &RootDocument {
        &self.root
    }

    /// The certificates, in ascending order of their serials.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The terms.
    #[must_use]
    pub const fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// Checks list and signature of every part (`spec/protocol.md#HTTP-1`). That the root
    /// document is that of the list in the path, and log key and origin are the processor's own,
    /// is the processor's to check.
    ///
    /// # Errors
    /// [`VerifyError::WrongList`], [`VerifyError::BadSignature`].
    pub fn verify(self) -> Result<VerifiedRegistration, VerifyError> {
        let certificates = certificates::verify_all(&self.root, self.certificates)?;
        let descriptor = self.root.verify_descriptor(self.descriptor)?;
        Ok(VerifiedRegistration {
            root: self.root,
            certificates,
            descriptor,
        })
    }
}

/// The parts of a [`Registration`] after their checks.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VerifiedRegistration {
    /// The root document.
    pub root: RootDocument,
    /// The certificates, in ascending order of their serials.
    pub certificates: Vec<Verified<Certificate>>,
    /// The terms.
    pub descriptor: Verified<Descriptor>,
}

const VERSION: u8 = 1;

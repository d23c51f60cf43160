use alloc::vec::Vec;

use crate::{
    certificate::Certificate,
    certificates,
    codec::{Reader, Writer},
    descriptor::Descriptor,
    error::DecodeError,
    limit,
    root::RootDocument,
    statement::Statement,
};

/// All that a guest needs to trust a list, as the processor serves it
/// (`spec/protocol.md#welcome-bundle`).
///
/// Decoded, but not yet verified: [`crate::Chain::verify`] checks everything but the proof, which
/// is the log's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WelcomeBundle {
    bytes: Vec<u8>,
    root: RootDocument,
    certificates: Vec<Certificate>,
    descriptor: Descriptor,
    statement: Statement,
    proof: Vec<u8>,
}

impl WelcomeBundle {
    /// Joins the parts. The certificates stand in ascending order of their serials; `proof` is
    /// the tlog-proof of the statement's entry under a cosigned checkpoint.
    ///
    /// # Errors
    /// [`DecodeError::Limit`] and [`DecodeError::NonCanonical`] by `spec/protocol.md#WEL-1`;
    /// [`DecodeError::Limit`] for a proof above [`limit::MAX_PROOF`].
    pub fn new(
        root: &RootDocument,
        certificates: &[Certificate],
        descriptor: &Descriptor,
        statement: &Statement,
        proof: &[u8],
    ) -> Result<Self, DecodeError> {
        let mut writer = Writer::new();
        writer.u8(VERSION).bytes(root.as_bytes());
        certificates::write(&mut writer, certificates)?;
        writer
            .bytes16(descriptor.as_bytes())?
            .bytes(statement.as_bytes())
            .bytes16(proof)?;
        Ok(Self {
            bytes: writer.into_bytes(),
            root: root.clone(),
            certificates: certificates.to_vec(),
            descriptor: descriptor.clone(),
            statement: statement.clone(),
            proof: proof.to_vec(),
        })
    }

    /// Reads a bundle.
    ///
    /// # Errors
    /// Any [`DecodeError`] of its parts; [`DecodeError::Limit`] and
    /// [`DecodeError::NonCanonical`] by `spec/protocol.md#WEL-1`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        Self::from_vec(bytes.to_vec())
    }

    /// Reads a bundle and keeps the bytes, without copying them.
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_vec(bytes: Vec<u8>) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(&bytes);
        reader.version(VERSION)?;
        let root = RootDocument::read(&mut reader)?;
        let certificates = certificates::read(&mut reader)?;
        let descriptor = Descriptor::from_bytes(reader.bytes16(limit::MAX_DESCRIPTOR)?)?;
        let statement = Statement::read(&mut reader)?;
        let proof = reader.bytes16(limit::MAX_PROOF)?.to_vec();
        reader.finish()?;
        Ok(Self {
            bytes,
            root,
            certificates,
            descriptor,
            statement,
            proof,
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

    /// The statement.
    #[must_use]
    pub const fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The tlog-proof of the statement's entry, as received.
    #[must_use]
    pub fn proof(&self) -> &[u8] {
        &self.proof
    }

    pub(crate) fn into_parts(self) -> Parts {
        (
            self.root,
            self.certificates,
            self.descriptor,
            self.statement,
            self.proof,
        )
    }
}

/// All of a bundle but its bytes.
type Parts = (
    RootDocument,
    Vec<Certificate>,
    Descriptor,
    Statement,
    Vec<u8>,
);

const VERSION: u8 = 1;

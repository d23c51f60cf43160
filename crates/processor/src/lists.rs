use sealroll_store::{Documents, ListState};
use sealroll_wire::{
    Certificate, DecodeError, Descriptor, DescriptorHash, ListId, RootDocument, Serial, Verified,
    VerifyError,
};

use crate::problem::Problem;

/// What the root of a list has signed, decoded and verified.
#[derive(Debug)]
pub(crate) struct List {
    id: ListId,
    root: RootDocument,
    certificates: Vec<Verified<Certificate>>,
    descriptors: Vec<(DescriptorHash, Verified<Descriptor>)>,
    revoked: Vec<Serial>,
    terminated: bool,
}

impl List {
    /// Reads what is stored. It was verified before it was stored; should the store have been
    /// tampered with, it shows here.
    pub(crate) fn from_documents(documents: &Documents, state: ListState) -> Result<Self, Problem> {
        Self::read(documents, state).map_err(|error| {
            tracing::error!(%error, "stored documents of a list do not verify");
            Problem::INTERNAL
        })
    }

    fn read(documents: &Documents, state: ListState) -> Result<Self, ReadError> {
        let root = RootDocument::from_bytes(&documents.root)?;
        let certificates = documents
            .certificates
            .iter()
            .map(|bytes| Ok(root.verify_certificate(Certificate::from_bytes(bytes)?)?));
        let certificates = certificates.collect::<Result<_, ReadError>>()?;
        let descriptors = documents.descriptors.iter().map(|bytes| {
            let descriptor = root.verify_descriptor(Descriptor::from_bytes(bytes)?)?;
            Ok((descriptor.hash(), descriptor))
        });
        let descriptors = descriptors.collect::<Result<_, ReadError>>()?;
        Ok(Self {
            id: root.list_id(),
            root,
            certificates,
            descriptors,
            revoked: documents.revoked.clone(),
            terminated: state.terminated.is_some(),
        })
    }

    pub(crate) const fn id(&self) -> ListId {
        self.id
    }

    /// Whether the owner has ended it.
    pub(crate) const fn is_terminated(&self) -> bool {
        self.terminated
    }

    pub(crate) const fn root(&self) -> &RootDocument {
        &self.root
    }

    /// All certificates, serials ascending.
    pub(crate) fn certificates(&self) -> &[Verified<Certificate>] {
        &self.certificates
    }

    pub(crate) fn certificate(&self, serial: Serial) -> Option<&Verified<Certificate>> {
        self.certificates
            .iter()
            .find(|certificate| certificate.serial() == serial)
    }

    /// Refuses what a revoked key has signed (`spec/protocol.md#CERT-6`).
    pub(crate) fn check_not_revoked(&self, serial: Serial) -> Result<(), Problem> {
        if self.is_revoked(serial) {
            Err(Problem::REVOKED)
        } else {
            Ok(())
        }
    }

    pub(crate) fn is_revoked(&self, serial: Serial) -> bool {
        self.revoked.contains(&serial)
    }

    /// All descriptors, versions ascending.
    pub(crate) fn descriptors(&self) -> impl DoubleEndedIterator<Item = &Verified<Descriptor>> {
        self.descriptors.iter().map(|(_, descriptor)| descriptor)
    }

    pub(crate) fn descriptor(&self, hash: &DescriptorHash) -> Option<&Verified<Descriptor>> {
        let found = self.descriptors.iter().find(|(known, _)| known == hash);
        found.map(|(_, descriptor)| descriptor)
    }

    /// Whether an envelope under any of the list's terms has this length.
    pub(crate) fn has_length(&self, length: usize) -> bool {
        self.descriptors()
            .any(|descriptor| descriptor.terms().bucket.envelope_length() == length)
    }
}

/// Why stored documents are refused.
enum ReadError {
    Decode(DecodeError),
    Verify(VerifyError),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Decode(error) => error.fmt(formatter),
            Self::Verify(error) => error.fmt(formatter),
        }
    }
}

impl From<DecodeError> for ReadError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl From<VerifyError> for ReadError {
    fn from(error: VerifyError) -> Self {
        Self::Verify(error)
    }
}

use alloc::string::String;

use crate::{
    digest::labelled_hash,
    error::classes,
    id::{DocumentId, InstructionId, ListId},
    label, limit, origin,
};

/// What an entry of the instruction log names (`spec/protocol.md#instruction-log`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DocumentKind {
    /// A certificate.
    Certificate,
    /// A descriptor.
    Descriptor,
    /// A signed instruction.
    Instruction,
    /// A signed [`Acknowledgement`](crate::Acknowledgement).
    Acknowledgement,
    /// A signed [`Erasure`](crate::Erasure).
    Erasure,
    /// A signed [`ProcessorStatement`](crate::ProcessorStatement).
    ProcessorStatement,
    /// A signed [`Opening`](crate::Opening). Record logs have entries of this kind too.
    Opening,
}

impl DocumentKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; 7] = [
        Self::Certificate,
        Self::Descriptor,
        Self::Instruction,
        Self::Acknowledgement,
        Self::Erasure,
        Self::ProcessorStatement,
        Self::Opening,
    ];

    /// The number in an entry's first byte.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Certificate => 8,
            Self::Descriptor => 9,
            Self::Instruction => 10,
            Self::Acknowledgement => 11,
            Self::Erasure => 12,
            Self::ProcessorStatement => 13,
            Self::Opening => 14,
        }
    }

    /// The hash by which the instruction log names a document of this kind: the instruction id of
    /// an instruction, otherwise the document id.
    #[must_use]
    pub fn hash(self, document: &[u8]) -> [u8; 32] {
        match self {
            Self::Instruction => InstructionId::of_note(document).to_bytes(),
            _ => DocumentId::new(self, document).to_bytes(),
        }
    }
}

impl DocumentId {
    /// The id of a document of this kind.
    #[must_use]
    pub fn new(kind: DocumentKind, document: &[u8]) -> Self {
        let hash = labelled_hash(label::DOCUMENT, &[&[kind.number()], document]);
        Self::from_bytes(hash)
    }
}

/// A text that the processor signs as a note of its own (`spec/protocol.md#retention`).
pub trait ProcessorText: Sized {
    /// Its kind in the instruction log.
    const KIND: DocumentKind;

    /// The text to be signed; its last line ends with a line feed.
    fn to_text(&self) -> String;

    /// Reads exactly what [`to_text`](Self::to_text) writes; `None` for anything else.
    fn read(text: &str) -> Option<Self>;

    /// The list that it names; `None` where it is for all of a processor.
    fn list_id(&self) -> Option<&ListId>;

    /// The origin that it names; `None` where it names a list.
    fn origin(&self) -> Option<&str> {
        None
    }

    /// Name of the key that signs it.
    #[must_use]
    fn key_name(&self, origin: &str) -> String {
        match self.list_id() {
            Some(list) => origin::instruction_log(origin, list),
            None => origin::processor(origin),
        }
    }

    /// Reads exactly what [`to_text`](Self::to_text) writes.
    ///
    /// # Errors
    /// [`DocumentError::BadDocument`] for anything else (`spec/protocol.md#DOC-1`).
    fn from_text(text: &str) -> Result<Self, DocumentError> {
        let found = (text.len() <= limit::MAX_DOCUMENT).then(|| Self::read(text));
        found.flatten().ok_or(DocumentError::BadDocument)
    }
}

classes! {
    /// Why a text is not the document that it should be.
    DocumentError {
        /// The text is not of its form.
        BadDocument => "bad-document", "the document is not of its form";
    }
}

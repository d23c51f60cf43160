//! Notes of a processor: acknowledgements, erasure certificates, statements.

use core::fmt;
use core::slice;

use sealroll_wire::limit::MAX_DOCUMENT;
use sealroll_wire::{DocumentError, DocumentId, ListId, ProcessorText, VerifyingKey};

use crate::key::NoteKey;
use crate::name::KeyName;
use crate::note::Note;
use crate::note_error::NoteError;
use crate::signer::NoteSigner;

/// A text that a processor has signed (`spec/protocol.md#retention`). Only
/// [`sign`](Self::sign) and [`verify`](Self::verify) make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedDocument<T> {
    text: T,
    note: Note,
}

impl<T: ProcessorText> SignedDocument<T> {
    /// Signs a text with the processor's log key, under the name that its kind asks for.
    ///
    /// # Errors
    /// [`NoteError`] if a text of the document, or the origin, cannot stand in a note.
    pub fn sign<S: NoteSigner>(text: T, origin: &str, signer: &S) -> Result<Self, NoteError> {
        let name = KeyName::new(&text.key_name(origin)).map_err(NoteError::SignatureName)?;
        let note = Note::sign(&text.to_text(), &name, signer)?;
        Ok(Self { text, note })
    }

    /// Checks a note by `spec/protocol.md#DOC-1` and `#DOC-2`. `list_id` is the list to which it
    /// must belong, where its kind names one; `origin` and `log_key` are the descriptor's.
    ///
    /// # Errors
    /// [`SignedDocumentError`], in the order of the rules.
    pub fn verify(
        note: &[u8],
        origin: &str,
        list_id: &ListId,
        log_key: VerifyingKey,
    ) -> Result<Self, SignedDocumentError> {
        if note.len() > MAX_DOCUMENT {
            return Err(SignedDocumentError::BadDocument);
        }
        let note = Note::parse(note).map_err(|_| SignedDocumentError::BadDocument)?;
        let text = T::from_text(note.text())
            .map_err(|_: DocumentError| SignedDocumentError::BadDocument)?;
        if text.list_id().is_some_and(|named| named != list_id) {
            return Err(SignedDocumentError::WrongList);
        }
        if text.origin().is_some_and(|named| named != origin) {
            return Err(SignedDocumentError::BadSignature);
        }
        let name =
            KeyName::new(&text.key_name(origin)).map_err(|_| SignedDocumentError::BadDocument)?;
        let key = NoteKey::new(name, log_key);
        if note.signatures().len() != 1 || note.verify(slice::from_ref(&key)).is_err() {
            return Err(SignedDocumentError::BadSignature);
        }
        Ok(Self { text, note })
    }

    /// What the processor says.
    #[must_use]
    pub const fn text(&self) -> &T {
        &self.text
    }

    /// The note as received or signed.
    #[must_use]
    pub fn note(&self) -> &str {
        self.note.as_str()
    }

    /// The id by which the instruction log names it.
    #[must_use]
    pub fn id(&self) -> DocumentId {
        DocumentId::new(T::KIND, self.note().as_bytes())
    }
}

/// Why a note of a processor is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignedDocumentError {
    /// The note or its text is not of its form.
    BadDocument,
    /// It is for another list.
    WrongList,
    /// It does not carry exactly one signature, of the log key under the name of this origin.
    BadSignature,
}

impl SignedDocumentError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadDocument => "bad-document",
            Self::WrongList => "wrong-list",
            Self::BadSignature => "bad-signature",
        }
    }
}

impl fmt::Display for SignedDocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadDocument => "note is not of its form",
            Self::WrongList => "note is for another list",
            Self::BadSignature => "note does not carry exactly the processor's signature",
        })
    }
}

impl core::error::Error for SignedDocumentError {}

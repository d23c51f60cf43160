//! Errors of names, keys, notes, checkpoints, cosignatures and receipts.

use core::error::Error;
use core::fmt;

use crate::error::{InclusionError, errors};

errors! {
    /// Why a text is no key name.
    NameError {
        /// The name is empty.
        Empty => "key name is empty",
        /// The name is too long.
        TooLong => "key name is too long",
        /// The name has a space, a plus or a control character.
        Character => "key name has a forbidden character",
    }
}

/// Why a verifier key or public key is refused (`bad-key`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The text is longer than any verifier key.
    TooLong,
    /// The text does not have three parts, or one is not canonical.
    Format,
    /// The name is refused.
    Name(NameError),
    /// The signature type is not the one expected.
    SignatureType,
    /// The public key is not canonical, of small order, or not 32 bytes long.
    PublicKey,
    /// The key id is not that of name and public key.
    KeyId,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "verifier key is too long",
            Self::Format => "verifier key is malformed",
            Self::Name(_) => "name of the verifier key is refused",
            Self::SignatureType => "verifier key has another signature type",
            Self::PublicKey => "public key is refused",
            Self::KeyId => "key id does not belong to the verifier key",
        })
    }
}

impl Error for KeyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Name(error) => Some(error),
            _ => None,
        }
    }
}

/// Why a note is refused: its form (`bad-proof`) or its signatures (`spec/protocol.md#LOG-6`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoteError {
    /// The note is, or would become, too long.
    TooLong,
    /// The bytes are not UTF-8.
    NotUtf8,
    /// A control character other than newline occurs.
    ControlCharacter,
    /// No empty line separates text and signatures.
    NoSeparator,
    /// The text or the last line does not end in a newline, or no signature line follows.
    Unterminated,
    /// A line after the text is no signature line.
    SignatureLine,
    /// The name in a signature line is refused.
    SignatureName(NameError),
    /// A signature is not canonical base64 of more than four bytes.
    SignatureEncoding,
    /// There are, or would be, too many signatures.
    TooManySignatures,
    /// The signature of a known key is wrong (`bad-signature`).
    BadSignature,
    /// No known key has signed (`bad-signature`).
    NoKnownSignature,
}

impl NoteError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadSignature | Self::NoKnownSignature => "bad-signature",
            _ => "bad-proof",
        }
    }
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "note is too long",
            Self::NotUtf8 => "note is not valid utf-8",
            Self::ControlCharacter => "note has a control character",
            Self::NoSeparator => "note has no empty line before its signatures",
            Self::Unterminated => "note does not end in a newline",
            Self::SignatureLine => "signature line is malformed",
            Self::SignatureName(_) => "key name in a signature line is refused",
            Self::SignatureEncoding => "signature is not canonical",
            Self::TooManySignatures => "note has too many signatures",
            Self::BadSignature => "signature of a known key is wrong",
            Self::NoKnownSignature => "no known key has signed the note",
        })
    }
}

impl Error for NoteError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::SignatureName(error) => Some(error),
            _ => None,
        }
    }
}

/// Why a checkpoint is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The note around the checkpoint is malformed or its signature wrong.
    Note(NoteError),
    /// The text is longer than any checkpoint.
    TooLong,
    /// The text has fewer than three terminated lines.
    Lines,
    /// The text has extension lines.
    Extension,
    /// The origin is refused.
    Origin(NameError),
    /// The size is not a canonical number or above the maximum.
    Size,
    /// The root hash is not canonical base64 of 32 bytes.
    Root,
    /// A log without entries has another root hash than the empty one.
    EmptyTree,
    /// The checkpoint is of another log than the key (`wrong-log`).
    OriginMismatch,
}

impl CheckpointError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Note(error) => error.code(),
            Self::OriginMismatch => "wrong-log",
            _ => "bad-proof",
        }
    }
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note(_) => "note of the checkpoint is refused",
            Self::TooLong => "checkpoint is too long",
            Self::Lines => "checkpoint has fewer than three lines",
            Self::Extension => "checkpoint has extension lines",
            Self::Origin(_) => "origin of the checkpoint is refused",
            Self::Size => "tree size of the checkpoint is malformed",
            Self::Root => "root hash of the checkpoint is malformed",
            Self::EmptyTree => "root hash of an empty log is wrong",
            Self::OriginMismatch => "checkpoint is of another log",
        })
    }
}

impl Error for CheckpointError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Note(error) => Some(error),
            Self::Origin(error) => Some(error),
            _ => None,
        }
    }
}

/// Why a cosignature is refused or not made. Where one is required, any reason is
/// `not-cosigned` ([`ReceiptError::code`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CosignatureError {
    /// The line does not fit the note.
    Note(NoteError),
    /// No known witness has signed.
    Missing,
    /// A known witness's signature is not 72 bytes long.
    Length,
    /// The time is after the year 9999 (`spec/protocol.md#CNV-6`).
    Time,
    /// A known witness's signature is wrong.
    BadSignature,
    /// The checkpoint states another head than the one checked (`inconsistent`).
    HeadMismatch,
}

impl CosignatureError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Note(error) => error.code(),
            Self::Missing | Self::BadSignature => "bad-signature",
            Self::Length => "bad-proof",
            Self::Time => "bad-value",
            Self::HeadMismatch => "inconsistent",
        }
    }
}

impl fmt::Display for CosignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note(_) => "cosignature line is refused",
            Self::Missing => "no known witness has cosigned",
            Self::Length => "cosignature is not 72 bytes long",
            Self::Time => "time of the cosignature is out of range",
            Self::BadSignature => "cosignature of a known witness is wrong",
            Self::HeadMismatch => "checkpoint states another head than the one checked",
        })
    }
}

impl Error for CosignatureError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Note(error) => Some(error),
            _ => None,
        }
    }
}

/// Why a receipt is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiptError {
    /// The receipt is too long.
    TooLong,
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The first line is not that of a proof.
    Header,
    /// The receipt has a line `extra`.
    Extra,
    /// The index line is missing or not canonical.
    Index,
    /// A proof line is not canonical base64 of 32 bytes.
    ProofHash,
    /// There are more proof lines than any tree needs.
    ProofTooLong,
    /// No empty line and checkpoint follow the proof.
    NoCheckpoint,
    /// The checkpoint is refused.
    Checkpoint(CheckpointError),
    /// The index is not below the checkpoint's size.
    IndexOutOfRange,
    /// The cosignatures are refused.
    Cosignature(CosignatureError),
    /// The inclusion proof is refused.
    Inclusion(InclusionError),
}

impl ReceiptError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Checkpoint(error) => error.code(),
            Self::Cosignature(_) => "not-cosigned",
            _ => "bad-proof",
        }
    }
}

impl fmt::Display for ReceiptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "receipt is too long",
            Self::NotUtf8 => "receipt is not valid utf-8",
            Self::Header => "first line of the receipt is wrong",
            Self::Extra => "receipt has extra data",
            Self::Index => "index line of the receipt is malformed",
            Self::ProofHash => "proof line of the receipt is malformed",
            Self::ProofTooLong => "receipt has too many proof lines",
            Self::NoCheckpoint => "receipt has no checkpoint",
            Self::Checkpoint(_) => "checkpoint of the receipt is refused",
            Self::IndexOutOfRange => "index is not below the size of the log",
            Self::Cosignature(_) => "cosignature of the receipt is refused",
            Self::Inclusion(_) => "inclusion proof of the receipt is refused",
        })
    }
}

impl Error for ReceiptError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Checkpoint(error) => Some(error),
            Self::Cosignature(error) => Some(error),
            Self::Inclusion(error) => Some(error),
            _ => None,
        }
    }
}

//! What an owner tells a guest (`spec/protocol.md#mailbox`).

use alloc::string::String;
use alloc::vec::Vec;

use sealroll_wire::{AuthorityFingerprint, DecodeError, DisclosureId, Reader, Writer};

/// A message of the owner about one visit, or about a request that followed it up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Message {
    /// The answer to a request.
    Answer {
        /// What was decided.
        decision: AnswerKind,
        /// What the owner adds: plain text of at most 1500 bytes, or nothing.
        text: String,
    },
    /// The check-in was erased.
    Erased(ErasedFor),
    /// The check-in was disclosed to an authority.
    Disclosed {
        /// Names the disclosure in the instruction log.
        disclosure: DisclosureId,
        /// Who the authority says that it is, 1 to 120 bytes.
        authority: String,
        /// The fingerprint of its card.
        fingerprint: AuthorityFingerprint,
    },
}

/// What an owner decided on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// Done as asked.
    Granted,
    /// Not done; the text should say why.
    Refused,
    /// There is nothing left that it could be done with.
    AlreadyErased,
    /// Taken note of, without a decision.
    Noted,
}

/// Why a check-in was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasedFor {
    /// Its retention was over.
    Retention,
    /// The owner wanted it.
    Owner,
    /// The guest asked for it.
    Request,
}

/// What a notice is about (`spec/protocol.md#MBX-4`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeKind {
    /// The answer to a request.
    Answer,
    /// The erasure of a check-in.
    Erased,
    /// The disclosure of a check-in.
    Disclosed,
}

impl Message {
    /// Most bytes of an answer's text.
    pub const MAX_TEXT: usize = 1500;

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> NoticeKind {
        match self {
            Self::Answer { .. } => NoticeKind::Answer,
            Self::Erased(_) => NoticeKind::Erased,
            Self::Disclosed { .. } => NoticeKind::Disclosed,
        }
    }

    /// The data that its notices carry, 1 to 1503 bytes.
    ///
    /// # Errors
    /// [`DecodeError::Limit`], [`DecodeError::BadText`] for a text.
    pub fn to_data(&self) -> Result<Vec<u8>, DecodeError> {
        let mut writer = Writer::new();
        match self {
            Self::Answer { decision, text } => {
                let text_bytes = 0..=Self::MAX_TEXT;
                writer.u8(decision.number()).str16(text, text_bytes)?;
            }
            Self::Erased(reason) => {
                writer.u8(reason.number());
            }
            Self::Disclosed {
                disclosure,
                authority,
                fingerprint,
            } => {
                writer
                    .bytes(disclosure.as_bytes())
                    .str8(authority, 1..=120)?
                    .bytes(fingerprint.as_bytes());
            }
        }
        Ok(writer.into_bytes())
    }

    /// Reads the joined data of a message (`spec/protocol.md#MBX-6`).
    ///
    /// # Errors
    /// Any [`DecodeError`] of its parts.
    pub fn from_data(kind: NoticeKind, data: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(data);
        let message = match kind {
            NoticeKind::Answer => Self::Answer {
                decision: AnswerKind::from_number(reader.u8()?)?,
                text: reader.str16(0..=Self::MAX_TEXT)?.into(),
            },
            NoticeKind::Erased => Self::Erased(ErasedFor::from_number(reader.u8()?)?),
            NoticeKind::Disclosed => Self::Disclosed {
                disclosure: DisclosureId::from_bytes(reader.array()?),
                authority: reader.str8(1..=120)?.into(),
                fingerprint: AuthorityFingerprint::from_bytes(reader.array()?),
            },
        };
        reader.finish()?;
        Ok(message)
    }
}

impl NoticeKind {
    /// Its number.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Answer => 1,
            Self::Erased => 2,
            Self::Disclosed => 3,
        }
    }

    /// The kind with a number.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`].
    pub const fn from_number(number: u8) -> Result<Self, DecodeError> {
        match number {
            1 => Ok(Self::Answer),
            2 => Ok(Self::Erased),
            3 => Ok(Self::Disclosed),
            _ => Err(DecodeError::BadValue),
        }
    }
}

impl AnswerKind {
    /// The word for it, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::AlreadyErased => "already-erased",
            Self::Noted => "noted",
        }
    }

    const fn number(self) -> u8 {
        match self {
            Self::Granted => 1,
            Self::Refused => 2,
            Self::AlreadyErased => 3,
            Self::Noted => 4,
        }
    }

    const fn from_number(number: u8) -> Result<Self, DecodeError> {
        match number {
            1 => Ok(Self::Granted),
            2 => Ok(Self::Refused),
            3 => Ok(Self::AlreadyErased),
            4 => Ok(Self::Noted),
            _ => Err(DecodeError::BadValue),
        }
    }
}

impl ErasedFor {
    /// The word for it, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Retention => "retention",
            Self::Owner => "owner",
            Self::Request => "request",
        }
    }

    const fn number(self) -> u8 {
        match self {
            Self::Retention => 1,
            Self::Owner => 2,
            Self::Request => 3,
        }
    }

    const fn from_number(number: u8) -> Result<Self, DecodeError> {
        match number {
            1 => Ok(Self::Retention),
            2 => Ok(Self::Owner),
            3 => Ok(Self::Request),
            _ => Err(DecodeError::BadValue),
        }
    }
}

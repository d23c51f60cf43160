//! What can go wrong with the mailbox.

use core::fmt;

use sealroll::{AnswerError, MailboxError, PublishError};

use crate::error::CliError;

/// Why guests were not told, or a guest heard nothing.
#[derive(Debug)]
pub(crate) enum MailError {
    /// A request cannot be answered.
    Answer(AnswerError),
    /// A feed was not published.
    Publish(PublishError),
    /// The mailbox cannot be read.
    Mailbox(MailboxError),
    /// No request, or more than one, begins with what was given.
    NoRequest,
}

impl MailError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Answer(error) => error.code(),
            Self::Publish(error) => error.code(),
            Self::Mailbox(error) => error.code(),
            Self::NoRequest => "no-request",
        }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Publish(PublishError::Refused(_)) | Self::Mailbox(MailboxError::Refused(_)) => 4,
            Self::Mailbox(_) | Self::Publish(_) => 5,
            _ => 1,
        }
    }
}

impl fmt::Display for MailError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(error) => error.fmt(f),
            Self::Publish(error) => write!(f, "the guests were not told: {error}; try again"),
            Self::Mailbox(error) => write!(f, "the mailbox cannot be read: {error}"),
            Self::NoRequest => f.write_str(
                "no open request begins with this: `sealroll owner requests` shows them",
            ),
        }
    }
}

impl From<AnswerError> for CliError {
    fn from(error: AnswerError) -> Self {
        Self::Mail(MailError::Answer(error))
    }
}

impl From<PublishError> for CliError {
    fn from(error: PublishError) -> Self {
        Self::Mail(MailError::Publish(error))
    }
}

impl From<MailboxError> for CliError {
    fn from(error: MailboxError) -> Self {
        Self::Mail(MailError::Mailbox(error))
    }
}

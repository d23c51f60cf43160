//! What keeps the check from running. What the check finds is no error: it is counted.

use core::fmt;
use std::io;

use sealroll_tests::{ClientError, JourneyError, ServiceError};

/// What keeps the check from running.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum CheckError {
    /// The operating system refused something.
    Io(io::Error),
    /// The processor does not run.
    Service(ServiceError),
    /// The processor does not answer.
    Client(ClientError),
    /// The owner cannot go on.
    Owner(JourneyError),
    /// The kiosk ran for longer than a minute.
    TooLong,
    /// The kiosk's last line is not the one that it ends with.
    Output(String),
    /// The program file is not one for a 32-bit processor.
    Image,
    /// The kiosk wrote something that the library refuses.
    Kiosk(&'static str),
    /// The operating system gives no random bytes.
    Random,
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Service(error) => error.fmt(f),
            Self::Client(error) => error.fmt(f),
            Self::Owner(error) => error.fmt(f),
            Self::TooLong => f.write_str("the kiosk ran for longer than a minute"),
            Self::Output(text) => write!(f, "the kiosk did not end as it should:\n{text}"),
            Self::Image => f.write_str("the kiosk's program file is not a 32-bit one"),
            Self::Kiosk(what) => write!(f, "the library refuses the kiosk's {what}"),
            Self::Random => f.write_str("the operating system gives no random bytes"),
        }
    }
}

impl std::error::Error for CheckError {}

impl From<io::Error> for CheckError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<ServiceError> for CheckError {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl From<ClientError> for CheckError {
    fn from(error: ClientError) -> Self {
        Self::Client(error)
    }
}

impl From<JourneyError> for CheckError {
    fn from(error: JourneyError) -> Self {
        Self::Owner(error)
    }
}

//! Why a journey ended early.

use core::fmt;
use std::io;

use sealroll::{FetchError, FormError, OwnerError, ReceiptError, SyncError, WelcomeError};

use crate::client::ClientError;
use crate::person::Person;
use crate::service::ServiceError;
use crate::visits::VisitsError;

/// A journey's failure.
#[derive(Debug)]
#[non_exhaustive]
pub enum JourneyError {
    /// The processor could not be started or stopped.
    Service(ServiceError),
    /// The processor was not reached or refused.
    Client(ClientError),
    /// A file could not be read or written.
    Io(io::Error),
    /// The file of guests is broken.
    Visits(VisitsError),
    /// A guest's data does not fit the list.
    Guest {
        /// The guest's position, from 1.
        number: usize,
        /// The line of the file of guests.
        line: Option<u64>,
        /// What is wrong.
        source: FormError,
    },
    /// A form was refused.
    Form(FormError),
    /// A welcome bundle was refused.
    Welcome(WelcomeError),
    /// A receipt was refused.
    Receipt(ReceiptError),
    /// The owner's side refused.
    Owner(OwnerError),
    /// The owner's sync found fault with the log.
    Sync(SyncError),
    /// The owner could not fetch.
    Fetch(FetchError),
    /// The clock is before 1970 or far in the future.
    Clock,
    /// What a guest's app had saved could not be read again.
    Saved,
    /// The same envelope got two places in the log.
    LoggedTwice,
    /// A command of the demo failed; it has said why.
    Command,
    /// The search for plaintext could not be prepared.
    Search,
    /// Something is not as it must be; the report says what was found.
    Findings(&'static str),
}

impl fmt::Display for JourneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(error) => error.fmt(f),
            Self::Client(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
            Self::Visits(error) => error.fmt(f),
            Self::Guest {
                line: Some(line),
                source,
                ..
            } => write!(f, "line {line}, {source}"),
            Self::Guest { number, source, .. } => write!(f, "guest {number}: {source}"),
            Self::Form(error) => error.fmt(f),
            Self::Welcome(error) => write!(f, "the welcome bundle is refused: {error}"),
            Self::Receipt(error) => write!(f, "a receipt is refused: {error}"),
            Self::Owner(error) => error.fmt(f),
            Self::Sync(error) => error.fmt(f),
            Self::Fetch(error) => error.fmt(f),
            Self::Clock => f.write_str("this machine's clock is wrong"),
            Self::Saved => f.write_str("what was saved cannot be read again"),
            Self::LoggedTwice => f.write_str("one envelope was logged twice"),
            Self::Command => f.write_str("a command of the demo failed"),
            Self::Search => f.write_str("the search could not be prepared"),
            Self::Findings(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for JourneyError {}

impl JourneyError {
    /// Names the guest whose form was refused.
    #[must_use]
    pub fn of_guest(self, number: usize, person: &Person) -> Self {
        match self {
            Self::Form(source) => Self::Guest {
                number,
                line: person.line,
                source,
            },
            other => other,
        }
    }
}

macro_rules! from {
    ($($source:ty => $variant:ident),* $(,)?) => {$(
        impl From<$source> for JourneyError {
            fn from(error: $source) -> Self {
                Self::$variant(error)
            }
        }
    )*};
}

from! {
    ServiceError => Service,
    ClientError => Client,
    io::Error => Io,
    VisitsError => Visits,
    FormError => Form,
    WelcomeError => Welcome,
    ReceiptError => Receipt,
    OwnerError => Owner,
    SyncError => Sync,
    FetchError => Fetch,
}

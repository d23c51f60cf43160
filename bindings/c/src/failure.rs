//! What goes wrong, on its way to a status.

use core::cell::RefCell;
use core::ffi::{CStr, c_char};
use std::ffi::CString;

use sealroll::{
    AnswerError, AuditError, AuthorityError, DecodeError, DiscloseError, DrillError, FetchError,
    Field, FormError, GrantError, KeyFileError, LinkError, MailboxError, OwnerError, PublishError,
    ReceiptError, RecoveryBlobError, RecoveryCodeError, RecoverySheetError, RecoveryWordsError,
    Refused, SyncError, TranscriptError, WelcomeError,
};

use crate::form::field_number;
use crate::status::SealrollStatus;

/// A status with a sentence for a person. Neither contains anything that a guest typed.
#[derive(Debug)]
pub(crate) struct Failure {
    status: SealrollStatus,
    text: CString,
    field: Option<Field>,
}

impl Failure {
    pub(crate) fn new(status: SealrollStatus, text: &'static CStr) -> Self {
        Self {
            status,
            text: text.to_owned(),
            field: None,
        }
    }

    /// An argument that must not be NULL is.
    pub(crate) fn null() -> Self {
        Self::new(
            SealrollStatus::NullArgument,
            c"an argument must not be NULL",
        )
    }

    /// An argument is outside its range.
    pub(crate) fn argument(text: &'static CStr) -> Self {
        Self::new(SealrollStatus::BadArgument, text)
    }

    /// There is no such value.
    pub(crate) fn absent() -> Self {
        Self::new(SealrollStatus::Absent, c"there is no such value")
    }

    /// An error of the library with the code that the specification gives it.
    pub(crate) fn coded(code: &str, text: impl ToString) -> Self {
        Self {
            // A test holds the table against every code of the specification.
            status: SealrollStatus::of_code(code).unwrap_or(SealrollStatus::Panic),
            text: CString::new(text.to_string()).unwrap_or_default(),
            field: None,
        }
    }

    /// Remembers the failure for this thread and returns its status.
    pub(crate) fn record(self) -> SealrollStatus {
        let status = self.status;
        LAST.with(|last| *last.borrow_mut() = Some(self));
        status
    }
}

/// A sentence about the last failure on this thread, in English; an empty text if there was none.
///
/// It contains no personal data. The text lives until the next failing call on this thread: do
/// not free it.
#[unsafe(no_mangle)]
pub extern "C" fn sealroll_last_error() -> *const c_char {
    LAST.with(|last| {
        let last = last.borrow();
        last.as_ref().map_or(c"", |last| &last.text).as_ptr()
    })
}

/// The field that the last failure on this thread was about, one of `SealrollField`; -1 if it was
/// about none.
#[unsafe(no_mangle)]
pub extern "C" fn sealroll_last_error_field() -> i32 {
    LAST.with(|last| {
        let field = last.borrow().as_ref().and_then(|last| last.field);
        field.and_then(field_number).unwrap_or(-1)
    })
}

impl From<FormError> for Failure {
    fn from(error: FormError) -> Self {
        Self {
            field: error.field(),
            ..Self::coded(error.code(), error)
        }
    }
}

impl From<TranscriptError> for Failure {
    fn from(error: TranscriptError) -> Self {
        match error {
            TranscriptError::Audit(error) => error.into(),
            // `Incomplete`: answers are missing, or are those to other questions.
            error => Self::coded("truncated", error),
        }
    }
}

macro_rules! from_coded {
    ($($error:ty),* $(,)?) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::coded(error.code(), error)
            }
        })*
    };
}

from_coded!(
    AnswerError,
    AuditError,
    AuthorityError,
    DecodeError,
    DiscloseError,
    DrillError,
    FetchError,
    GrantError,
    KeyFileError,
    LinkError,
    MailboxError,
    OwnerError,
    PublishError,
    ReceiptError,
    RecoveryBlobError,
    RecoveryCodeError,
    RecoverySheetError,
    RecoveryWordsError,
    Refused,
    SyncError,
    WelcomeError,
);

thread_local! {
    static LAST: RefCell<Option<Failure>> = const { RefCell::new(None) };
}

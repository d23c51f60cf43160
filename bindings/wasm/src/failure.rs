//! What goes wrong, on its way to a JavaScript exception.

use sealroll::DecodeError;
#[cfg(feature = "guest")]
use sealroll::{Field, FormError, WelcomeError};
#[cfg(any(feature = "guest", feature = "owner"))]
use sealroll::{LinkError, ReceiptError};
use wasm_bindgen::prelude::*;

#[cfg(feature = "guest")]
use crate::form::field_key;

/// An error with the code that the specification gives it. It becomes a `SealrollError`.
pub struct Failure {
    code: &'static str,
    message: String,
    field: Option<&'static str>,
}

impl Failure {
    pub(crate) fn new(code: &'static str, message: impl ToString) -> Self {
        Self {
            code,
            message: sentence(|| message.to_string()),
            field: None,
        }
    }

    /// An argument of the wrong type.
    pub(crate) fn argument(name: &'static str, wanted: &str) -> Self {
        let message = sentence(|| format!("{name} must be {wanted}"));
        Self {
            code: "bad-argument",
            message,
            field: Some(name),
        }
    }

    /// An object that an earlier call has used up.
    #[cfg(feature = "guest")]
    pub(crate) fn used() -> Self {
        Self::new("used", "this object was used up by an earlier call")
    }

    /// An object that an asynchronous call still works on.
    #[cfg(any(feature = "owner", feature = "auditor"))]
    pub(crate) fn busy() -> Self {
        Self::new("busy", "wait for the call that works on this object")
    }

    #[cfg(feature = "guest")]
    fn of_field(self, field: Option<Field>) -> Self {
        Self {
            field: field.map(field_key),
            ..self
        }
    }
}

/// What developers read. The guest's page has sentences of its own, in two languages, and goes by
/// the code: without these it is some kilobytes shorter.
fn sentence(words: impl FnOnce() -> String) -> String {
    if cfg!(feature = "whole") {
        words()
    } else {
        String::new()
    }
}

#[wasm_bindgen(raw_module = "./error.mjs")]
extern "C" {
    #[wasm_bindgen(js_name = SealrollError)]
    type SealrollError;

    #[wasm_bindgen(constructor, js_class = "SealrollError")]
    fn new(code: &str, message: &str, field: Option<String>) -> SealrollError;
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let field = failure.field.map(str::to_owned);
        SealrollError::new(failure.code, &failure.message, field).into()
    }
}

#[cfg(feature = "guest")]
impl From<FormError> for Failure {
    fn from(error: FormError) -> Self {
        Self::new(error.code(), error).of_field(error.field())
    }
}

macro_rules! from_coded {
    ($($error:ty),* $(,)?) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::new(error.code(), error)
            }
        })*
    };
}

from_coded!(DecodeError);
#[cfg(any(feature = "guest", feature = "owner"))]
from_coded!(LinkError, ReceiptError);
#[cfg(feature = "guest")]
from_coded!(WelcomeError);
#[cfg(feature = "mail")]
from_coded!(sealroll::MailboxError);
#[cfg(feature = "owner")]
from_coded!(
    sealroll::AnswerError,
    sealroll::DrillError,
    sealroll::RecoveryBlobError,
    sealroll::RecoverySheetError,
    sealroll::DiscloseError,
    sealroll::FetchError,
    sealroll::GrantError,
    sealroll::OwnerError,
    sealroll::PublishError,
    sealroll::Refused,
    sealroll::SyncError,
);
#[cfg(any(feature = "owner", feature = "authority"))]
from_coded!(
    sealroll::KeyFileError,
    sealroll::RecoveryCodeError,
    sealroll::RecoveryWordsError,
);
#[cfg(feature = "authority")]
from_coded!(sealroll::AuthorityError);
#[cfg(feature = "auditor")]
from_coded!(sealroll::AuditError);

#[cfg(feature = "auditor")]
impl From<sealroll::TranscriptError> for Failure {
    fn from(error: sealroll::TranscriptError) -> Self {
        match error {
            sealroll::TranscriptError::Audit(error) => error.into(),
            // Answers are missing, or are those to other questions.
            error => Self::new("truncated", error),
        }
    }
}

//! What an implementation makes of a case.

use serde_json::{Value, json};

/// The values computed, or the class of the refusal.
pub type Outcome = Result<Value, Refusal>;

/// Why an implementation refused an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The error class (`spec/protocol.md#errors`).
    pub class: String,
    /// The field that the class is about, where the implementation names one.
    pub field: Option<String>,
}

impl Refusal {
    /// A refusal that is about one field of a record.
    #[must_use]
    pub fn of_field(class: &str, field: &str) -> Self {
        Self {
            class: class.to_owned(),
            field: Some(field.to_owned()),
        }
    }

    /// What the output of a negative case holds.
    #[must_use]
    pub fn output(&self) -> Value {
        match &self.field {
            Some(field) => json!({ "field": field }),
            None => json!({}),
        }
    }
}

impl From<&str> for Refusal {
    fn from(class: &str) -> Self {
        Self {
            class: class.to_owned(),
            field: None,
        }
    }
}

/// The error types of the libraries, each with its class.
macro_rules! refusals {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                error.code().into()
            }
        }
    )+};
}

refusals! {
    sealroll::AuthorityError,
    sealroll::GrantError,
    sealroll::ReceiptError,
    sealroll_core::DisclosureError,
    sealroll_core::GrantOpenError,
    sealroll_core::FrontierError,
    sealroll_core::HpkeError,
    sealroll_core::KeyFileError,
    sealroll_core::NoticeError,
    sealroll_core::RecoveryBlobError,
    sealroll_core::RecoveryCodeError,
    sealroll_log::CheckpointError,
    sealroll_log::ConsistencyError,
    sealroll_log::CosignatureError,
    sealroll_log::EntryError,
    sealroll_log::InclusionError,
    sealroll_log::NoteError,
    sealroll_log::ProofLengthError,
    sealroll_log::ReceiptError,
    sealroll_log::SignedInstructionError,
    sealroll_log::SignedDocumentError,
    sealroll_wire::DecodeError,
    sealroll_wire::InstructionError,
    sealroll_wire::KeyError,
    sealroll_wire::LinkError,
    sealroll_wire::RequestSignatureError,
    sealroll_wire::SignatureError,
    sealroll_wire::VerifyError,
}

impl From<sealroll::RecoveryWordsError> for Refusal {
    fn from(error: sealroll::RecoveryWordsError) -> Self {
        match error.position() {
            Some(position) => Self::of_field(error.code(), &position.to_string()),
            None => error.code().into(),
        }
    }
}

impl From<sealroll::RecoverySheetError> for Refusal {
    fn from(error: sealroll::RecoverySheetError) -> Self {
        match error {
            sealroll::RecoverySheetError::TooFew { missing } => {
                Self::of_field(error.code(), &missing.to_string())
            }
            _ => error.code().into(),
        }
    }
}

impl From<sealroll_core::RecordError> for Refusal {
    fn from(error: sealroll_core::RecordError) -> Self {
        match error {
            sealroll_core::RecordError::BadField(field) => {
                Self::of_field(error.code(), field.name())
            }
            _ => error.code().into(),
        }
    }
}

impl From<sealroll_core::SchemaError> for Refusal {
    fn from(error: sealroll_core::SchemaError) -> Self {
        Self::of_field(error.code(), error.field().name())
    }
}

impl From<sealroll_core::OpenError> for Refusal {
    fn from(error: sealroll_core::OpenError) -> Self {
        match error {
            sealroll_core::OpenError::Record(error) => error.into(),
            _ => error.code().into(),
        }
    }
}

impl From<sealroll_core::SealError> for Refusal {
    fn from(error: sealroll_core::SealError) -> Self {
        match error {
            sealroll_core::SealError::Record(error) => error.into(),
            _ => error.code().into(),
        }
    }
}

//! What goes wrong.

use sealroll::{
    AnswerError, AuditError, AuthorityError, DecodeError, DiscloseError, DrillError, FetchError,
    FormError, GrantError, KeyFileError, LinkError, MailboxError, OwnerError, PublishError,
    ReceiptError, RecoveryBlobError, RecoveryCodeError, RecoverySheetError, RecoveryWordsError,
    Refused, SyncError, TranscriptError, WelcomeError,
};

use crate::field::Field;

/// The one error of this library. Nothing has changed when it is thrown, unless the call says
/// otherwise.
#[derive(Debug, uniffi::Error)]
pub enum SealrollError {
    /// What went wrong: a code for programs, a reason for developers.
    Failed {
        /// Stable: a class of the protocol's specification such as `wrong-list`, a problem that
        /// the processor named such as `epoch-full`, or `bad-argument`, `used`, `busy`,
        /// `cancelled`, `refused`, `unreachable`, `random-failed` or `panic`.
        code: String,
        /// A plain English sentence without personal data.
        reason: String,
        /// The field of a form to which the guest's attention should be drawn.
        field: Option<Field>,
    },
}

impl SealrollError {
    pub(crate) fn new(code: &'static str, reason: impl ToString) -> Self {
        Self::Failed {
            code: code.to_owned(),
            reason: reason.to_string(),
            field: None,
        }
    }

    /// An argument outside its range.
    pub(crate) fn argument(name: &str, wanted: &str) -> Self {
        Self::new("bad-argument", format!("{name} must be {wanted}"))
    }

    /// An object that an earlier call has used up.
    pub(crate) fn used() -> Self {
        Self::new("used", "this object was used up by an earlier call")
    }

    /// An object that another call works on.
    pub(crate) fn busy() -> Self {
        Self::new("busy", "wait for the call that works on this object")
    }

    /// An object that a defect of the library left in an unknown state.
    pub(crate) fn panicked() -> Self {
        Self::new("panic", "a defect of the library stopped an earlier call")
    }

    #[cfg(test)]
    pub(crate) fn code(&self) -> &str {
        let Self::Failed { code, .. } = self;
        code
    }
}

impl core::fmt::Display for SealrollError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self::Failed { code, reason, .. } = self;
        write!(f, "{code}: {reason}")
    }
}

impl core::error::Error for SealrollError {}

/// Foreign code that implements one of our interfaces threw something else.
impl From<uniffi::UnexpectedUniFFICallbackError> for SealrollError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::new(
            "unreachable",
            "the caller's own code failed, for instance while it sent a request",
        )
    }
}

impl From<FormError> for SealrollError {
    fn from(error: FormError) -> Self {
        Self::Failed {
            code: error.code().to_owned(),
            reason: error.to_string(),
            field: error.field().and_then(Field::of),
        }
    }
}

impl From<TranscriptError> for SealrollError {
    fn from(error: TranscriptError) -> Self {
        match error {
            TranscriptError::Audit(error) => error.into(),
            // `Incomplete`: answers are missing, or are those to other questions.
            error => Self::new("truncated", error),
        }
    }
}

macro_rules! from_coded {
    ($($error:ty),* $(,)?) => {
        $(impl From<$error> for SealrollError {
            fn from(error: $error) -> Self {
                Self::new(error.code(), error)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::SealrollError;

    /// The one table of all bindings.
    const TABLE: &str = include_str!("../../error-codes.tsv");
    const SOURCES: [&str; 8] = [
        include_str!("failure.rs"),
        include_str!("http.rs"),
        include_str!("owner.rs"),
        include_str!("owner_disclose.rs"),
        include_str!("owner_sync.rs"),
        include_str!("processor.rs"),
        include_str!("random.rs"),
        include_str!("time.rs"),
    ];

    fn table() -> BTreeSet<&'static str> {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
        rows.filter_map(|row| {
            let mut columns = row.split('\t').skip(1);
            let (code, place) = (columns.next()?, columns.next()?);
            ["all", "c"].contains(&place).then_some(code)
        })
        .collect()
    }

    /// Every code that this crate writes itself stands in the table of all bindings; the others
    /// come from the library, whose codes the C binding holds against the same table.
    #[test]
    fn own_codes_are_in_the_table() {
        let table = table();
        let written = SOURCES.iter().flat_map(|source| {
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            let calls = code.split("::new(").skip(1);
            calls.filter_map(|call| call.trim_start().strip_prefix('"')?.split('"').next())
        });
        let codes: BTreeSet<&str> = written.collect();
        assert!(codes.len() >= 6, "{codes:?}");
        for code in codes {
            assert!(table.contains(code), "no number for {code}");
        }
    }

    #[test]
    fn problems_of_a_processor_are_in_the_table() {
        let table = table();
        for problem in sealroll::ProblemCode::ALL {
            assert!(table.contains(problem.code()), "{}", problem.code());
        }
    }

    #[test]
    fn the_field_of_a_form_is_named() {
        let error = sealroll::FormError::Time(sealroll::Field::Departure);
        let error = SealrollError::from(error);
        assert_eq!(error.code(), "bad-field");
        let SealrollError::Failed { field, .. } = error;
        assert_eq!(field, Some(crate::Field::Departure));
    }
}

//! The numbers of what can go wrong.

use core::ffi::{CStr, c_char};

/// What a function answers. 0 is success; everything else says why nothing was done.
///
/// The numbers are part of the binary interface: they are never used again for something else.
/// The names, from `sealroll_status_name`, are those of the specification and of the other
/// bindings.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealrollStatus {
    /// Done.
    Ok = 0,

    /// A pointer that must not be NULL is.
    NullArgument = 1,
    /// An argument is outside its range, or a text is not UTF-8.
    BadArgument = 2,
    /// The pointer is not to an object of this type.
    WrongHandle = 3,
    /// An earlier call has used the object up. It can only be freed.
    Used = 4,
    /// Another call works on the object at this moment.
    Busy = 5,
    /// A callback stopped the work.
    Cancelled = 6,
    /// The processor refused without naming a known problem.
    Refused = 7,
    /// The generator gave no random bytes.
    RandomFailed = 8,
    /// A defect of the library. The objects of the call can only be freed.
    Panic = 9,
    /// A callback brought no answer of the processor.
    Unreachable = 10,
    /// There is no such value.
    Absent = 11,
    /// The array has no room for the result.
    ShortBuffer = 12,

    /// A structure is cut off.
    Truncated = 100,
    /// Bytes are left over after a structure.
    TrailingBytes = 101,
    /// A length or count is outside its bounds.
    Limit = 102,
    /// The version is not supported.
    UnsupportedVersion = 103,
    /// The suite is not supported.
    UnsupportedSuite = 104,
    /// A value is undefined or out of range.
    BadValue = 105,
    /// A text is not plain text.
    BadText = 106,
    /// A public key is not valid.
    BadKey = 107,
    /// A signature does not verify.
    BadSignature = 108,
    /// The length is not that of the structure.
    BadLength = 109,
    /// The link is not an invitation.
    BadLink = 110,
    /// A field breaks its rule; `sealroll_last_error_field` names it.
    BadField = 111,
    /// An entry of the log is malformed.
    BadEntry = 112,
    /// A proof does not hold.
    BadProof = 113,
    /// That is not a recovery code.
    BadCode = 114,
    /// The recovery code has a mistyped character.
    BadChecksum = 115,
    /// The encoding is not the only one allowed.
    NonCanonical = 116,
    /// A document of the authorities' log is malformed.
    BadDocument = 117,

    /// It belongs to another list.
    WrongList = 200,
    /// It is of another environment (production, test).
    WrongEnvironment = 201,
    /// The key is certified for another use.
    WrongUse = 202,
    /// The statement names other terms.
    WrongDescriptor = 203,
    /// Header, statement and entry do not name one epoch.
    WrongEpoch = 204,
    /// The proof is of another log.
    WrongLog = 205,
    /// The range of validity is over or too short.
    Expired = 206,
    /// The range of validity has not begun.
    NotYetValid = 207,
    /// A newer one has been seen.
    RolledBack = 208,
    /// The poster has been replaced.
    ReplacedPoster = 209,
    /// The owner's witness has not cosigned it.
    NotCosigned = 210,
    /// It does not open, whatever the cause.
    OpenFailed = 211,
    /// A required field is missing; `sealroll_last_error_field` names it.
    FieldRequired = 212,
    /// The list does not ask for a field; `sealroll_last_error_field` names it.
    FieldNotAllowed = 213,
    /// It repeats an earlier record or key.
    Duplicate = 214,
    /// The log does not hold it.
    NotLogged = 215,
    /// There is no such statement.
    UnknownStatement = 216,
    /// The statement had been superseded for too long.
    StaleStatement = 217,
    /// The check-in that it follows up is not known.
    UnknownCheckIn = 218,
    /// The log contradicts what it said before.
    Inconsistent = 219,
    /// The log holds a statement that this owner did not issue.
    ForeignStatement = 220,
    /// A document that the instruction log names was not handed out.
    MissingDocument = 221,
    /// The device lacks the right that this takes.
    NotGranted = 222,
    /// The certificate was revoked.
    Revoked = 223,
    /// Sheets of a recovery code do not belong together.
    MixedSheets = 224,
    /// Sheets of a recovery code are missing.
    TooFewSheets = 225,
    /// A drill found a record that it did not make.
    UnknownCanary = 226,
    /// The log is gone before the time for its audits is over.
    MissingLog = 227,

    /// The request is not signed.
    SignatureRequired = 300,
    /// The request's signature is not valid now.
    SignatureExpired = 301,
    /// The request was sent before.
    NonceReused = 302,
    /// The instruction is not understood.
    BadInstruction = 303,
    /// A later instruction was given before.
    StaleInstruction = 304,
    /// There is no such list.
    UnknownList = 305,
    /// The body is longer than any envelope.
    BodyTooLarge = 306,
    /// The path does not name the record in the body.
    RecordIdMismatch = 307,
    /// The epoch has not begun.
    EpochNotOpen = 308,
    /// The epoch is over.
    EpochExpired = 309,
    /// The epoch was erased, or its key given up.
    EpochPurged = 310,
    /// The epoch has as many records as its terms allow.
    EpochFull = 311,
    /// The processor has too much to do. Try again later.
    Overloaded = 312,
    /// The processor has no room left. Try again later.
    StorageFull = 313,
    /// There is no such path.
    NotFound = 314,
    /// Not with this method.
    MethodNotAllowed = 315,
    /// The body did not arrive in time.
    BodyIncomplete = 316,
    /// The processor failed. Try again later.
    Internal = 317,
    /// The list was terminated.
    ListTerminated = 318,
    /// The processor was restored and is not ready yet. Try again later.
    Recovering = 319,
    /// The processor keeps no recovery file of the list.
    NoBlob = 320,
    /// The upload does not bring the token of the code under which it was sealed.
    BadUploadToken = 321,
    /// The log was deleted: the time for audits is over.
    LogDeleted = 322,
    /// A new list needs a token of the operator.
    TokenRequired = 340,
    /// The token is unknown, expired or used.
    BadToken = 341,
    /// A new list needs a PIN by phone.
    PinRequired = 342,
    /// This is not the PIN.
    WrongPin = 343,
    /// No PIN is valid for this registration. Ask for a new one.
    NoPin = 344,
    /// This is no phone number.
    BadPhoneNumber = 345,
    /// Numbers of this country are not taken.
    CountryNotAllowed = 346,
    /// The list is registered and needs no PIN.
    AlreadyRegistered = 347,
    /// The message could not be sent. Try again later.
    SmsFailed = 348,
    /// Too many requests. Try again later.
    TooManyRequests = 349,
}

/// The name of a status, such as `wrong-list`; of a number that is none, `unknown`. The text lives
/// as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn sealroll_status_name(status: i32) -> *const c_char {
    let known = SealrollStatus::ALL
        .iter()
        .find(|known| **known as i32 == status);
    known.map_or(c"unknown", |known| known.name()).as_ptr()
}

impl SealrollStatus {
    /// The status of an error class or problem code.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|status| status.name().to_bytes() == code.as_bytes())
    }

    /// Every status.
    pub(crate) const ALL: &[Self] = &[
        Self::Ok,
        Self::NullArgument,
        Self::BadArgument,
        Self::WrongHandle,
        Self::Used,
        Self::Busy,
        Self::Cancelled,
        Self::Refused,
        Self::RandomFailed,
        Self::Panic,
        Self::Unreachable,
        Self::Absent,
        Self::ShortBuffer,
        Self::Truncated,
        Self::TrailingBytes,
        Self::Limit,
        Self::UnsupportedVersion,
        Self::UnsupportedSuite,
        Self::BadValue,
        Self::BadText,
        Self::BadKey,
        Self::BadSignature,
        Self::BadLength,
        Self::BadLink,
        Self::BadField,
        Self::BadEntry,
        Self::BadProof,
        Self::BadCode,
        Self::BadChecksum,
        Self::NonCanonical,
        Self::BadDocument,
        Self::WrongList,
        Self::WrongEnvironment,
        Self::WrongUse,
        Self::WrongDescriptor,
        Self::WrongEpoch,
        Self::WrongLog,
        Self::Expired,
        Self::NotYetValid,
        Self::RolledBack,
        Self::ReplacedPoster,
        Self::NotCosigned,
        Self::OpenFailed,
        Self::FieldRequired,
        Self::FieldNotAllowed,
        Self::Duplicate,
        Self::NotLogged,
        Self::UnknownStatement,
        Self::StaleStatement,
        Self::UnknownCheckIn,
        Self::Inconsistent,
        Self::ForeignStatement,
        Self::MissingDocument,
        Self::NotGranted,
        Self::Revoked,
        Self::MixedSheets,
        Self::TooFewSheets,
        Self::UnknownCanary,
        Self::MissingLog,
        Self::SignatureRequired,
        Self::SignatureExpired,
        Self::NonceReused,
        Self::BadInstruction,
        Self::StaleInstruction,
        Self::UnknownList,
        Self::BodyTooLarge,
        Self::RecordIdMismatch,
        Self::EpochNotOpen,
        Self::EpochExpired,
        Self::EpochPurged,
        Self::EpochFull,
        Self::Overloaded,
        Self::StorageFull,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::BodyIncomplete,
        Self::Internal,
        Self::ListTerminated,
        Self::Recovering,
        Self::NoBlob,
        Self::BadUploadToken,
        Self::LogDeleted,
        Self::TokenRequired,
        Self::BadToken,
        Self::PinRequired,
        Self::WrongPin,
        Self::NoPin,
        Self::BadPhoneNumber,
        Self::CountryNotAllowed,
        Self::AlreadyRegistered,
        Self::SmsFailed,
        Self::TooManyRequests,
    ];

    /// The name of the specification. Without a default arm: a new status needs a name.
    pub(crate) const fn name(self) -> &'static CStr {
        match self {
            Self::Ok => c"ok",
            Self::NullArgument => c"null-argument",
            Self::BadArgument => c"bad-argument",
            Self::WrongHandle => c"wrong-handle",
            Self::Used => c"used",
            Self::Busy => c"busy",
            Self::Cancelled => c"cancelled",
            Self::Refused => c"refused",
            Self::RandomFailed => c"random-failed",
            Self::Panic => c"panic",
            Self::Unreachable => c"unreachable",
            Self::Absent => c"absent",
            Self::ShortBuffer => c"short-buffer",
            Self::Truncated => c"truncated",
            Self::TrailingBytes => c"trailing-bytes",
            Self::Limit => c"limit",
            Self::UnsupportedVersion => c"unsupported-version",
            Self::UnsupportedSuite => c"unsupported-suite",
            Self::BadValue => c"bad-value",
            Self::BadText => c"bad-text",
            Self::BadKey => c"bad-key",
            Self::BadSignature => c"bad-signature",
            Self::BadLength => c"bad-length",
            Self::BadLink => c"bad-link",
            Self::BadField => c"bad-field",
            Self::BadEntry => c"bad-entry",
            Self::BadProof => c"bad-proof",
            Self::BadCode => c"bad-code",
            Self::BadChecksum => c"bad-checksum",
            Self::NonCanonical => c"non-canonical",
            Self::BadDocument => c"bad-document",
            Self::WrongList => c"wrong-list",
            Self::WrongEnvironment => c"wrong-environment",
            Self::WrongUse => c"wrong-use",
            Self::WrongDescriptor => c"wrong-descriptor",
            Self::WrongEpoch => c"wrong-epoch",
            Self::WrongLog => c"wrong-log",
            Self::Expired => c"expired",
            Self::NotYetValid => c"not-yet-valid",
            Self::RolledBack => c"rolled-back",
            Self::ReplacedPoster => c"replaced-poster",
            Self::NotCosigned => c"not-cosigned",
            Self::OpenFailed => c"open-failed",
            Self::FieldRequired => c"field-required",
            Self::FieldNotAllowed => c"field-not-allowed",
            Self::Duplicate => c"duplicate",
            Self::NotLogged => c"not-logged",
            Self::UnknownStatement => c"unknown-statement",
            Self::StaleStatement => c"stale-statement",
            Self::UnknownCheckIn => c"unknown-check-in",
            Self::Inconsistent => c"inconsistent",
            Self::ForeignStatement => c"foreign-statement",
            Self::MissingDocument => c"missing-document",
            Self::NotGranted => c"not-granted",
            Self::Revoked => c"revoked",
            Self::MixedSheets => c"mixed-sheets",
            Self::TooFewSheets => c"too-few-sheets",
            Self::UnknownCanary => c"unknown-canary",
            Self::MissingLog => c"missing-log",
            Self::SignatureRequired => c"signature-required",
            Self::SignatureExpired => c"signature-expired",
            Self::NonceReused => c"nonce-reused",
            Self::BadInstruction => c"bad-instruction",
            Self::StaleInstruction => c"stale-instruction",
            Self::UnknownList => c"unknown-list",
            Self::BodyTooLarge => c"body-too-large",
            Self::RecordIdMismatch => c"record-id-mismatch",
            Self::EpochNotOpen => c"epoch-not-open",
            Self::EpochExpired => c"epoch-expired",
            Self::EpochPurged => c"epoch-purged",
            Self::EpochFull => c"epoch-full",
            Self::Overloaded => c"overloaded",
            Self::StorageFull => c"storage-full",
            Self::NotFound => c"not-found",
            Self::MethodNotAllowed => c"method-not-allowed",
            Self::BodyIncomplete => c"body-incomplete",
            Self::Internal => c"internal",
            Self::ListTerminated => c"list-terminated",
            Self::Recovering => c"recovering",
            Self::NoBlob => c"no-blob",
            Self::BadUploadToken => c"bad-upload-token",
            Self::LogDeleted => c"log-deleted",
            Self::TokenRequired => c"token-required",
            Self::BadToken => c"bad-token",
            Self::PinRequired => c"pin-required",
            Self::WrongPin => c"wrong-pin",
            Self::NoPin => c"no-pin",
            Self::BadPhoneNumber => c"bad-phone-number",
            Self::CountryNotAllowed => c"country-not-allowed",
            Self::AlreadyRegistered => c"already-registered",
            Self::SmsFailed => c"sms-failed",
            Self::TooManyRequests => c"too-many-requests",
        }
    }
}

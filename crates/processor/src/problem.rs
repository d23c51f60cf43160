//! Refusals as RFC 9457 problems (`spec/protocol.md#HTTP-4`).

use sealroll_log::SignedInstructionError;
use sealroll_store::StoreError;
use sealroll_wire::{DecodeError, RequestSignatureError, VerifyError};

/// A refusal. It never contains anything of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Stable code, the last part of the problem's type.
    pub(crate) code: &'static str,
    /// HTTP status.
    pub(crate) status: u16,
    /// For people.
    pub(crate) title: &'static str,
    /// Seconds after which trying again makes sense, where the status does not say it.
    pub(crate) wait: Option<u32>,
}

macro_rules! problems {
    ($($name:ident = $status:literal $code:literal $title:literal;)*) => {
        impl Problem {
            $(
                pub(crate) const $name: Self =
                    Self { code: $code, status: $status, title: $title, wait: None };
            )*

            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

problems! {
    NOT_FOUND = 404 "not-found" "nothing is here";
    METHOD_NOT_ALLOWED = 405 "method-not-allowed" "this cannot be done here";
    UNKNOWN_LIST = 404 "unknown-list" "the list is not known here";
    BAD_LENGTH = 400 "bad-length" "the length is not that of the list's envelopes";
    BODY_TOO_LARGE = 413 "body-too-large" "the body is too large";
    BODY_INCOMPLETE = 408 "body-incomplete" "the body did not arrive in time";
    RECORD_ID_MISMATCH = 400 "record-id-mismatch" "the path does not name this envelope";
    WRONG_LIST = 400 "wrong-list" "this belongs to another list";
    WRONG_LOG = 400 "wrong-log" "origin or log key are not this processor's";
    WRONG_ENVIRONMENT = 400 "wrong-environment" "the list is of another environment";
    WRONG_DESCRIPTOR = 400 "wrong-descriptor" "the terms that are named are not registered";
    UNKNOWN_STATEMENT = 409 "unknown-statement" "no such statement of this list and epoch";
    NO_STATEMENT = 404 "unknown-statement" "there is no statement for this epoch";
    BAD_UPLOAD_TOKEN = 403 "bad-upload-token" "the token of the list's code is missing or another's";
    STALE_STATEMENT = 409 "stale-statement" "the statement has been superseded";
    EPOCH_NOT_OPEN = 409 "epoch-not-open" "the epoch has not begun";
    EPOCH_EXPIRED = 410 "epoch-expired" "the epoch is over";
    EPOCH_PURGED = 410 "epoch-purged" "the epoch has been erased";
    LIST_TERMINATED = 410 "list-terminated" "the owner has ended the list";
    DUPLICATE = 409 "duplicate" "another record has this encapsulated key";
    EPOCH_FULL = 429 "epoch-full" "the epoch has as many records as its terms allow";
    OVERLOADED = 503 "overloaded" "too much to do; try again";
    RECOVERING = 503 "recovering" "the processor was restored and is not recovered yet; try again later";
    STORAGE_FULL = 507 "storage-full" "nothing was stored; try again later";
    INTERNAL = 500 "internal" "the processor failed; what was sent may or may not be stored";
    ROLLED_BACK = 409 "rolled-back" "something newer is registered";
    LIMIT = 400 "limit" "a length or count is above its limit";
    BAD_VALUE = 400 "bad-value" "a value is undefined or out of range";
    BAD_SIGNATURE = 401 "bad-signature" "the request's signature does not verify";
    NONCE_REUSED = 409 "nonce-reused" "the request's nonce has been used";
    BAD_INSTRUCTION = 400 "bad-instruction" "the instruction is not understood";
    STALE_INSTRUCTION = 409 "stale-instruction" "the instruction does not follow the last one";
    UNSIGNED_INSTRUCTION = 403 "bad-signature" "no certified key of the list has signed";
    UNFIT_KEY = 403 "expired" "the key's certificate is not for this, or not valid now";
    REVOKED = 403 "revoked" "the key's certificate was revoked";
    NOT_GRANTED = 403 "not-granted" "the delegate has no right to this";
    NOT_LOGGED = 404 "not-logged" "the log is not as large";
    LOG_DELETED = 410 "log-deleted" "the log was deleted, as its terms say";
    NO_BLOB = 404 "no-blob" "no recovery blob is stored";
    NOT_COSIGNED = 409 "not-cosigned" "no cosigned checkpoint contains this yet";
    SIGNATURE_REQUIRED = 401 "signature-required" "a signature or an admitted reader's token is needed";
    TOKEN_REQUIRED = 401 "token-required" "a new list needs a token of the operator";
    BAD_TOKEN = 403 "bad-token" "the token is unknown, expired or used";
    PIN_REQUIRED = 401 "pin-required" "a new list needs a PIN by phone";
    WRONG_PIN = 403 "wrong-pin" "this is not the PIN";
    NO_PIN = 403 "no-pin" "no PIN is valid for this registration; ask for a new one";
    BAD_PHONE_NUMBER = 400 "bad-phone-number" "this is no phone number";
    COUNTRY_NOT_ALLOWED = 403 "country-not-allowed" "numbers of this country are not taken";
    ALREADY_REGISTERED = 409 "already-registered" "the list is registered and needs no PIN";
    SMS_FAILED = 502 "sms-failed" "the message could not be sent; try again later";
    TOO_MANY_REQUESTS = 429 "too-many-requests" "too many of these; try again later";
    BAD_COSIGNATURE = 409 "bad-signature" "this cosigns no checkpoint that was served lately";
}

impl Problem {
    /// Too many requests; there is room again after so many seconds.
    pub(crate) const fn too_many(seconds: u32) -> Self {
        Self {
            wait: Some(seconds),
            ..Self::TOO_MANY_REQUESTS
        }
    }

    /// Seconds after which trying again makes sense.
    pub(crate) const fn retry_after(&self) -> Option<u32> {
        match self.status {
            503 => Some(1),
            502 | 507 => Some(60),
            _ => self.wait,
        }
    }

    /// The problem as JSON. Codes and titles need no escaping.
    pub(crate) fn to_json(self) -> String {
        let Self {
            code,
            status,
            title,
            ..
        } = self;
        format!(r#"{{"type":"urn:sealroll:problem:{code}","title":"{title}","status":{status}}}"#)
    }
}

impl From<DecodeError> for Problem {
    fn from(error: DecodeError) -> Self {
        Self {
            code: error.code(),
            status: 400,
            title: "the body is malformed",
            wait: None,
        }
    }
}

impl From<VerifyError> for Problem {
    fn from(error: VerifyError) -> Self {
        let (status, title) = match error {
            VerifyError::RolledBack => (409, "something newer is registered"),
            _ => (400, "the body does not pass its checks"),
        };
        Self {
            code: error.code(),
            status,
            title,
            wait: None,
        }
    }
}

impl From<RequestSignatureError> for Problem {
    fn from(error: RequestSignatureError) -> Self {
        let refusal = match error {
            RequestSignatureError::WrongList
            | RequestSignatureError::WrongUse
            | RequestSignatureError::Expired => Self::UNFIT_KEY,
            _ => Self::BAD_SIGNATURE,
        };
        Self {
            code: error.code(),
            ..refusal
        }
    }
}

impl From<SignedInstructionError> for Problem {
    fn from(error: SignedInstructionError) -> Self {
        let refusal = match error {
            SignedInstructionError::WrongList => Self::WRONG_LIST,
            SignedInstructionError::Stale => Self::STALE_INSTRUCTION,
            SignedInstructionError::BadSignature => Self::UNSIGNED_INSTRUCTION,
            SignedInstructionError::NotGranted => Self::NOT_GRANTED,
            SignedInstructionError::Revoked => Self::REVOKED,
            SignedInstructionError::WrongUse | SignedInstructionError::Expired => Self::UNFIT_KEY,
            _ => Self::BAD_INSTRUCTION,
        };
        Self {
            code: error.code(),
            ..refusal
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full | StoreError::ReadOnly => Self::STORAGE_FULL,
            StoreError::Busy => Self::OVERLOADED,
            _ => Self::INTERNAL,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Problem;

    #[test]
    fn every_problem_is_plain_json() {
        for problem in Problem::ALL {
            let json: serde_json::Value = serde_json::from_str(&problem.to_json()).unwrap();
            assert_eq!(
                json["type"],
                format!("urn:sealroll:problem:{}", problem.code)
            );
            assert_eq!(json["status"], problem.status);
            assert_eq!(json["title"], problem.title);
            assert!(
                problem
                    .code
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            );
        }
    }

    #[test]
    fn only_overload_and_full_disks_ask_to_try_again() {
        for problem in Problem::ALL {
            let again = [
                Problem::OVERLOADED,
                Problem::STORAGE_FULL,
                Problem::SMS_FAILED,
                Problem::RECOVERING,
            ];
            let again = again.contains(problem);
            assert_eq!(problem.retry_after().is_some(), again, "{}", problem.code);
        }
        assert_eq!(Problem::too_many(7).retry_after(), Some(7));
    }
}

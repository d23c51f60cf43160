//! Codes of the problems that a processor reports (`spec/protocol.md#http`).

macro_rules! problems {
    ($($(#[$doc:meta])* $variant:ident => $code:literal;)*) => {
        /// What a processor says is wrong with a request (RFC 9457).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ProblemCode {
            $($(#[$doc])* $variant,)*
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The code as the specification writes it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }
    };
}

problems! {
    /// There is no such list.
    UnknownList => "unknown-list";
    /// The envelope does not have the list's length.
    BadLength => "bad-length";
    /// The body is longer than any envelope.
    BodyTooLarge => "body-too-large";
    /// The version is not supported.
    UnsupportedVersion => "unsupported-version";
    /// The suite is not supported.
    UnsupportedSuite => "unsupported-suite";
    /// The path does not name the record in the body.
    RecordIdMismatch => "record-id-mismatch";
    /// The envelope belongs to another list.
    WrongList => "wrong-list";
    /// The envelope names no statement of the list.
    UnknownStatement => "unknown-statement";
    /// The upload does not bring the token of the code under which it was sealed.
    BadUploadToken => "bad-upload-token";
    /// The statement was superseded too long ago.
    StaleStatement => "stale-statement";
    /// The epoch has not begun.
    EpochNotOpen => "epoch-not-open";
    /// The epoch is over.
    EpochExpired => "epoch-expired";
    /// The epoch or record was erased.
    EpochPurged => "epoch-purged";
    /// The log was deleted: the time for audits is over.
    LogDeleted => "log-deleted";
    /// Another record has the same ephemeral key.
    Duplicate => "duplicate";
    /// The epoch has as many records as its terms allow.
    EpochFull => "epoch-full";
    /// The processor has too much to do.
    Overloaded => "overloaded";
    /// The processor has no room left.
    StorageFull => "storage-full";
    /// Log key or origin is not the processor's.
    WrongLog => "wrong-log";
    /// The request is not signed.
    SignatureRequired => "signature-required";
    /// A signature does not verify.
    BadSignature => "bad-signature";
    /// The request's signature is not valid now.
    SignatureExpired => "signature-expired";
    /// The request was sent before.
    NonceReused => "nonce-reused";
    /// The key is certified for another use.
    WrongUse => "wrong-use";
    /// The certificate is not valid now.
    Expired => "expired";
    /// The key's certificate was revoked.
    Revoked => "revoked";
    /// The device is a delegate's without the right to this.
    NotGranted => "not-granted";
    /// The instruction is not understood.
    BadInstruction => "bad-instruction";
    /// A later instruction was given before.
    StaleInstruction => "stale-instruction";
    /// A public key is not valid.
    BadKey => "bad-key";
    /// A newer one is known already.
    RolledBack => "rolled-back";
    /// The list is of the other environment.
    WrongEnvironment => "wrong-environment";
    /// The statement names other terms.
    WrongDescriptor => "wrong-descriptor";
    /// The log has no such entry.
    NotLogged => "not-logged";
    /// What was sent ends too early.
    Truncated => "truncated";
    /// What was sent has bytes left over.
    TrailingBytes => "trailing-bytes";
    /// A length or count is outside its bounds.
    Limit => "limit";
    /// A value is out of range.
    BadValue => "bad-value";
    /// A text is not plain text.
    BadText => "bad-text";
    /// The encoding is not canonical.
    NonCanonical => "non-canonical";
    /// A note or proof is malformed.
    BadProof => "bad-proof";
    /// There is no such path.
    NotFound => "not-found";
    /// The path does not take this method.
    MethodNotAllowed => "method-not-allowed";
    /// The body did not arrive in time.
    BodyIncomplete => "body-incomplete";
    /// The processor failed; the request may be sent again.
    Internal => "internal";
    /// No checkpoint with this entry has been cosigned yet.
    NotCosigned => "not-cosigned";
    /// A new list needs a token of the operator.
    TokenRequired => "token-required";
    /// The token is unknown, expired or used.
    BadToken => "bad-token";
    /// A new list needs a PIN by phone.
    PinRequired => "pin-required";
    /// This is not the PIN.
    WrongPin => "wrong-pin";
    /// No PIN is valid for this registration. Ask for a new one.
    NoPin => "no-pin";
    /// This is no phone number.
    BadPhoneNumber => "bad-phone-number";
    /// Numbers of this country are not taken.
    CountryNotAllowed => "country-not-allowed";
    /// The list is registered and needs no PIN.
    AlreadyRegistered => "already-registered";
    /// The message could not be sent. Try again later.
    SmsFailed => "sms-failed";
    /// Too many requests. Try again later.
    TooManyRequests => "too-many-requests";
}

impl ProblemCode {
    /// Finds the code in the body of a problem. Bodies are the processor's; only the code is
    /// taken over, and only if it is known.
    pub(crate) fn of_body(body: &[u8]) -> Option<Self> {
        let body = core::str::from_utf8(body).ok()?;
        let (_, rest) = body.split_once(PREFIX)?;
        let (code, _) = rest.split_once('"')?;
        Self::ALL
            .iter()
            .copied()
            .find(|problem| problem.code() == code)
    }
}

const PREFIX: &str = "\"urn:sealroll:problem:";

#[cfg(test)]
mod tests {
    use super::ProblemCode;

    #[test]
    fn each_code_is_found_in_a_body() {
        for problem in ProblemCode::ALL {
            let body = format!(
                "{{\"type\": \"urn:sealroll:problem:{}\", \"status\": 400}}",
                problem.code()
            );
            assert_eq!(ProblemCode::of_body(body.as_bytes()), Some(*problem));
        }
        let unknown = br#"{"type":"urn:sealroll:problem:nothing-known"}"#;
        assert_eq!(ProblemCode::of_body(unknown), None);
        assert_eq!(ProblemCode::of_body(b"<html>"), None);
    }
}

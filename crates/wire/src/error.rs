use crate::text::TextError;

macro_rules! classes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $code:literal, $text:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every class of this error.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The class as the specification names it (`spec/protocol.md#errors`).
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                formatter.write_str(match self {
                    $(Self::$variant => $text,)*
                })
            }
        }

        impl core::error::Error for $name {}
    };
}
pub(crate) use classes;

classes! {
    /// Why bytes are not the structure that they should be.
    DecodeError {
        /// The bytes end before the structure does.
        Truncated => "truncated", "the structure is cut off";
        /// Bytes are left over after the structure.
        TrailingBytes => "trailing-bytes", "bytes are left over after the structure";
        /// A length, count or size is outside its bounds.
        Limit => "limit", "a length or count is outside its bounds";
        /// The version is not implemented.
        UnsupportedVersion => "unsupported-version", "the version is not supported";
        /// The suite is not implemented.
        UnsupportedSuite => "unsupported-suite", "the suite is not supported";
        /// A value is undefined or out of range.
        BadValue => "bad-value", "a value is undefined or out of range";
        /// A text breaks the rules of plain text.
        BadText => "bad-text", "a text is not plain text";
        /// A public key is not valid.
        BadKey => "bad-key", "a public key is not valid";
        /// The whole has a length that no such structure has.
        BadLength => "bad-length", "the length is not that of the structure";
        /// The encoding is not the only one allowed.
        NonCanonical => "non-canonical", "the encoding is not canonical";
    }
}

classes! {
    /// Why 32 bytes are not a public key.
    KeyError {
        /// Not canonical, not on the curve, or of small order.
        BadKey => "bad-key", "not a valid public key";
    }
}

classes! {
    /// Why a signature is refused. One class: which part of it fails is nobody's business.
    SignatureError {
        /// The signature does not verify by the rules SIG-3 to SIG-5.
        BadSignature => "bad-signature", "the signature does not verify";
    }
}

classes! {
    /// Why a well-formed structure is not accepted.
    VerifyError {
        /// The signature does not verify, or the certificate that it names is not there.
        BadSignature => "bad-signature", "the signature does not verify";
        /// The structure belongs to another list.
        WrongList => "wrong-list", "this belongs to another list";
        /// The list is of another environment (production, test).
        WrongEnvironment => "wrong-environment", "this list is of another environment";
        /// The key is certified for another use.
        WrongUse => "wrong-use", "the key is certified for another use";
        /// A delegate's key has signed what the delegate has no right to.
        NotGranted => "not-granted", "the delegate has no right to this";
        /// The range of validity is over or does not cover what it must.
        Expired => "expired", "the range of validity is over or too short";
        /// The range of validity has not begun.
        NotYetValid => "not-yet-valid", "the range of validity has not begun";
        /// A newer one has been seen.
        RolledBack => "rolled-back", "a newer one has been seen";
        /// The statement names another descriptor.
        WrongDescriptor => "wrong-descriptor", "the statement names another descriptor";
        /// The statement's times are not those of its epoch.
        BadValue => "bad-value", "the times are not those of the epoch";
        /// The statement was made for another edition of the poster.
        ReplacedPoster => "replaced-poster", "the poster has been replaced";
    }
}

impl From<KeyError> for DecodeError {
    fn from(_: KeyError) -> Self {
        Self::BadKey
    }
}

impl From<TextError> for DecodeError {
    fn from(_: TextError) -> Self {
        Self::BadText
    }
}

impl From<SignatureError> for VerifyError {
    fn from(_: SignatureError) -> Self {
        Self::BadSignature
    }
}

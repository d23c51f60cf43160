//! Errors of the secret side: one small enumeration per noun.
//!
//! Whatever depends on secrets fails with one `OpenFailed`; whatever is wrong with public bytes
//! is told precisely. No error carries data of a guest.

use core::error::Error;
use core::fmt;

/// Declares an error: variants with their class in the specification (`spec/protocol.md#errors`)
/// and their text.
macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$variant_doc:meta])* $variant:ident => $code:literal, $text:literal;)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// The class as the specification names it (`spec/protocol.md#errors`).
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$variant => $text,)*
                })
            }
        }

        impl Error for $name {}
    )*};
}

errors! {
    /// What HPKE can refuse.
    HpkeError {
        /// The recipient's public key is of small order (`spec/protocol.md#DH-2`).
        BadKey => "bad-key", "the public key is of small order";
        /// A pre-shared key of less than 32 bytes, or one without a name (RFC 9180 section 5.1).
        BadPsk => "bad-value", "the pre-shared key is shorter than 32 bytes or has no name";
        /// No sequence number is left, or a text is too long for the cipher (RFC 9180 section 5.2).
        MessageLimit => "limit", "no further message can be sealed or opened";
        /// An export of more than 8160 bytes was asked for (RFC 9180 section 5.3).
        ExportLength => "limit", "an export has at most 8160 bytes";
        /// Opening failed, for whatever reason (`spec/protocol.md#ENV-4`).
        OpenFailed => "open-failed", "opening failed";
    }

    /// What the frontier of an epoch tree can refuse.
    FrontierError {
        /// A generation has at least one and at most 4096 epochs.
        EpochRange => "limit", "a generation has 1 to 4096 epochs";
        /// The frontier would have more than 4096 nodes (`spec/protocol.md#KEY-3`).
        TooManyNodes => "limit", "the frontier would have more than 4096 nodes";
    }

    /// What padding can refuse.
    PaddingError {
        /// The bucket is not 256, 512, 1024 or 2048 bytes.
        BadBucket => "bad-length", "a bucket has 256, 512, 1024 or 2048 bytes";
        /// The data do not fit into the bucket.
        TooLong => "limit", "the data do not fit into the bucket";
        /// The frame is not one (`spec/protocol.md#PAD-1`), or has another length than a bucket.
        OpenFailed => "open-failed", "opening failed";
    }
}

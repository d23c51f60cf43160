//! Errors of the secret side: one small enumeration per noun.
//!
//! Whatever depends on secrets fails with one `OpenFailed`; whatever is wrong with public bytes
//! is told precisely. No error carries data of a guest.

use core::error::Error;
use core::fmt;

use sealroll_wire::DecodeError;

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
        /// The data do not fit into the bucket.
        TooLong => "limit", "the data do not fit into the bucket";
        /// The frame is not one (`spec/protocol.md#PAD-1`), or has another length than a bucket.
        OpenFailed => "open-failed", "opening failed";
    }
}

/// Why a recovery code is not one. Groups are counted from 1, as a person reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecoveryCodeError {
    /// There are not 30 characters, and no group stands out.
    Length,
    /// This group has not 5 characters.
    GroupLength {
        /// Its number, 1 to 6.
        group: u8,
    },
    /// This group has a character that is not in the alphabet.
    Character {
        /// Its number, 1 to 6.
        group: u8,
    },
    /// The check characters belong to another code: somewhere a character is mistyped.
    Checksum,
}

impl RecoveryCodeError {
    /// The class as the specification names it (`spec/protocol.md#KF-3`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length | Self::GroupLength { .. } | Self::Character { .. } => "bad-code",
            Self::Checksum => "bad-checksum",
        }
    }
}

impl fmt::Display for RecoveryCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length => f.write_str("a recovery code has six groups of five characters"),
            Self::GroupLength { group } => {
                write!(
                    f,
                    "group {group} of the recovery code has not five characters"
                )
            }
            Self::Character { group } => write!(
                f,
                "group {group} of the recovery code has a character that is not used in codes"
            ),
            Self::Checksum => f.write_str("the recovery code has a mistyped character"),
        }
    }
}

impl Error for RecoveryCodeError {}

/// What sealing or opening a key file can refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFileError {
    /// The header, or what was sealed, is not well-formed (`spec/protocol.md#KF-1`).
    Malformed(DecodeError),
    /// A passphrase has 1 to 1024 bytes.
    PassphraseLength,
    /// There is not enough memory for the key derivation that the header asks for.
    Memory,
    /// The secret is wrong or the file altered, which cannot be told apart
    /// (`spec/protocol.md#KF-2`).
    OpenFailed,
}

impl KeyFileError {
    /// The class as the specification names it (`spec/protocol.md#errors`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed(error) => error.code(),
            Self::PassphraseLength | Self::Memory => "limit",
            Self::OpenFailed => "open-failed",
        }
    }
}

impl fmt::Display for KeyFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed(_) => "the key file is malformed",
            Self::PassphraseLength => "a passphrase has 1 to 1024 bytes",
            Self::Memory => "there is not enough memory to open the key file",
            Self::OpenFailed => {
                "opening failed: the code or passphrase is wrong, or the file altered"
            }
        })
    }
}

impl Error for KeyFileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Malformed(error) => Some(error),
            _ => None,
        }
    }
}

impl From<DecodeError> for KeyFileError {
    fn from(error: DecodeError) -> Self {
        Self::Malformed(error)
    }
}

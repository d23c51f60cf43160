use std::{error::Error, fmt};

/// Why a store did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// The disk, or the size the operator allowed, is full. Nothing of the commit was stored.
    Full,
    /// The commit does not continue what is stored: a log has another size than the caller
    /// thinks, a list is unknown, or something is there already. Nothing of it was stored.
    Conflict,
    /// A number is larger than this store can hold. Nothing was stored.
    TooLarge,
    /// The disk or file cannot be written to. Nothing of the commit was stored.
    ReadOnly,
    /// Others kept using what had to be waited for. Asking again later can help.
    Busy,
    /// What is stored contradicts itself. The store needs a person.
    Corrupt,
    /// The file or server could not be opened, or belongs to something else.
    Unusable,
    /// The file is a store of another version of this software.
    OtherVersion,
    /// Reading or writing failed. A commit that fails so may or may not have been stored: the
    /// caller has to drop what it remembers and read again.
    Io,
}

impl StoreError {
    /// Whether a commit that failed so is certain to have left the store as it was.
    #[must_use]
    pub const fn nothing_stored(self) -> bool {
        matches!(
            self,
            Self::Full | Self::ReadOnly | Self::Conflict | Self::TooLarge
        )
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Full => "the store is full",
            Self::ReadOnly => "the store cannot be written to",
            Self::Conflict => "the commit does not continue what is stored",
            Self::TooLarge => "a number is larger than the store can hold",
            Self::Busy => "the store is busy",
            Self::Corrupt => "the stored data contradict themselves",
            Self::Unusable => "the store cannot be opened",
            Self::OtherVersion => "the store was made by another version of this software",
            Self::Io => "reading or writing the store failed",
        })
    }
}

impl Error for StoreError {}

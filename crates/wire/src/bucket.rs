use crate::{error::DecodeError, limit};

/// The size that every record of a list is padded to, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// 256 bytes.
    Bytes256,
    /// 512 bytes, the default.
    #[default]
    Bytes512,
    /// 1024 bytes.
    Bytes1024,
    /// 2048 bytes.
    Bytes2048,
}

impl Bucket {
    /// Every bucket, the smallest first.
    pub const ALL: [Self; 4] = [
        Self::Bytes256,
        Self::Bytes512,
        Self::Bytes1024,
        Self::Bytes2048,
    ];

    /// The bucket of this size.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] (`spec/protocol.md#DESC-1`).
    pub const fn from_size(size: u16) -> Result<Self, DecodeError> {
        match size {
            256 => Ok(Self::Bytes256),
            512 => Ok(Self::Bytes512),
            1024 => Ok(Self::Bytes1024),
            2048 => Ok(Self::Bytes2048),
            _ => Err(DecodeError::BadValue),
        }
    }

    /// The bucket whose envelopes have this length.
    ///
    /// # Errors
    /// [`DecodeError::BadLength`] (`spec/protocol.md#ENV-1`).
    pub fn of_envelope_length(length: usize) -> Result<Self, DecodeError> {
        Self::ALL
            .into_iter()
            .find(|bucket| bucket.envelope_length() == length)
            .ok_or(DecodeError::BadLength)
    }

    /// The size of the padded plaintext.
    #[must_use]
    pub const fn size(self) -> u16 {
        match self {
            Self::Bytes256 => 256,
            Self::Bytes512 => 512,
            Self::Bytes1024 => 1024,
            Self::Bytes2048 => 2048,
        }
    }

    /// The length of an envelope: header, key commitment, `enc`, and ciphertext with its tag.
    #[must_use]
    pub const fn envelope_length(self) -> usize {
        self.size() as usize + limit::ENVELOPE_OVERHEAD
    }
}

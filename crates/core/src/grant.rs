//! Sealing to a device (`spec/protocol.md#grant`).

use alloc::vec::Vec;

use rand_core::CryptoRng;
use sealroll_wire::{DecodeError, DeviceCard, DeviceFingerprint, label};
use zeroize::Zeroizing;

use crate::error::HpkeError;
use crate::single_message;
use crate::x25519::X25519KeyPair;

/// Seals the content of a grant to a device's key. Nobody else opens it, its sender included.
///
/// # Errors
/// [`HpkeError::BadKey`] if the device's key is of small order, [`HpkeError::MessageLimit`] for a
/// content that no cipher takes.
pub fn seal_grant<R: CryptoRng + ?Sized>(
    card: &DeviceCard,
    content: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, HpkeError> {
    let fingerprint = card.fingerprint();
    single_message::seal(
        &card.keys().hpke,
        label::GRANT,
        fingerprint.as_bytes(),
        content,
        rng,
    )
}

/// Opens a grant with the HPKE key pair of the device whose card has this fingerprint.
///
/// # Errors
/// [`GrantOpenError`] (`spec/protocol.md#GRT-2`).
pub fn open_grant(
    key_pair: &X25519KeyPair,
    fingerprint: &DeviceFingerprint,
    grant: &[u8],
) -> Result<Zeroizing<Vec<u8>>, GrantOpenError> {
    single_message::open(key_pair, label::GRANT, fingerprint.as_bytes(), grant)?
        .ok_or(GrantOpenError::OpenFailed)
}

/// Why a grant cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GrantOpenError {
    /// It is not a grant.
    Malformed(DecodeError),
    /// It was not sealed to this device, or has been altered.
    OpenFailed,
}

impl GrantOpenError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed(error) => error.code(),
            Self::OpenFailed => "open-failed",
        }
    }
}

impl core::fmt::Display for GrantOpenError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "not a grant: {error}"),
            Self::OpenFailed => f.write_str("the grant is not for this device, or was altered"),
        }
    }
}

impl core::error::Error for GrantOpenError {}

impl From<DecodeError> for GrantOpenError {
    fn from(error: DecodeError) -> Self {
        Self::Malformed(error)
    }
}

//! Sealing to a device (`spec/protocol.md#grant`).

use alloc::vec::Vec;

use rand_core::CryptoRng;
use sealroll_wire::{
    DecodeError, DeviceCard, DeviceFingerprint, Reader, SUITE, Writer, X25519PublicKey, label,
};
use zeroize::Zeroizing;

use crate::ephemeral::{DeviceSecret, hedged_key_pair};
use crate::error::HpkeError;
use crate::hpke::{Mode, setup_recipient, setup_sender};
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
    let info = info(&card.fingerprint());
    let mut random = Zeroizing::new([0; 32]);
    rng.fill_bytes(random.as_mut_slice());
    // The content is secret itself, so that it hedges the ephemeral key without a device secret.
    let device_secret = DeviceSecret::from_bytes(&[0; 32]);
    let ephemeral = hedged_key_pair(&random, &device_secret, &info, content);
    let (enc, mut context) = setup_sender(&card.keys().hpke, ephemeral, &info, Mode::Base)?;
    let ciphertext = context.seal(b"", content)?;
    let mut writer = Writer::with_capacity(HEAD + 32 + ciphertext.len());
    writer
        .bytes(&head())
        .bytes(&enc.to_bytes())
        .bytes(&ciphertext);
    Ok(writer.into_bytes())
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
    let mut reader = Reader::new(grant);
    reader.version(VERSION)?;
    if reader.u16()? != SUITE {
        return Err(DecodeError::UnsupportedSuite.into());
    }
    let enc = X25519PublicKey::from_bytes(reader.array()?).map_err(DecodeError::from)?;
    let ciphertext = grant.get(HEAD + 32..).unwrap_or_default();
    let mut context = setup_recipient(key_pair, &enc, &info(fingerprint), Mode::Base)
        .map_err(|_| GrantOpenError::OpenFailed)?;
    context
        .open(b"", ciphertext)
        .map_err(|_| GrantOpenError::OpenFailed)
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

fn head() -> [u8; HEAD] {
    let [high, low] = SUITE.to_be_bytes();
    [VERSION, high, low]
}

fn info(fingerprint: &DeviceFingerprint) -> Vec<u8> {
    [label::GRANT, &head(), fingerprint.as_bytes()].concat()
}

const VERSION: u8 = 1;
/// Bytes before `enc`.
const HEAD: usize = 3;

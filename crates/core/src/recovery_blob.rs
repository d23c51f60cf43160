//! Recovery blobs: what opens a list's records, sealed to the recovery code without the owner's
//! hand (`spec/protocol.md#recovery-blob`).

use alloc::vec::Vec;

use rand_core::CryptoRng;
use sealroll_wire::{DecodeError, ListId, Reader, X25519PublicKey, label, labelled_hash};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::ephemeral::{DeviceSecret, hedged_key_pair};
use crate::error::{HpkeError, KeyFileError};
use crate::hpke::{ContentKey, Mode, setup_recipient, setup_sender};
use crate::keyfile_secret::KeyFileSecret;
use crate::recovery_content::RecoveryContent;
use crate::recovery_parameters::RecoveryParameters;

/// A blob as it was read: a checked head and a ciphertext.
///
/// ```text
/// context = parameters ‖ [16] list_id ‖ u64 serial
/// Blob    = context | [32] blob_commitment | [32] enc | ct
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RecoveryBlob<'a> {
    parameters: RecoveryParameters,
    serial: u64,
    context: &'a [u8; CONTEXT],
    commitment: &'a [u8; 32],
    enc: X25519PublicKey,
    ciphertext: &'a [u8],
}

impl<'a> RecoveryBlob<'a> {
    /// The longest blob, in bytes.
    pub const MAX_LENGTH: usize = 512 * 1024;

    /// Reads the head of a list's blob. Nothing is derived yet.
    ///
    /// # Errors
    /// [`RecoveryBlobError::Malformed`], [`RecoveryBlobError::WrongList`]
    /// (`spec/protocol.md#BLOB-1`).
    pub fn parse(bytes: &'a [u8], list_id: ListId) -> Result<Self, RecoveryBlobError> {
        if bytes.len() > Self::MAX_LENGTH {
            return Err(DecodeError::Limit.into());
        }
        let (head, _) = bytes.split_first_chunk().ok_or(DecodeError::Truncated)?;
        let parameters = RecoveryParameters::from_bytes(head)?;
        let (context, rest) = bytes.split_first_chunk().ok_or(DecodeError::Truncated)?;
        let mut reader = Reader::new(&context[RecoveryParameters::LENGTH..]);
        if ListId::from_bytes(reader.array()?) != list_id {
            return Err(RecoveryBlobError::WrongList);
        }
        let serial = reader.u64()?;
        if serial == 0 {
            return Err(DecodeError::BadValue.into());
        }
        let (commitment, rest) = rest.split_first_chunk().ok_or(DecodeError::Truncated)?;
        let (enc, ciphertext) = rest.split_first_chunk().ok_or(DecodeError::Truncated)?;
        let enc = X25519PublicKey::from_bytes(*enc).map_err(DecodeError::from)?;
        if ciphertext.len() < TAG {
            return Err(DecodeError::Truncated.into());
        }
        Ok(Self {
            parameters,
            serial,
            context,
            commitment,
            enc,
            ciphertext,
        })
    }

    /// What derives the key that opens it.
    #[must_use]
    pub const fn parameters(&self) -> &RecoveryParameters {
        &self.parameters
    }

    /// Its number; it rises with each blob of the list.
    #[must_use]
    pub const fn serial(&self) -> u64 {
        self.serial
    }

    /// Opens the blob. This runs Argon2id and takes the memory and time that the head asks for.
    ///
    /// # Errors
    /// [`RecoveryBlobError::OpenFailed`] for a wrong secret, one of the other kind, or altered
    /// bytes (`spec/protocol.md#BLOB-2`); [`RecoveryBlobError::Memory`],
    /// [`RecoveryBlobError::PassphraseLength`]; [`RecoveryBlobError::Malformed`] if what was
    /// sealed is not a blob's content.
    pub fn open(&self, secret: KeyFileSecret<'_>) -> Result<RecoveryContent, RecoveryBlobError> {
        let key_pair = self.parameters.key_pair(secret)?;
        let mut context = setup_recipient(&key_pair, &self.enc, &info(self.context), Mode::Base)
            .map_err(|_| RecoveryBlobError::OpenFailed)?;
        let commitment = commitment(self.context, context.content_key());
        if !bool::from(commitment.ct_eq(self.commitment)) {
            return Err(RecoveryBlobError::OpenFailed);
        }
        let content = context
            .open(b"", self.ciphertext)
            .map_err(|_| RecoveryBlobError::OpenFailed)?;
        Ok(RecoveryContent::from_bytes(&content)?)
    }
}

impl RecoveryContent {
    /// Seals the content to the recovery public key, without the code. `serial` is at least 1
    /// and above that of every earlier blob of the list.
    ///
    /// # Errors
    /// [`HpkeError::BadKey`] if the recovery key is of small order,
    /// [`HpkeError::MessageLimit`] for a blob of more than 512 KiB.
    pub fn seal<R: CryptoRng + ?Sized>(
        &self,
        public_key: &X25519PublicKey,
        parameters: &RecoveryParameters,
        list_id: ListId,
        serial: u64,
        rng: &mut R,
    ) -> Result<Vec<u8>, HpkeError> {
        let content = self.to_bytes().map_err(|_| HpkeError::MessageLimit)?;
        if content.len() > RecoveryBlob::MAX_LENGTH - OVERHEAD {
            return Err(HpkeError::MessageLimit);
        }
        let mut blob = Vec::with_capacity(OVERHEAD + content.len());
        blob.extend_from_slice(parameters.as_bytes());
        blob.extend_from_slice(list_id.as_bytes());
        blob.extend_from_slice(&serial.to_be_bytes());
        let info = info(&blob);
        let mut random = Zeroizing::new([0; 32]);
        rng.fill_bytes(random.as_mut_slice());
        // The content is secret itself, so that it hedges the ephemeral key without a device secret.
        let device_secret = DeviceSecret::from_bytes(&[0; 32]);
        let ephemeral = hedged_key_pair(public_key, &random, &device_secret, &info, &content);
        let (enc, mut context) = setup_sender(public_key, ephemeral, &info, Mode::Base)?;
        let commitment = commitment(&blob, context.content_key());
        blob.extend_from_slice(&commitment);
        blob.extend_from_slice(&enc.to_bytes());
        blob.extend_from_slice(&context.seal(b"", &content)?);
        Ok(blob)
    }
}

/// Why a recovery blob cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecoveryBlobError {
    /// It is not a blob, or what was sealed is not a blob's content.
    Malformed(DecodeError),
    /// It is the blob of another list.
    WrongList,
    /// A passphrase has 1 to 1024 bytes.
    PassphraseLength,
    /// There is not enough memory for the key derivation that the head asks for.
    Memory,
    /// The secret is wrong or the blob altered, which cannot be told apart.
    OpenFailed,
}

impl RecoveryBlobError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed(error) => error.code(),
            Self::WrongList => "wrong-list",
            Self::PassphraseLength | Self::Memory => "limit",
            Self::OpenFailed => "open-failed",
        }
    }
}

impl core::fmt::Display for RecoveryBlobError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "not a recovery blob: {error}"),
            Self::WrongList => f.write_str("the recovery blob is of another list"),
            Self::PassphraseLength => f.write_str("a passphrase has 1 to 1024 bytes"),
            Self::Memory => f.write_str("there is not enough memory to open the recovery blob"),
            Self::OpenFailed => f.write_str(
                "opening failed: the code or passphrase is wrong, or the recovery blob altered",
            ),
        }
    }
}

impl core::error::Error for RecoveryBlobError {}

impl From<DecodeError> for RecoveryBlobError {
    fn from(error: DecodeError) -> Self {
        Self::Malformed(error)
    }
}

impl From<KeyFileError> for RecoveryBlobError {
    fn from(error: KeyFileError) -> Self {
        match error {
            KeyFileError::Malformed(error) => Self::Malformed(error),
            KeyFileError::PassphraseLength => Self::PassphraseLength,
            KeyFileError::Memory => Self::Memory,
            KeyFileError::OpenFailed => Self::OpenFailed,
        }
    }
}

fn info(context: &[u8]) -> Vec<u8> {
    [label::RECOVERY_BLOB, context].concat()
}

/// `blob_commitment = SHA-256(label("blob-commitment") ‖ context ‖ key[32] ‖ base_nonce[12])`.
fn commitment(context: &[u8], content_key: &ContentKey) -> [u8; 32] {
    let content_key = content_key.to_bytes();
    labelled_hash(label::BLOB_COMMITMENT, &[context, content_key.as_slice()])
}

/// Parameters, list id, serial.
const CONTEXT: usize = RecoveryParameters::LENGTH + 16 + 8;
const TAG: usize = 16;
const OVERHEAD: usize = CONTEXT + 32 + 32 + TAG;

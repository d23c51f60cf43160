//! HPKE (RFC 9180), one suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305;
//! modes base and psk.
//!
//! The functions carry the RFC's names and stand beside its pseudo-code. Randomness is an
//! argument: whoever seals brings an ephemeral key pair from [`derive_key_pair`].

use core::fmt;

use sealroll_wire::X25519PublicKey;
use zeroize::Zeroizing;

use crate::error::HpkeError;
use crate::kdf::{HPKE_SUITE_ID, Prk, labeled_extractor};
use crate::x25519::X25519KeyPair;

#[cfg(not(any(target_family = "wasm", target_os = "none")))]
pub use crate::bulk_sender::BulkSender;
pub use crate::context::{ContentKey, Context, Opening, Sealing};
pub use crate::exporter_secret::ExporterSecret;
pub use crate::kem::{SharedSecret, decap, derive_key_pair, derive_key_pair_towards, encap};
pub use crate::recipient::Recipient;

/// How sender and recipient know each other beforehand (RFC 9180 section 5).
#[derive(Clone, Copy)]
pub enum Mode<'a> {
    /// `mode_base`: only the recipient's public key.
    Base,
    /// `mode_psk`: a pre-shared key besides.
    Psk {
        /// The key, at least 32 bytes.
        psk: &'a [u8],
        /// Its name, not empty.
        psk_id: &'a [u8],
    },
}

/// Sets up sealing to `pk_recip`. Returns `enc` for the recipient and the context.
///
/// RFC 9180 section 5.1.1 (and 5.1.2 with a PSK):
///
/// ```text
/// def SetupBaseS(pkR, info):
///   shared_secret, enc = Encap(pkR)
///   return enc, KeyScheduleS(mode_base, shared_secret, info, default_psk, default_psk_id)
/// ```
///
/// # Errors
/// [`HpkeError::BadPsk`] for a PSK shorter than 32 bytes or without a name,
/// [`HpkeError::BadKey`] if `pk_recip` is of small order.
pub fn setup_sender(
    pk_recip: &X25519PublicKey,
    ephemeral: X25519KeyPair,
    info: &[u8],
    mode: Mode<'_>,
) -> Result<(X25519PublicKey, Context<Sealing>), HpkeError> {
    let inputs = PskInputs::verify(mode)?;
    let (shared_secret, enc) = encap(pk_recip, ephemeral)?;
    let context = KeyScheduleContext::new(inputs.mode, &inputs.psk_id_hash(), info);
    Ok((enc, key_schedule(&shared_secret, &context, inputs.psk)))
}

/// Sets up opening what was sealed under `enc`. For many openings with one key pair,
/// [`Recipient`] keeps what they share.
///
/// RFC 9180 section 5.1.1 (and 5.1.2 with a PSK):
///
/// ```text
/// def SetupBaseR(enc, skR, info):
///   shared_secret = Decap(enc, skR)
///   return KeyScheduleR(mode_base, shared_secret, info, default_psk, default_psk_id)
/// ```
///
/// # Errors
/// [`HpkeError::BadPsk`] for a PSK shorter than 32 bytes or without a name,
/// [`HpkeError::OpenFailed`] if `enc` is of small order.
pub fn setup_recipient(
    key_pair: &X25519KeyPair,
    enc: &X25519PublicKey,
    info: &[u8],
    mode: Mode<'_>,
) -> Result<Context<Opening>, HpkeError> {
    let inputs = PskInputs::verify(mode)?;
    let shared_secret = decap(enc, key_pair)?;
    let context = KeyScheduleContext::new(inputs.mode, &inputs.psk_id_hash(), info);
    Ok(key_schedule(&shared_secret, &context, inputs.psk))
}

/// `key_schedule_context` of RFC 9180 section 5.1: 65 public bytes that depend on mode, PSK name
/// and `info` alone, the same for every envelope under one statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyScheduleContext([u8; 65]);

impl KeyScheduleContext {
    /// RFC 9180 section 5.1:
    ///
    /// ```text
    /// info_hash = LabeledExtract("", "info_hash", info)
    /// key_schedule_context = concat(mode, psk_id_hash, info_hash)
    /// ```
    pub(crate) fn new(mode: u8, psk_id_hash: &[u8; 32], info: &[u8]) -> Self {
        let info_hash = labeled_extractor(b"", HPKE_SUITE_ID, b"info_hash").finish_bytes(info);
        let mut context = [0; 65];
        context[0] = mode;
        context[1..33].copy_from_slice(psk_id_hash);
        context[33..].copy_from_slice(info_hash.as_slice());
        Self(context)
    }

    /// The 65 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 65] {
        &self.0
    }
}

/// RFC 9180 section 5.1:
///
/// ```text
/// def KeySchedule<ROLE>(mode, shared_secret, info, psk, psk_id):
///   VerifyPSKInputs(mode, psk, psk_id)
///   …
///   secret = LabeledExtract(shared_secret, "secret", psk)
///   key = LabeledExpand(secret, "key", key_schedule_context, Nk)
///   base_nonce = LabeledExpand(secret, "base_nonce", key_schedule_context, Nn)
///   exporter_secret = LabeledExpand(secret, "exp", key_schedule_context, Nh)
///   return Context<ROLE>(key, base_nonce, 0, exporter_secret)
/// ```
pub(crate) fn key_schedule<Role>(
    shared_secret: &SharedSecret,
    context: &KeyScheduleContext,
    psk: &[u8],
) -> Context<Role> {
    let secret = schedule_secret(shared_secret, psk);
    let mut exporter_secret = Zeroizing::new([0; 32]);
    let info: [&[u8]; 2] = [context.as_bytes(), b""];
    secret.labeled_expand(HPKE_SUITE_ID, b"exp", info, exporter_secret.as_mut_slice());
    Context::new(
        expand_content_key(&secret, context),
        ExporterSecret::from_bytes(&exporter_secret),
    )
}

/// The part of [`key_schedule`] that opening needs: key and base nonce.
pub(crate) fn schedule_content_key(
    shared_secret: &SharedSecret,
    context: &KeyScheduleContext,
    psk: &[u8],
) -> ContentKey {
    expand_content_key(&schedule_secret(shared_secret, psk), context)
}

fn schedule_secret(shared_secret: &SharedSecret, psk: &[u8]) -> Prk {
    labeled_extractor(shared_secret.as_bytes(), HPKE_SUITE_ID, b"secret").finish(psk)
}

fn expand_content_key(secret: &Prk, context: &KeyScheduleContext) -> ContentKey {
    let mut key = Zeroizing::new([0; 32]);
    let mut base_nonce = [0; 12];
    let info: [&[u8]; 2] = [context.as_bytes(), b""];
    secret.labeled_expand(HPKE_SUITE_ID, b"key", info, key.as_mut_slice());
    secret.labeled_expand(HPKE_SUITE_ID, b"base_nonce", info, &mut base_nonce);
    ContentKey::new(&key, &base_nonce)
}

/// The PSK inputs of a mode after the RFC's checks; empty ones in mode base.
pub(crate) struct PskInputs<'a> {
    pub(crate) mode: u8,
    pub(crate) psk: &'a [u8],
    psk_id: &'a [u8],
}

impl<'a> PskInputs<'a> {
    /// RFC 9180 section 5.1, with the length of section 9.5 enforced:
    ///
    /// ```text
    /// def VerifyPSKInputs(mode, psk, psk_id):
    ///   got_psk = (psk != default_psk)
    ///   got_psk_id = (psk_id != default_psk_id)
    ///   if got_psk != got_psk_id:
    ///     raise Exception("Inconsistent PSK inputs")
    ///   …
    /// ```
    pub(crate) fn verify(mode: Mode<'a>) -> Result<Self, HpkeError> {
        match mode {
            Mode::Base => Ok(Self {
                mode: 0x00,
                psk: b"",
                psk_id: b"",
            }),
            Mode::Psk { psk, psk_id } if psk.len() >= MIN_PSK && !psk_id.is_empty() => Ok(Self {
                mode: 0x01,
                psk,
                psk_id,
            }),
            Mode::Psk { .. } => Err(HpkeError::BadPsk),
        }
    }

    /// `psk_id_hash = LabeledExtract("", "psk_id_hash", psk_id)`.
    pub(crate) fn psk_id_hash(&self) -> [u8; 32] {
        *labeled_extractor(b"", HPKE_SUITE_ID, b"psk_id_hash").finish_bytes(self.psk_id)
    }
}

impl fmt::Debug for Mode<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base => "Base",
            Self::Psk { .. } => "Psk(<redacted>)",
        })
    }
}

/// The shortest PSK (RFC 9180 section 9.5: at least 32 bytes of entropy).
const MIN_PSK: usize = 32;

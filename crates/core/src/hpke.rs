//! HPKE (RFC 9180), one suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305;
//! modes base and psk.
//!
//! The functions carry the RFC's names and stand beside its pseudo-code. Randomness is an
//! argument: whoever seals brings an ephemeral key pair from [`derive_key_pair`].

use alloc::vec::Vec;
use core::fmt;

use sealroll_wire::X25519PublicKey;
use zeroize::Zeroizing;

use crate::error::HpkeError;
use crate::kdf::{Extractor, HPKE_SUITE_ID, Prk, labeled_extractor, labeled_ikm, labeled_info};
use crate::x25519::X25519KeyPair;

#[cfg(not(any(target_family = "wasm", target_os = "none")))]
pub use crate::bulk_sender::BulkSender;
pub use crate::context::{ContentKey, Context, Opening, Sealing};
pub use crate::exporter_secret::ExporterSecret;
pub use crate::kem::{SharedSecret, decap, derive_key_pair, derive_key_pair_towards, encap};
pub use crate::recipient::Recipient;
pub use crate::sender::Sender;

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

/// Sets up sealing to `pk_recip`. Returns `enc` for the recipient and the context. For many
/// sealings to one key, [`Sender`] keeps what they share.
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
    Sender::new(pk_recip, info, mode)?.setup(ephemeral)
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
    Ok(inputs.schedule().context(&shared_secret, &context))
}

/// `key_schedule_context` of RFC 9180 section 5.1: 65 public bytes that depend on mode, PSK name
/// and `info` alone, the same for every envelope under one statement. So are the texts of the
/// expansions that they enter into.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyScheduleContext {
    bytes: [u8; 65],
    pub(crate) key: [u8; 22 + 65],
    pub(crate) base_nonce: [u8; 29 + 65],
    exp: [u8; 22 + 65],
}

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
        let info: [&[u8]; 2] = [&context, b""];
        Self {
            bytes: context,
            key: labeled_info(32, HPKE_SUITE_ID, b"key", info),
            base_nonce: labeled_info(12, HPKE_SUITE_ID, b"base_nonce", info),
            exp: labeled_info(32, HPKE_SUITE_ID, b"exp", info),
        }
    }

    /// The 65 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 65] {
        &self.bytes
    }
}

/// The key schedule under one PSK, whose labelled form is made once.
///
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
pub(crate) struct KeySchedule {
    pub(crate) psk: Zeroizing<Vec<u8>>,
}

impl KeySchedule {
    fn new(psk: &[u8]) -> Self {
        Self {
            psk: labeled_ikm(HPKE_SUITE_ID, b"secret", psk),
        }
    }

    pub(crate) fn context<Role>(
        &self,
        shared_secret: &SharedSecret,
        context: &KeyScheduleContext,
    ) -> Context<Role> {
        let secret = self.secret(shared_secret);
        let mut exporter_secret = Zeroizing::new([0; 32]);
        secret.expand(&[&context.exp], exporter_secret.as_mut_slice());
        Context::new(
            expand_content_key(&secret, context),
            ExporterSecret::from_bytes(&exporter_secret),
        )
    }

    /// The part of [`context`](Self::context) that opening needs: key and base nonce.
    pub(crate) fn content_key(
        &self,
        shared_secret: &SharedSecret,
        context: &KeyScheduleContext,
    ) -> ContentKey {
        expand_content_key(&self.secret(shared_secret), context)
    }

    fn secret(&self, shared_secret: &SharedSecret) -> Prk {
        Extractor::new(shared_secret.as_bytes()).finish(&self.psk)
    }
}

fn expand_content_key(secret: &Prk, context: &KeyScheduleContext) -> ContentKey {
    ContentKey::filled(|key, base_nonce| {
        secret.expand(&[&context.key], key);
        secret.expand(&[&context.base_nonce], base_nonce);
    })
}

/// The PSK inputs of a mode after the RFC's checks; empty ones in mode base.
pub(crate) struct PskInputs<'a> {
    pub(crate) mode: u8,
    psk: &'a [u8],
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

    /// What the PSK contributes to every key schedule.
    pub(crate) fn schedule(&self) -> KeySchedule {
        KeySchedule::new(self.psk)
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

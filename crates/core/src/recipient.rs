//! Opening many envelopes sealed to one key pair under one PSK.

use alloc::vec::Vec;

use sealroll_wire::X25519PublicKey;
use subtle::ConstantTimeEq;

use crate::context::{ContentKey, Context, Opening};
use crate::error::HpkeError;
#[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
use crate::hash_lanes::groups;
use crate::hpke::{KeySchedule, KeyScheduleContext, Mode, PskInputs};
use crate::kem::{ExtractAndExpand, decap_with};
#[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
use crate::key_lanes::KeyLanes;
use crate::redacted::redacted_debug;
use crate::x25519::X25519KeyPair;

/// A recipient that keeps whatever its openings share: the public key, the hash of the PSK's
/// name, the texts that are hashed, and the state of the first extraction, whose key is always
/// empty. What is left per opening is one Diffie-Hellman and the derivations that `enc` enters into.
pub struct Recipient {
    key_pair: X25519KeyPair,
    steps: ExtractAndExpand,
    mode: u8,
    schedule: KeySchedule,
    psk_id_hash: [u8; 32],
}

impl Recipient {
    /// Prepares openings with `key_pair` in `mode`.
    ///
    /// # Errors
    /// [`HpkeError::BadPsk`] for a PSK shorter than 32 bytes or without a name.
    pub fn new(key_pair: X25519KeyPair, mode: Mode<'_>) -> Result<Self, HpkeError> {
        let inputs = PskInputs::verify(mode)?;
        Ok(Self {
            steps: ExtractAndExpand::new(key_pair.public_key()),
            key_pair,
            mode: inputs.mode,
            schedule: inputs.schedule(),
            psk_id_hash: inputs.psk_id_hash(),
        })
    }

    /// The public key that senders seal to.
    #[must_use]
    pub fn public_key(&self) -> &X25519PublicKey {
        self.key_pair.public_key()
    }

    /// What `info` contributes to the key schedule, to be made once per statement and given to
    /// [`setup_with`](Self::setup_with).
    #[must_use]
    pub fn key_schedule_context(&self, info: &[u8]) -> KeyScheduleContext {
        KeyScheduleContext::new(self.mode, &self.psk_id_hash, info)
    }

    /// Sets up opening what was sealed under `enc` with `info`, as
    /// [`setup_recipient`](crate::hpke::setup_recipient) does.
    ///
    /// # Errors
    /// [`HpkeError::OpenFailed`] if `enc` is of small order.
    pub fn setup(&self, enc: &X25519PublicKey, info: &[u8]) -> Result<Context<Opening>, HpkeError> {
        self.setup_with(enc, &self.key_schedule_context(info))
    }

    /// [`setup`](Self::setup) with the part of `info` made before. `context` must come from this
    /// recipient; with another one's, opening fails.
    ///
    /// # Errors
    /// [`HpkeError::OpenFailed`] if `enc` is of small order.
    pub fn setup_with(
        &self,
        enc: &X25519PublicKey,
        context: &KeyScheduleContext,
    ) -> Result<Context<Opening>, HpkeError> {
        let shared_secret = decap_with(&self.steps, enc, &self.key_pair)?;
        Ok(self.schedule.context(&shared_secret, context))
    }

    /// The content key alone of [`setup_with`](Self::setup_with): what opening needs. The exporter
    /// secret, which only answers need, is not derived.
    ///
    /// # Errors
    /// [`HpkeError::OpenFailed`] if `enc` is of small order.
    pub fn content_key(
        &self,
        enc: &X25519PublicKey,
        context: &KeyScheduleContext,
    ) -> Result<ContentKey, HpkeError> {
        let shared_secret = decap_with(&self.steps, enc, &self.key_pair)?;
        Ok(self.schedule.content_key(&shared_secret, context))
    }

    /// [`content_key`](Self::content_key) for many `encs` at once; results are in their order, and
    /// an `enc` of small order spoils its own alone. Multiples of 64 are cheapest.
    #[must_use]
    pub fn content_keys(
        &self,
        encs: &[X25519PublicKey],
        context: &KeyScheduleContext,
    ) -> Vec<Result<ContentKey, HpkeError>> {
        let dhs = self.key_pair.secret_key().exchange_many(encs);
        let mut content_keys = Vec::with_capacity(encs.len());
        #[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
        self.fill_lanes(encs, &dhs, context, &mut content_keys);
        let rest = encs.iter().zip(dhs.iter()).skip(content_keys.len());
        content_keys.extend(rest.map(|(enc, dh)| {
            contributory(dh)?;
            let shared_secret = self.steps.apply(dh, enc);
            Ok(self.schedule.content_key(&shared_secret, context))
        }));
        content_keys
    }

    /// The first of the [`content_keys`](Self::content_keys): as many as fill vectors well.
    #[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
    fn fill_lanes(
        &self,
        encs: &[X25519PublicKey],
        dhs: &[[u8; 32]],
        context: &KeyScheduleContext,
        content_keys: &mut Vec<Result<ContentKey, HpkeError>>,
    ) {
        let expansions: [&[u8]; 2] = [&context.key, &context.base_nonce];
        let psk = &self.schedule.psk;
        let Some(lanes) = KeyLanes::new(encs.len(), &self.steps.info, psk, expansions) else {
            return;
        };
        for (encs, dhs) in groups(encs).zip(groups(dhs)) {
            let derived = lanes.content_keys(encs, dhs).zip(dhs);
            content_keys.extend(derived.map(|(key, dh)| contributory(dh).map(|()| key)));
        }
    }
}

/// A result of zero comes from an `enc` of small order, which is found out in constant time.
fn contributory(dh: &[u8; 32]) -> Result<(), HpkeError> {
    if dh.ct_eq(&[0; 32]).into() {
        Err(HpkeError::OpenFailed)
    } else {
        Ok(())
    }
}

redacted_debug!(Recipient);

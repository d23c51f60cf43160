//! Sealing to one public key under one PSK and `info`.

use alloc::sync::Arc;

use sealroll_wire::X25519PublicKey;

use crate::context::{Context, Sealing};
use crate::error::HpkeError;
use crate::hpke::{KeySchedule, KeyScheduleContext, Mode, PskInputs};
use crate::kem::{ExtractAndExpand, SharedSecret};
use crate::redacted::redacted_debug;
use crate::x25519::X25519KeyPair;

/// A sender that keeps whatever its sealings share: the hashes of `info` and of the PSK's name, and
/// the texts that are hashed. What is left per sealing is one ephemeral key pair, one
/// Diffie-Hellman and the derivations that `enc` enters into.
#[derive(Clone)]
pub struct Sender {
    public_key: X25519PublicKey,
    steps: ExtractAndExpand,
    /// Shared, so that a clone holds no second copy of the PSK.
    schedule: Arc<KeySchedule>,
    context: KeyScheduleContext,
}

impl Sender {
    /// Prepares sealings to `pk_recip` with `info` in `mode`.
    ///
    /// # Errors
    /// [`HpkeError::BadPsk`] for a PSK shorter than 32 bytes or without a name.
    pub fn new(pk_recip: &X25519PublicKey, info: &[u8], mode: Mode<'_>) -> Result<Self, HpkeError> {
        let inputs = PskInputs::verify(mode)?;
        Ok(Self {
            public_key: *pk_recip,
            steps: ExtractAndExpand::new(pk_recip),
            schedule: Arc::new(inputs.schedule()),
            context: KeyScheduleContext::new(inputs.mode, &inputs.psk_id_hash(), info),
        })
    }

    /// The public key that is sealed to.
    #[must_use]
    pub const fn public_key(&self) -> &X25519PublicKey {
        &self.public_key
    }

    /// Sets up sealing with an ephemeral key pair made for this one message, as
    /// [`setup_sender`](crate::hpke::setup_sender) does.
    ///
    /// # Errors
    /// [`HpkeError::BadKey`] if the recipient's public key is of small order.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an ephemeral key pair is used once"
    )]
    pub fn setup(
        &self,
        ephemeral: X25519KeyPair,
    ) -> Result<(X25519PublicKey, Context<Sealing>), HpkeError> {
        let dh = ephemeral.diffie_hellman(&self.public_key);
        let dh = dh.ok_or(HpkeError::BadKey)?;
        let enc = *ephemeral.public_key();
        Ok((enc, self.context_of(&dh, &enc)))
    }

    /// The context of a Diffie-Hellman that was computed elsewhere and is not all zero.
    pub(crate) fn context_of(&self, dh: &[u8; 32], enc: &X25519PublicKey) -> Context<Sealing> {
        let shared_secret: SharedSecret = self.steps.apply(dh, enc);
        self.schedule.context(&shared_secret, &self.context)
    }
}

redacted_debug!(Sender);

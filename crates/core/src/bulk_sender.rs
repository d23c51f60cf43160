//! Setting up many sealings to one public key.

use alloc::{vec, vec::Vec};

use sealroll_lanes::FixedKey;
use sealroll_wire::X25519PublicKey;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::context::{Context, Sealing};
use crate::error::HpkeError;
use crate::hpke::Mode;
use crate::kem::derive_secret_key;
use crate::redacted::redacted_debug;
use crate::sender::Sender;

/// A [`Sender`] that keeps tables of the recipient's public key besides, where they help. Native
/// targets only: it pays from some dozens of sealings on.
pub struct BulkSender {
    sender: Sender,
    fixed_key: FixedKey,
}

impl BulkSender {
    /// Prepares sealings to `pk_recip` with `info` in `mode`.
    ///
    /// # Errors
    /// [`HpkeError::BadPsk`] for a PSK shorter than 32 bytes or without a name.
    pub fn new(pk_recip: &X25519PublicKey, info: &[u8], mode: Mode<'_>) -> Result<Self, HpkeError> {
        Sender::new(pk_recip, info, mode).map(Self::of)
    }

    pub(crate) fn of(sender: Sender) -> Self {
        let fixed_key = FixedKey::new(sender.public_key().as_bytes());
        Self { sender, fixed_key }
    }

    /// Does what [`setup_sender`](crate::hpke::setup_sender) does with
    /// [`derive_key_pair`](crate::hpke::derive_key_pair) of each keying material; results are in
    /// that order. Each of `ikms` must be fresh. Multiples of 64 are cheapest.
    ///
    /// # Errors
    /// [`HpkeError::BadKey`] if the recipient's public key is of small order.
    pub fn setup_many(
        &self,
        ikms: &[Zeroizing<[u8; 32]>],
    ) -> Result<Vec<(X25519PublicKey, Context<Sealing>)>, HpkeError> {
        let mut secrets = Zeroizing::new(vec![[0; 32]; ikms.len()]);
        for (secret, ikm) in secrets.iter_mut().zip(ikms) {
            *secret = *derive_secret_key(ikm.as_slice());
        }
        let mut encs = vec![[0; 32]; ikms.len()];
        let mut dhs = Zeroizing::new(vec![[0; 32]; ikms.len()]);
        self.fixed_key.exchange_many(&secrets, &mut encs, &mut dhs);
        encs.iter()
            .zip(dhs.iter())
            .map(|(enc, dh)| {
                if bool::from(dh.ct_eq(&[0; 32])) {
                    return Err(HpkeError::BadKey);
                }
                let enc =
                    X25519PublicKey::from_bytes(*enc).expect("a computed public key is canonical");
                Ok((enc, self.sender.context_of(dh, &enc)))
            })
            .collect()
    }
}

redacted_debug!(BulkSender);

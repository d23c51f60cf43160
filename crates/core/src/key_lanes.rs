//! The content keys of many envelopes at once: [`Recipient`](crate::hpke::Recipient)'s derivations
//! with sixteen envelopes in the lanes of vectors.
//!
//! These are the same steps as those of `kem`, `hpke` and `kdf`, which compute them one after the other
//! and elsewhere; the tests hold both to the same keys. Each of the hashes of an envelope needs the one
//! before, so one alone cannot be sped up.

use sealroll_lanes::HashLanes;
use sealroll_wire::X25519PublicKey;

use crate::context::ContentKey;
use crate::hash_lanes::{FEWEST, Keyed, Message, Rows};
use crate::kdf::{KEM_SUITE_ID, labeled_ikm};
use crate::kem::ENC;

/// What the derivations of one recipient's content keys have in common.
pub(crate) struct KeyLanes {
    lanes: HashLanes,
    eae: Keyed,
    dh: Message,
    kem_context: Message,
    psk: Message,
    key: Message,
    base_nonce: Message,
}

impl KeyLanes {
    /// Prepares derivations, if the machine has the vectors and there are enough envelopes for
    /// [groups](crate::hash_lanes::groups). `kem_context` is the text of the KEM's expansion, zero where `enc` belongs, which is
    /// at [`ENC`]; `psk` is the labelled PSK; then come the texts of the two
    /// expansions.
    pub(crate) fn new(
        count: usize,
        kem_context: &[u8],
        psk: &[u8],
        [key, base_nonce]: [&[u8]; 2],
    ) -> Option<Self> {
        let lanes = HashLanes::detect().filter(|_| count >= FEWEST)?;
        let dh = labeled_ikm(KEM_SUITE_ID, b"eae_prk", &[0; 32]);
        Some(Self {
            lanes,
            eae: Keyed::new(lanes, &Rows::ZERO),
            dh: Message::after_key(&[&dh]),
            kem_context: Message::after_key(&[kem_context, &[1]]),
            psk: Message::after_key(&[psk]),
            key: Message::after_key(&[key, &[1]]),
            base_nonce: Message::after_key(&[base_nonce, &[1]]),
        })
    }

    /// The content keys of as many envelopes as there are lanes, or fewer.
    pub(crate) fn content_keys(
        &self,
        encs: &[X25519PublicKey],
        dhs: &[[u8; 32]],
    ) -> impl Iterator<Item = ContentKey> + use<> {
        let Self { lanes, .. } = *self;
        // The result of the exchange stands at the end of its message.
        let dh_place = self.dh.length() - 32;
        let dh = self.dh.with(dh_place, &Rows::<8>::of(dhs));
        let eae_prk = self.eae.authenticate(lanes, &dh);
        let encs = Rows::<8>::of(encs.iter().map(X25519PublicKey::as_bytes));
        let kem_context = self.kem_context.with(ENC, &encs);
        let shared_secret = Keyed::new(lanes, &eae_prk).authenticate(lanes, &kem_context);
        let secret = Keyed::new(lanes, &shared_secret).authenticate(lanes, &self.psk);
        let keyed = Keyed::new(lanes, &secret);
        let key = keyed.authenticate(lanes, &self.key);
        let base_nonce = keyed.authenticate(lanes, &self.base_nonce);
        (0..dhs.len()).map(move |lane| {
            ContentKey::filled(|key_place, nonce_place| {
                key.copy_to(lane, key_place);
                base_nonce.copy_to(lane, nonce_place);
            })
        })
    }
}

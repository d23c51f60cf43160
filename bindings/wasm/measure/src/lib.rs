//! The HPKE layer for JavaScript, to be timed beside peers that do the same job.
//!
//! The package itself never shows it: it takes forms and gives envelopes. Here bytes go in and out
//! as the peers take them, randomness is drawn for each call, and results are checked against the
//! peers' before anything is timed.

use getrandom::SysRng;
use rand_core::{Rng, UnwrapErr};
use sealroll_core::X25519PublicKey;
use sealroll_core::hpke::{
    ContentKey, KeyScheduleContext, Mode, Recipient, Sender, derive_key_pair,
    derive_key_pair_towards,
};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// One recipient under one `info` and one PSK, and a sender to it.
#[wasm_bindgen]
pub struct Layer {
    secret_key: Vec<u8>,
    sender: Sender,
    recipient: Recipient,
    context: KeyScheduleContext,
}

#[wasm_bindgen]
impl Layer {
    /// Derives the recipient's key pair from `ikm` (RFC 9180 section 7.1.3). `None` if the PSK
    /// breaks the rules.
    #[must_use]
    pub fn create(ikm: &[u8], info: &[u8], psk: &[u8], psk_id: &[u8]) -> Option<Self> {
        let key_pair = derive_key_pair(ikm);
        let secret_key = key_pair.secret_key().to_bytes().to_vec();
        let mode = Mode::Psk { psk, psk_id };
        let sender = Sender::new(key_pair.public_key(), info, mode).ok()?;
        let recipient = Recipient::new(key_pair, mode).ok()?;
        let context = recipient.key_schedule_context(info);
        Some(Self {
            secret_key,
            sender,
            recipient,
            context,
        })
    }

    /// The recipient's public key, for the peers.
    #[wasm_bindgen(js_name = publicKey)]
    #[must_use]
    pub fn public_key(&self) -> Vec<u8> {
        self.sender.public_key().to_bytes().to_vec()
    }

    /// The recipient's secret key, for the peers.
    #[wasm_bindgen(js_name = secretKey)]
    #[must_use]
    pub fn secret_key(&self) -> Vec<u8> {
        self.secret_key.clone()
    }

    /// Seals once under a fresh ephemeral key: `enc ‖ ciphertext`; empty on failure.
    #[must_use]
    pub fn seal(&self, plaintext: &[u8]) -> Vec<u8> {
        let mut ikm = Zeroizing::new([0; 32]);
        UnwrapErr(SysRng).fill_bytes(ikm.as_mut_slice());
        let ephemeral = derive_key_pair_towards(ikm.as_slice(), self.sender.public_key());
        let sealed = self.sender.setup(ephemeral).and_then(|(enc, mut context)| {
            let ciphertext = context.seal(b"", plaintext)?;
            Ok([&enc.to_bytes()[..], &ciphertext].concat())
        });
        sealed.unwrap_or_default()
    }

    /// Opens `enc ‖ ciphertext`; empty on failure.
    #[must_use]
    pub fn open(&self, sealed: &[u8]) -> Vec<u8> {
        self.open_many(sealed, sealed.len())
    }

    /// Opens many of the same length, side by side where the build has vectors. What fails is left
    /// out.
    #[wasm_bindgen(js_name = openMany)]
    #[must_use]
    pub fn open_many(&self, sealed: &[u8], each: usize) -> Vec<u8> {
        let parsed: Option<Vec<_>> = sealed.chunks(each.max(1)).map(split).collect();
        let Some(parsed) = parsed else {
            return Vec::new();
        };
        let encs: Vec<_> = parsed.iter().map(|(enc, _)| *enc).collect();
        let mut opened = Vec::with_capacity(sealed.len());
        for ((_, ciphertext), key) in parsed
            .into_iter()
            .zip(self.recipient.content_keys(&encs, &self.context))
        {
            let Ok(key) = key else { continue };
            if let Some(plaintext) = open_with(&key, ciphertext) {
                opened.extend_from_slice(&plaintext);
            }
        }
        opened
    }
}

fn split(sealed: &[u8]) -> Option<(X25519PublicKey, &[u8])> {
    let (enc, ciphertext) = sealed.split_first_chunk()?;
    Some((X25519PublicKey::from_bytes(*enc).ok()?, ciphertext))
}

fn open_with(key: &ContentKey, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(ciphertext.to_vec());
    let length = key.open_in_place(b"", &mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}

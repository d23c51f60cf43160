//! The implementation of HPKE against two foreign ones, in both directions and both modes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use hpke::{Deserializable, OpModeR, OpModeS, PskBundle, Serializable};
use hpke_rs::rustcrypto::HpkeRustCrypto;
use hpke_rs::{Hpke, HpkePrivateKey, HpkePublicKey, hpke_types};
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use sealroll_core::X25519PublicKey;
use sealroll_core::hpke::{Mode, Recipient, derive_key_pair, setup_recipient, setup_sender};

/// What both sides agree on, and messages with their additional data.
#[derive(Debug)]
struct Exchange {
    ikm: [u8; 32],
    ephemeral: [u8; 32],
    info: Vec<u8>,
    psk: Option<(Vec<u8>, Vec<u8>)>,
    messages: Vec<(Vec<u8>, Vec<u8>)>,
    export_context: Vec<u8>,
    export_length: usize,
}

impl Exchange {
    fn mode(&self) -> Mode<'_> {
        match &self.psk {
            None => Mode::Base,
            Some((psk, psk_id)) => Mode::Psk { psk, psk_id },
        }
    }

    /// Seals here: `enc`, ciphertexts, exported value.
    fn seal(&self) -> (X25519PublicKey, Vec<Vec<u8>>, Vec<u8>) {
        let key_pair = derive_key_pair(&self.ikm);
        let ephemeral = derive_key_pair(&self.ephemeral);
        let (enc, mut context) =
            setup_sender(key_pair.public_key(), ephemeral, &self.info, self.mode()).unwrap();
        let seal = |(aad, text): &(Vec<u8>, Vec<u8>)| context.seal(aad, text).unwrap();
        let sealed = self.messages.iter().map(seal).collect();
        let exported = context
            .export(&self.export_context, self.export_length)
            .unwrap();
        (enc, sealed, exported.to_vec())
    }

    /// Opens here what another implementation sealed, with and without a cache.
    fn assert_opens(&self, enc: &[u8], sealed: &[Vec<u8>], exported: &[u8]) {
        let enc = X25519PublicKey::from_bytes(enc.try_into().unwrap()).unwrap();
        let key_pair = derive_key_pair(&self.ikm);
        let one = setup_recipient(&key_pair, &enc, &self.info, self.mode()).unwrap();
        let recipient = Recipient::new(key_pair, self.mode()).unwrap();
        for mut context in [one, recipient.setup(&enc, &self.info).unwrap()] {
            for ((aad, text), ciphertext) in self.messages.iter().zip(sealed) {
                assert_eq!(context.open(aad, ciphertext).unwrap().as_slice(), text);
            }
            let here = context
                .export(&self.export_context, self.export_length)
                .unwrap();
            assert_eq!(here.as_slice(), exported);
        }
    }
}

fn bytes(length: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), length)
}

fn exchanges() -> impl Strategy<Value = Exchange> {
    (
        any::<[u8; 32]>(),
        any::<[u8; 32]>(),
        bytes(0..120),
        proptest::option::of((bytes(32..64), bytes(1..64))),
        proptest::collection::vec((bytes(0..40), bytes(0..300)), 1..4),
        bytes(0..40),
        1..200usize,
    )
        .prop_map(
            |(ikm, ephemeral, info, psk, messages, export_context, export_length)| Exchange {
                ikm,
                ephemeral,
                info,
                psk,
                messages,
                export_context,
                export_length,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rust_hpke_opens_what_is_sealed_here(exchange in exchanges()) {
        let (enc, sealed, exported) = exchange.seal();
        let mode = match &exchange.psk {
            None => OpModeR::Base,
            Some((psk, psk_id)) => OpModeR::Psk(PskBundle::new(psk, psk_id).unwrap()),
        };
        let secret_key = derive_key_pair(&exchange.ikm).secret_key().to_bytes();
        let mut context = hpke::setup_receiver::<HpkeAead, HpkeKdf, HpkeKem>(
            &mode,
            &Deserializable::from_bytes(secret_key.as_slice()).unwrap(),
            &Deserializable::from_bytes(enc.as_bytes()).unwrap(),
            &exchange.info,
        )
        .unwrap();
        for ((aad, text), ciphertext) in exchange.messages.iter().zip(&sealed) {
            prop_assert_eq!(&context.open(ciphertext, aad).unwrap(), text);
        }
        let mut there = vec![0; exchange.export_length];
        context.export(&exchange.export_context, &mut there).unwrap();
        prop_assert_eq!(there, exported);
    }

    #[test]
    fn what_rust_hpke_seals_opens_here(exchange in exchanges()) {
        let mode = match &exchange.psk {
            None => OpModeS::Base,
            Some((psk, psk_id)) => OpModeS::Psk(PskBundle::new(psk, psk_id).unwrap()),
        };
        let key_pair = derive_key_pair(&exchange.ikm);
        let (enc, mut context) = hpke::setup_sender_with_rng::<HpkeAead, HpkeKdf, HpkeKem>(
            &mode,
            &Deserializable::from_bytes(key_pair.public_key().as_bytes()).unwrap(),
            &exchange.info,
            &mut ChaCha20Rng::from_seed(exchange.ephemeral),
        )
        .unwrap();
        let seal = |(aad, text): &(Vec<u8>, Vec<u8>)| context.seal(text, aad).unwrap();
        let sealed: Vec<_> = exchange.messages.iter().map(seal).collect();
        let mut exported = vec![0; exchange.export_length];
        context.export(&exchange.export_context, &mut exported).unwrap();
        exchange.assert_opens(&enc.to_bytes(), &sealed, &exported);
    }

    #[test]
    fn hpke_rs_opens_what_is_sealed_here(exchange in exchanges()) {
        let (enc, sealed, exported) = exchange.seal();
        let secret_key = derive_key_pair(&exchange.ikm).secret_key().to_bytes();
        let (psk, psk_id) = options(&exchange);
        let mut context = hpke_rs_suite(&exchange)
            .setup_receiver(
                enc.as_bytes(),
                &HpkePrivateKey::new(secret_key.to_vec()),
                &exchange.info,
                psk,
                psk_id,
                None,
            )
            .unwrap();
        for ((aad, text), ciphertext) in exchange.messages.iter().zip(&sealed) {
            prop_assert_eq!(&context.open(aad, ciphertext).unwrap(), text);
        }
        let there = context.export(&exchange.export_context, exchange.export_length).unwrap();
        prop_assert_eq!(there, exported);
    }

    #[test]
    fn what_hpke_rs_seals_opens_here(exchange in exchanges()) {
        let key_pair = derive_key_pair(&exchange.ikm);
        let (psk, psk_id) = options(&exchange);
        let (enc, mut context) = hpke_rs_suite(&exchange)
            .setup_sender(
                &HpkePublicKey::new(key_pair.public_key().to_bytes().to_vec()),
                &exchange.info,
                psk,
                psk_id,
                None,
            )
            .unwrap();
        let seal = |(aad, text): &(Vec<u8>, Vec<u8>)| context.seal(aad, text).unwrap();
        let sealed: Vec<_> = exchange.messages.iter().map(seal).collect();
        let exported = context.export(&exchange.export_context, exchange.export_length).unwrap();
        exchange.assert_opens(&enc, &sealed, &exported);
    }

    #[test]
    fn rust_hpke_derives_the_same_key_pairs(ikm in bytes(32..100)) {
        let here = derive_key_pair(&ikm);
        // The other exports its secret keys clamped, so the public keys are compared.
        let (_, public_key) = <HpkeKem as hpke::Kem>::derive_keypair(&ikm);
        assert_eq!(here.public_key().as_bytes().as_slice(), public_key.to_bytes().as_slice());
    }
}

fn options(exchange: &Exchange) -> (Option<&[u8]>, Option<&[u8]>) {
    match &exchange.psk {
        None => (None, None),
        Some((psk, psk_id)) => (Some(psk), Some(psk_id)),
    }
}

fn hpke_rs_suite(exchange: &Exchange) -> Hpke<HpkeRustCrypto> {
    Hpke::new(
        if exchange.psk.is_some() {
            hpke_rs::Mode::Psk
        } else {
            hpke_rs::Mode::Base
        },
        hpke_types::KemAlgorithm::DhKem25519,
        hpke_types::KdfAlgorithm::HkdfSha256,
        hpke_types::AeadAlgorithm::ChaCha20Poly1305,
    )
}

type HpkeAead = hpke::aead::ChaCha20Poly1305;
type HpkeKdf = hpke::kdf::HkdfSha256;
type HpkeKem = hpke::kem::X25519HkdfSha256;

//! No secret type shows its bytes in debug output.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/fixed_rng.rs"]
mod fixed_rng;

use std::fmt::Debug;

use sealroll_core::hpke::{
    Mode, Recipient, Sender, derive_key_pair, encap, setup_recipient, setup_sender,
};
use sealroll_core::{
    DecryptionKeys, DoorSecret, Edition, Frontier, IdentityKeys, KeyFileContent, KeyFileSecret,
    RecoveryCode,
};
use sealroll_wire::{Environment, Epoch, PresenceSecret, RootDocument, VerifyingKey};
use zeroize::Zeroizing;

use fixed_rng::FixedRng;

#[track_caller]
fn assert_redacted(name: &str, secret: &dyn Debug) {
    assert_eq!(format!("{secret:?}"), format!("{name}(<redacted>)"));
    assert_eq!(format!("{secret:#?}"), format!("{name}(<redacted>)"));
}

#[test]
fn hpke() {
    let psk = [7; 32];
    let mode = Mode::Psk {
        psk: &psk,
        psk_id: b"name",
    };
    let key_pair = derive_key_pair(b"recipient");
    let ephemeral = || derive_key_pair(b"ephemeral");
    let (enc, sender) = setup_sender(key_pair.public_key(), ephemeral(), b"", mode).unwrap();
    let recipient = setup_recipient(&key_pair, &enc, b"", mode).unwrap();
    assert_redacted("Psk", &mode);
    assert_redacted("Context", &sender);
    assert_redacted("Context", &recipient);
    assert_redacted("ContentKey", sender.content_key());
    assert_redacted("ExporterSecret", sender.exporter_secret());
    let (shared_secret, _) = encap(key_pair.public_key(), ephemeral()).unwrap();
    assert_redacted("SharedSecret", &shared_secret);
    assert_redacted("X25519SecretKey", key_pair.secret_key());
    assert_redacted("X25519KeyPair", &key_pair);
    let prepared = Sender::new(key_pair.public_key(), b"", mode).unwrap();
    assert_redacted("Sender", &prepared);
    assert_redacted("Recipient", &Recipient::new(key_pair, mode).unwrap());
}

#[test]
fn epoch_tree() {
    let frontier = Frontier::generate(&mut FixedRng(&[9; 32]), Epoch(1)..=Epoch(3)).unwrap();
    assert_redacted("Leaf", &frontier.leaf(Epoch(2)).unwrap());
    assert_redacted("Frontier", &frontier);
}

#[test]
fn key_files() {
    let code = RecoveryCode::from_bytes(&[7; 16]);
    assert_redacted("RecoveryCode", &code);
    assert_redacted("KeyFileSecret", &KeyFileSecret::RecoveryCode(&code));
    assert_redacted("KeyFileSecret", &KeyFileSecret::Passphrase("secret"));
    let presence_secret = || PresenceSecret::from_bytes([7; 32]);
    let door_secret = DoorSecret::from_bytes(&[7; 32]);
    let edition = Edition::new(presence_secret(), door_secret);
    assert_redacted("Edition", &edition);
    let decryption = DecryptionKeys::new(vec![edition], Vec::new()).unwrap();
    assert_redacted("DecryptionKeys", &decryption);
    let public_key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]).verifying_key();
    let public_key = VerifyingKey::from_bytes(public_key.as_bytes()).unwrap();
    let root_document = RootDocument::new(Environment::Test, public_key, 1, &[7; 16]);
    let identity = IdentityKeys::new(Zeroizing::new([7; 32]), presence_secret(), root_document);
    assert_redacted("IdentityKeys", &identity);
    assert_redacted(
        "KeyFileContent",
        &KeyFileContent::Identity(Box::new(identity)),
    );
}

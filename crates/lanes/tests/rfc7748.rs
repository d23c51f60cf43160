//! The vectors of RFC 7748, with every backend.

#[path = "support/backends.rs"]
mod backends;
#[path = "support/hex.rs"]
mod hex;

use sealroll_lanes::{BASE_POINT, Backend, pair, shared_secrets_with, with_base_and};

/// Section 5.2: scalar, u-coordinate, result.
const VECTORS: [[&str; 3]; 2] = [
    [
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
    ],
    [
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
    ],
];

/// Section 5.2: results after so many iterations.
const ITERATIONS: [(usize, &str); 3] = [
    (
        1,
        "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
    ),
    (
        1_000,
        "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51",
    ),
    (
        1_000_000,
        "7c3911e0ab2586fd864497297e575e6f3bc601c0883c30df5f4dd2d24f665424",
    ),
];

#[test]
fn vectors() {
    for backend in backends::exercised("RFC 7748 vectors") {
        for [scalar, u, result] in VECTORS {
            let found = one(backend, &hex::array(scalar), &hex::array(u));
            assert_eq!(found, hex::array(result), "{backend}");
        }
    }
}

/// A thousand iterations; with `SEALROLL_LANES_LONG` set, the million as well.
#[test]
fn iterations() {
    let long = std::env::var_os("SEALROLL_LANES_LONG").is_some();
    for backend in backends::exercised("RFC 7748 iterations") {
        let (mut k, mut u) = (BASE_POINT, BASE_POINT);
        let mut done = 0;
        for (count, result) in ITERATIONS.into_iter().take(if long { 3 } else { 2 }) {
            while done < count {
                (k, u) = (one(backend, &k, &u), k);
                done += 1;
            }
            assert_eq!(k, hex::array(result), "{backend} after {count}");
        }
    }
}

/// Section 6.1.
#[test]
fn both_ends_agree() {
    let a = hex::array("77076d0a7318a57d3c16c17251b26645df4c6a2d4ee2f5c5e3b4a1a8c5f0e6b1");
    let b = hex::array("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    let mut of_b = [0; 32];
    let public_a = with_base_and(&a, &BASE_POINT, &mut of_b);
    let public_b = with_base_and(&b, &public_a, &mut of_b);
    let (again, of_a) = pair(&a, &BASE_POINT, &public_b);
    assert_eq!(again, public_a);
    assert_eq!(of_a, of_b);
    assert_eq!(
        public_b,
        hex::array("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    );
}

fn one(backend: Backend, secret: &[u8; 32], public_key: &[u8; 32]) -> [u8; 32] {
    let mut shared = [[0; 32]];
    shared_secrets_with(backend, secret, &[*public_key], &mut shared);
    shared[0]
}

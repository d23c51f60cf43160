//! Ed25519 and X25519 keys (`spec/protocol.md#ed25519`, `#x25519`).

mod common;

use curve25519_dalek::{constants::EIGHT_TORSION, edwards::EdwardsPoint, scalar::Scalar};
use ed25519_dalek::Signer;
use sha2::{Digest, Sha512};

use sealroll_wire::{KeyError, Signature, SignatureError, VerifyingKey, X25519PublicKey};

use common::{bit_flips, key, verifying};

#[test]
fn honest_signatures_verify_and_no_bit_of_them_can_be_flipped() {
    let signing = key(1);
    let signature = signing.sign(MESSAGE).to_bytes();
    let public = verifying(&signing);
    assert_eq!(public.verify(MESSAGE, &signature), Ok(()));
    assert_eq!(public.verify(b"other", &signature), BAD);
    assert_eq!(verifying(&key(2)).verify(MESSAGE, &signature), BAD);
    for flipped in bit_flips(&signature) {
        assert_eq!(public.verify(MESSAGE, &flipped.try_into().unwrap()), BAD);
    }
}

#[test]
fn sig_1_a_key_that_is_no_point_is_refused() {
    let no_points = (2..=255_u8).filter(|&y| {
        let mut bytes = [0; 32];
        bytes[0] = y;
        let compressed = curve25519_dalek::edwards::CompressedEdwardsY(bytes);
        let is_point = compressed.decompress().is_some();
        assert_eq!(
            VerifyingKey::from_bytes(&bytes).is_ok(),
            is_point,
            "y = {y}"
        );
        !is_point
    });
    assert!(no_points.count() > 50);
}

#[test]
fn sig_1_a_key_that_is_not_canonical_is_refused() {
    // Numbers below 19 have a second form in 255 bits, themselves and the prime.
    let mut tried = 0;
    for y in 2..19_u8 {
        let mut bytes = [0; 32];
        bytes[0] = y;
        if VerifyingKey::from_bytes(&bytes).is_ok() {
            let mut second = [0xff; 32];
            second[0] = 0xed + y;
            second[31] = 0x7f;
            assert_eq!(
                VerifyingKey::from_bytes(&second),
                Err(KeyError::BadKey),
                "y = {y}"
            );
            tried += 1;
        }
    }
    assert!(tried > 3);
}

#[test]
fn sig_2_a_key_of_small_order_is_refused() {
    for point in EIGHT_TORSION {
        let bytes = point.compress().to_bytes();
        assert_eq!(VerifyingKey::from_bytes(&bytes), Err(KeyError::BadKey));
        // The other sign too, which for x = 0 is not canonical.
        let mut negated = bytes;
        negated[31] ^= 0x80;
        assert_eq!(VerifyingKey::from_bytes(&negated), Err(KeyError::BadKey));
    }
}

#[test]
fn sig_3_s_must_be_below_the_group_order() {
    let signing = key(1);
    let mut signature = signing.sign(MESSAGE).to_bytes();
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    assert_eq!(verifying(&signing).verify(MESSAGE, &signature), BAD);
}

#[test]
fn sig_4_r_of_small_order_is_refused() {
    // R is the neutral element and S = k a, so that [S]B = R + [k]A holds.
    let (secret, public) = key_pair();
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let s = challenge(&neutral, &public, MESSAGE) * secret;
    assert_eq!(
        EdwardsPoint::mul_base(&s),
        challenge(&neutral, &public, MESSAGE) * point(&public)
    );
    assert_eq!(public.verify(MESSAGE, &joined(&neutral, s.as_bytes())), BAD);
}

#[test]
fn sig_4_r_that_is_not_canonical_is_refused() {
    // The neutral element as p + 1, and as 1 with a sign.
    let (secret, public) = key_pair();
    let mut above_prime = [0xff; 32];
    above_prime[0] = 0xee;
    above_prime[31] = 0x7f;
    let mut with_sign = [0; 32];
    with_sign[0] = 1;
    with_sign[31] = 0x80;
    for r in [above_prime, with_sign] {
        let s = challenge(&r, &public, MESSAGE) * secret;
        assert_eq!(public.verify(MESSAGE, &joined(&r, s.as_bytes())), BAD);
    }
}

#[test]
fn sig_5_the_equation_is_without_cofactor() {
    // A key with a part of small order: the equation holds only after multiplication by 8.
    let (secret, plain) = key_pair();
    let mixed = point(&plain) + EIGHT_TORSION[1];
    let public = VerifyingKey::from_bytes(&mixed.compress().to_bytes()).unwrap();
    let eight = Scalar::from(8_u8);
    let mut refused = 0;
    for nonce in 1..=32_u8 {
        let nonce = Scalar::from(nonce);
        let r = EdwardsPoint::mul_base(&nonce).compress().to_bytes();
        let k = challenge(&r, &public, MESSAGE);
        let s = nonce + k * secret;
        let left = eight * EdwardsPoint::mul_base(&s);
        let right = eight * EdwardsPoint::mul_base(&nonce) + k * (eight * mixed);
        assert_eq!(left, right);
        // The part of order 8 vanishes only if 8 divides k.
        let holds = k.as_bytes()[0].trailing_zeros() >= 3;
        assert_eq!(
            public.verify(MESSAGE, &joined(&r, s.as_bytes())).is_ok(),
            holds
        );
        refused += usize::from(!holds);
    }
    assert!(refused > 16);

    // The same construction with a clean key verifies.
    let nonce = Scalar::from(77_u8);
    let r = EdwardsPoint::mul_base(&nonce).compress().to_bytes();
    let s = nonce + challenge(&r, &plain, MESSAGE) * secret;
    assert_eq!(plain.verify(MESSAGE, &joined(&r, s.as_bytes())), Ok(()));
}

#[test]
fn dh_1_a_public_key_must_be_canonical() {
    let mut prime = [0xff; 32];
    prime[0] = 0xed;
    prime[31] = 0x7f;
    let mut below = prime;
    below[0] -= 1;
    let mut above = prime;
    above[0] += 1;
    let mut top_bit = [0; 32];
    top_bit[31] = 0x80;
    for refused in [prime, above, top_bit, [0xff; 32]] {
        assert_eq!(X25519PublicKey::from_bytes(refused), Err(KeyError::BadKey));
    }
    for accepted in [[0; 32], below, [9; 32]] {
        assert_eq!(
            X25519PublicKey::from_bytes(accepted).unwrap().to_bytes(),
            accepted
        );
    }
}

fn key_pair() -> (Scalar, VerifyingKey) {
    let secret = Scalar::from(123_456_789_u64);
    let public = EdwardsPoint::mul_base(&secret).compress().to_bytes();
    (
        secret,
        VerifyingKey::from_bytes(&public).expect("a multiple of the base point"),
    )
}

fn point(key: &VerifyingKey) -> EdwardsPoint {
    curve25519_dalek::edwards::CompressedEdwardsY(key.to_bytes())
        .decompress()
        .expect("a checked key")
}

fn challenge(r: &[u8; 32], key: &VerifyingKey, message: &[u8]) -> Scalar {
    let hash = Sha512::new()
        .chain_update(r)
        .chain_update(key.as_bytes())
        .chain_update(message);
    Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
}

fn joined(r: &[u8; 32], s: &[u8; 32]) -> Signature {
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(r);
    signature[32..].copy_from_slice(s);
    signature
}

const MESSAGE: &[u8] = b"message";
const BAD: Result<(), SignatureError> = Err(SignatureError::BadSignature);

/// L, little-endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

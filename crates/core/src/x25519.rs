//! X25519 secret keys (RFC 7748). Their public keys are `sealroll_wire`'s, computed once.

use alloc::{vec, vec::Vec};

use rand_core::CryptoRng;
use sealroll_wire::X25519PublicKey;
use zeroize::Zeroizing;

use crate::exchange::{ExchangeKey, contributory, exchange_many, public_key_and_exchange};
use crate::redacted::redacted_debug;

/// An X25519 secret key: 32 bytes, clamped where it is used. Wiped when dropped.
pub struct X25519SecretKey(ExchangeKey);

impl X25519SecretKey {
    /// Draws a secret key.
    pub fn generate<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self::from_bytes(&bytes)
    }

    /// Imports a secret key; every string of 32 bytes is one.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(ExchangeKey::from_bytes(bytes))
    }

    /// Exports the 32 bytes as they were imported or derived (not clamped).
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.to_bytes()
    }

    /// `DH(sk, pk)` of RFC 9180 section 4.1.
    ///
    /// Returns `None` for an all-zero result, which only a public key of small order gives
    /// (RFC 9180 section 7.1.4, `spec/protocol.md#DH-2`). The test takes constant time.
    #[must_use]
    pub fn diffie_hellman(&self, public_key: &X25519PublicKey) -> Option<Zeroizing<[u8; 32]>> {
        self.0.exchange(&public_key.to_bytes())
    }

    /// The results of many [`diffie_hellman`](Self::diffie_hellman)s in the order of their keys, side by
    /// side in vectors where the machine has them. A key of small order spoils its own result alone:
    /// that is all zero, for the caller to refuse.
    pub(crate) fn exchange_many(
        &self,
        public_keys: &[X25519PublicKey],
    ) -> Zeroizing<Vec<[u8; 32]>> {
        let public_keys: Vec<_> = public_keys.iter().map(|key| key.to_bytes()).collect();
        let mut shared = Zeroizing::new(vec![[0; 32]; public_keys.len()]);
        exchange_many(&self.to_bytes(), &public_keys, &mut shared);
        shared
    }
}

/// A secret key beside its public key, which is computed once and kept.
pub struct X25519KeyPair {
    secret_key: X25519SecretKey,
    public_key: X25519PublicKey,
    ahead: Option<(X25519PublicKey, Zeroizing<[u8; 32]>)>,
}

impl X25519KeyPair {
    /// Draws a key pair.
    pub fn generate<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        Self::from_secret_key(X25519SecretKey::generate(rng))
    }

    /// Completes a secret key with its public key (one base-point multiplication).
    #[must_use]
    pub fn from_secret_key(secret_key: X25519SecretKey) -> Self {
        let public_key = X25519PublicKey::from_bytes(secret_key.0.public_key())
            .expect("a computed public key is canonical");
        Self {
            secret_key,
            public_key,
            ahead: None,
        }
    }

    /// [`from_secret_key`](Self::from_secret_key) for a pair that will meet `peer` at once: where
    /// the build has vectors for two, the exchange is computed beside the public key.
    pub(crate) fn towards(secret_key: X25519SecretKey, peer: &X25519PublicKey) -> Self {
        let (public_key, shared) = public_key_and_exchange(&secret_key.0, peer.as_bytes());
        Self {
            secret_key,
            public_key: X25519PublicKey::from_bytes(public_key)
                .expect("a computed public key is canonical"),
            ahead: shared.map(|shared| (*peer, shared)),
        }
    }

    /// [`X25519SecretKey::diffie_hellman`] of the secret half.
    pub(crate) fn diffie_hellman(&self, peer: &X25519PublicKey) -> Option<Zeroizing<[u8; 32]>> {
        match &self.ahead {
            Some((met, shared)) if met == peer => contributory(shared),
            _ => self.secret_key.diffie_hellman(peer),
        }
    }

    /// The public key.
    #[must_use]
    pub fn public_key(&self) -> &X25519PublicKey {
        &self.public_key
    }

    /// The secret key.
    #[must_use]
    pub fn secret_key(&self) -> &X25519SecretKey {
        &self.secret_key
    }
}

redacted_debug!(X25519SecretKey, X25519KeyPair);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_made_for_a_peer_are_the_same_pairs() {
        let peer = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&[3; 32]));
        let other = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&[4; 32]));
        let secret_key = || X25519SecretKey::from_bytes(&[5; 32]);
        let pair = X25519KeyPair::towards(secret_key(), peer.public_key());
        let plain = X25519KeyPair::from_secret_key(secret_key());
        assert_eq!(pair.public_key(), plain.public_key());
        for met in [peer.public_key(), other.public_key()] {
            assert_eq!(pair.diffie_hellman(met), secret_key().diffie_hellman(met));
        }
        let zero = X25519PublicKey::from_bytes([0; 32]).unwrap();
        let pair = X25519KeyPair::towards(secret_key(), &zero);
        assert!(pair.diffie_hellman(&zero).is_none());
    }

    /// One exchange, and the two of an ephemeral secret, in vectors or by x25519-dalek.
    #[cfg(not(any(target_family = "wasm", target_os = "none")))]
    #[test]
    fn single_exchanges_are_the_same_whoever_computes_them() {
        use sealroll_lanes::{Backend, backends, limit};

        let peer = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&[3; 32]));
        let zero = X25519PublicKey::from_bytes([0; 32]).unwrap();
        for byte in 0..32 {
            let results = backends().map(|backend| {
                limit(backend);
                let secret_key = X25519SecretKey::from_bytes(&[byte; 32]);
                let shared = secret_key.diffie_hellman(peer.public_key());
                assert!(secret_key.diffie_hellman(&zero).is_none());
                let pair = X25519KeyPair::towards(secret_key, peer.public_key());
                assert_eq!(pair.diffie_hellman(peer.public_key()), shared);
                (*pair.public_key(), shared)
            });
            let results: Vec<_> = results.collect();
            assert!(results.iter().all(|result| *result == results[0]));
        }
        limit(Backend::ALL[0]);
    }

    /// Most builds compute nothing ahead; what would be counts for this one peer.
    #[test]
    fn what_was_computed_ahead_is_for_one_peer() {
        let public_key = |byte| {
            let secret_key = X25519SecretKey::from_bytes(&[byte; 32]);
            *X25519KeyPair::from_secret_key(secret_key).public_key()
        };
        let (peer, other) = (public_key(3), public_key(4));
        let mut pair = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&[5; 32]));
        pair.ahead = Some((peer, Zeroizing::new([8; 32])));
        assert_eq!(pair.diffie_hellman(&peer), Some(Zeroizing::new([8; 32])));
        let exchanged = pair.secret_key().diffie_hellman(&other);
        assert_eq!(pair.diffie_hellman(&other), exchanged);
    }

    #[test]
    fn points_of_small_order_give_no_secret() {
        let secret_key = X25519SecretKey::from_bytes(&[7; 32]);
        for low in [0, 1] {
            let mut bytes = [0; 32];
            bytes[0] = low;
            let public_key = X25519PublicKey::from_bytes(bytes).unwrap();
            assert!(secret_key.diffie_hellman(&public_key).is_none());
        }
    }
}

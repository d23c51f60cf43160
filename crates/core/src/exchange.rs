//! Who computes X25519: x25519-dalek, or AWS-LC where the feature `aws-lc` asks for it; for many
//! at once, the vectors of `sealroll_lanes` where there are any, and also for one where these
//! take less time than x25519-dalek. All give the same bytes.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A secret key in the form that the library computes with. Wiped when dropped.
pub(crate) struct ExchangeKey(library::Key);

impl ExchangeKey {
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(library::Key::from_bytes(bytes))
    }

    /// The 32 bytes as they were imported (not clamped).
    pub(crate) fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.to_bytes()
    }

    /// X25519 with the base point.
    pub(crate) fn public_key(&self) -> [u8; 32] {
        self.0.public_key()
    }

    /// X25519; `None` if the result is all zero, which is found out in constant time.
    pub(crate) fn exchange(&self, public_key: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
        self.0.exchange(public_key)
    }
}

/// The public key, and where vectors make that cheap the result of the exchange with
/// `public_key` besides; 32 zero bytes if that is of small order.
pub(crate) fn public_key_and_exchange(
    key: &ExchangeKey,
    public_key: &[u8; 32],
) -> ([u8; 32], Option<Zeroizing<[u8; 32]>>) {
    #[cfg(any(
        not(any(feature = "aws-lc", target_family = "wasm", target_os = "none")),
        all(target_family = "wasm", target_feature = "simd128")
    ))]
    if cfg!(target_family = "wasm") || sealroll_lanes::pays_for_one() {
        let mut shared = Zeroizing::new([0; 32]);
        let own = sealroll_lanes::with_base_and(&key.to_bytes(), public_key, &mut shared);
        return (own, Some(shared));
    }
    let _ = public_key;
    (key.public_key(), None)
}

/// X25519 of one secret with many public keys.
#[cfg(any(
    not(any(target_family = "wasm", target_os = "none")),
    all(target_family = "wasm", target_feature = "simd128")
))]
pub(crate) fn exchange_many(
    secret_key: &[u8; 32],
    public_keys: &[[u8; 32]],
    shared: &mut [[u8; 32]],
) {
    sealroll_lanes::shared_secrets(secret_key, public_keys, shared);
}

/// X25519 of one secret with many public keys.
#[cfg(any(
    all(target_family = "wasm", not(target_feature = "simd128")),
    target_os = "none"
))]
pub(crate) fn exchange_many(
    secret_key: &[u8; 32],
    public_keys: &[[u8; 32]],
    shared: &mut [[u8; 32]],
) {
    let key = ExchangeKey::from_bytes(secret_key);
    for (shared, public_key) in shared.iter_mut().zip(public_keys) {
        *shared = key.exchange(public_key).map_or([0; 32], |shared| *shared);
    }
}

/// `None` for 32 zero bytes, found out in constant time.
pub(crate) fn contributory(shared: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
    let is_zero = bool::from(shared.ct_eq(&[0; 32]));
    (!is_zero).then(|| Zeroizing::new(*shared))
}

#[cfg(any(not(feature = "aws-lc"), target_family = "wasm", target_os = "none"))]
mod library {
    use x25519_dalek::{PublicKey, StaticSecret};
    use zeroize::Zeroizing;

    pub(super) struct Key(StaticSecret);

    impl Key {
        pub(super) fn from_bytes(bytes: &[u8; 32]) -> Self {
            Self(StaticSecret::from(*bytes))
        }

        pub(super) fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
            Zeroizing::new(self.0.to_bytes())
        }

        pub(super) fn public_key(&self) -> [u8; 32] {
            PublicKey::from(&self.0).to_bytes()
        }

        pub(super) fn exchange(&self, public_key: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
            #[cfg(not(any(target_family = "wasm", target_os = "none")))]
            if sealroll_lanes::pays_for_one() {
                let mut shared = Zeroizing::new([[0; 32]]);
                sealroll_lanes::shared_secrets(&self.to_bytes(), &[*public_key], &mut *shared);
                return super::contributory(&shared[0]);
            }
            let shared = self.0.diffie_hellman(&PublicKey::from(*public_key));
            let contributory = shared.was_contributory();
            contributory.then(|| Zeroizing::new(shared.to_bytes()))
        }
    }
}

/// AWS-LC clears its key when it is dropped. It gives shared secrets in a buffer of its own that
/// it frees without clearing: the price of this feature.
#[cfg(all(
    feature = "aws-lc",
    not(any(target_family = "wasm", target_os = "none"))
))]
mod library {
    use aws_lc_rs::agreement::{PrivateKey, UnparsedPublicKey, X25519, agree};
    use zeroize::Zeroizing;

    pub(super) struct Key {
        bytes: Zeroizing<[u8; 32]>,
        key: PrivateKey,
    }

    impl Key {
        pub(super) fn from_bytes(bytes: &[u8; 32]) -> Self {
            let key = PrivateKey::from_private_key(&X25519, bytes);
            Self {
                bytes: Zeroizing::new(*bytes),
                key: key.expect("every string of 32 bytes is a secret key"),
            }
        }

        pub(super) fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
            self.bytes.clone()
        }

        pub(super) fn public_key(&self) -> [u8; 32] {
            let public_key = self.key.compute_public_key();
            let public_key = public_key.expect("every secret key has a public key");
            let bytes = public_key.as_ref().try_into();
            bytes.expect("a public key has 32 bytes")
        }

        /// AWS-LC refuses an all-zero result itself.
        pub(super) fn exchange(&self, public_key: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
            let public_key = UnparsedPublicKey::new(&X25519, public_key);
            agree(&self.key, public_key, (), |shared| {
                let mut bytes = Zeroizing::new([0; 32]);
                bytes.copy_from_slice(shared);
                Ok(bytes)
            })
            .ok()
        }
    }
}

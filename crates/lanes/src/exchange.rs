//! The exchanges that callers ask for.

use core::slice;

use zeroize::Zeroize;

use crate::backend::{Backend, best};
use crate::chunk::{CHUNK, Points, Secrets};
use crate::dispatch;
use crate::serial;

/// X25519 of one secret with each of many public keys. Any number of keys will do; multiples of
/// 64 are cheapest.
///
/// The secret is clamped, and public keys are masked and reduced, as RFC 7748 section 5 says.
///
/// # Panics
/// If there are not as many places in `shared` as public keys.
///
/// # Security
/// A public key of small order gives 32 zero bytes; the caller refuses those (RFC 7748
/// section 6.1, `spec/protocol.md#DH-2`).
pub fn shared_secrets(secret: &[u8; 32], public_keys: &[[u8; 32]], shared: &mut [[u8; 32]]) {
    shared_secrets_with(best_for(public_keys.len()), secret, public_keys, shared);
}

/// [`shared_secrets`] computed by `backend`, for comparisons. A backend that the machine lacks is
/// replaced by [`Backend::Serial`].
///
/// # Panics
/// If there are not as many places in `shared` as public keys.
pub fn shared_secrets_with(
    backend: Backend,
    secret: &[u8; 32],
    public_keys: &[[u8; 32]],
    shared: &mut [[u8; 32]],
) {
    assert_eq!(public_keys.len(), shared.len(), "a place for each result");
    let chunks = public_keys.chunks(CHUNK).zip(shared.chunks_mut(CHUNK));
    for (public_keys, shared) in chunks {
        dispatch::exchange(
            backend,
            Secrets::One(secret),
            Points::Each(public_keys),
            shared,
        );
    }
}

/// X25519 of each secret with the public key of the same index, for sealing many at once: fresh
/// secrets, each once with [`BASE_POINT`] and once with the recipient.
///
/// # Panics
/// If the three have different lengths.
///
/// # Security
/// As for [`shared_secrets`].
pub fn pairwise(secrets: &[[u8; 32]], public_keys: &[[u8; 32]], shared: &mut [[u8; 32]]) {
    pairwise_with(best_for(public_keys.len()), secrets, public_keys, shared);
}

/// [`pairwise`] computed by `backend`, for comparisons. A backend that the machine lacks is
/// replaced by [`Backend::Serial`].
///
/// # Panics
/// If the three have different lengths.
pub fn pairwise_with(
    backend: Backend,
    secrets: &[[u8; 32]],
    public_keys: &[[u8; 32]],
    shared: &mut [[u8; 32]],
) {
    assert_eq!(secrets.len(), public_keys.len(), "a secret for each key");
    assert_eq!(public_keys.len(), shared.len(), "a place for each result");
    let chunks = secrets
        .chunks(CHUNK)
        .zip(public_keys.chunks(CHUNK))
        .zip(shared.chunks_mut(CHUNK));
    for ((secrets, public_keys), shared) in chunks {
        dispatch::exchange(
            backend,
            Secrets::Each(secrets),
            Points::Each(public_keys),
            shared,
        );
    }
}

/// X25519 of one secret with two public keys.
///
/// # Security
/// As for [`shared_secrets`].
#[must_use]
pub fn pair(secret: &[u8; 32], a: &[u8; 32], b: &[u8; 32]) -> ([u8; 32], [u8; 32]) {
    let mut shared = [[0; 32]; 2];
    shared_secrets(secret, &[*a, *b], &mut shared);
    let [a, b] = shared;
    (a, b)
}

/// The public key of `secret`, and in its place what it shares with `public_key`: all that sealing
/// needs of an ephemeral secret.
///
/// Side by side where lanes would idle otherwise; four lanes are filled by a single exchange, beside
/// which the plain code has a table of the base point.
///
/// # Security
/// As for [`shared_secrets`].
#[must_use]
pub fn with_base_and(secret: &[u8; 32], public_key: &[u8; 32], shared: &mut [u8; 32]) -> [u8; 32] {
    if best() == Backend::Avx2x4 {
        shared_secrets(secret, slice::from_ref(public_key), slice::from_mut(shared));
        return serial::public_key(secret);
    }
    let mut both = [[0; 32]; 2];
    shared_secrets(secret, &[BASE_POINT, *public_key], &mut both);
    *shared = both[1];
    both[1].zeroize();
    both[0]
}

/// The u-coordinate of the base point, 9 (RFC 7748 section 4.1).
pub const BASE_POINT: [u8; 32] = {
    let mut bytes = [0; 32];
    bytes[0] = 9;
    bytes
};

/// Whether vectors compute a single exchange, or the two of an ephemeral secret, sooner than the
/// plain code with its table of the base point: eight lanes do, although most of them idle, and four
/// lanes share the work of one exchange.
#[must_use]
pub fn pays_for_one() -> bool {
    matches!(best(), Backend::Ifma8 | Backend::Avx2x4)
}

/// A vector with a single record in it pays only if it takes less time than the plain code.
fn best_for(count: usize) -> Backend {
    match best() {
        Backend::Simd128x2 if count == 1 => Backend::Serial,
        backend => backend,
    }
}

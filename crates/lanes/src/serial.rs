//! One exchange after the other by x25519-dalek, for machines without vectors.

use x25519_dalek::{PublicKey, StaticSecret};

use crate::chunk::{Points, Secrets};

/// X25519 of a secret with the base point.
pub(crate) fn public_key(secret: &[u8; 32]) -> [u8; 32] {
    PublicKey::from(&StaticSecret::from(*secret)).to_bytes()
}

/// Computes every exchange.
pub(crate) fn exchange(secrets: Secrets<'_>, points: Points<'_>, shared: &mut [[u8; 32]]) {
    for (index, place) in shared.iter_mut().enumerate() {
        let secret = StaticSecret::from(*secrets.of(index));
        *place = secret
            .diffie_hellman(&PublicKey::from(*points.at(index)))
            .to_bytes();
    }
}

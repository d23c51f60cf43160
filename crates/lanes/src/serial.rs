//! One exchange after the other by x25519-dalek, for machines without vectors.

use x25519_dalek::{PublicKey, StaticSecret};

use crate::chunk::Secrets;

/// Computes every exchange.
pub(crate) fn exchange(secrets: Secrets<'_>, public_keys: &[[u8; 32]], shared: &mut [[u8; 32]]) {
    for (index, (public_key, place)) in public_keys.iter().zip(shared).enumerate() {
        let secret = match secrets {
            Secrets::One(secret) => secret,
            Secrets::Each(secrets) => &secrets[index],
        };
        let secret = StaticSecret::from(*secret);
        *place = secret
            .diffie_hellman(&PublicKey::from(*public_key))
            .to_bytes();
    }
}

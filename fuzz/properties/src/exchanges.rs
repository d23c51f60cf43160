//! X25519 side by side, with every backend of the machine, beside x25519-dalek.

use sealroll_lanes::{BASE_POINT, shared_secrets_with};
use sealroll_lanes::{Backend, backends, pairwise, pairwise_with, shared_secrets};
use x25519_dalek::x25519;

use crate::depth::reach;
use crate::seed::Seed;

/// The first 32 bytes are a secret, each further 32 bytes a public key: every backend computes
/// what x25519-dalek computes, one secret with all keys and each key as the secret of the next.
pub fn exchange(data: &[u8]) {
    let (chunks, _) = data.as_chunks::<32>();
    let Some((secret, public_keys)) = chunks.split_first() else {
        return;
    };
    let secrets = &chunks[..public_keys.len()];
    let one: Vec<_> = public_keys
        .iter()
        .map(|key| x25519(*secret, *key))
        .collect();
    let each: Vec<_> = (0..public_keys.len())
        .map(|i| x25519(secrets[i], public_keys[i]))
        .collect();
    let mut found = vec![[1; 32]; public_keys.len()];
    for backend in backends().filter(|backend| *backend != Backend::Serial) {
        shared_secrets_with(backend, secret, public_keys, &mut found);
        assert_eq!(found, one, "{backend}, one secret");
        pairwise_with(backend, secrets, public_keys, &mut found);
        assert_eq!(found, each, "{backend}, many secrets");
    }
    reach("exchanged");
    shared_secrets(secret, public_keys, &mut found);
    assert_eq!(found, one, "the chosen backend, one secret");
    pairwise(secrets, public_keys, &mut found);
    assert_eq!(found, each, "the chosen backend, many secrets");
}

/// Seeds of [`exchange`].
pub fn exchange_seeds() -> Vec<Seed> {
    let secret = [7; 32];
    let mut hostile = vec![secret; 12];
    // Of small order, the prime itself, the largest number, and the base point.
    hostile[2] = [0; 32];
    hostile[5] = [0xff; 32];
    hostile[5][0] = 0xed;
    hostile[5][31] = 0x7f;
    hostile[8] = [0xff; 32];
    hostile[9] = BASE_POINT;
    vec![
        Seed::new("one", [secret, BASE_POINT].concat()),
        Seed::new("nine", [secret; 10].concat()),
        Seed::new("hostile", hostile.concat()),
        Seed::new("more-than-a-chunk", [[3; 32]; 68].concat()),
    ]
}

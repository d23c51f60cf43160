//! Every backend against x25519-dalek: many keys of many kinds, every size, hostile keys at every
//! place.

#[path = "support/backends.rs"]
mod backends;
#[path = "support/keys.rs"]
mod keys;

use keys::Keys;
use sealroll_lanes::{Backend, pair, pairwise, pairwise_with, shared_secrets, shared_secrets_with};
use x25519_dalek::x25519;

/// `SEALROLL_LANES_CASES` exchanges of each backend, by default 50,000 of one secret with many
/// keys, and as many of many secrets.
#[test]
fn many_keys_of_many_kinds() {
    let cases = std::env::var("SEALROLL_LANES_CASES")
        .map_or(50_000, |cases| cases.parse().expect("a number of cases"));
    let backends = backends::exercised("comparison");
    let mut keys = Keys::new(1);
    let mut done = 0;
    while done < cases {
        let batch: [[u8; 32]; 256] = core::array::from_fn(|_| keys.any());
        let secrets: [[u8; 32]; 256] = core::array::from_fn(|_| keys.secret());
        let one = batch.map(|key| x25519(secrets[0], key));
        let each: Vec<_> = (0..256).map(|i| x25519(secrets[i], batch[i])).collect();
        for backend in &backends {
            let mut found = [[1; 32]; 256];
            shared_secrets_with(*backend, &secrets[0], &batch, &mut found);
            assert_eq!(found, one, "{backend} with {:?}", secrets[0]);
            pairwise_with(*backend, &secrets, &batch, &mut found);
            assert_eq!(found.as_slice(), each, "{backend}");
        }
        done += 256;
    }
}

/// A vector with one record in it may share its work among its lanes.
#[test]
fn each_key_alone() {
    let backends = backends::exercised("each key alone");
    let mut keys = Keys::new(5);
    let small = Keys::small_order();
    for case in 0..2000 {
        let (secret, key) = (keys.secret(), keys.any());
        let key = *small.get(case).unwrap_or(&key);
        let expected = [x25519(secret, key)];
        for backend in &backends {
            let mut found = [[1; 32]];
            shared_secrets_with(*backend, &secret, &[key], &mut found);
            assert_eq!(found, expected, "{backend} with {secret:?} and {key:?}");
            pairwise_with(*backend, &[secret], &[key], &mut found);
            assert_eq!(found, expected, "{backend}");
        }
    }
}

#[test]
fn every_size() {
    let backends = backends::exercised("every size");
    let mut keys = Keys::new(2);
    for size in 0..=130 {
        let batch: Vec<_> = (0..size).map(|_| keys.any()).collect();
        let secrets: Vec<_> = (0..size).map(|_| keys.secret()).collect();
        let secret = keys.secret();
        let one: Vec<_> = batch.iter().map(|key| x25519(secret, *key)).collect();
        let each: Vec<_> = (0..size).map(|i| x25519(secrets[i], batch[i])).collect();
        let mut found = vec![[1; 32]; size];
        for backend in &backends {
            shared_secrets_with(*backend, &secret, &batch, &mut found);
            assert_eq!(found, one, "{backend}, {size}");
            pairwise_with(*backend, &secrets, &batch, &mut found);
            assert_eq!(found, each, "{backend}, {size}");
        }
        shared_secrets(&secret, &batch, &mut found);
        assert_eq!(found, one, "{size}");
        pairwise(&secrets, &batch, &mut found);
        assert_eq!(found, each, "{size}");
    }
}

/// One key of small order in a chunk, at each place in turn, and then nothing else: its record
/// is all zeros and every other one is as it should be.
#[test]
fn hostile_keys_harm_no_other_record() {
    let backends = backends::exercised("hostile keys");
    let mut keys = Keys::new(3);
    let secret = keys.secret();
    let good: [[u8; 32]; 64] = core::array::from_fn(|_| keys.secret());
    let shared = good.map(|key| x25519(secret, key));
    let hostile = Keys::small_order();
    for backend in &backends {
        let mut found = [[1; 32]; 64];
        for place in 0..64 {
            let mut batch = good;
            let mut expected = shared;
            batch[place] = hostile[place % hostile.len()];
            expected[place] = [0; 32];
            shared_secrets_with(*backend, &secret, &batch, &mut found);
            assert_eq!(found, expected, "{backend}, {place}");
        }
        for key in &hostile {
            shared_secrets_with(*backend, &secret, &[*key; 64], &mut found);
            assert_eq!(found, [[0; 32]; 64], "{backend}, {key:?}");
        }
    }
}

#[test]
fn a_backend_that_is_lacking_is_replaced() {
    let mut keys = Keys::new(4);
    let (secret, a, b) = (keys.secret(), keys.secret(), keys.secret());
    for backend in Backend::ALL {
        let mut found = [[1; 32]; 2];
        shared_secrets_with(backend, &secret, &[a, b], &mut found);
        assert_eq!(found, [x25519(secret, a), x25519(secret, b)], "{backend}");
    }
    assert_eq!(
        pair(&secret, &a, &b),
        (x25519(secret, a), x25519(secret, b))
    );
}

#[test]
#[should_panic(expected = "a place for each result")]
fn too_few_places_are_refused() {
    shared_secrets(&[1; 32], &[[9; 32]; 3], &mut [[0; 32]; 2]);
}

//! Many secrets with one recipient, by ladder and by table, against x25519-dalek.

#[path = "support/backends.rs"]
mod backends;
#[path = "support/keys.rs"]
mod keys;

use curve25519_dalek::MontgomeryPoint;
use curve25519_dalek::constants::EIGHT_TORSION;
use keys::Keys;
use sealroll_lanes::{BASE_POINT, Backend, FixedKey};
use x25519_dalek::x25519;

#[test]
fn keys_of_every_kind() {
    let backends = backends::exercised("one recipient");
    let mut keys = Keys::new(21);
    let mut recipients = Keys::small_order();
    recipients.extend((0..24).map(|_| keys.any()));
    recipients.extend(off_the_subgroup(&mut keys));
    let secrets: Vec<_> = (0..19).map(|_| keys.secret()).collect();
    for backend in backends {
        for recipient in &recipients {
            assert_exchanges(backend, recipient, &secrets);
        }
    }
}

#[test]
fn every_size() {
    let mut keys = Keys::new(22);
    let recipient = x25519(keys.secret(), BASE_POINT);
    for backend in backends::exercised("one recipient, every size") {
        for size in [0, 1, 2, 7, 8, 9, 63, 64, 65, 130] {
            let secrets: Vec<_> = (0..size).map(|_| keys.secret()).collect();
            assert_exchanges(backend, &recipient, &secrets);
        }
    }
}

/// On the curve a key has a table, wherever its point lies; on the twist it has none. Eight lanes
/// need none.
#[test]
fn tables_are_for_points_of_the_curve() {
    let mut keys = Keys::new(23);
    let (mut with, mut without) = (0, 0);
    for _ in 0..64 {
        let key = keys.secret();
        let is_on_curve = MontgomeryPoint(key).to_edwards(0).is_some();
        assert_eq!(
            FixedKey::with_backend(Backend::Serial, &key).has_table(),
            is_on_curve
        );
        if is_on_curve {
            with += 1
        } else {
            without += 1
        }
        let eight = FixedKey::with_backend(Backend::Ifma8, &key);
        assert_eq!(
            eight.has_table(),
            is_on_curve && !Backend::Ifma8.is_available()
        );
        assert_eq!(eight.public_key(), &key);
    }
    assert!(with > 10 && without > 10);
    for key in off_the_subgroup(&mut keys) {
        assert!(FixedKey::with_backend(Backend::Serial, &key).has_table());
    }
}

#[test]
fn the_chosen_backend() {
    let mut keys = Keys::new(24);
    let (recipient, secret) = (keys.secret(), keys.secret());
    let (mut public_keys, mut shared) = ([[1; 32]], [[1; 32]]);
    FixedKey::new(&recipient).exchange_many(&[secret], &mut public_keys, &mut shared);
    assert_eq!(public_keys[0], x25519(secret, BASE_POINT));
    assert_eq!(shared[0], x25519(secret, recipient));
}

#[test]
#[should_panic(expected = "a place for each result")]
fn too_few_places_are_refused() {
    FixedKey::new(&BASE_POINT).exchange_many(&[[1; 32]; 2], &mut [[0; 32]; 2], &mut [[0; 32]; 1]);
}

fn assert_exchanges(backend: Backend, recipient: &[u8; 32], secrets: &[[u8; 32]]) {
    let mut public_keys = vec![[1; 32]; secrets.len()];
    let mut shared = vec![[1; 32]; secrets.len()];
    let key = FixedKey::with_backend(backend, recipient);
    key.exchange_many(secrets, &mut public_keys, &mut shared);
    for (secret, (public_key, shared)) in secrets.iter().zip(public_keys.iter().zip(&shared)) {
        assert_eq!(*public_key, x25519(*secret, BASE_POINT), "{backend}");
        assert_eq!(
            *shared,
            x25519(*secret, *recipient),
            "{backend}, {recipient:?}"
        );
    }
}

/// Points of prime order moved by each point of small order.
fn off_the_subgroup(keys: &mut Keys) -> Vec<[u8; 32]> {
    let prime = MontgomeryPoint(x25519(keys.secret(), BASE_POINT));
    let prime = prime.to_edwards(1).expect("a multiple of the base point");
    let moved = EIGHT_TORSION.iter().map(|small| prime + small);
    moved
        .map(|point| point.to_montgomery().to_bytes())
        .collect()
}

//! Many secrets with one recipient, by ladder and by tables, against x25519-dalek.

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

/// On the curve a key has a table, wherever its point lies; on the twist it has none. Of points of
/// small order only the plain code makes one.
#[test]
fn tables_are_for_points_of_the_curve() {
    let mut keys = Keys::new(23);
    let (mut with, mut without) = (0, 0);
    let backends = backends::exercised("tables");
    for _ in 0..64 {
        let key = keys.secret();
        let is_on_curve = MontgomeryPoint(key).to_edwards(0).is_some();
        for backend in &backends {
            let key = FixedKey::with_backend(*backend, &key);
            assert_eq!(key.has_table(), is_on_curve, "{backend}");
        }
        if is_on_curve {
            with += 1
        } else {
            without += 1
        }
        assert_eq!(FixedKey::new(&key).public_key(), &key);
    }
    assert!(with > 10 && without > 10);
    for backend in &backends {
        for key in off_the_subgroup(&mut keys) {
            assert!(FixedKey::with_backend(*backend, &key).has_table());
        }
        let key = FixedKey::with_backend(*backend, &[0; 32]);
        assert_eq!(key.has_table(), *backend == Backend::Serial);
    }
}

/// `SEALROLL_LANES_CASES` exchanges of each backend, by default 20,000, 64 with a recipient.
#[test]
fn many_recipients() {
    let cases = std::env::var("SEALROLL_LANES_CASES")
        .map_or(20_000, |cases| cases.parse().expect("a number of cases"));
    let backends = backends::exercised("many recipients");
    let mut keys = Keys::new(25);
    for _ in 0..cases / 64 {
        let recipient = keys.any();
        let secrets: [[u8; 32]; 64] = core::array::from_fn(|_| keys.secret());
        let expected =
            secrets.map(|secret| (x25519(secret, BASE_POINT), x25519(secret, recipient)));
        for backend in &backends {
            let (mut public_keys, mut shared) = ([[1; 32]; 64], [[1; 32]; 64]);
            let key = FixedKey::with_backend(*backend, &recipient);
            key.exchange_many(&secrets, &mut public_keys, &mut shared);
            let found = public_keys.into_iter().zip(shared);
            assert!(found.eq(expected), "{backend}, {recipient:?}");
        }
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

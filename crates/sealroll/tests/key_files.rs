//! Identity, device and decryption files, and a list that is set up again from them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use sealroll::{
    Argon2Cost, Identity, Inbox, KeyFileError, KeyFileSecret, Owner, RecoveryCode,
    open_decryption_file,
};
use support::{World, form, time};

const HOUR: u64 = 3600;

fn cost() -> Argon2Cost {
    Argon2Cost::new(8, 1, 1).unwrap()
}

#[test]
fn each_file_opens_as_what_it_is() {
    let mut world = World::new(60);
    let code = RecoveryCode::generate(&mut world.rng);
    let code = RecoveryCode::parse(&code.to_text()).unwrap();
    let secret = KeyFileSecret::RecoveryCode(&code);
    let identity = world
        .identity
        .to_file(secret, cost(), &mut world.rng)
        .unwrap();
    let device = world
        .owner
        .to_device_file(secret, cost(), &mut world.rng)
        .unwrap();
    let keys = world
        .owner
        .to_decryption_file(secret, cost(), &mut world.rng)
        .unwrap();

    let opened = Identity::from_file(&identity, secret).unwrap();
    assert_eq!(opened.list_id(), world.owner.list_id());
    let opened = Owner::from_device_file(&device, secret).unwrap();
    assert_eq!(opened.to_bytes(), world.owner.to_bytes());
    let opened = open_decryption_file(&keys, secret).unwrap();
    assert_eq!(opened.generations().len(), 1);

    let wrong = KeyFileSecret::Passphrase("something else");
    for file in [&identity, &device, &keys] {
        let is_one = |error: KeyFileError| matches!(error, KeyFileError::Malformed(_));
        let as_identity = Identity::from_file(file, secret).err();
        let as_owner = Owner::from_device_file(file, secret).err();
        let as_keys = open_decryption_file(file, secret).err();
        let refused = [as_identity, as_owner, as_keys];
        assert_eq!(
            refused
                .into_iter()
                .flatten()
                .filter(|error| is_one(*error))
                .count(),
            2
        );
        assert_eq!(
            Owner::from_device_file(file, wrong).err().unwrap().code(),
            "open-failed"
        );
    }
}

#[test]
fn a_lost_device_is_set_up_again() {
    let mut world = World::new(61);
    let now = time(10 * HOUR);
    world.check_in(&form(), now);
    let purged = world.epoch(now);
    let passphrase = KeyFileSecret::Passphrase("correct horse");
    let identity = world
        .identity
        .to_file(passphrase, cost(), &mut world.rng)
        .unwrap();
    let keys = world
        .owner
        .to_decryption_file(passphrase, cost(), &mut world.rng)
        .unwrap();

    // The device is lost. What the processor has is fetched and verified.
    let later = time(34 * HOUR);
    world.check_in(&form(), later);
    let guest = world.guest();
    let invitation = world.invitation();
    let mut bundles: Vec<Vec<u8>> = (0..31)
        .map(|offset| {
            let epoch = sealroll::Epoch(purged.value() + offset);
            let request = guest.welcome_request_for(&invitation, epoch);
            world.processor.handle(&request, later).body
        })
        .collect();
    // Junk among them is left out.
    bundles.push(b"junk".to_vec());
    let mut forged = bundles[0].clone();
    let place = forged.len() / 2;
    forged[place] ^= 1;
    bundles.push(forged);

    let identity = Identity::from_file(&identity, passphrase).unwrap();
    let keys = open_decryption_file(&keys, passphrase).unwrap();
    let restored = Owner::restore(&identity, keys, &bundles, 31, later, &mut world.rng).unwrap();
    let link = world.invitation().to_link();
    world.owner = restored;
    world.inbox = Inbox::new();
    assert_eq!(*world.invitation().to_link(), *link);
    world.publish(later);

    // Both days open, and the new device goes on: it issues the next generation.
    let fetched = world.fetch(purged, later);
    assert_eq!(world.open_fetched(purged, &fetched).opened, 1);
    assert_eq!(world.open(later).opened, 1);
    world.owner.roll_over(later, &mut world.rng).unwrap();
    world.publish(later);
    let far = time(35 * 24 * HOUR);
    world.check_in(&form(), far);
    assert_eq!(world.open(far).opened, 1);

    // Without the right identity nothing comes back.
    let other = World::new(62);
    let keys = other
        .owner
        .to_decryption_file(passphrase, cost(), &mut world.rng)
        .unwrap();
    let keys = open_decryption_file(&keys, passphrase).unwrap();
    let refused = Owner::restore(&other.identity, keys, &bundles, 31, later, &mut world.rng);
    assert_eq!(refused.err().unwrap().code(), "unknown-statement");
}

#[test]
fn an_identity_changes_only_its_own_list() {
    let mut world = World::new(63);
    let other = World::new(64);
    let now = time(HOUR);
    let refused = world
        .owner
        .renew_certificates(&other.identity, now, &mut world.rng);
    assert_eq!(refused.err().unwrap().code(), "wrong-list");
    let terms = world.owner.terms().clone();
    let refused = world.owner.change_terms(&other.identity, terms, now);
    assert_eq!(refused.err().unwrap().code(), "wrong-list");
}

//! Identity, device and decryption files, and a list that is set up again from them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use sealroll::{
    Argon2Cost, Identity, Inbox, KeyFileError, KeyFileSecret, Owner, OwnerError, RecoveryCode,
    RecoveryPage, Time, Workers, open_decryption_file,
};
use support::{AUTHORITY, World, form, time};

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

/// Somebody kept an old blob, and the envelopes of the day as well.
#[test]
fn blob_5_an_old_blob_opens_nothing_of_an_erased_day_once_the_log_is_read() {
    let mut world = World::new(65);
    let (first, second) = (
        KeyFileSecret::Passphrase("the first passphrase"),
        KeyFileSecret::Passphrase("the second passphrase"),
    );
    let now = time(HOUR);
    world.check_in(&form(), now);
    world.sync(now).unwrap();
    let day = world.epoch(now);
    let kept = world.fetch(day, now);
    world
        .owner
        .set_recovery(first, cost(), &mut world.rng)
        .unwrap();
    let old = blob(&mut world, now);
    let request = world.guest().welcome_request(&world.invitation());
    let bundle = world.processor.handle(&request, now).body;

    world.owner.puncture(day).unwrap();
    let order = world.owner.purge_instruction(day, now).unwrap();
    world.answer(&order, now);
    let later = time(25 * HOUR);
    world.check_in(&form(), later);
    world.sync(later).unwrap();
    let new = blob(&mut world, later);
    world
        .owner
        .set_recovery(second, cost(), &mut world.rng)
        .unwrap();
    let other_code = blob(&mut world, later);

    let mut recovered =
        Owner::begin_recovery(&world.identity, bundle, later, &mut world.rng).unwrap();
    // Each blob opens with its own code only.
    for (blob, secret) in [(&old, second), (&other_code, first)] {
        let refused = recovered.take_blob(blob, secret).unwrap_err();
        assert_eq!(refused.code(), "open-failed");
    }
    // A newer blob has nothing of the day.
    recovered.take_blob(&new, first).unwrap();
    assert_eq!(
        (
            recovered.can_open(day),
            recovered.can_open(world.epoch(later))
        ),
        (false, true)
    );
    // The price that is stated: code and old blob open it, until the log has been read.
    recovered.take_blob(&old, first).unwrap();
    assert!(recovered.can_open(day));
    let registration = recovered.registration_request();
    world
        .processor
        .handle(&registration, later)
        .success()
        .unwrap();
    let mut page = Some(RecoveryPage::Documents(0));
    while let Some(asked) = page {
        let request = recovered
            .recovery_page_request(asked, AUTHORITY, later, &mut world.rng)
            .unwrap();
        let answer = world.processor.handle(&request, later).body;
        page = match asked {
            RecoveryPage::Documents(_) => {
                let next = recovered.take_documents(&answer);
                Some(next.map_or(RecoveryPage::Statements(0), RecoveryPage::Documents))
            }
            RecoveryPage::Statements(_) => {
                let next = recovered.take_statements(&answer);
                next.map(RecoveryPage::Statements)
            }
        };
    }
    world.owner = recovered;
    world.inbox = Inbox::new();
    world.sync(later).unwrap();
    assert!(world.inbox.is_purged(day));
    world.owner.puncture(day).unwrap();
    let go_on = |_, _| core::ops::ControlFlow::Continue(());
    let refused = world
        .owner
        .open(&mut world.inbox, day, &kept, Workers::new(1), go_on);
    assert_eq!(refused.unwrap_err(), OwnerError::Punctured);
    assert_eq!(world.open(later).opened, 1);
}

/// What the owner's device stores now.
fn blob(world: &mut World, now: Time) -> Vec<u8> {
    let request = world
        .owner
        .blob_request(AUTHORITY, now, &mut world.rng)
        .unwrap()
        .unwrap();
    world.owner.blob_stored();
    request.body
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

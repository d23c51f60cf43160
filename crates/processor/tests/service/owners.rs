//! What owners send: registrations, statements, cosignatures and instructions.

use sealroll_log::{EntryKind, Receipt, WitnessPolicy};
use sealroll_wire::{
    Chain, DescriptorHash, Environment, Epoch, Expected, KeyUse, Order, RootFingerprint, Seen,
    Serial, WelcomeBundle,
};

use crate::support::{
    NOON,
    client::Response,
    guest::{envelope, upload},
    orders::acknowledged,
    owner::{HTTP, INSTRUCTION, Owner, STATEMENT},
    start, start_with, time,
};

const DAY: u64 = 86_400;

// covers: HTTP-1
#[test]
fn a_registration_is_checked_like_a_bundle() {
    let running = start();
    let client = &mut running.client();
    let key = *running.processor.log_key();
    let owner = Owner::new(1, &running.processor);
    let put = |client: &mut _, owner: &Owner| -> Response {
        crate::support::client::Client::put(
            client,
            &owner.path(""),
            owner.registration().as_bytes(),
        )
    };
    let other = Owner::new(2, &running.processor);
    client
        .put(&other.path(""), owner.registration().as_bytes())
        .refused(400, "wrong-list");
    let mut bytes = owner.registration().as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    client
        .put(&owner.path(""), &bytes)
        .refused(400, "bad-signature");
    bytes.push(0);
    client
        .put(&owner.path(""), &bytes)
        .refused(400, "trailing-bytes");
    client
        .put(&owner.path(""), &vec![1; 10_000])
        .refused(413, "body-too-large");
    let client = &mut running.client();
    let elsewhere = Owner::with_terms(1, key, |terms| terms.origin = "log.other".into());
    put(client, &elsewhere).refused(400, "wrong-log");
    let foreign_key =
        crate::support::owner::public(&ed25519_dalek::SigningKey::from_bytes(&[5; 32]));
    put(client, &Owner::with_terms(1, foreign_key, |_| {})).refused(400, "wrong-log");
    client
        .get(&owner.path("/welcome"))
        .refused(404, "unknown-list");

    assert_eq!(put(client, &owner).status, 201);
    assert_eq!(put(client, &owner).status, 200, "again, nothing new");
    let real = start_with(|config| config.environment = Environment::Production);
    put(&mut real.client(), &Owner::new(1, &real.processor)).refused(400, "wrong-environment");
}

#[test]
fn certificates_and_newer_terms_are_added() {
    let running = start();
    let client = &mut running.client();
    let mut owner = Owner::new(1, &running.processor);
    owner.register(client);
    owner.certify(9, KeyUse::Statement, NOON - DAY, NOON + 90 * DAY);
    owner.describe(|terms| terms.descriptor_version = 3);
    owner.register(client);
    let statement = owner.statement_with(owner.today, |body| body.certificate_serial = Serial(9));
    // Signed by the key of certificate 1, but naming number 9.
    owner
        .publish_these(client, &[statement])
        .refused(400, "bad-signature");
    let statement = owner.statement(owner.today);
    owner.publish_these(client, &[statement]).ok();
    owner.describe(|terms| terms.descriptor_version = 2);
    let older = client.put(&owner.path(""), owner.registration().as_bytes());
    older.refused(409, "rolled-back");
    owner.describe(|terms| {
        terms.descriptor_version = 3;
        terms.venue = "Elsewhere".into();
    });
    let twin = client.put(&owner.path(""), owner.registration().as_bytes());
    twin.refused(409, "rolled-back");
}

// covers: HTTP-6
#[test]
fn statements_are_verified_and_their_serials_rise() {
    let running = start();
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    owner.register(client);
    let first = owner.publish(client, NOON);
    let (_, entries) = owner.sync(client);
    assert_eq!(entries.len(), 3);
    for (entry, statement) in entries.iter().zip(&first) {
        assert_eq!(
            (entry.kind, entry.epoch),
            (EntryKind::Statement, statement.epoch())
        );
        assert_eq!(entry.hash, statement.id().to_bytes());
    }
    owner.publish_these(client, &first).ok();
    assert_eq!(
        owner.sync(client).1.len(),
        3,
        "the same again changes nothing"
    );

    let mut refused = |adjust: &dyn Fn(&mut sealroll_wire::StatementBody), code: &str| {
        let good = owner.statement(owner.today);
        let bad = owner.statement_with(owner.today, adjust);
        let response = owner.publish_these(client, &[good, bad]);
        assert_eq!(response.code(), code);
        assert_eq!(owner.sync(client).1.len(), 3, "all or nothing: {code}");
    };
    refused(
        &|body| body.root_fingerprint = RootFingerprint::from_bytes([1; 32]),
        "wrong-list",
    );
    refused(
        &|body| body.descriptor_hash = DescriptorHash::from_bytes([1; 32]),
        "wrong-descriptor",
    );
    refused(&|body| body.not_after = time(NOON), "bad-value");
    refused(&|body| body.serial = Serial(1), "rolled-back");
    // Nobody can use the serials up.
    refused(&|body| body.serial = Serial(u64::MAX), "rolled-back");
    refused(&|body| body.serial = Serial((1 << 32) + 100), "rolled-back");
    refused(&|body| body.certificate_serial = Serial(HTTP), "wrong-use");

    let signed = owner.signed(client, "POST", &owner.path("/statements"), &[0, 0]);
    signed.refused(400, "limit");
    let distant = owner.statement(Epoch(owner.today.value() + 60));
    owner
        .publish_these(client, &[distant])
        .refused(400, "expired");
    // Refused ones have used up their serials at the owner only.
    let good = owner.statement(owner.today);
    owner.publish_these(client, &[good]).ok();
    assert_eq!(owner.sync(client).1.len(), 4);
}

// covers: WEL-2, WEL-3
#[test]
fn a_welcome_bundle_passes_every_check_of_a_guest() {
    let running = start();
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    client
        .get(&owner.path("/welcome"))
        .refused(404, "unknown-list");
    owner.register(client);
    client
        .get(&owner.path("/welcome"))
        .refused(404, "unknown-statement");
    let statements = owner.publish(client, NOON);
    for path in ["/welcome", "/welcome/last"] {
        let refused = client.get(&owner.path(path)).status;
        assert_eq!(refused, if path == "/welcome" { 409 } else { 404 });
    }
    owner.cosign(client).ok();
    let fetch = |client: &mut _, path: &str| {
        let response = crate::support::client::Client::get(client, &owner.path(path)).ok();
        WelcomeBundle::from_bytes(&response.body).unwrap()
    };
    let bundle = fetch(client, "/welcome");
    let expected = Expected {
        environment: Environment::Test,
        root_fingerprint: owner.root.fingerprint(),
        presence_id: crate::support::guest::token().presence_id(&owner.list()),
    };
    Chain::verify(&bundle, &expected, &Seen::default(), time(NOON)).unwrap();
    assert_eq!(bundle.statement(), &statements[1]);
    let entry = sealroll_log::Entry {
        kind: EntryKind::Statement,
        epoch: bundle.statement().epoch(),
        hash: bundle.statement().id().to_bytes(),
    };
    let verify = |bundle: &WelcomeBundle| {
        let witnesses = [owner.witness_key()];
        let receipt = Receipt::parse(bundle.proof()).unwrap();
        let policy = WitnessPolicy::Required(&witnesses);
        receipt.verify(&entry.to_bytes(), &owner.note_key(), policy)
    };
    verify(&bundle).unwrap();
    let Epoch(today) = owner.today;
    assert_eq!(
        fetch(client, &format!("/welcome/{}", today + 1)).statement(),
        &statements[2]
    );
    assert_eq!(fetch(client, "/welcome/last").statement(), &statements[2]);
    let response = client.get(&owner.path(&format!("/welcome/{}", today + 2)));
    response.refused(404, "unknown-statement");

    // A successor takes over when the owner has cosigned it, not before.
    let successor = owner.statement(owner.today);
    owner
        .publish_these(client, std::slice::from_ref(&successor))
        .ok();
    assert_eq!(fetch(client, "/welcome").statement(), &statements[1]);
    owner.cosign(client).ok();
    assert_eq!(fetch(client, "/welcome").statement(), &successor);
    running.clock.set(time(NOON + DAY));
    assert_eq!(fetch(client, "/welcome").statement(), &statements[2]);
}

// covers: HTTP-7
#[test]
fn a_cosignature_may_be_over_what_was_fetched_a_moment_ago() {
    let running = start();
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    let path = owner.log_path("/cosignature");
    let post = |client: &mut _, line: &str| owner.signed(client, "POST", &path, line.as_bytes());
    let fetched = owner.checkpoint(client);
    upload(client, &envelope(&statement, 1)).ok();
    let line = owner.cosignature(&fetched);
    assert_eq!(post(client, &line).status, 204);
    let proof = client.get(&owner.log_path("/proof/2")).ok();
    let receipt = Receipt::parse(&proof.body).unwrap();
    assert_eq!(receipt.checkpoint().checkpoint().head().size, 3);
    client
        .get(&owner.log_path("/proof/3"))
        .refused(409, "not-cosigned");
    client
        .get(&owner.log_path("/proof/4"))
        .refused(404, "not-logged");

    let newer = owner.checkpoint(client);
    post(client, &format!("{}\n", owner.cosignature(&newer))).ok();
    client.get(&owner.log_path("/proof/3")).ok();
    post(client, &line).refused(409, "rolled-back");
    let mut forged = owner.cosignature(&newer);
    let replaced = if forged.ends_with("A==") {
        "B=="
    } else {
        "A=="
    };
    forged.replace_range(forged.len() - 3.., replaced);
    post(client, &forged).refused(409, "bad-signature");
    post(client, "nonsense").refused(409, "bad-signature");
    let other = Owner::new(2, &running.processor);
    other.register(client);
    other.publish(client, NOON);
    let foreign = other.cosignature(&other.checkpoint(client));
    post(client, &foreign).refused(409, "bad-signature");
    let outside = owner.cosignature_at(&newer, NOON + 40 * DAY);
    post(client, &outside).refused(403, "expired");
}

// covers: INS-1, INS-2
#[test]
fn an_instruction_is_carried_out_once_and_acknowledged() {
    let running = start();
    let client = &mut running.client();
    let mut owner = Owner::new(1, &running.processor);
    owner.certify(12, KeyUse::Instruction, NOON - 90 * DAY, NOON - DAY);
    owner.register(client);
    let statements = owner.publish(client, NOON);
    for number in 0..10 {
        upload(client, &envelope(&statements[1], number)).ok();
    }
    let path = owner.path("/instructions");
    let good = owner.purge_note(5, owner.today);

    client
        .post(&path, b"purge, please")
        .refused(400, "bad-instruction");
    let text = good.text().replace("purge", "forget");
    let unknown = owner.sign_note(&text, INSTRUCTION);
    client
        .post(&path, unknown.as_str().as_bytes())
        .refused(400, "bad-instruction");
    let wrong_use = owner.sign_note(good.text(), STATEMENT);
    client
        .post(&path, wrong_use.as_str().as_bytes())
        .refused(403, "wrong-use");
    let forged = good.as_str().replace("epoch 1", "epoch 2");
    client
        .post(&path, forged.as_bytes())
        .refused(403, "bad-signature");
    let expired = owner.sign_note(good.text(), 12);
    client
        .post(&path, expired.as_str().as_bytes())
        .refused(403, "expired");
    let other = Owner::new(2, &running.processor);
    let elsewhere = good
        .text()
        .replace(&owner.list().to_string(), &other.list().to_string());
    let elsewhere = owner.sign_note(&elsewhere, INSTRUCTION);
    client
        .post(&path, elsewhere.as_str().as_bytes())
        .refused(400, "wrong-list");
    let nothing = owner.purge_note(5, Epoch(7));
    client
        .post(&path, nothing.as_str().as_bytes())
        .refused(404, "unknown-statement");
    assert_eq!(
        owner.envelopes(client, owner.today, 0).len(),
        10,
        "nothing was erased"
    );

    let response = client.post(&path, good.as_str().as_bytes()).ok();
    let id = sealroll_wire::InstructionId::of_note(good.as_str().as_bytes());
    let entry = sealroll_log::Entry {
        kind: EntryKind::Purge,
        epoch: owner.today,
        hash: id.to_bytes(),
    };
    acknowledged(&owner, &response, id);
    assert_eq!(owner.envelopes(client, owner.today, 0), []);
    client
        .get(&owner.path("/welcome"))
        .refused(410, "epoch-purged");
    let again = client.post(&path, good.as_str().as_bytes()).ok();
    assert_eq!(
        again.body, response.body,
        "who lost the reply gets it again"
    );
    for serial in [4, 5] {
        let order = Order::PurgeEpoch(Epoch(owner.today.value() + 1));
        let stale = owner.note(serial, Some(id), order);
        client
            .post(&path, stale.as_str().as_bytes())
            .refused(409, "stale-instruction");
    }
    let unchained = owner.purge_note(6, Epoch(owner.today.value() + 1));
    client
        .post(&path, unchained.as_str().as_bytes())
        .refused(409, "stale-instruction");
    let purged = owner.statement(owner.today);
    owner
        .publish_these(client, &[purged])
        .refused(410, "epoch-purged");
    let (_, entries) = owner.sync(client);
    assert_eq!(entries.len(), 3 + 10 + 1);
    assert_eq!(entries[13], entry);
}

//! What a malicious reader or a stranger tries, each attempt by name.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use sealroll::{CheckInForm, Content, Epoch, Generation, Policy, Reason, RequestKind, Source};
use sealroll_core::{Frontier, KeyFile, Opener, Record, X25519KeyPair};
use sealroll_wire::{Envelope, Header};
use support::{World, form, time};

const HOUR: u64 = 3600;

fn reasons(batch: &sealroll::Batch) -> Vec<&'static str> {
    batch
        .quarantined
        .iter()
        .map(|set_aside| set_aside.reason.code())
        .collect()
}

/// Everything that a malicious delegate has: the epoch's key, the code, and what it has read.
struct Reader {
    opener: Opener,
}

impl Reader {
    fn new(world: &World, now: sealroll::Time) -> Self {
        let secret = sealroll::KeyFileSecret::Passphrase("stolen");
        let cost = sealroll::Argon2Cost::new(8, 1, 1).unwrap();
        let mut rng = support::rng(1);
        let file = world
            .owner
            .to_decryption_file(secret, cost, &mut rng)
            .unwrap();
        assert!(KeyFile::parse(&file).is_ok());
        let keys = sealroll::open_decryption_file(&file, secret).unwrap();
        let epoch = world.epoch(now);
        let statement = world.processor.statement(epoch).unwrap();
        let frontier: &Frontier = &keys.generations()[0].1;
        let key_pair = frontier.key_pair(world.owner.list_id(), Generation(0), epoch);
        let header = Header::of_statement(statement);
        let opener = Opener::new(
            key_pair.unwrap(),
            header,
            keys.editions()[0].presence_secret(),
        );
        Self { opener }
    }

    fn data(&self, envelope: &Envelope) -> Vec<u8> {
        let envelope = envelope.as_ref();
        let content_key = self.opener.content_key(&envelope).unwrap();
        sealroll_core::open_with_content_key(&envelope, &content_key)
            .unwrap()
            .to_vec()
    }

    /// Seals other data under the same `enc`, which whoever has the epoch's key can do.
    fn seal_again(&self, envelope: &Envelope, data: &[u8]) -> Envelope {
        use chacha20poly1305::aead::AeadInOut;
        use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
        let content_key = self
            .opener
            .content_key(&envelope.as_ref())
            .unwrap()
            .to_bytes();
        let mut text = sealroll_core::padding::pad(data, envelope.bucket()).unwrap();
        let key: [u8; 32] = content_key[..32].try_into().unwrap();
        let nonce: [u8; 12] = content_key[32..].try_into().unwrap();
        let tag = ChaCha20Poly1305::new(&key.into())
            .encrypt_inout_detached(&nonce.into(), b"", text.as_mut_slice().into())
            .unwrap();
        text.extend_from_slice(&tag);
        let commitment = envelope.key_commitment().try_into().unwrap();
        Envelope::new(envelope.header(), commitment, envelope.enc(), &text).unwrap()
    }
}

#[test]
fn a_reader_cannot_seal_again_what_it_has_read() {
    let mut world = World::new(36);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let check_in = pending.envelope().clone();
    let mut ticket = world.upload(pending, now);
    let kind = RequestKind::Erase;
    let pending = ticket.request(&welcome, kind, now, &mut world.rng).unwrap();
    let follow_up = pending.envelope().clone();
    world.follow_up(pending, now);
    let reader = Reader::new(&world, now);
    let check_in_data = reader.data(&check_in);
    let follow_up_data = reader.data(&follow_up);

    // The same enc with another text.
    let (Record::CheckIn(mut read), _) = Record::from_data(&check_in_data).unwrap() else {
        panic!("a check-in was read");
    };
    read.attendance.companions.count = 9;
    let altered = Record::CheckIn(read).to_data();
    let same_enc = reader.seal_again(&check_in, &altered);
    // The same ticket key under a fresh enc: sealed like any guest, but with read data. A
    // genuine envelope gives the enc.
    let fresh = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let same_ticket = reader.seal_again(fresh.envelope(), &check_in_data);
    // An old follow-up in a new envelope.
    let fresh = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let same_follow_up = reader.seal_again(fresh.envelope(), &follow_up_data);
    // A follow-up to a check-in that does not exist.
    let mut unknown = follow_up_data.clone();
    unknown[2] ^= 1;
    let fresh = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let unknown = reader.seal_again(fresh.envelope(), &unknown);

    for envelope in [&same_enc, &same_ticket, &same_follow_up, &unknown] {
        let bytes = envelope.as_bytes().to_vec();
        world.processor.insert(Generation(0), epoch, bytes);
    }
    let batch = world.open(now);
    assert_eq!(batch.opened, 2);
    let expected = [
        "duplicate",
        "duplicate",
        "bad-signature",
        "unknown-check-in",
    ];
    assert_eq!(reasons(&batch), expected);
    assert_eq!(world.inbox.visits()[0].attendance.companions.count, 0);
}

#[test]
fn a_copy_that_stands_earlier_in_the_log_displaces_the_later_one() {
    // Epochs are opened out of order: what was accepted first turns out to be the repetition.
    let mut world = World::new(37);
    let (today, tomorrow) = (time(HOUR), time(25 * HOUR));
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, tomorrow);
    let pending = welcome.check_in(&form(), tomorrow, &mut world.rng).unwrap();
    let victim = pending.envelope().clone();
    let data = Reader::new(&world, tomorrow).data(&victim);
    let mut other = world.guest();
    let earlier = world.welcome(&mut other, today);
    let carrier = earlier.check_in(&form(), today, &mut world.rng).unwrap();
    let copy = Reader::new(&world, today).seal_again(carrier.envelope(), &data);
    let epoch = world.epoch(today);
    world
        .processor
        .insert(Generation(0), epoch, copy.as_bytes().to_vec());
    world.upload(pending, tomorrow);

    assert_eq!(world.open(tomorrow).opened, 1);
    let batch = world.open(today);
    assert_eq!((batch.opened, reasons(&batch)), (1, vec!["duplicate"]));
    let epochs: Vec<Epoch> = world.inbox.records().map(|record| record.epoch).collect();
    assert_eq!(epochs, [epoch]);
    // Opening again in any order gives the same.
    let batch = world.open(tomorrow);
    assert_eq!((batch.opened, reasons(&batch)), (0, vec!["duplicate"]));
}

#[test]
fn junk_with_a_copied_enc_displaces_nothing() {
    let mut world = World::new(38);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let mut junk = pending.envelope().as_bytes().to_vec();
    *junk.last_mut().unwrap() ^= 1;
    world.processor.insert(Generation(0), epoch, junk);
    world.upload(pending, now);
    let batch = world.open(now);
    assert_eq!((batch.opened, reasons(&batch)), (1, vec!["open-failed"]));
}

#[test]
fn one_record_logged_twice_counts_once() {
    let mut world = World::new(39);
    let now = time(HOUR);
    world.check_in(&form(), now);
    let epoch = world.epoch(now);
    let log = world.processor.log(Generation(0));
    let repeated = *log.entries.last().unwrap();
    log.entries.push(repeated);
    let index = log.entries.len() as u64 - 1;
    let first = world.processor.envelopes.values().next().unwrap().clone();
    world
        .processor
        .envelopes
        .insert((Generation(0), index), first);
    let batch = world.open(now);
    assert_eq!((batch.opened, reasons(&batch)), (1, vec!["duplicate"]));
    assert_eq!(world.inbox.logged(epoch).count(), 2);
}

#[test]
// covers: INV-3
fn a_static_code_opens_nobodys_history() {
    // Everything that the poster and the processor know, and still no record: the epoch's key is
    // on the owner's device only.
    let mut world = World::new(40);
    let now = time(HOUR);
    world.check_in(&form(), now);
    let (_, bytes) = world.processor.envelopes.values().next().unwrap().clone();
    let envelope = Envelope::from_vec(bytes).unwrap();
    let statement = world.processor.statement(world.epoch(now)).unwrap();
    let invitation = world.invitation();
    let guess = X25519KeyPair::generate(&mut world.rng);
    let opener = Opener::new(
        guess,
        Header::of_statement(statement),
        invitation.presence_secret(),
    );
    assert!(opener.open(&envelope.as_ref()).is_err());
    // Nor does the code change anything on the processor: what leaves a guest's device before
    // the upload is the list's id.
    let request = world.guest().welcome_request(&invitation);
    assert_eq!(
        request.path,
        format!("/v1/lists/{}/welcome", invitation.list_id())
    );
    assert!(request.query.is_none() && request.headers.is_empty() && request.body.is_empty());
}

#[test]
fn a_record_id_is_no_handle_that_writes() {
    // Whoever knows a record id, and even the envelope, cannot follow it up.
    let mut world = World::new(41);
    let now = time(HOUR);
    let epoch = world.epoch(now);
    let victim = world.check_in(&form(), now);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let mut attacker = world.check_in(&form(), now);
    let pending = attacker
        .check_out(&welcome, now, Source::Guest, now, &mut world.rng)
        .unwrap();
    // The attacker holds the reader's key as well and rewrites its own check-out.
    let reader = Reader::new(&world, now);
    let mut data = reader.data(pending.envelope());
    data[2..34].copy_from_slice(victim.record_id().as_bytes());
    let forged = reader.seal_again(pending.envelope(), &data);
    world
        .processor
        .insert(Generation(0), epoch, forged.as_bytes().to_vec());
    let batch = world.open(now);
    assert_eq!((batch.opened, reasons(&batch)), (2, vec!["bad-signature"]));
    assert!(
        world
            .inbox
            .visits()
            .iter()
            .all(|visit| visit.departure.is_none())
    );
}

#[test]
// covers: GST-2
fn visits_of_one_guest_share_nothing() {
    let mut world = World::new(42);
    let mut guest = world.guest();
    let now = time(HOUR);
    let welcome = world.welcome(&mut guest, now);
    let sealed: Vec<Envelope> = (0..2)
        .map(|_| {
            let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
            let envelope = pending.envelope().clone();
            world.upload(pending, now);
            envelope
        })
        .collect();
    assert_ne!(sealed[0].enc(), sealed[1].enc());
    assert_ne!(sealed[0].key_commitment(), sealed[1].key_commitment());
    world.open(now);
    let keys: Vec<_> = world
        .inbox
        .records()
        .map(|record| match &record.content {
            Content::CheckIn(check_in) => check_in.ticket_key,
            _ => panic!("only check-ins were sealed"),
        })
        .collect();
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn terms_are_enforced_on_both_sides() {
    let mut world = World::with(43, |list| {
        let fields = list.terms.fields;
        list.terms.fields = fields.with(sealroll::FieldName::PlannedEnd, Policy::Optional);
    });
    let now = time(HOUR);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, now);
    let refuse = |form: CheckInForm, world: &mut World| {
        let error = welcome.check_in(&form, now, &mut world.rng).err().unwrap();
        (error.code(), error.field().unwrap().name())
    };
    let mut missing = form();
    missing.contact.phone.clear();
    assert_eq!(refuse(missing, &mut world), ("field-required", "phone"));
    let mut extra = form();
    extra.contact.street = "Hauptstr. 1".into();
    assert_eq!(refuse(extra, &mut world), ("field-not-allowed", "street"));
    let mut many = form();
    many.companions = 21;
    assert_eq!(refuse(many, &mut world), ("bad-field", "companions"));
    let mut past = form();
    past.planned_end = Some(time(0));
    assert_eq!(refuse(past, &mut world), ("bad-field", "planned_end"));

    // A client without these checks seals it anyway; the owner sets it aside.
    let epoch = world.epoch(now);
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let reader = Reader::new(&world, now);
    let (Record::CheckIn(mut check_in), _) =
        Record::from_data(&reader.data(pending.envelope())).unwrap()
    else {
        panic!("a check-in was sealed");
    };
    check_in.attendance.contact.street = sealroll::AddressLine::new("Hauptstr. 1").ok();
    let data = Record::CheckIn(check_in).to_data();
    let sealed = reader.seal_again(pending.envelope(), &data);
    world
        .processor
        .insert(Generation(0), epoch, sealed.as_bytes().to_vec());
    // And data that is no record at all.
    let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
    let sealed = reader.seal_again(pending.envelope(), &[1, 9]);
    world
        .processor
        .insert(Generation(0), epoch, sealed.as_bytes().to_vec());
    let batch = world.open(now);
    assert_eq!(
        (batch.opened, reasons(&batch)),
        (0, vec!["field-not-allowed", "bad-value"])
    );
    assert!(matches!(batch.quarantined[0].reason, Reason::Schema(_)));
}

//! Chosen records go to an authority, and nothing else does (`spec/protocol.md#disclosure`).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use sealroll::{
    Authority, AuthorityCard, AuthorityError, CheckInForm, Chosen, ChosenError, ContactForm,
    Content, DiscloseError, DisclosedError, Disclosure, DisclosureReason, Environment, Order,
    Source, Time, export,
};
use sealroll_core::{open_disclosure, open_with_content_key};
use support::{START, World, form, time};

const HOUR: u64 = 3600;

#[test]
fn an_authority_reads_and_verifies_what_was_chosen() {
    let mut case = Case::new(1);
    let disclosure = case.disclose(&[0, 1, 3]);
    let acknowledged = case
        .world
        .instruct(Order::Disclose(disclosure.id), case.now);
    assert_eq!(acknowledged.order, Order::Disclose(disclosure.id));

    let report = case.authority.open(&disclosure.file, TEST).unwrap();
    assert_eq!(report.id, disclosure.id);
    assert_eq!(report.list_id(), case.world.owner.list_id());
    assert_eq!(
        report.fingerprint_words(),
        case.world.owner.fingerprint_words()
    );
    assert_eq!(report.terms.venue, "Café Seal");
    assert_eq!(report.reason, reason());
    assert_eq!(report.time, case.now);
    assert_eq!(report.refused, []);
    let visits = report.visits();
    let names: Vec<_> = visits
        .iter()
        .map(|visit| visit.attendance.contact.given_name.clone().unwrap())
        .collect();
    let names: Vec<_> = names.iter().map(|name| name.as_str()).collect();
    assert_eq!(names, ["Ada", "Guest 1"]);
    assert_eq!(visits[0].departure, Some((case.now, Source::Guest)));
    assert!(export::csv(&visits).contains("Guest 1"));
}

#[test]
fn dis_5_nothing_of_the_others_is_in_it() {
    let mut case = Case::new(2);
    let disclosure = case.disclose(&[1]);
    let key_pair = case.authority.to_bytes();
    let secret = sealroll_core::X25519SecretKey::from_bytes(key_pair[1..33].try_into().unwrap());
    let key_pair = sealroll_core::X25519KeyPair::from_secret_key(secret);
    let fingerprint = case.authority.card().fingerprint();
    let content = open_disclosure(&key_pair, &fingerprint, &disclosure.file).unwrap();
    let contains = |part: &[u8]| content.windows(part.len()).any(|window| window == part);
    for (place, fetched) in case.fetched.iter().enumerate() {
        assert_eq!(contains(&fetched.bytes), place == 1, "envelope {place}");
    }
    // The only keys in it open the only envelope in it.
    let keys = content.windows(44).filter(|window| {
        let key = sealroll_core::hpke::ContentKey::from_bytes((*window).try_into().unwrap());
        case.fetched.iter().any(|fetched| {
            let envelope = sealroll_wire::EnvelopeRef::from_bytes(&fetched.bytes).unwrap();
            open_with_content_key(&envelope, &key).is_ok()
        })
    });
    assert_eq!(keys.count(), 1);
}

#[test]
fn dis_3_a_disclosure_counts_as_a_whole_or_not() {
    let mut case = Case::new(3);
    let disclosure = case.disclose(&[0]);
    let other = Authority::generate("Another office", &mut support::rng(9)).unwrap();
    let refused = other.open(&disclosure.file, TEST).unwrap_err();
    assert_eq!(refused.code(), "open-failed");
    let refused = case
        .authority
        .open(&disclosure.file, Environment::Production);
    assert_eq!(refused.unwrap_err().code(), "wrong-environment");
    for length in [0, 2, 34, 35, 60] {
        let cut = case.authority.open(&disclosure.file[..length], TEST);
        assert!(matches!(cut, Err(AuthorityError::Sealed(_))));
    }
    let mut altered = disclosure.file.clone();
    *altered.last_mut().unwrap() ^= 1;
    let refused = case.authority.open(&altered, TEST).unwrap_err();
    assert_eq!(refused.code(), "open-failed");
}

#[test]
fn dis_3_whoever_else_seals_to_the_authority_is_refused() {
    let mut case = Case::new(4);
    let disclosure = case.disclose(&[0]);
    let content = case.content(&disclosure);
    let resealed = |content: &[u8]| {
        sealroll_core::seal_disclosure(case.authority.card(), content, &mut support::rng(7))
            .unwrap()
    };
    assert!(case.authority.open(&resealed(&content), TEST).is_ok());
    // The case's name, inside the signature.
    let place = find(&content, b"2027-17");
    let mut altered = content.clone();
    altered[place] = b'3';
    let refused = case.authority.open(&resealed(&altered), TEST).unwrap_err();
    assert_eq!(refused.code(), "bad-signature");
    let mut unknown = content.clone();
    let serial = unknown.len() - 65;
    unknown[serial] = 99;
    let refused = case.authority.open(&resealed(&unknown), TEST).unwrap_err();
    assert_eq!(refused.code(), "bad-signature");
    let mut longer = content.clone();
    longer.push(0);
    let refused = case.authority.open(&resealed(&longer), TEST).unwrap_err();
    assert_eq!(refused.code(), "trailing-bytes");
    // Sealed on to another authority, it does not count there: the signature names the first.
    let other = Authority::generate("Another office", &mut support::rng(9)).unwrap();
    let passed_on = sealroll_core::seal_disclosure(other.card(), &content, &mut support::rng(7));
    let refused = other.open(&passed_on.unwrap(), TEST).unwrap_err();
    assert_eq!(refused.code(), "bad-signature");
}

#[test]
fn dis_4_a_follow_up_counts_with_its_check_in_only() {
    let mut case = Case::new(5);
    let alone = case.disclose(&[3]);
    let report = case.authority.open(&alone.file, TEST).unwrap();
    assert!(report.records.is_empty());
    let position = case.fetched[3].position;
    assert_eq!(report.refused, [(position, DisclosedError::UnknownCheckIn)]);
    let both = case.disclose(&[0, 3]);
    let report = case.authority.open(&both.file, TEST).unwrap();
    assert_eq!((report.records.len(), report.refused.len()), (2, 0));
    assert!(matches!(report.records[1].content, Content::FollowUp(_)));
}

#[test]
fn dis_4_only_what_the_witness_has_seen_is_disclosed() {
    let mut case = Case::new(6);
    case.world.check_in(&form(), case.now);
    let epoch = case.world.epoch(case.now);
    let fetched = case.world.fetch(epoch, case.now);
    let last = fetched.last().unwrap().clone();
    let request = case.world.owner.disclosure_proof_request(last.position);
    let response = case.world.processor.handle(&request, case.now);
    assert!(response.success().is_err());
    let with_proof_of_another = Chosen {
        envelope: last.clone(),
        proof: case.chosen(0).proof,
    };
    let refused = case.try_disclose(&[with_proof_of_another]).unwrap_err();
    assert_eq!(refused.code(), "bad-proof");
    assert!(matches!(
        refused,
        DiscloseError::Record(position, ChosenError::Proof(_)) if position == last.position
    ));
}

#[test]
fn an_owner_cannot_disclose_what_is_erased_twice_or_for_no_reason() {
    let mut case = Case::new(7);
    let chosen = case.chosen(0);
    let twice = case.try_disclose(&[chosen.clone(), chosen.clone()]);
    assert_eq!(twice.unwrap_err().code(), "non-canonical");
    assert_eq!(case.try_disclose(&[]).unwrap_err().code(), "limit");
    let without = DisclosureReason {
        case: String::new(),
        ..reason()
    };
    let card = case.authority.card().clone();
    let (owner, rng) = (&case.world.owner, &mut support::rng(1));
    let refused = owner.disclose(
        &card,
        &without,
        std::slice::from_ref(&chosen),
        case.now,
        rng,
    );
    assert_eq!(refused.unwrap_err().code(), "limit");
    let epoch = case.world.epoch(case.now);
    case.world.owner.puncture(epoch).unwrap();
    let refused = case.try_disclose(&[chosen]).unwrap_err();
    assert_eq!(refused.code(), "open-failed");
}

#[test]
fn card_1_a_card_is_read_strictly_and_has_words() {
    let authority = Authority::generate("Gesundheitsamt Mitte", &mut support::rng(1)).unwrap();
    let restored = Authority::from_bytes(&authority.to_bytes()).unwrap();
    let taken_for_a_card = AuthorityCard::from_bytes(&authority.to_bytes());
    assert_eq!(taken_for_a_card.unwrap_err().code(), "unsupported-version");
    assert_eq!(restored.card(), authority.card());
    let bytes = authority.card().as_bytes().to_vec();
    let card = AuthorityCard::from_bytes(&bytes).unwrap();
    assert_eq!(card.name(), "Gesundheitsamt Mitte");
    assert_eq!(
        card.fingerprint().words(),
        authority.card().fingerprint().words()
    );
    let code = |bytes: &[u8]| AuthorityCard::from_bytes(bytes).unwrap_err().code();
    assert_eq!(code(&bytes[..bytes.len() - 1]), "truncated");
    assert_eq!(code(&[&bytes[..], b"x"].concat()), "trailing-bytes");
    let mut other = bytes.clone();
    other[0] = 2;
    assert_eq!(code(&other), "unsupported-version");
    let mut other = bytes.clone();
    other[32] |= 0x80;
    assert_eq!(code(&other), "bad-key");
    let mut other = bytes;
    other[34] = 7;
    assert_eq!(code(&other), "bad-text");
    assert_eq!(format!("{authority:?}"), "Authority(<redacted>)");
}

/// Three guests, of whom the first has left: entries 0 to 2 are check-ins, 3 is the check-out.
struct Case {
    world: World,
    authority: Authority,
    fetched: Vec<sealroll::FetchedEnvelope>,
    now: Time,
}

impl Case {
    fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let now = time(10 * HOUR);
        let mut guest = world.guest();
        let welcome = world.welcome(&mut guest, now);
        let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
        let mut ticket = world.upload(pending, now);
        for number in 1..3 {
            let contact = ContactForm {
                given_name: format!("Guest {number}"),
                ..form().contact
            };
            world.check_in(&CheckInForm { contact, ..form() }, now);
        }
        let pending = ticket
            .check_out(&welcome, now, Source::Guest, now, &mut world.rng)
            .unwrap();
        world.follow_up(pending, now);
        world.sync(now).unwrap();
        let epoch = world.epoch(now);
        let fetched = world.fetch(epoch, now);
        assert_eq!((fetched.len(), START + 10 * HOUR), (4, now.seconds()));
        let authority = Authority::generate("Health office", &mut world.rng).unwrap();
        Self {
            world,
            authority,
            fetched,
            now,
        }
    }

    fn chosen(&mut self, place: usize) -> Chosen {
        let envelope = self.fetched[place].clone();
        let request = self.world.owner.disclosure_proof_request(envelope.position);
        let response = self.world.processor.handle(&request, self.now);
        let proof = response.success().unwrap().to_vec();
        Chosen { envelope, proof }
    }

    fn disclose(&mut self, places: &[usize]) -> Disclosure {
        let chosen: Vec<_> = places.iter().map(|place| self.chosen(*place)).collect();
        self.try_disclose(&chosen).unwrap()
    }

    fn try_disclose(&mut self, chosen: &[Chosen]) -> Result<Disclosure, DiscloseError> {
        let card = self.authority.card();
        let World { owner, rng, .. } = &mut self.world;
        owner.disclose(card, &reason(), chosen, self.now, rng)
    }

    fn content(&self, disclosure: &Disclosure) -> Vec<u8> {
        let bytes = self.authority.to_bytes();
        let secret = sealroll_core::X25519SecretKey::from_bytes(bytes[1..33].try_into().unwrap());
        let key_pair = sealroll_core::X25519KeyPair::from_secret_key(secret);
        let fingerprint = self.authority.card().fingerprint();
        open_disclosure(&key_pair, &fingerprint, &disclosure.file)
            .unwrap()
            .to_vec()
    }
}

fn reason() -> DisclosureReason {
    DisclosureReason {
        case: "2027-17".into(),
        purpose: "Tracing of an infection".into(),
        legal_basis: "§ 28a IfSG".into(),
    }
}

fn find(bytes: &[u8], part: &[u8]) -> usize {
    let mut windows = bytes.windows(part.len());
    windows.position(|window| window == part).unwrap()
}

const TEST: Environment = Environment::Test;

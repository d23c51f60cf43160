//! Dual control: the owner sees times and places, the authority alone reads who it was, and only
//! with a disclosure in hand (`spec/protocol.md#dual-control`).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use sealroll::{
    Authority, CheckInForm, Chosen, ContactForm, Content, CorrectionForm, DisclosureReason,
    DisclosureReport, Environment, FetchedEnvelope, Time, Visit, export,
};
use sealroll_core::{X25519KeyPair, X25519SecretKey};
use sealroll_wire::Header;
use support::{World, form, time};

const HOUR: u64 = 3600;

#[test]
fn dual_2_the_owner_sees_times_and_places_only() {
    let case = Case::new(1);
    let visits = case.world.inbox.visits();
    assert_eq!(visits.len(), 2);
    for visit in &visits {
        assert!(visit.attendance.contact.given_name.is_none());
        assert!(visit.attendance.contact.phone.is_none());
        assert!(visit.attendance.companions.names.is_empty());
        assert_eq!(visit.attendance.arrival, case.now);
    }
    assert_eq!(visits[0].attendance.companions.count, 0);
    let csv = export::csv(&visits);
    assert!(!csv.contains("Ada") && !csv.contains("Grace"), "{csv}");
    // What the owner holds opens with none of the keys that it has.
    for record in case.world.inbox.records() {
        let sealed = match &record.content {
            Content::CheckIn(check_in) => check_in.sealed_contact.clone(),
            Content::FollowUp(follow_up) => follow_up.sealed_contact.clone(),
            _ => None,
        };
        let sealed = sealed.unwrap();
        assert_eq!(sealed.as_bytes().len(), 256);
        let own = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&[7; 32]));
        let fetched = case.fetched.iter();
        let mut fetched = fetched.filter(|fetched| fetched.position == record.position);
        let header = Header::from_bytes(&fetched.next().unwrap().bytes[..55]).unwrap();
        assert_eq!(
            sealed.open(&own, &header).unwrap_err().code(),
            "open-failed"
        );
    }
}

#[test]
fn dual_3_the_authority_reads_what_was_disclosed() {
    let mut case = Case::new(2);
    let report = case.disclose(&[0, 2]);
    assert!(report.refused.is_empty() && report.without_contact.is_empty());
    let visits = report.visits();
    assert_eq!(visits.len(), 1, "the other guest was not disclosed");
    assert_eq!(name(&visits[0]), Some("Ada"));
    let phone = visits[0].attendance.contact.phone.as_ref().unwrap();
    assert_eq!(phone.as_str(), "+4930999999", "the correction counts");
}

#[test]
fn dual_3_another_authority_reads_times_and_places_only() {
    let mut case = Case::new(3);
    case.authority = Authority::generate("Another office", &mut case.world.rng).unwrap();
    let report = case.disclose(&[0, 1]);
    assert_eq!(report.records.len(), 2);
    let codes: Vec<_> = report
        .without_contact
        .iter()
        .map(|one| one.1.code())
        .collect();
    assert_eq!(codes, ["open-failed", "open-failed"]);
    let visits = report.visits();
    assert_eq!((visits.len(), name(&visits[0])), (2, None));
    assert_eq!(visits[0].attendance.arrival, case.now);
}

#[test]
fn dual_4_what_does_not_fit_is_refused_before_it_is_sealed() {
    let mut case = Case::new(4);
    let mut guest = case.world.guest();
    let welcome = case.world.welcome(&mut guest, case.now);
    let long = CheckInForm {
        contact: ContactForm {
            given_name: "a".repeat(100),
            family_name: "b".repeat(100),
            ..form().contact
        },
        ..form()
    };
    let refused = welcome.check_in(&long, case.now, &mut case.world.rng);
    assert_eq!(refused.unwrap_err().code(), "limit");
    let nameless = CheckInForm {
        contact: ContactForm {
            given_name: String::new(),
            ..form().contact
        },
        ..form()
    };
    let refused = welcome.check_in(&nameless, case.now, &mut case.world.rng);
    assert_eq!(refused.unwrap_err().code(), "field-required");
}

/// Two guests, one of whom corrects the phone number, on a list under dual control.
struct Case {
    world: World,
    authority: Authority,
    fetched: Vec<FetchedEnvelope>,
    now: Time,
}

impl Case {
    fn new(seed: u64) -> Self {
        let authority = Authority::generate("Health office", &mut support::rng(99)).unwrap();
        let card = authority.card().clone();
        let mut world = World::with(seed, |list| list.terms.authority = Some(card));
        let now = time(10 * HOUR);
        let mut guest = world.guest();
        let welcome = world.welcome(&mut guest, now);
        assert_eq!(welcome.terms().authority.as_ref(), Some(authority.card()));
        let pending = welcome.check_in(&form(), now, &mut world.rng).unwrap();
        let mut ticket = world.upload(pending, now);
        let contact = ContactForm {
            given_name: "Grace".into(),
            ..form().contact
        };
        world.check_in(&CheckInForm { contact, ..form() }, now);
        let correction = CorrectionForm {
            contact: ContactForm {
                phone: "+4930999999".into(),
                ..ContactForm::default()
            },
            ..CorrectionForm::default()
        };
        let pending = ticket.correct(&welcome, &correction, now, &mut world.rng);
        world.follow_up(pending.unwrap(), now);
        world.sync(now).unwrap();
        let epoch = world.epoch(now);
        let fetched = world.fetch(epoch, now);
        let batch = world.open_fetched(epoch, &fetched);
        assert_eq!(batch.quarantined.len(), 0);
        Self {
            world,
            authority,
            fetched,
            now,
        }
    }

    fn disclose(&mut self, places: &[usize]) -> DisclosureReport {
        let chosen: Vec<_> = places.iter().map(|place| self.chosen(*place)).collect();
        let reason = DisclosureReason {
            case: "2027-17".into(),
            purpose: "Tracing of an infection".into(),
            legal_basis: "§ 28a IfSG".into(),
        };
        let World { owner, rng, .. } = &mut self.world;
        let disclosure = owner.disclose(self.authority.card(), &reason, &chosen, self.now, rng);
        let file = disclosure.unwrap().file;
        self.authority.open(&file, Environment::Test).unwrap()
    }

    fn chosen(&mut self, place: usize) -> Chosen {
        let envelope = self.fetched[place].clone();
        let request = self.world.owner.disclosure_proof_request(envelope.position);
        let response = self.world.processor.handle(&request, self.now);
        let proof = response.success().unwrap().to_vec();
        Chosen { envelope, proof }
    }
}

fn name(visit: &Visit) -> Option<&str> {
    let name = visit.attendance.contact.given_name.as_ref();
    name.map(sealroll::Name::as_str)
}

//! Record data: the codec against the postcard crate, and its strictness.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::{attendance, rng};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use sealroll_core::{
    AddressLine, Attendance, CheckIn, CheckOut, Companions, Contact, Correction, Country, DoorCode,
    Email, EnteredBy, Field, FollowUp, FollowUpBody, Name, Phone, Place, PostalCode, Record,
    RecordError, RequestKind, SeenHead, Source, TicketPublicKey, TicketSecretKey,
};
use sealroll_wire::{Generation, RecordId, Time};
use serde::{Deserialize, Serialize};

/// The layout of `spec/protocol.md#record`, derived for the postcard crate.
#[derive(Serialize, Deserialize)]
enum Mirror {
    CheckIn {
        contact: MirrorContact,
        companions: MirrorCompanions,
        place: Option<String>,
        arrival: u64,
        planned_end: Option<u64>,
        door_code: Option<String>,
        entered_by: MirrorEnteredBy,
        ticket_key: [u8; 32],
    },
    CheckOut {
        follow_up: MirrorFollowUp,
        departure: u64,
        source: MirrorSource,
    },
    Correction {
        follow_up: MirrorFollowUp,
        contact: MirrorContact,
        companions: Option<MirrorCompanions>,
        place: Option<String>,
        arrival: Option<u64>,
        planned_end: Option<u64>,
    },
    Request {
        follow_up: MirrorFollowUp,
        kind: MirrorKind,
    },
    Canary {
        value: [u8; 32],
    },
}

#[derive(Serialize, Deserialize)]
struct MirrorContact {
    given_name: Option<String>,
    family_name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    street: Option<String>,
    postal_code: Option<String>,
    city: Option<String>,
    country: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct MirrorCompanions {
    count: u8,
    names: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct MirrorFollowUp {
    check_in: [u8; 32],
    generation: u32,
    tree_size: u64,
    root_hash: [u8; 32],
    counter: u32,
}

#[derive(Serialize, Deserialize)]
enum MirrorEnteredBy {
    Guest,
    Staff,
}

#[derive(Serialize, Deserialize)]
enum MirrorSource {
    Guest,
    Automatic,
    Owner,
}

#[derive(Serialize, Deserialize)]
enum MirrorKind {
    Access,
    Rectify,
    Erase,
    Restrict,
    Port,
    Object,
}

impl Mirror {
    fn new(record: &Record) -> Self {
        match record {
            Record::CheckIn(CheckIn {
                attendance,
                ticket_key,
                ..
            }) => Self::CheckIn {
                contact: MirrorContact::new(&attendance.contact),
                companions: MirrorCompanions::new(&attendance.companions),
                place: text(attendance.place.as_ref().map(Place::as_str)),
                arrival: attendance.arrival.seconds(),
                planned_end: attendance.planned_end.map(Time::seconds),
                door_code: text(attendance.door_code.as_ref().map(DoorCode::as_str)),
                entered_by: match attendance.entered_by {
                    EnteredBy::Guest => MirrorEnteredBy::Guest,
                    EnteredBy::Staff => MirrorEnteredBy::Staff,
                },
                ticket_key: *ticket_key.as_bytes(),
            },
            Record::FollowUp(follow_up) => Self::follow_up(follow_up),
            Record::Canary(canary) => Self::Canary {
                value: canary.value,
            },
            _ => panic!("an unknown record"),
        }
    }

    fn follow_up(follow_up: &FollowUp) -> Self {
        let head = MirrorFollowUp {
            check_in: follow_up.check_in.to_bytes(),
            generation: follow_up.seen.generation.value(),
            tree_size: follow_up.seen.tree_size,
            root_hash: follow_up.seen.root_hash,
            counter: follow_up.counter,
        };
        match &follow_up.body {
            FollowUpBody::CheckOut(check_out) => Self::CheckOut {
                follow_up: head,
                departure: check_out.departure.seconds(),
                source: match check_out.source {
                    Source::Guest => MirrorSource::Guest,
                    Source::Automatic => MirrorSource::Automatic,
                    Source::Owner => MirrorSource::Owner,
                },
            },
            FollowUpBody::Correction(correction) => Self::Correction {
                follow_up: head,
                contact: MirrorContact::new(&correction.contact),
                companions: correction.companions.as_ref().map(MirrorCompanions::new),
                place: text(correction.place.as_ref().map(Place::as_str)),
                arrival: correction.arrival.map(Time::seconds),
                planned_end: correction.planned_end.map(Time::seconds),
            },
            FollowUpBody::Request(kind) => Self::Request {
                follow_up: head,
                kind: match kind {
                    RequestKind::Access => MirrorKind::Access,
                    RequestKind::Rectify => MirrorKind::Rectify,
                    RequestKind::Erase => MirrorKind::Erase,
                    RequestKind::Restrict => MirrorKind::Restrict,
                    RequestKind::Port => MirrorKind::Port,
                    RequestKind::Object => MirrorKind::Object,
                },
            },
            _ => panic!("an unknown follow-up"),
        }
    }
}

impl MirrorContact {
    fn new(contact: &Contact) -> Self {
        Self {
            given_name: text(contact.given_name.as_ref().map(Name::as_str)),
            family_name: text(contact.family_name.as_ref().map(Name::as_str)),
            phone: text(contact.phone.as_ref().map(Phone::as_str)),
            email: text(contact.email.as_ref().map(Email::as_str)),
            street: text(contact.street.as_ref().map(AddressLine::as_str)),
            postal_code: text(contact.postal_code.as_ref().map(PostalCode::as_str)),
            city: text(contact.city.as_ref().map(AddressLine::as_str)),
            country: text(contact.country.as_ref().map(Country::as_str)),
        }
    }
}

impl MirrorCompanions {
    fn new(companions: &Companions) -> Self {
        Self {
            count: companions.count,
            names: companions
                .names
                .iter()
                .map(|name| name.as_str().to_owned())
                .collect(),
        }
    }
}

fn text(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

fn name() -> impl Strategy<Value = Name> {
    "[A-Za-zÀ-ÿ' -]{0,20}[a-zß]".prop_filter_map("a name", |text| Name::new(&text).ok())
}

fn address_line() -> impl Strategy<Value = AddressLine> {
    "[A-Z][a-zäöü. ]{0,30}[0-9]".prop_map(|text| AddressLine::new(&text).unwrap())
}

fn contact() -> impl Strategy<Value = Contact> {
    (
        option::of(name()),
        option::of(name()),
        option::of("\\+[1-9][0-9]{6,14}".prop_map(|text| Phone::new(&text).unwrap())),
        option::of("[a-z]{1,9}@[a-z]{1,9}\\.de".prop_map(|text| Email::new(&text).unwrap())),
        option::of(address_line()),
        option::of("[0-9]{5}".prop_map(|text| PostalCode::new(&text).unwrap())),
        option::of(address_line()),
        option::of("[A-Z]{2}".prop_map(|text| Country::new(&text).unwrap())),
    )
        .prop_map(|fields| Contact {
            given_name: fields.0,
            family_name: fields.1,
            phone: fields.2,
            email: fields.3,
            street: fields.4,
            postal_code: fields.5,
            city: fields.6,
            country: fields.7,
        })
}

fn companions() -> impl Strategy<Value = Companions> {
    (any::<u8>(), vec(name(), 0..4)).prop_map(|(count, names)| Companions { count, names })
}

fn place() -> impl Strategy<Value = Place> {
    "[A-Z0-9]{1,20}".prop_map(|text| Place::new(&text).unwrap())
}

fn arrival_and_end() -> impl Strategy<Value = (Time, Option<Time>)> {
    (1..253_402_000_000_u64, option::of(1..90_000_u64)).prop_map(|(arrival, stay)| {
        let arrival = Time::new(arrival).unwrap();
        (arrival, stay.map(|stay| arrival.saturating_add(stay)))
    })
}

fn check_in() -> impl Strategy<Value = Record> {
    (
        contact(),
        companions(),
        option::of(place()),
        arrival_and_end(),
        option::of("[A-Za-z0-9-]{1,16}".prop_map(|text| DoorCode::new(&text).unwrap())),
        prop_oneof![Just(EnteredBy::Guest), Just(EnteredBy::Staff)],
        any::<u64>(),
    )
        .prop_map(
            |(contact, companions, place, times, door_code, entered_by, seed)| {
                Record::CheckIn(CheckIn {
                    attendance: Attendance {
                        contact,
                        companions,
                        place,
                        arrival: times.0,
                        planned_end: times.1,
                        door_code,
                        entered_by,
                    },
                    ticket_key: TicketSecretKey::generate(&mut rng(seed)).public_key(),
                    sealed_contact: None,
                })
            },
        )
}

fn body() -> impl Strategy<Value = FollowUpBody> {
    let source = prop_oneof![
        Just(Source::Guest),
        Just(Source::Automatic),
        Just(Source::Owner)
    ];
    let kind = prop::sample::select(vec![
        RequestKind::Access,
        RequestKind::Rectify,
        RequestKind::Erase,
        RequestKind::Restrict,
        RequestKind::Port,
        RequestKind::Object,
    ]);
    prop_oneof![
        (1..253_402_300_799_u64, source).prop_map(|(departure, source)| {
            let departure = Time::new(departure).unwrap();
            FollowUpBody::CheckOut(CheckOut { departure, source })
        }),
        (
            contact(),
            option::of(companions()),
            option::of(place()),
            arrival_and_end()
        )
            .prop_map(|(contact, companions, place, (arrival, planned_end))| {
                FollowUpBody::Correction(Correction {
                    contact,
                    companions,
                    place,
                    arrival: Some(arrival),
                    planned_end,
                })
            }),
        kind.prop_map(FollowUpBody::Request),
    ]
}

fn follow_up() -> impl Strategy<Value = Record> {
    (
        any::<[u8; 32]>(),
        any::<u32>(),
        any::<u64>(),
        any::<[u8; 32]>(),
        1..=u32::MAX,
        body(),
    )
        .prop_map(
            |(check_in, generation, tree_size, root_hash, counter, body)| {
                Record::FollowUp(FollowUp {
                    check_in: RecordId::from_bytes(check_in),
                    seen: SeenHead {
                        generation: Generation(generation),
                        tree_size,
                        root_hash,
                    },
                    counter,
                    body,
                    sealed_contact: None,
                })
            },
        )
}

fn record() -> impl Strategy<Value = Record> {
    prop_oneof![check_in(), follow_up()]
}

/// The whole data of a record; follow-ups end in any 64 bytes.
fn data(record: &Record) -> Vec<u8> {
    let mut data = record.to_data().to_vec();
    if let Record::FollowUp(_) = record {
        data.extend_from_slice(&[7; 64]);
    }
    data
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn records_come_back_and_are_postcard(record in record()) {
        let data = data(&record);
        let (back, signature) = Record::from_data(&data).unwrap();
        prop_assert_eq!(&back, &record);
        prop_assert_eq!(signature.is_some(), matches!(record, Record::FollowUp(_)));
        let mirror = postcard::to_allocvec(&Mirror::new(&record)).unwrap();
        let unsigned = record.to_data();
        prop_assert_eq!(&unsigned[1..], mirror.as_slice());
        let (_, rest) = postcard::take_from_bytes::<Mirror>(&data[1..]).unwrap();
        prop_assert_eq!(rest.len(), signature.map_or(0, |signature| signature.len()));
    }

    #[test]
    fn a_record_cut_short_or_continued_is_refused(record in record(), cut in any::<prop::sample::Index>()) {
        let mut data = data(&record);
        let cut = cut.index(data.len());
        prop_assert!(Record::from_data(&data[..cut]).is_err());
        data.push(0);
        prop_assert_eq!(Record::from_data(&data), Err(RecordError::NonCanonical));
    }

    #[test]
    fn whatever_is_accepted_is_canonical(record in record(), place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut data = data(&record);
        let place = place.index(data.len());
        data[place] = byte;
        if let Ok((record, signature)) = Record::from_data(&data) {
            let mut again = record.to_data().to_vec();
            again.extend_from_slice(signature.as_ref().map_or(&[][..], |signature| &signature[..]));
            prop_assert_eq!(again, data);
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(data in vec(any::<u8>(), 0..600)) {
        let mut data = data;
        if let Some(version) = data.first_mut() {
            *version = 1;
        }
        if let Ok((record, signature)) = Record::from_data(&data) {
            prop_assert_eq!(record.to_data().len() + signature.map_or(0, |s| s.len()), data.len());
        }
    }
}

fn sample() -> Vec<u8> {
    let ticket_key = TicketSecretKey::generate(&mut rng(1)).public_key();
    data(&Record::CheckIn(CheckIn {
        attendance: attendance(),
        ticket_key,
        sealed_contact: None,
    }))
}

fn refused(change: impl FnOnce(&mut Vec<u8>)) -> RecordError {
    let mut data = sample();
    change(&mut data);
    Record::from_data(&data).unwrap_err()
}

#[test]
fn each_fault_has_its_class() {
    assert_eq!(refused(|data| data[0] = 3), RecordError::UnsupportedVersion);
    // Version 2 asks for a sealed contact, which is not so short.
    let short = |data: &mut Vec<u8>| {
        data[0] = 2;
        data.extend_from_slice(&[0; 255]);
    };
    assert_eq!(refused(short), RecordError::BadValue);
    assert_eq!(refused(|data| data[1] = 5), RecordError::BadValue);
    assert_eq!(refused(|data| data[2] = 2), RecordError::BadValue);
    assert_eq!(
        refused(|data| data[4] = b'\t'),
        RecordError::BadField(Field::GivenName)
    );
    assert_eq!(refused(|data| data[4] = 0xff), RecordError::BadText);
    assert_eq!(
        refused(|data| data[3] = 0),
        RecordError::BadField(Field::GivenName)
    );
    assert_eq!(
        refused(|data| data.splice(1..2, [0x80, 0]).for_each(drop)),
        RecordError::NonCanonical
    );
    let key = sample().len() - 32;
    let key_of = |bytes: [u8; 32]| refused(move |data| data[key..].copy_from_slice(&bytes));
    assert_eq!(key_of([0; 32]), RecordError::BadKey);
    assert_eq!(key_of([0xff; 32]), RecordError::BadKey);
    // 2 is no y coordinate of the curve.
    let mut no_point = [0; 32];
    no_point[0] = 2;
    assert_eq!(key_of(no_point), RecordError::BadKey);
    let lazily = TicketPublicKey::from_bytes(&no_point).unwrap();
    assert!(!lazily.is_on_curve());
}

#[test]
fn small_order_ticket_keys_are_known_by_their_bytes() {
    // Every y of small order with either sign, and the same above the prime.
    let small = |low: u8| {
        let mut bytes = [0; 32];
        bytes[0] = low;
        bytes
    };
    let near_prime = |low: u8| {
        let mut bytes = [0xff; 32];
        (bytes[0], bytes[31]) = (low, 0x7f);
        bytes
    };
    let mut encodings = vec![
        small(0),
        small(1),
        near_prime(0xec),
        near_prime(0xed),
        near_prime(0xee),
    ];
    encodings.push([
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ]);
    encodings.push([
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ]);
    for mut encoding in encodings {
        for sign in [0, 0x80] {
            encoding[31] = encoding[31] & 0x7f | sign;
            assert!(
                TicketPublicKey::from_bytes(&encoding).is_err(),
                "{encoding:02x?}"
            );
            assert!(sealroll_wire::VerifyingKey::from_bytes(&encoding).is_err());
        }
    }
}

proptest! {
    #[test]
    fn the_two_ways_to_check_a_ticket_key_agree(bytes in any::<[u8; 32]>()) {
        let lazily = TicketPublicKey::from_bytes(&bytes);
        let strictly = sealroll_wire::VerifyingKey::from_bytes(&bytes);
        prop_assert_eq!(lazily.is_ok_and(|key| key.is_on_curve()), strictly.is_ok());
    }
}

#[test]
fn an_unsealable_time_is_noticed_before_sealing() {
    let list = common::List::new(sealroll_wire::Bucket::Bytes512);
    let mut late = attendance();
    late.planned_end = Some(late.arrival);
    let refused = list.sealer().check_in(&mut rng(1), late).err().unwrap();
    assert_eq!(refused.code(), "bad-field");
    let mut never = attendance();
    never.arrival = Time::default();
    assert!(list.sealer().check_in(&mut rng(1), never).is_err());
}

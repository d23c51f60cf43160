//! Sealing and opening: what goes in comes out, and nothing else comes out.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{List, attendance, rng};
use sealroll_core::hpke::derive_key_pair;
use sealroll_core::{
    Attendance, CheckOut, Companions, Contact, Correction, FollowUpBody, Name, OpenError, Opened,
    RequestKind, SealError, SeenHead, Source,
};
use sealroll_wire::{Bucket, Envelope, EnvelopeRef, Generation, Time};

fn seen() -> SeenHead {
    SeenHead {
        generation: Generation(3),
        tree_size: 17,
        root_hash: [9; 32],
    }
}

fn bodies() -> Vec<FollowUpBody> {
    let mut bodies = vec![
        FollowUpBody::CheckOut(CheckOut {
            departure: Time::new(1_800_007_200).unwrap(),
            source: Source::Guest,
        }),
        FollowUpBody::Correction(Correction {
            contact: attendance().contact,
            ..Correction::default()
        }),
    ];
    let kinds = [
        RequestKind::Access,
        RequestKind::Rectify,
        RequestKind::Erase,
        RequestKind::Restrict,
        RequestKind::Port,
        RequestKind::Object,
    ];
    bodies.extend(kinds.map(FollowUpBody::Request));
    bodies
}

#[test]
fn check_in_and_follow_ups_come_back_as_sealed() {
    let list = List::new(Bucket::Bytes512);
    let mut rng = rng(1);
    let (envelope, mut ticket) = list.sealer().check_in(&mut rng, attendance()).unwrap();
    let Opened::CheckIn(check_in) = list.opener().open(&envelope.as_ref()).unwrap() else {
        panic!("a check-in was sealed");
    };
    assert_eq!(check_in.attendance, attendance());
    assert_eq!(check_in.ticket_key, ticket.public_key());
    for (count, body) in bodies().into_iter().enumerate() {
        let (envelope, _) = list
            .sealer()
            .follow_up(&mut rng, &mut ticket, seen(), body.clone())
            .unwrap();
        let Opened::FollowUp(follow_up) = list.opener().open(&envelope.as_ref()).unwrap() else {
            panic!("a follow-up was sealed");
        };
        assert_eq!(follow_up.check_in(), ticket.record_id());
        let follow_up = follow_up.verify(&check_in.ticket_key).unwrap();
        assert_eq!(follow_up.counter as usize, count + 1);
        assert_eq!((follow_up.seen, follow_up.body), (seen(), body));
    }
}

#[test]
fn every_kind_of_record_has_the_same_size() {
    for bucket in Bucket::ALL {
        let list = List::new(bucket);
        let mut rng = rng(2);
        let (check_in, mut ticket) = list.sealer().check_in(&mut rng, attendance()).unwrap();
        assert_eq!(check_in.as_bytes().len(), bucket.envelope_length());
        for body in bodies() {
            let (envelope, _) = list
                .sealer()
                .follow_up(&mut rng, &mut ticket, seen(), body)
                .unwrap();
            assert_eq!(envelope.as_bytes().len(), bucket.envelope_length());
        }
    }
}

#[test]
fn every_byte_of_an_envelope_is_bound() {
    let list = List::new(Bucket::Bytes256);
    let opener = list.opener();
    let (envelope, _) = list.sealer().check_in(&mut rng(3), attendance()).unwrap();
    for place in 0..envelope.as_bytes().len() {
        for bit in [0x01, 0x80] {
            let mut bytes = envelope.as_bytes().to_vec();
            bytes[place] ^= bit;
            // The decoder refuses some; what it lets through must not open.
            if let Ok(damaged) = EnvelopeRef::from_bytes(&bytes) {
                let opened = opener.open(&damaged);
                assert!(matches!(opened, Err(OpenError::OpenFailed)), "byte {place}");
            }
        }
    }
    assert!(opener.open(&envelope.as_ref()).is_ok());
}

#[test]
fn other_list_epoch_statement_descriptor_or_environment_does_not_open() {
    let list = List::new(Bucket::Bytes256);
    let (envelope, _) = list.sealer().check_in(&mut rng(4), attendance()).unwrap();
    for other in list.variations() {
        // Under its own header the other opener refuses at once …
        let refused = other.opener().open(&envelope.as_ref());
        assert!(matches!(refused, Err(OpenError::OpenFailed)));
        // … and a header rewritten to the other's gives another key, though the epoch's key pair
        // is the same in all of them.
        let mut bytes = envelope.as_bytes().to_vec();
        bytes[..55].copy_from_slice(&other.header().to_bytes());
        let moved = Envelope::from_vec(bytes).unwrap();
        let refused = other.opener().open(&moved.as_ref());
        assert!(matches!(refused, Err(OpenError::OpenFailed)));
    }
}

#[test]
fn without_the_code_on_the_poster_nobody_seals_or_opens() {
    let list = List::new(Bucket::Bytes256);
    let stranger = list.with_presence([0x55; 32]);
    // The statement is the same; only the secret differs.
    let (envelope, _) = stranger
        .sealer_of(&list)
        .check_in(&mut rng(5), attendance())
        .unwrap();
    let refused = list.opener().open(&envelope.as_ref());
    assert!(matches!(refused, Err(OpenError::OpenFailed)));
}

#[test]
fn a_static_code_opens_nobodys_history() {
    // Whoever photographed the poster has the presence secret and every public byte. All of that
    // goes into this opener; what is missing is the epoch's secret key, so a guess stands for it.
    let list = List::new(Bucket::Bytes256);
    let (envelope, _) = list.sealer().check_in(&mut rng(6), attendance()).unwrap();
    let refused = list.opener_with_key([0x77; 32]).open(&envelope.as_ref());
    assert!(matches!(refused, Err(OpenError::OpenFailed)));
}

#[test]
fn a_follow_up_is_bound_to_its_envelope_and_ticket() {
    let list = List::new(Bucket::Bytes512);
    let mut rng = rng(7);
    let (_, mut ticket) = list.sealer().check_in(&mut rng, attendance()).unwrap();
    let (_, other) = list.sealer().check_in(&mut rng, attendance()).unwrap();
    let body = FollowUpBody::Request(RequestKind::Erase);
    let (envelope, _) = list
        .sealer()
        .follow_up(&mut rng, &mut ticket, seen(), body)
        .unwrap();
    let opener = list.opener();
    let Opened::FollowUp(follow_up) = opener.open(&envelope.as_ref()).unwrap() else {
        panic!("a follow-up was sealed");
    };
    assert!(follow_up.verify(&other.public_key()).is_err());

    // A reader takes the data out and decodes it as if it had come in another envelope: the
    // signature names header and enc, so it no longer holds.
    let content_key = opener.content_key(&envelope.as_ref()).unwrap();
    let data = sealroll_core::open_with_content_key(&envelope.as_ref(), &content_key).unwrap();
    let (second, _) = list.sealer().check_in(&mut rng, attendance()).unwrap();
    let Opened::FollowUp(moved) = Opened::decode(&second.as_ref(), &data).unwrap() else {
        panic!("the data is a follow-up");
    };
    assert!(moved.verify(&ticket.public_key()).is_err());
    let Opened::FollowUp(kept) = Opened::decode(&envelope.as_ref(), &data).unwrap() else {
        panic!("the data is a follow-up");
    };
    assert!(kept.verify(&ticket.public_key()).is_ok());
}

/// The owner sees neither contact nor names; the authority puts them back.
// covers: DUAL-3
#[test]
fn an_authority_puts_the_contact_back() {
    let list = List::new(Bucket::Bytes1024);
    let authority = derive_key_pair(b"authority");
    let sealer = || list.sealer().under_dual_control(*authority.public_key());
    let names = vec![Name::new("Byron").unwrap()];
    let companions = Companions { count: 2, names };
    let given = Attendance {
        companions: companions.clone(),
        ..attendance()
    };
    let (envelope, ticket) = sealer().check_in(&mut rng(10), given.clone()).unwrap();
    let opened = list.opener().open(&envelope.as_ref()).unwrap();
    let Opened::CheckIn(mut check_in) = opened else {
        panic!("a check-in was sealed");
    };
    assert_eq!(check_in.attendance.contact, Contact::default());
    assert!(check_in.attendance.companions.names.is_empty());
    let wrong = check_in.open_contact(&derive_key_pair(b"another"), &list.header());
    assert_eq!(wrong, Err(OpenError::OpenFailed));
    assert_eq!(check_in.attendance.contact, Contact::default());
    check_in.open_contact(&authority, &list.header()).unwrap();
    assert_eq!(check_in.attendance, given);

    let correction = Correction {
        contact: given.contact.clone(),
        companions: Some(companions.clone()),
        ..Correction::default()
    };
    let mut ticket = ticket;
    let body = FollowUpBody::Correction(correction.clone());
    let sealed = sealer().follow_up(&mut rng(11), &mut ticket, seen(), body);
    let (sealed, _) = sealed.unwrap();
    let opened = list.opener().open(&sealed.as_ref()).unwrap();
    let Opened::FollowUp(follow_up) = opened else {
        panic!("a follow-up was sealed");
    };
    let mut follow_up = follow_up.verify(&ticket.public_key()).unwrap();
    let wrong = follow_up.open_contact(&derive_key_pair(b"another"), &list.header());
    assert_eq!(wrong, Err(OpenError::OpenFailed));
    follow_up.open_contact(&authority, &list.header()).unwrap();
    assert_eq!(follow_up.body, FollowUpBody::Correction(correction));
}

/// Guest and owner share what notices are made under; no other statement's key gives it.
// covers: MBX-3
#[test]
fn both_sides_of_a_check_in_have_the_same_exporter_secret() {
    let list = List::new(Bucket::Bytes256);
    let (envelope, ticket) = list.sealer().check_in(&mut rng(9), attendance()).unwrap();
    let shared = list.opener().exporter_secret(&envelope.as_ref()).unwrap();
    assert_eq!(*shared.to_bytes(), *ticket.exporter_secret().to_bytes());
    for other in list.variations() {
        if other.header() == list.header() {
            continue;
        }
        let refused = other.opener().exporter_secret(&envelope.as_ref());
        assert_eq!(refused.err(), Some(OpenError::OpenFailed));
    }
}

#[test]
fn a_content_key_opens_its_envelope_only() {
    let list = List::new(Bucket::Bytes256);
    let mut rng = rng(8);
    let (first, _) = list.sealer().check_in(&mut rng, attendance()).unwrap();
    let (second, _) = list.sealer().check_in(&mut rng, attendance()).unwrap();
    let key = list.opener().content_key(&first.as_ref()).unwrap();
    assert!(sealroll_core::open_with_content_key(&first.as_ref(), &key).is_ok());
    let refused = sealroll_core::open_with_content_key(&second.as_ref(), &key);
    assert!(matches!(refused, Err(OpenError::OpenFailed)));
}

#[test]
fn a_record_that_does_not_fit_is_not_sealed() {
    let list = List::new(Bucket::Bytes256);
    let mut long = attendance();
    let street = "x".repeat(120);
    long.contact.street = Some(sealroll_core::AddressLine::new(&street).unwrap());
    long.contact.city = Some(sealroll_core::AddressLine::new(&street).unwrap());
    let refused = list.sealer().check_in(&mut rng(9), long);
    assert_eq!(refused.err(), Some(SealError::TooLong));
}

#[test]
fn a_repeating_random_generator_still_gives_different_keys() {
    let list = List::new(Bucket::Bytes256);
    let mut other = attendance();
    other.arrival = Time::new(1_800_000_001).unwrap();
    let (first, _) = list.sealer().check_in(&mut rng(10), attendance()).unwrap();
    let (second, _) = list.sealer().check_in(&mut rng(10), other).unwrap();
    assert_ne!(first.enc(), second.enc());
}

#[test]
fn bulk_opening_keeps_the_order_and_survives_bad_envelopes() {
    let list = List::new(Bucket::Bytes256);
    let mut rng = rng(11);
    let mut envelopes: Vec<Envelope> = (0..5)
        .map(|_| list.sealer().check_in(&mut rng, attendance()).unwrap().0)
        .collect();
    let mut damaged = envelopes[2].as_bytes().to_vec();
    *damaged.last_mut().unwrap() ^= 1;
    envelopes[2] = Envelope::from_vec(damaged).unwrap();
    let borrowed: Vec<EnvelopeRef<'_>> = envelopes.iter().map(Envelope::as_ref).collect();
    let opened = list.opener().open_many(&borrowed);
    let good: Vec<bool> = opened.iter().map(Result::is_ok).collect();
    assert_eq!(good, [true, true, false, true, true]);
}

#[test]
fn tickets_are_read_back_and_their_debug_output_is_empty() {
    let list = List::new(Bucket::Bytes256);
    let (_, ticket) = list.sealer().check_in(&mut rng(12), attendance()).unwrap();
    let bytes = ticket.to_bytes();
    let back = sealroll_core::TicketSecrets::from_bytes(&bytes[..]).unwrap();
    assert_eq!(back.to_bytes()[..], bytes[..]);
    for length in 0..bytes.len() {
        assert!(sealroll_core::TicketSecrets::from_bytes(&bytes[..length]).is_err());
    }
    assert_eq!(format!("{ticket:?}"), "TicketSecrets(<redacted>)");
    assert_eq!(format!("{:?}", list.sealer()), "Sealer(<redacted>)");
    assert_eq!(format!("{:?}", list.opener()), "Opener(<redacted>)");
}

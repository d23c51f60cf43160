//! Sealing many at once gives what sealing one by one gives, byte by byte.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{List, attendance, rng};
use sealroll_core::hpke::{BulkSender, Mode, derive_key_pair, setup_sender};
use sealroll_core::{
    Attendance, Companions, DeviceSecret, HpkeError, Name, RecordError, SealError, Sealer,
    X25519PublicKey,
};
use sealroll_wire::{Bucket, Time};
use zeroize::Zeroizing;

#[test]
fn every_size_seals_as_one_by_one() {
    let sealer = List::new(Bucket::Bytes512).sealer();
    let bulk = sealer.bulk();
    for size in [0, 1, 2, 8, 63, 64, 65, 130] {
        let attendances = vec![attendance(); size];
        let mut single = rng(31);
        let single = attendances
            .iter()
            .map(|one| sealer.check_in(&mut single, one.clone()).unwrap().0)
            .collect::<Vec<_>>();
        let many = bulk.check_ins(&mut rng(31), attendances);
        let many: Vec<_> = many.into_iter().map(|sealed| sealed.unwrap()).collect();
        assert_eq!(many.len(), size);
        for (one, (other, ticket)) in single.iter().zip(&many) {
            assert_eq!(one.as_bytes(), other.as_bytes());
            assert_eq!(ticket.record_id(), &one.record_id());
        }
    }
}

#[test]
fn what_cannot_be_sealed_harms_no_other() {
    let list = List::new(Bucket::Bytes256);
    let mut attendances = vec![attendance(); 70];
    attendances[3].planned_end = Some(Time::new(1).unwrap());
    attendances[65] = talkative();
    let sealed = list.sealer().bulk().check_ins(&mut rng(32), attendances);
    for (place, sealed) in sealed.into_iter().enumerate() {
        match (place, sealed) {
            (3, Err(SealError::Record(RecordError::BadField(_)))) => {}
            (65, Err(SealError::TooLong)) => {}
            (_, Ok((envelope, _))) => assert!(list.opener().open(&envelope.as_ref()).is_ok()),
            (_, Err(error)) => panic!("{place}: {error}"),
        }
    }
}

#[test]
fn a_recipient_of_small_order_is_refused() {
    let list = List::new(Bucket::Bytes512);
    let sealer = Sealer::with_psk(
        *list.sealer().header(),
        X25519PublicKey::from_bytes([0; 32]).unwrap(),
        Bucket::Bytes512,
        Zeroizing::new([1; 32]),
        &DeviceSecret::from_bytes(&[2; 32]),
    );
    let sealed = sealer.bulk().check_ins(&mut rng(33), vec![attendance(); 9]);
    assert_eq!(sealed.len(), 9);
    assert!(
        sealed
            .into_iter()
            .all(|one| matches!(one, Err(SealError::BadKey)))
    );
}

#[test]
fn contexts_are_those_of_single_senders() {
    let recipient = derive_key_pair(&[5; 32]);
    let ikms: Vec<_> = (0..9).map(|number| Zeroizing::new([number; 32])).collect();
    for mode in [
        Mode::Base,
        Mode::Psk {
            psk: &[7; 32],
            psk_id: b"name",
        },
    ] {
        let bulk = BulkSender::new(recipient.public_key(), b"info", mode).unwrap();
        let many = bulk.setup_many(&ikms).unwrap();
        for (ikm, (enc, mut context)) in ikms.iter().zip(many) {
            let ephemeral = derive_key_pair(ikm.as_slice());
            let single = setup_sender(recipient.public_key(), ephemeral, b"info", mode);
            let (expected, mut single) = single.unwrap();
            assert_eq!(enc, expected);
            assert_eq!(context.seal(b"a", b"text"), single.seal(b"a", b"text"));
            assert_eq!(context.export(b"c", 32), single.export(b"c", 32));
        }
    }
    let short = Mode::Psk {
        psk: &[7; 31],
        psk_id: b"name",
    };
    let refused = BulkSender::new(recipient.public_key(), b"info", short);
    assert_eq!(refused.err(), Some(HpkeError::BadPsk));
}

/// More than a small bucket holds.
fn talkative() -> Attendance {
    Attendance {
        companions: Companions {
            count: 9,
            names: vec![Name::new(&"n".repeat(60)).unwrap(); 9],
        },
        ..attendance()
    }
}

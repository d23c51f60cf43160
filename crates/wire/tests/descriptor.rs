//! Descriptor (`spec/protocol.md#descriptor`).

mod common;

use sealroll_wire::{
    AuthorityCard, Bucket, DecodeError, Descriptor, Epoch, Terms, VerifyError, X25519PublicKey,
    limit,
};

use common::{ANCHOR, EPOCH, EPOCH_START, List, bit_flips, patched, signer, terms, time};

/// The neutral element: on the curve, canonical, of small order.
const WEAK_KEY: [u8; 32] = {
    let mut key = [0; 32];
    key[0] = 1;
    key
};

#[test]
fn desc_1_values_out_of_range_are_refused() {
    let changes: [fn(&mut Terms); 16] = [
        |terms| terms.descriptor_version = 0,
        |terms| terms.epoch_length = 3_599,
        |terms| terms.epoch_length = 2_678_401,
        |terms| terms.retention_epochs = 0,
        |terms| terms.retention_epochs = 3_661,
        |terms| terms.upload_grace = 2_592_001,
        |terms| terms.supersede_grace = 86_401,
        |terms| terms.audit_days = 0,
        |terms| terms.audit_days = 3_661,
        |terms| terms.max_companions = 51,
        |terms| terms.epoch_cap = 0,
        |terms| terms.epoch_cap = 10_000_001,
        |terms| terms.origin = "/log".into(),
        |terms| terms.origin = "log/".into(),
        |terms| terms.origin = "Log".into(),
        |terms| terms.origin = "log é".into(),
    ];
    let list = List::new();
    for (number, change) in changes.into_iter().enumerate() {
        let mut terms = terms(&list.root);
        change(&mut terms);
        let refusal = terms.sign(|_| panic!("must not be signed"));
        assert_eq!(refusal, Err(DecodeError::BadValue), "change {number}");
    }
}

#[test]
fn desc_1_values_at_the_edge_are_accepted() {
    let changes: [fn(&mut Terms); 8] = [
        |terms| terms.epoch_length = 3_600,
        |terms| terms.epoch_length = 2_678_400,
        |terms| terms.retention_epochs = 3_660,
        |terms| terms.upload_grace = 0,
        |terms| terms.supersede_grace = 86_400,
        |terms| terms.epoch_cap = 10_000_000,
        |terms| terms.max_companions = 50,
        |terms| terms.address = String::new(),
    ];
    let list = List::new();
    for change in changes {
        let mut terms = terms(&list.root);
        change(&mut terms);
        let descriptor = terms.clone().sign(signer(&list.root_key)).unwrap();
        assert_eq!(descriptor.terms(), &terms);
        assert!(list.root.verify_descriptor(descriptor).is_ok());
    }
}

#[test]
fn desc_1_undefined_bytes_are_refused() {
    let list = List::new();
    let bytes = list.descriptor.as_bytes();
    let end = bytes.len() - 64 - 32 - 1 - list.descriptor.terms().origin.len();
    let decode = |at, new: &[u8]| Descriptor::from_bytes(&patched(bytes, at, new)).unwrap_err();
    // authority, door code, twelve policies, bucket
    // A card of one byte that has an unknown version: the length of the origin.
    assert_eq!(decode(end - 1, &[1]), DecodeError::UnsupportedVersion);
    assert_eq!(decode(end - 2, &[2]), DecodeError::BadValue);
    for field in 0..12 {
        assert_eq!(decode(end - 19 + field, &[3]), DecodeError::BadValue);
    }
    for bucket in [0_u16, 255, 511, 4_096] {
        assert_eq!(
            decode(end - 21, &bucket.to_be_bytes()),
            DecodeError::BadValue
        );
    }
    assert_eq!(&bytes[end - 21..end - 19], &512_u16.to_be_bytes());
    // epoch cap, companions, length of an epoch: decoding applies the rules of signing
    assert_eq!(decode(end - 6, &[0; 4]), DecodeError::BadValue);
    assert_eq!(decode(end - 7, &[51]), DecodeError::BadValue);
    assert_eq!(
        decode(end - 37, &3_599_u32.to_be_bytes()),
        DecodeError::BadValue
    );
    assert_eq!(decode(end - 45, &[0xff; 8]), DecodeError::BadValue);
    // the texts before
    assert_eq!(decode(37, &[121]), DecodeError::Limit);
    assert_eq!(decode(37, &[0]), DecodeError::Limit);
    assert_eq!(decode(38, b"\n"), DecodeError::BadText);
}

#[test]
fn desc_1_texts_outside_their_bounds_are_refused() {
    let changes: [fn(&mut Terms, String); 8] = [
        |terms, text| terms.venue = text,
        |terms, text| terms.contact = text,
        |terms, text| terms.purpose_de = text,
        |terms, text| terms.purpose_en = text,
        |terms, text| terms.legal_basis_de = text,
        |terms, text| terms.legal_basis_en = text,
        |terms, text| terms.origin = text,
        |terms, text| {
            terms.address = if text.is_empty() {
                "a".repeat(201)
            } else {
                text
            }
        },
    ];
    let list = List::new();
    for change in changes {
        for text in [String::new(), "a".repeat(501)] {
            let mut terms = terms(&list.root);
            change(&mut terms, text);
            assert_eq!(
                terms.sign(|_| panic!("must not be signed")),
                Err(DecodeError::Limit)
            );
        }
    }
    let mut longest = terms(&list.root);
    longest.venue = "v".repeat(120);
    longest.address = "a".repeat(200);
    longest.contact = "c".repeat(200);
    longest.purpose_de = "p".repeat(500);
    longest.purpose_en = "p".repeat(500);
    longest.legal_basis_de = "l".repeat(300);
    longest.legal_basis_en = "l".repeat(300);
    longest.origin = "o".repeat(120);
    let key = X25519PublicKey::from_bytes([9; 32]).unwrap();
    longest.authority = Some(AuthorityCard::new(key, &"n".repeat(120)).unwrap());
    let descriptor = longest.sign(signer(&list.root_key)).unwrap();
    assert_eq!(descriptor.as_bytes().len(), limit::MAX_DESCRIPTOR);
}

#[test]
fn desc_2_a_weak_log_key_is_refused() {
    let list = List::new();
    let bytes = list.descriptor.as_bytes();
    let weak = patched(bytes, bytes.len() - 96, &WEAK_KEY);
    assert_eq!(Descriptor::from_bytes(&weak), Err(DecodeError::BadKey));
}

#[test]
fn desc_3_another_list_or_root_is_refused() {
    let list = List::new();
    let other = List::with_root_key(2);
    let descriptor = list.descriptor.clone();
    assert_eq!(
        other.root.verify_descriptor(descriptor).err(),
        Some(VerifyError::WrongList)
    );
    let forged = terms(&list.root).sign(signer(&other.root_key)).unwrap();
    assert_eq!(
        list.root.verify_descriptor(forged).err(),
        Some(VerifyError::BadSignature)
    );
}

#[test]
fn desc_3_no_bit_of_a_descriptor_can_be_flipped() {
    let list = List::new();
    for flipped in bit_flips(list.descriptor.as_bytes()) {
        if let Ok(descriptor) = Descriptor::from_bytes(&flipped) {
            assert!(list.root.verify_descriptor(descriptor).is_err());
        }
    }
}

#[test]
fn desc_4_a_lower_version_than_seen_is_refused() {
    let list = List::new();
    assert_eq!(list.descriptor.check_not_rolled_back(1), Ok(()));
    assert_eq!(
        list.descriptor.check_not_rolled_back(2),
        Err(VerifyError::RolledBack)
    );
}

#[test]
fn epochs_and_times_belong_together() {
    let list = List::new();
    let terms = list.descriptor.terms();
    assert_eq!(terms.epoch_at(time(ANCHOR - 1)), None);
    assert_eq!(terms.epoch_at(time(ANCHOR)), Some(Epoch(0)));
    assert_eq!(terms.epoch_at(time(EPOCH_START + 86_399)), Some(EPOCH));
    let range = (time(EPOCH_START), time(EPOCH_START + 86_400));
    assert_eq!(terms.epoch_range(EPOCH), Some(range));
    assert_eq!(terms.epoch_range(Epoch(u32::MAX)), None);
    assert_eq!(terms.bucket, Bucket::Bytes512);
}

//! Root document and certificate, and what all signed structures have in common.

mod common;

use sealroll_wire::{
    Certificate, DecodeError, Descriptor, Environment, KeyUse, RootDocument, Serial, Statement,
    VerifyError,
};

use common::{
    ANCHOR, EPOCH, List, bit_flips, certificate_body, key, patched, signer, terms, time, verifying,
};

/// Why bytes are not a structure, if they are not.
type Refusal = fn(&[u8]) -> Option<DecodeError>;

/// The neutral element: on the curve, canonical, of small order.
const WEAK_KEY: [u8; 32] = {
    let mut key = [0; 32];
    key[0] = 1;
    key
};

#[test]
fn structures_survive_a_round_trip() {
    let list = List::new();
    assert_eq!(
        RootDocument::from_bytes(list.root.as_bytes()),
        Ok(list.root.clone())
    );
    for certificate in &list.certificates {
        assert_eq!(
            Certificate::from_bytes(certificate.as_bytes()),
            Ok(certificate.clone())
        );
    }
    assert_eq!(
        Descriptor::from_bytes(list.descriptor.as_bytes()),
        Ok(list.descriptor.clone())
    );
    assert_eq!(
        Statement::from_bytes(list.statement.as_bytes()),
        Ok(list.statement.clone())
    );

    assert_eq!(list.root.environment(), Environment::Test);
    assert_eq!(list.root.creation_day(), 20_717);
    assert_eq!(list.root.public_key(), &verifying(&list.root_key));
    assert_eq!(list.descriptor.terms(), &terms(&list.root));
    let certificate = &list.certificates[0];
    assert_eq!(certificate.key_use(), KeyUse::Statement);
    assert_eq!(certificate.serial(), Serial(1));
    assert!(certificate.may_read() && !list.certificates[1].may_read());
    let statement = &list.statement;
    assert_eq!(statement.epoch(), EPOCH);
    assert_eq!(statement.serial(), Serial(8));
    assert_eq!(statement.list_id(), list.root.list_id());
    assert_eq!(statement.hpke_public_key().to_bytes(), [9; 32]);
    assert_eq!(statement.descriptor_hash(), list.descriptor.hash());
}

#[test]
fn cnv_1_cnv_2_other_lengths_are_refused() {
    let list = List::new();
    let refusals: [(&[u8], Refusal); 4] = [
        (list.root.as_bytes(), |bytes| {
            RootDocument::from_bytes(bytes).err()
        }),
        (list.certificates[0].as_bytes(), |bytes| {
            Certificate::from_bytes(bytes).err()
        }),
        (list.descriptor.as_bytes(), |bytes| {
            Descriptor::from_bytes(bytes).err()
        }),
        (list.statement.as_bytes(), |bytes| {
            Statement::from_bytes(bytes).err()
        }),
    ];
    for (bytes, refusal) in refusals {
        for length in 0..bytes.len() {
            assert_eq!(refusal(&bytes[..length]), Some(DecodeError::Truncated));
        }
        assert_eq!(
            refusal(&[bytes, &[0]].concat()),
            Some(DecodeError::TrailingBytes)
        );
    }
}

#[test]
fn cnv_4_other_versions_are_refused_whatever_their_length() {
    let list = List::new();
    for version in [0, 2, 255] {
        let root = patched(list.root.as_bytes(), 0, &[version]);
        let certificate = patched(list.certificates[0].as_bytes(), 0, &[version]);
        let descriptor = patched(list.descriptor.as_bytes(), 0, &[version]);
        let statement = patched(list.statement.as_bytes(), 0, &[version]);
        let refused = DecodeError::UnsupportedVersion;
        for length in [1, 30] {
            assert_eq!(RootDocument::from_bytes(&root[..length]), Err(refused));
            assert_eq!(
                Certificate::from_bytes(&certificate[..length]),
                Err(refused)
            );
            assert_eq!(Descriptor::from_bytes(&descriptor[..length]), Err(refused));
            assert_eq!(Statement::from_bytes(&statement[..length]), Err(refused));
        }
        assert_eq!(Statement::from_bytes(&statement), Err(refused));
    }
}

#[test]
fn root_1_a_weak_root_key_or_another_environment_is_refused() {
    let list = List::new();
    let decode = |at, new: &[u8]| {
        RootDocument::from_bytes(&patched(list.root.as_bytes(), at, new)).unwrap_err()
    };
    assert_eq!(decode(2, &WEAK_KEY), DecodeError::BadKey);
    for environment in [0, 3, 255] {
        assert_eq!(decode(1, &[environment]), DecodeError::BadValue);
    }
}

#[test]
fn root_2_another_environment_than_the_clients_is_refused() {
    let list = List::new();
    assert_eq!(list.root.check_environment(Environment::Test), Ok(()));
    assert_eq!(
        list.root.check_environment(Environment::Production),
        Err(VerifyError::WrongEnvironment)
    );
}

#[test]
fn flipped_bits_of_a_root_document_change_list_or_fail() {
    let list = List::new();
    for flipped in bit_flips(list.root.as_bytes()) {
        if let Ok(root) = RootDocument::from_bytes(&flipped) {
            let refusal = root.check_fingerprint(&list.root.fingerprint());
            assert_eq!(refusal, Err(VerifyError::WrongList));
            assert_ne!(root.list_id(), list.root.list_id());
        }
    }
}

#[test]
fn cert_1_serial_zero_is_refused() {
    assert_eq!(
        certificate_error(33, &0_u64.to_be_bytes()),
        DecodeError::BadValue
    );
    let list = List::new();
    let mut body = certificate_body(&list.root, KeyUse::Http, &key(13));
    body.serial = Serial(0);
    assert_eq!(
        body.sign(|_| panic!("must not be signed")),
        Err(DecodeError::BadValue)
    );
}

#[test]
fn cert_1_unknown_use_or_right_is_refused() {
    for key_use in [0, 5, 255] {
        assert_eq!(certificate_error(41, &[key_use]), DecodeError::BadValue);
    }
    for rights in [2, 3, 0x80] {
        assert_eq!(certificate_error(42, &[rights]), DecodeError::BadValue);
    }
}

#[test]
fn cert_1_an_empty_range_is_refused() {
    assert_eq!(
        certificate_error(51, &ANCHOR.to_be_bytes()),
        DecodeError::BadValue
    );
    assert_eq!(
        certificate_error(51, &(ANCHOR - 1).to_be_bytes()),
        DecodeError::BadValue
    );
    assert_eq!(certificate_error(51, &[0xff; 8]), DecodeError::BadValue);
}

#[test]
fn cert_1_a_weak_key_is_refused() {
    assert_eq!(certificate_error(59, &WEAK_KEY), DecodeError::BadKey);
}

#[test]
fn cert_2_another_list_or_root_is_refused() {
    let list = List::new();
    let other = List::with_root_key(2);
    let certificate = list.certificates[0].clone();
    assert!(list.root.verify_certificate(certificate.clone()).is_ok());
    assert_eq!(
        other.root.verify_certificate(certificate).err(),
        Some(VerifyError::WrongList)
    );
    let forged = certificate_body(&list.root, KeyUse::Http, &key(13))
        .sign(signer(&other.root_key))
        .unwrap();
    assert_eq!(
        list.root.verify_certificate(forged).err(),
        Some(VerifyError::BadSignature)
    );
}

#[test]
fn cert_2_no_bit_of_a_certificate_can_be_flipped() {
    let list = List::new();
    for flipped in bit_flips(list.certificates[0].as_bytes()) {
        if let Ok(certificate) = Certificate::from_bytes(&flipped) {
            assert!(list.root.verify_certificate(certificate).is_err());
        }
    }
}

#[test]
fn cert_3_another_use_or_time_is_refused() {
    let list = List::new();
    let certificate = &list.certificates[2];
    let end = ANCHOR + 62 * 86_400;
    assert_eq!(certificate.check_use(KeyUse::Http, time(ANCHOR)), Ok(()));
    assert_eq!(certificate.check_use(KeyUse::Http, time(end - 1)), Ok(()));
    for now in [ANCHOR - 1, end] {
        let refusal = certificate.check_use(KeyUse::Http, time(now));
        assert_eq!(refusal, Err(VerifyError::Expired));
    }
    for key_use in [KeyUse::Statement, KeyUse::Instruction, KeyUse::Witness] {
        let refusal = certificate.check_use(key_use, time(ANCHOR));
        assert_eq!(refusal, Err(VerifyError::WrongUse));
    }
    let range = |from, to| certificate.check_use_range(KeyUse::Http, time(from), time(to));
    assert_eq!(range(ANCHOR, end), Ok(()));
    assert_eq!(range(ANCHOR - 1, end), Err(VerifyError::Expired));
    assert_eq!(range(ANCHOR, end + 1), Err(VerifyError::Expired));
}

#[test]
fn cert_4_a_lower_serial_than_seen_is_refused() {
    let list = List::new();
    let certificate = &list.certificates[3];
    assert_eq!(certificate.check_not_rolled_back(Serial(4)), Ok(()));
    assert_eq!(
        certificate.check_not_rolled_back(Serial(5)),
        Err(VerifyError::RolledBack)
    );
}

fn certificate_error(at: usize, new: &[u8]) -> DecodeError {
    let list = List::new();
    let bytes = patched(list.certificates[0].as_bytes(), at, new);
    Certificate::from_bytes(&bytes).expect_err("must be refused")
}

//! Root document, certificate, descriptor and statement: round trips, refusals, flipped bits.

mod common;

use sealroll_wire::{
    Bucket, Certificate, DecodeError, Descriptor, Environment, Epoch, KeyUse, RootDocument, Serial,
    Statement, Terms, VerifyError, VerifyingKey, X25519PublicKey, limit, read_statements,
    write_statements,
};

use common::{
    ANCHOR, EPOCH, EPOCH_START, List, bit_flips, certificate_body, key, patched, signer, terms,
    time, verifying,
};

/// The neutral element: on the curve, canonical, of small order.
const WEAK_KEY: [u8; 32] = {
    let mut key = [0; 32];
    key[0] = 1;
    key
};

/// Why bytes are not a structure, if they are not.
type Refusal = fn(&[u8]) -> Option<DecodeError>;

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
    assert_eq!(decode(end - 1, &[1]), DecodeError::BadValue);
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
fn stmt_1_another_suite_is_refused() {
    assert_eq!(statement_error(1, &[0, 2]), DecodeError::UnsupportedSuite);
    assert_eq!(statement_error(1, &[1, 1]), DecodeError::UnsupportedSuite);
}

#[test]
fn stmt_1_serial_zero_or_an_empty_range_is_refused() {
    assert_eq!(statement_error(43, &[0; 8]), DecodeError::BadValue);
    assert_eq!(
        statement_error(59, &EPOCH_START.to_be_bytes()),
        DecodeError::BadValue
    );
    assert_eq!(statement_error(59, &[0xff; 8]), DecodeError::BadValue);
}

#[test]
fn stmt_1_a_public_key_that_is_not_canonical_is_refused() {
    assert_eq!(statement_error(131, &[0xff; 32]), DecodeError::BadKey);
}

#[test]
fn stmt_2_another_list_is_refused() {
    let list = List::new();
    let other = List::with_root_key(2);
    let refusal = list.verify_statement(other.statement.clone());
    assert_eq!(refusal.err(), Some(VerifyError::WrongList));
}

#[test]
fn stmt_2_the_certificate_must_be_there_and_fit() {
    let list = List::new();
    assert!(list.verify_statement(list.statement.clone()).is_ok());

    let mut missing = list.statement_body();
    missing.certificate_serial = Serial(9);
    let refusal = list.verify_statement(list.sign_statement(missing));
    assert_eq!(refusal.err(), Some(VerifyError::BadSignature));

    let forged = list.statement_body().sign(signer(&key(99))).unwrap();
    assert_eq!(
        list.verify_statement(forged).err(),
        Some(VerifyError::BadSignature)
    );

    let mut wrong_use = list.statement_body();
    wrong_use.certificate_serial = Serial(3);
    let wrong_use = wrong_use.sign(signer(&key(13))).unwrap();
    assert_eq!(
        list.verify_statement(wrong_use).err(),
        Some(VerifyError::WrongUse)
    );

    let mut late = list.statement_body();
    late.epoch = Epoch(62);
    late.not_before = time(ANCHOR + 62 * 86_400);
    late.not_after = time(ANCHOR + 63 * 86_400);
    let refusal = list.verify_statement(list.sign_statement(late));
    assert_eq!(refusal.err(), Some(VerifyError::Expired));
}

#[test]
fn stmt_2_no_bit_of_a_statement_can_be_flipped() {
    let list = List::new();
    let certificates = list.verified_certificates();
    let descriptor = list
        .root
        .verify_descriptor(list.descriptor.clone())
        .unwrap();
    for flipped in bit_flips(list.statement.as_bytes()) {
        if let Ok(statement) = Statement::from_bytes(&flipped) {
            let fingerprint = list.root.fingerprint();
            assert!(
                statement
                    .verify(&fingerprint, &certificates, &descriptor)
                    .is_err()
            );
        }
    }
}

#[test]
fn stmt_3_another_descriptor_or_other_times_are_refused() {
    let list = List::new();
    let mut body = list.statement_body();
    body.descriptor_hash = sealroll_wire::DescriptorHash::from_bytes([0; 32]);
    let refusal = list.verify_statement(list.sign_statement(body));
    assert_eq!(refusal.err(), Some(VerifyError::WrongDescriptor));

    for (start, end) in [(1, 0), (0, 1), (1, 1)] {
        let mut body = list.statement_body();
        body.not_before = time(EPOCH_START + start);
        body.not_after = time(EPOCH_START + 86_400 + end);
        let refusal = list.verify_statement(list.sign_statement(body));
        assert_eq!(refusal.err(), Some(VerifyError::BadValue));
    }
    let mut body = list.statement_body();
    body.epoch = Epoch(8);
    let refusal = list.verify_statement(list.sign_statement(body));
    assert_eq!(refusal.err(), Some(VerifyError::BadValue));
}

#[test]
fn stmt_4_a_lower_serial_than_seen_is_refused() {
    let list = List::new();
    assert_eq!(list.statement.check_not_rolled_back(Serial(8)), Ok(()));
    let refusal = list.statement.check_not_rolled_back(Serial(9));
    assert_eq!(refusal, Err(VerifyError::RolledBack));
}

#[test]
fn stmt_5_another_edition_of_the_poster_is_named() {
    let list = List::new();
    let other = sealroll_wire::PresenceSecret::from_bytes([1; 32]);
    let refusal = list
        .statement
        .check_presence(&other.presence_id(&list.root.list_id()));
    assert_eq!(refusal, Err(VerifyError::ReplacedPoster));
}

#[test]
fn stmt_6_validity_has_ten_minutes_of_leeway() {
    let statement = List::new().statement;
    let check = |seconds| statement.check_time(time(seconds));
    let end = EPOCH_START + 86_400;
    assert_eq!(check(EPOCH_START - 601), Err(VerifyError::NotYetValid));
    assert_eq!(check(EPOCH_START - 600), Ok(()));
    assert_eq!(check(end + 599), Ok(()));
    assert_eq!(check(end + 600), Err(VerifyError::Expired));
}

#[test]
fn statement_uploads_survive_a_round_trip_and_are_bounded() {
    let statement = List::new().statement;
    let statements = [statement.clone(), statement];
    let bytes = write_statements(&statements).unwrap();
    assert_eq!(bytes.len(), 2 + 2 * 235);
    assert_eq!(read_statements(&bytes).as_deref(), Ok(&statements[..]));
    assert_eq!(
        read_statements(&bytes[..bytes.len() - 1]),
        Err(DecodeError::Truncated)
    );
    assert_eq!(
        read_statements(&[&bytes[..], &[1]].concat()),
        Err(DecodeError::TrailingBytes)
    );
    assert_eq!(write_statements(&[]), Err(DecodeError::Limit));
    assert_eq!(read_statements(&[0, 0]), Err(DecodeError::Limit));
    assert_eq!(read_statements(&[0x10, 1]), Err(DecodeError::Limit));
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

#[test]
fn builders_take_only_what_decoding_takes() {
    let list = List::new();
    let mut body = list.statement_body();
    body.not_after = body.not_before;
    assert_eq!(
        body.sign(|_| panic!("must not be signed")),
        Err(DecodeError::BadValue)
    );
    assert!(VerifyingKey::from_bytes(&WEAK_KEY).is_err());
    assert!(X25519PublicKey::from_bytes([0xff; 32]).is_err());
}

fn certificate_error(at: usize, new: &[u8]) -> DecodeError {
    let list = List::new();
    let bytes = patched(list.certificates[0].as_bytes(), at, new);
    Certificate::from_bytes(&bytes).expect_err("must be refused")
}

fn statement_error(at: usize, new: &[u8]) -> DecodeError {
    let list = List::new();
    let bytes = patched(list.statement.as_bytes(), at, new);
    Statement::from_bytes(&bytes).expect_err("must be refused")
}

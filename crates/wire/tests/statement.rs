//! Statement (`spec/protocol.md#statement`).

mod common;

use sealroll_wire::{
    DecodeError, Epoch, Serial, Statement, VerifyError, VerifyingKey, X25519PublicKey,
    read_statements, write_statements,
};

use common::{ANCHOR, EPOCH_START, List, bit_flips, key, patched, signer, time};

/// The neutral element: on the curve, canonical, of small order.
const WEAK_KEY: [u8; 32] = {
    let mut key = [0; 32];
    key[0] = 1;
    key
};

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

fn statement_error(at: usize, new: &[u8]) -> DecodeError {
    let list = List::new();
    let bytes = patched(list.statement.as_bytes(), at, new);
    Statement::from_bytes(&bytes).expect_err("must be refused")
}

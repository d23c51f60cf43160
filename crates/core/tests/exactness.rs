//! What mutation testing found untested: words, exports, capacities of secrets, padding whose
//! stray bytes cancel each other.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/fixed_rng.rs"]
mod fixed_rng;

use sealroll_core::{
    AnswerKind, Argon2Cost, CanaryPlace, DecryptionKeys, DoorSecret, Edition, EnteredBy, ErasedFor,
    Field, Frontier, FrontierError, HpkeError, KeyFileSecret, Message, NoticeKind, NoticePart,
    NoticeSecret, Record, RecordError, RecoveryBlob, RecoveryBlobError, RecoveryContent,
    RecoveryParameters, Schema, TicketKeyError, TicketPublicKey, TicketSecrets, X25519PublicKey,
    hpke::ExporterSecret, padding,
};
use sealroll_wire::{
    Bucket, DecodeError, Epoch, Generation, Header, ListId, Policy, RecordId, RootFingerprint,
    StatementId, Terms, Time, VerifyingKey,
};

use fixed_rng::FixedRng;

// covers: PAD-1
#[test]
fn stray_bytes_that_cancel_each_other_are_refused() {
    let bucket = Bucket::Bytes256;
    let mut frame = padding::pad(b"data", bucket).unwrap().to_vec();
    assert_eq!(padding::unpad(&frame), Ok(&b"data"[..]));
    let end = frame.len() - 1;
    for stray in [0x01, 0x80, 0xff] {
        for other in [6, end - 1] {
            (frame[end], frame[other]) = (stray, stray);
            assert!(padding::unpad(&frame).is_err(), "{stray:#x} at {other}");
            (frame[end], frame[other]) = (0, 0);
        }
    }
    assert!(padding::unpad(&frame).is_ok());
}

#[test]
fn a_door_secret_is_exported_as_it_was_imported() {
    let bytes: [u8; 32] = core::array::from_fn(|index| index as u8 + 3);
    assert_eq!(*DoorSecret::from_bytes(&bytes).to_bytes(), bytes);
}

// covers: MBX-4
#[test]
fn every_decision_and_reason_has_its_number() {
    let answers = [
        AnswerKind::Granted,
        AnswerKind::Refused,
        AnswerKind::AlreadyErased,
        AnswerKind::Noted,
    ];
    for (number, answer) in (1..).zip(answers) {
        let data = [number, 0, 1, b'a'];
        let message = Message::from_data(NoticeKind::Answer, &data).unwrap();
        let Message::Answer { decision: read, .. } = &message else {
            panic!("another message");
        };
        assert_eq!(*read, answer);
        assert_eq!(message.to_data().unwrap(), data);
    }
    let reasons = [ErasedFor::Retention, ErasedFor::Owner, ErasedFor::Request];
    for (number, reason) in (1..).zip(reasons) {
        let message = Message::from_data(NoticeKind::Erased, &[number]).unwrap();
        assert_eq!(message, Message::Erased(reason));
        assert_eq!(message.to_data().unwrap(), [number]);
    }
    for (kind, data) in [
        (NoticeKind::Answer, &[5, 0, 0][..]),
        (NoticeKind::Answer, &[0, 0, 0]),
        (NoticeKind::Erased, &[0]),
        (NoticeKind::Erased, &[4]),
    ] {
        let error = Message::from_data(kind, data).unwrap_err();
        assert_eq!(error, DecodeError::BadValue);
    }
    for is_answer in [true, false] {
        let secret = NoticeSecret::from_bytes(&[1; 32], is_answer);
        assert_eq!(secret.is_answer(), is_answer);
    }
}

// covers: MBX-4
#[test]
fn a_message_is_cut_into_at_most_sixteen_parts() {
    let data = [7; 16 * 115 + 1];
    let cut = |length: usize| {
        let time = Time::new(1).unwrap();
        let parts = NoticePart::cut(NoticeKind::Answer, time, &data[..length])?;
        Ok(parts.iter().map(|part| part.data.len()).collect::<Vec<_>>())
    };
    assert_eq!(cut(1), Ok(vec![1]));
    assert_eq!(cut(115), Ok(vec![115]));
    assert_eq!(cut(116), Ok(vec![115, 1]));
    assert_eq!(cut(16 * 115), Ok(vec![115; 16]));
    assert_eq!(cut(16 * 115 + 1), Err(DecodeError::Limit));
    assert_eq!(cut(0), Err(DecodeError::Limit));
}

#[test]
fn a_canary_has_no_sealed_contact() {
    let canary = [&[1, 4][..], &[7; 32]].concat();
    assert!(Record::from_data(&canary).is_ok());
    let dual = [&[2, 4][..], &[7; 32], &[0; 256]].concat();
    assert_eq!(Record::from_data(&dual), Err(RecordError::BadValue));
}

/// A vector of secrets that had to grow would leave copies behind.
#[test]
fn a_frontier_is_written_without_growing() {
    let epochs = Epoch(1)..=Epoch(6);
    let frontier = Frontier::generate(&mut FixedRng(&[9; 32]), epochs).unwrap();
    let bytes = frontier.to_bytes();
    assert!(bytes.len() > 2 * 37);
    assert_eq!(bytes.capacity(), bytes.len());
    assert!(!frontier.is_empty());
}

// covers: KEY-3
#[test]
fn a_frontier_is_full_at_its_limit_and_not_before() {
    // One node above `2^height` epochs, then single epochs with gaps: as many as there may be.
    let full = |height: u8| {
        let mut bytes = 4096_u16.to_be_bytes().to_vec();
        bytes.extend([32 - height, 0, 0, 0, 0]);
        bytes.extend([7; 32]);
        for number in 0..4095_u32 {
            bytes.push(32);
            bytes.extend((8 + 2 * number).to_be_bytes());
            bytes.extend([8; 32]);
        }
        Frontier::from_bytes(&bytes).unwrap()
    };
    let mut frontier = full(1);
    let everything = Epoch(0)..=Epoch(u32::MAX);
    assert!(frontier.range(everything.clone()).is_ok());
    assert_eq!(frontier.puncture(Epoch(1)), Ok(true));
    assert!(frontier.covers(Epoch(0)) && !frontier.covers(Epoch(1)));

    let mut frontier = full(2);
    assert_eq!(
        frontier.puncture(Epoch(1)),
        Err(FrontierError::TooManyNodes)
    );
    assert!(frontier.covers(Epoch(1)));
    let cut = frontier.range(Epoch(1)..=Epoch(u32::MAX));
    assert_eq!(cut.err(), Some(FrontierError::TooManyNodes));
    assert!(frontier.range(everything).is_ok());
}

#[test]
fn a_ticket_is_exported_as_it_was_imported() {
    let header = Header {
        list_id: ListId::from_bytes([1; 16]),
        epoch: Epoch(7),
        statement_id: StatementId::from_bytes([2; 32]),
    };
    let parts: [&[u8]; 6] = [
        &[1],
        &header.to_bytes(),
        &[3; 32],
        &[4; 32],
        &[5; 32],
        &[0, 0, 0, 6],
    ];
    let bytes = parts.concat();
    let ticket = TicketSecrets::from_bytes(&bytes).unwrap();
    assert_eq!(ticket.to_bytes().as_slice(), bytes);
}

// covers: REC-4
#[test]
fn ticket_keys_are_below_the_prime() {
    let key = |low, middle, high| {
        let mut bytes = [0xff; 32];
        (bytes[0], bytes[16], bytes[31]) = (low, middle, high);
        TicketPublicKey::from_bytes(&bytes).is_ok()
    };
    // 2^255 - 19 and all above it; both signs.
    for low in 0xed..=0xff {
        assert!(!key(low, 0xff, 0x7f) && !key(low, 0xff, 0xff));
    }
    assert!(!key(0xec, 0xff, 0x7f), "of small order");
    assert!(key(0xeb, 0xff, 0x7f));
    assert!(key(0xff, 0xfe, 0x7f));
    assert!(key(0xff, 0xff, 0x7e));
    assert!(key(0x00, 0x00, 0x7f));
}

#[test]
fn a_schema_is_that_of_the_terms() {
    // The base point of the curve serves as a key.
    let mut base = [0x66; 32];
    base[0] = 0x58;
    let key = VerifyingKey::from_bytes(&base).unwrap();
    let terms = Terms {
        max_companions: 5,
        ..Terms::new(RootFingerprint::from_bytes([0; 32]), key)
    };
    let schema = Schema::new(&terms);
    assert_eq!(schema.max_companions(), 5);
    assert_eq!(schema.policy(Field::Arrival), Policy::Required);
    assert_eq!(schema.policy(Field::Departure), Policy::Absent);
}

#[test]
fn words_are_those_of_the_specification() {
    assert_eq!(EnteredBy::Guest.name(), "guest");
    assert_eq!(EnteredBy::Staff.name(), "staff");
    assert_eq!(Field::PlannedEnd.to_string(), "planned_end");
}

/// 255 blocks of 32 bytes (RFC 5869 section 2.3).
#[test]
fn as_much_is_exported_as_one_expansion_gives() {
    let secret = ExporterSecret::from_bytes(&[1; 32]);
    assert_eq!(secret.export(b"", 8160).unwrap().len(), 8160);
    let refused = Some(HpkeError::ExportLength);
    assert_eq!(secret.export(b"", 8161).err(), refused);
}

#[test]
fn a_refused_ticket_key_has_a_class() {
    let refused = TicketPublicKey::from_bytes(&[0xff; 32]).err();
    assert_eq!(refused.map(TicketKeyError::code), Some("bad-key"));
}

// covers: BLOB-1
#[test]
fn a_blob_is_as_long_as_its_limit_and_not_longer() {
    let list = ListId::from_bytes([4; 16]);
    let (parameters, public_key) = recovery_key();
    let seal = |editions: usize, nodes: u16| {
        // Chosen so that nine editions of the poster and 1860 nodes fill it up.
        let counts = [(1, 4096), (2, 4096), (3, 4096), (4, nodes)];
        let generations = counts.map(|(number, nodes)| (Generation(number), frontier(nodes)));
        let editions = (0..editions).map(|_| Edition::generate(&mut FixedRng(&[7; 64])));
        let content = RecoveryContent {
            time: Time::new(1).unwrap(),
            canary: None,
            keys: DecryptionKeys::new(editions.collect(), generations.into()).unwrap(),
        };
        content.seal(&public_key, &parameters, list, 1, &mut FixedRng(&[8; 32]))
    };
    let mut blob = seal(9, 1860).unwrap();
    assert_eq!((blob.len(), blob.capacity()), (524_288, 524_288));
    assert!(RecoveryBlob::parse(&blob, list).is_ok());
    // Two nodes of 37 bytes for an edition of 64: ten bytes more.
    assert_eq!(seal(8, 1862), Err(HpkeError::MessageLimit));
    assert_eq!(seal(10, 1860), Err(HpkeError::MessageLimit));
    blob.push(0);
    let error = RecoveryBlob::parse(&blob, list).unwrap_err();
    assert_eq!(error, RecoveryBlobError::Malformed(DecodeError::Limit));
}

// covers: BLOB-1, BLOB-2
#[test]
fn a_blob_ends_with_a_whole_tag_and_tells_where_the_canary_is() {
    let list = ListId::from_bytes([4; 16]);
    let (parameters, public_key) = recovery_key();
    let place = CanaryPlace {
        record_id: RecordId::from_bytes([5; 32]),
        generation: Generation(2),
        epoch: Epoch(40),
        leaf_index: 77,
    };
    for canary in [Some(place), None] {
        let edition = Edition::generate(&mut FixedRng(&[7; 64]));
        let content = RecoveryContent {
            time: Time::new(9).unwrap(),
            canary,
            keys: DecryptionKeys::new(vec![edition], vec![(Generation(2), frontier(3))]).unwrap(),
        };
        let mut rng = FixedRng(&[8; 32]);
        let blob = content.seal(&public_key, &parameters, list, 3, &mut rng);
        let blob = blob.unwrap();
        let parsed = RecoveryBlob::parse(&blob, list).unwrap();
        assert_eq!(parsed.serial(), 3);
        let opened = parsed
            .open(KeyFileSecret::Passphrase("passphrase"))
            .unwrap();
        assert_eq!((opened.canary, opened.time), (canary, content.time));
        assert_eq!(opened.keys.generations().len(), 1);

        let head = blob.len() - content_length(&opened) - 16;
        assert!(RecoveryBlob::parse(&blob[..head + 16], list).is_ok());
        let error = RecoveryBlob::parse(&blob[..head + 15], list).unwrap_err();
        assert_eq!(error, RecoveryBlobError::Malformed(DecodeError::Truncated));
    }
}

/// Parameters with the smallest cost, and the key that they give.
fn recovery_key() -> (RecoveryParameters, X25519PublicKey) {
    let secret = KeyFileSecret::Passphrase("passphrase");
    let cost = Argon2Cost::new(8, 1, 1).unwrap();
    let mut rng = FixedRng(&[6; 16]);
    let parameters = RecoveryParameters::generate(secret.kind(), cost, &mut rng);
    let key_pair = parameters.key_pair(secret).unwrap();
    (parameters, *key_pair.public_key())
}

/// Single epochs with gaps.
fn frontier(nodes: u16) -> Frontier {
    let mut bytes = nodes.to_be_bytes().to_vec();
    for node in 0..u32::from(nodes) {
        bytes.push(32);
        bytes.extend((2 * node + 1).to_be_bytes());
        bytes.extend([9; 32]);
    }
    Frontier::from_bytes(&bytes).unwrap()
}

/// Bytes of a content with one edition of the poster and one generation.
fn content_length(content: &RecoveryContent) -> usize {
    let (_, frontier) = &content.keys.generations()[0];
    1 + 8 + CanaryPlace::LENGTH + 4 + 1 + Edition::LENGTH + 2 + 8 + frontier.to_bytes().len()
}

//! Header, envelope and the owner's pages of envelopes (`spec/protocol.md#envelope`).

mod common;

use sealroll_wire::{
    Bucket, DecodeError, Envelope, EnvelopeRef, Header, RecordId, X25519PublicKey, label,
    read_envelopes, write_envelopes,
};

use common::{List, bit_flips, patched};

#[test]
fn envelopes_of_every_bucket_survive_a_round_trip() {
    for (bucket, length) in Bucket::ALL.into_iter().zip([391, 647, 1_159, 2_183]) {
        let envelope = envelope(bucket);
        assert_eq!(envelope.as_bytes().len(), length);
        assert_eq!(bucket.envelope_length(), length);
        assert_eq!(
            Envelope::from_bytes(envelope.as_bytes()),
            Ok(envelope.clone())
        );
        assert_eq!(
            Envelope::from_vec(envelope.as_bytes().to_vec()),
            Ok(envelope.clone())
        );
        let borrowed = EnvelopeRef::from_bytes(envelope.as_bytes()).unwrap();
        assert_eq!(borrowed, envelope.as_ref());
        assert_eq!(borrowed.to_owned(), envelope);
        assert_eq!(borrowed.header(), &header());
        assert_eq!(borrowed.key_commitment(), [2; 32]);
        assert_eq!(borrowed.enc().to_bytes(), [3; 32]);
        assert_eq!(
            borrowed.ciphertext(),
            vec![4; usize::from(bucket.size()) + 16]
        );
        assert_eq!(borrowed.bucket(), bucket);
        assert_eq!(
            borrowed.record_id(),
            RecordId::of_envelope(envelope.as_bytes())
        );
    }
}

#[test]
fn the_header_has_55_bytes_and_one_form() {
    let bytes = header().to_bytes();
    assert_eq!(bytes.len(), 55);
    assert_eq!(&bytes[..3], [1, 0, 1]);
    assert_eq!(Header::from_bytes(&bytes), Ok(header()));
    assert_eq!(
        Header::from_bytes(&bytes[..54]),
        Err(DecodeError::Truncated)
    );
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(Header::from_bytes(&longer), Err(DecodeError::TrailingBytes));
    assert_eq!(header().info(), [label::RECORD, &bytes].concat());
}

#[test]
fn env_1_other_lengths_are_refused() {
    let envelope = envelope(Bucket::Bytes2048);
    let bytes = [envelope.as_bytes(), &[0; 100]].concat();
    for length in 0..bytes.len() {
        let accepted = [391, 647, 1_159, 2_183].contains(&length);
        let refusal = EnvelopeRef::from_bytes(&bytes[..length]).err();
        assert_eq!(
            refusal,
            (!accepted).then_some(DecodeError::BadLength),
            "{length}"
        );
    }
    let short = Envelope::new(&header(), &[2; 32], envelope.enc(), &[0; 527]);
    assert_eq!(short, Err(DecodeError::BadLength));
}

#[test]
fn env_1_another_bucket_than_the_lists_is_refused() {
    let envelope = envelope(Bucket::Bytes256);
    assert_eq!(envelope.as_ref().check_bucket(Bucket::Bytes256), Ok(()));
    assert_eq!(
        envelope.as_ref().check_bucket(Bucket::Bytes512),
        Err(DecodeError::BadLength)
    );
}

#[test]
fn env_2_another_version_suite_or_a_bad_enc_is_refused() {
    let envelope = envelope(Bucket::Bytes512);
    let decode =
        |at, new: &[u8]| Envelope::from_bytes(&patched(envelope.as_bytes(), at, new)).unwrap_err();
    assert_eq!(decode(0, &[2]), DecodeError::UnsupportedVersion);
    assert_eq!(decode(1, &[0, 2]), DecodeError::UnsupportedSuite);
    assert_eq!(decode(1, &[1, 1]), DecodeError::UnsupportedSuite);
    assert_eq!(decode(87, &[0xff; 32]), DecodeError::BadKey);
    assert_eq!(decode(118, &[0x80]), DecodeError::BadKey);
}

#[test]
fn every_flipped_bit_changes_the_record_id() {
    let envelope = envelope(Bucket::Bytes256);
    for flipped in bit_flips(envelope.as_bytes()) {
        assert_ne!(RecordId::of_envelope(&flipped), envelope.record_id());
    }
}

#[test]
fn pages_survive_a_round_trip() {
    let envelope = envelope(Bucket::Bytes512);
    let page = [
        (3, envelope.as_bytes()),
        (9, b"not an envelope"),
        (u64::MAX, b""),
    ];
    let bytes = write_envelopes(page).unwrap();
    assert_eq!(read_envelopes(&bytes).as_deref(), Ok(&page[..]));
    assert_eq!(read_envelopes(&[]), Ok(vec![]));
    assert_eq!(
        read_envelopes(&bytes[..bytes.len() - 1]),
        Err(DecodeError::Truncated)
    );
}

#[test]
fn pages_are_bounded_and_ascending() {
    for indices in [[1, 1], [2, 1]] {
        let page = indices.map(|index| (index, &b"x"[..]));
        assert_eq!(write_envelopes(page), Err(DecodeError::NonCanonical));
        let bytes = indices
            .map(|index| write_envelopes([(index, &b"x"[..])]).unwrap())
            .concat();
        assert_eq!(read_envelopes(&bytes), Err(DecodeError::NonCanonical));
    }
    let many = |count| (0..count).map(|index| (index, &b"x"[..]));
    let full = write_envelopes(many(1_000)).unwrap();
    assert_eq!(read_envelopes(&full).unwrap().len(), 1_000);
    assert_eq!(write_envelopes(many(1_001)), Err(DecodeError::Limit));
    let more = [full, write_envelopes([(1_000, &b"x"[..])]).unwrap()].concat();
    assert_eq!(read_envelopes(&more), Err(DecodeError::Limit));
    assert_eq!(
        write_envelopes([(0, &[0; 2_184][..])]),
        Err(DecodeError::Limit)
    );
    let long = [&[0; 8][..], &2_184_u16.to_be_bytes(), &[0; 2_184]].concat();
    assert_eq!(read_envelopes(&long), Err(DecodeError::Limit));
}

fn header() -> Header {
    Header::of_statement(&List::new().statement)
}

fn envelope(bucket: Bucket) -> Envelope {
    let enc = X25519PublicKey::from_bytes([3; 32]).expect("below the prime");
    let ciphertext = vec![4; usize::from(bucket.size()) + 16];
    Envelope::new(&header(), &[2; 32], &enc, &ciphertext).expect("a bucket's length")
}

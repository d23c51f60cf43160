//! Bulk opening gives what opening one by one gives, on every machine.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{List, attendance, rng};
use sealroll_core::hpke::{Mode, Recipient, derive_key_pair};
use sealroll_core::{
    CheckIn, OpenError, Opened, X25519PublicKey, key_commitment, open_with_content_key,
};
use sealroll_wire::{Bucket, Envelope, EnvelopeRef};

#[test]
fn every_size_opens_as_one_by_one() {
    let list = List::new(Bucket::Bytes256);
    let envelopes = sealed(&list, 130);
    let references: Vec<_> = envelopes.iter().map(Envelope::as_ref).collect();
    for size in [0, 1, 2, 7, 8, 9, 63, 64, 65, 127, 128, 130] {
        assert_same(&list, &references[..size]);
    }
}

#[test]
fn bad_envelopes_fail_alone() {
    let list = List::new(Bucket::Bytes256);
    let envelopes = sealed(&list, 70);
    let foreign = sealed(&list.with_presence([9; 32]), 1);
    for place in [0, 1, 31, 63, 64, 69] {
        for fault in [small_order, wrong_commitment, wrong_ciphertext] {
            let spoilt = fault(&envelopes[place]);
            let mut references: Vec<_> = envelopes.iter().map(Envelope::as_ref).collect();
            references[place] = spoilt.as_ref();
            assert_eq!(assert_same(&list, &references), 69);
            references[place] = foreign[0].as_ref();
            assert_eq!(assert_same(&list, &references), 69);
        }
    }
}

/// The owner's keys derive the content key, and the commitment is that of the header that the
/// envelope carries: nothing but the header itself gives it away.
// covers: ENV-3
#[test]
fn an_envelope_under_another_header_fails_both_ways() {
    let list = List::new(Bucket::Bytes256);
    let sealed = &sealed(&list, 1)[0];
    let content_key = list.opener().content_key(&sealed.as_ref()).unwrap();
    for other in list.variations() {
        let header = other.header();
        if header == list.header() {
            continue;
        }
        let commitment = key_commitment(&header, &content_key);
        let moved = Envelope::new(&header, &commitment, sealed.enc(), sealed.ciphertext());
        let moved = moved.unwrap();
        assert!(open_with_content_key(&moved.as_ref(), &content_key).is_ok());
        assert_eq!(assert_same(&list, &[moved.as_ref(), sealed.as_ref()]), 1);
    }
}

/// Opens both ways and returns how many envelopes opened.
fn assert_same(list: &List, envelopes: &[EnvelopeRef<'_>]) -> usize {
    let opener = list.opener();
    let single: Vec<_> = envelopes
        .iter()
        .map(|one| plain(opener.open(one)))
        .collect();
    let many: Vec<_> = opener.open_many(envelopes).into_iter().map(plain).collect();
    assert_eq!(many, single);
    many.iter().filter(|result| result.is_ok()).count()
}

fn plain(opened: Result<Opened, OpenError>) -> Result<CheckIn, OpenError> {
    opened.map(|opened| match opened {
        Opened::CheckIn(check_in) => check_in,
        Opened::FollowUp(_) | Opened::Canary(_) => unreachable!("only check-ins were sealed"),
    })
}

fn sealed(list: &List, count: usize) -> Vec<Envelope> {
    let mut rng = rng(11);
    let sealer = list.sealer();
    (0..count)
        .map(|_| sealer.check_in(&mut rng, attendance()).unwrap().0)
        .collect()
}

fn small_order(envelope: &Envelope) -> Envelope {
    let mut bytes = envelope.as_bytes().to_vec();
    bytes[ENC..ENC + 32].fill(0);
    Envelope::from_vec(bytes).unwrap()
}

fn wrong_commitment(envelope: &Envelope) -> Envelope {
    flipped(envelope, ENC - 1)
}

fn wrong_ciphertext(envelope: &Envelope) -> Envelope {
    flipped(envelope, ENC + 32)
}

fn flipped(envelope: &Envelope, position: usize) -> Envelope {
    let mut bytes = envelope.as_bytes().to_vec();
    bytes[position] ^= 1;
    Envelope::from_vec(bytes).unwrap()
}

/// Where `enc` begins: after the header and the key commitment.
const ENC: usize = 55 + 32;

/// Their texts have other lengths, so that they take other numbers of blocks.
#[test]
fn content_keys_of_every_mode_are_those_of_one_by_one() {
    let mut ikm = [1; 32];
    let mut encs: Vec<X25519PublicKey> = (0..30)
        .map(|byte| {
            ikm[0] = byte;
            *derive_key_pair(&ikm).public_key()
        })
        .collect();
    encs[5] = X25519PublicKey::from_bytes([0; 32]).unwrap();
    let psk = [7; 200];
    let psks = [32, 40, 41, 63, 64, 65, 104, 105, 200];
    let modes = psks.map(|length| Mode::Psk {
        psk: &psk[..length],
        psk_id: b"name",
    });
    for mode in modes.into_iter().chain([Mode::Base]) {
        let recipient = Recipient::new(derive_key_pair(&[2; 32]), mode).unwrap();
        let context = recipient.key_schedule_context(b"info");
        let many = recipient.content_keys(&encs, &context);
        assert_eq!(many.len(), encs.len());
        for (enc, found) in encs.iter().zip(many) {
            let expected = recipient.content_key(enc, &context);
            let [found, expected] = [found, expected].map(|key| key.map(|key| key.to_bytes()));
            assert_eq!(found, expected);
        }
        assert!(recipient.content_key(&encs[5], &context).is_err());
    }
}

//! Dual control: what anyone seals to an authority inside a record.

use core::slice;

use sealroll_core::hpke::{Mode, derive_key_pair, setup_sender};
use sealroll_core::{OpenError, Record, RecordError, X25519KeyPair};
use sealroll_wire::{Epoch, Header, label, labelled_hash};

use crate::depth::reach;
use crate::list::List;
use crate::plain::{PlainInner, PlainRecord};
use crate::seed::Seed;

/// A sealed contact opens with the record that it was sealed to and with nothing else, and gives
/// what the frame and the contact in it deserve.
///
/// The first byte chooses the record, whether a frame or a contact follows, and what is moved.
pub fn sealed_contact(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let size = 256_usize << (choice >> 4 & 1);
    let mut text = vec![0; size - 48];
    if choice & 2 == 0 {
        let length = rest.len().min(text.len());
        text[..length].copy_from_slice(&rest[..length]);
    } else {
        let inner = &rest[..rest.len().min(text.len() - 2)];
        text[..2].copy_from_slice(&(inner.len() as u16).to_be_bytes());
        text[2..2 + inner.len()].copy_from_slice(inner);
    }
    let [check_in, correction] = PlainRecord::outers();
    let (plain, other) = if choice & 1 == 0 {
        (check_in, correction)
    } else {
        (correction, check_in)
    };
    let header = List::shared().header();
    // Either under another header, beside another record, or where it belongs.
    let sealed = match choice >> 2 & 3 {
        1 => {
            let epoch = Epoch(header.epoch.value() ^ 1);
            seal(&Header { epoch, ..header }, &outer(&plain), &text)
        }
        2 => seal(&header, &outer(&other), &text),
        _ => seal(&header, &outer(&plain), &text),
    };
    let is_moved = matches!(choice >> 2 & 3, 1 | 2);
    let signature = plain.is_follow_up().then_some([0x11; 64]);
    let signature = signature.as_ref().map_or(&[][..], |bytes| &bytes[..]);
    let data = [&outer(&plain)[..], &sealed, signature].concat();
    let (record, _) = Record::from_data(&data).expect("a valid record with a sealed contact");
    assert_eq!([&record.to_data()[..], signature].concat(), data);
    let contact = record.sealed_contact().expect("just written");
    assert_eq!(contact.as_bytes(), sealed);

    let opened = contact.open(&key_pair(), &header);
    let put_back = put_back(record.clone(), &header);
    assert_eq!(opened.as_ref().err(), put_back.as_ref().err());
    let Some(inner) = unframe(&text).filter(|_| !is_moved) else {
        reach(if is_moved { "moved" } else { "bad frame" });
        assert_eq!(opened, Err(OpenError::OpenFailed));
        return;
    };
    match opened {
        Ok(_) => {
            reach("opened");
            let plain = PlainInner::from_postcard(inner).expect("a general reader accepts as much");
            assert_eq!(plain.to_postcard(), inner);
        }
        Err(OpenError::Record(error)) => {
            reach("bad contact");
            // In a record of its own it is as bad.
            if let Some(inner) = PlainInner::from_postcard(inner)
                && error != RecordError::NonCanonical
            {
                let whole = [&[1], &inner.into_check_in().to_postcard()[..]].concat();
                assert!(Record::from_data(&whole).is_err());
            }
        }
        Err(error) => unreachable!("{error:?}"),
    }
}

/// Seeds of [`sealed_contact`].
pub fn sealed_contact_seeds() -> Vec<Seed> {
    let inner = PlainInner::example().to_postcard();
    let seed = |name, choice: u8| Seed::new(name, [slice::from_ref(&choice), &inner].concat());
    let mut spelled = inner.clone();
    spelled.push(0);
    vec![
        seed("check-in", 2),
        seed("correction", 3),
        seed("large", 2 + 16),
        seed("other-epoch", 2 + 4),
        seed("other-record", 2 + 8),
        seed("bad-frame", 0),
        Seed::new("nothing-given", [&[2][..], &[0; 9]].concat()),
        Seed::new("trailing", [&[2], &spelled[..]].concat()),
        Seed::new("frame", [&[0, 0, 9][..], &[0; 9]].concat()),
    ]
}

/// Puts the contact back into the record, which stays as it was if that fails.
fn put_back(record: Record, header: &Header) -> Result<(), OpenError> {
    match record {
        Record::CheckIn(mut check_in) => {
            let before = check_in.clone();
            let result = check_in.open_contact(&key_pair(), header);
            assert!(result.is_ok() || check_in == before);
            result
        }
        Record::FollowUp(mut follow_up) => {
            let before = follow_up.clone();
            let result = follow_up.open_contact(&key_pair(), header);
            assert!(result.is_ok() || follow_up == before);
            result
        }
        _ => unreachable!("no other record has a contact"),
    }
}

fn outer(plain: &PlainRecord) -> Vec<u8> {
    [&[2], &plain.to_postcard()[..]].concat()
}

/// The sealing of `spec/protocol.md#dual-control`, around any frame.
fn seal(header: &Header, outer: &[u8], text: &[u8]) -> Vec<u8> {
    let hash = labelled_hash(label::OUTER_BODY, &[outer]);
    let info = [label::INNER, &header.to_bytes(), &hash].concat();
    let ephemeral = derive_key_pair(&[0x35; 32]);
    let (enc, mut context) = setup_sender(key_pair().public_key(), ephemeral, &info, Mode::Base)
        .expect("a key of large order");
    let sealed = context.seal(b"", text).expect("a short text");
    [&enc.to_bytes()[..], &sealed].concat()
}

fn unframe(text: &[u8]) -> Option<&[u8]> {
    let length = usize::from(u16::from_be_bytes([text[0], text[1]]));
    let (data, zeros) = text[2..].split_at_checked(length)?;
    zeros.iter().all(|byte| *byte == 0).then_some(data)
}

/// The authority's.
fn key_pair() -> X25519KeyPair {
    derive_key_pair(&[0x36; 32])
}

//! Record data, frames and tickets, before and after sealing.

use std::sync::LazyLock;

use arbitrary::{Arbitrary, Unstructured};
use sealroll_core::{
    OpenError, Opened, Opener, Record, RecordError, Schema, TicketSecrets, hpke::ContentKey,
    open_with_content_key, padding,
};
use sealroll_wire::Bucket;

use crate::depth::reach;
use crate::list::{self, List};
use crate::plain::PlainRecord;
use crate::sealed;
use crate::seed::Seed;

/// Record data is written again as the same bytes, and a general postcard reader agrees.
pub fn record(data: &[u8]) {
    let read = Record::from_data(data);
    let Ok((record, signature)) = read else {
        return;
    };
    reach(match record {
        Record::CheckIn(_) => "check-in",
        _ => "follow-up",
    });
    let signature = signature.map_or(Vec::new(), |signature| signature.to_vec());
    assert_eq!([record.to_data().as_slice(), &signature].concat(), data);
    let sealed = record
        .sealed_contact()
        .map_or(0, |sealed| sealed.as_bytes().len());
    let body = &data[1..data.len() - signature.len() - sealed];
    let plain = PlainRecord::from_postcard(body).expect("a general reader accepts as much");
    assert_eq!(plain.to_postcard(), body);
    // Guests' data is never in a debug text, whatever stands in the fields.
    assert!(!format!("{record:?}").contains("name: Some(\""));
}

/// Records made of arbitrary fields are accepted or refused without a panic, and what is
/// accepted is written as the same bytes.
pub fn record_fields(data: &[u8]) {
    let mut input = Unstructured::new(data);
    if let Ok(plain) = PlainRecord::arbitrary(&mut input) {
        reach("made");
        let signature = plain.is_follow_up().then_some([0x11; 64]);
        let body = plain.to_postcard();
        let signature = signature.as_ref().map_or(&[][..], |bytes| &bytes[..]);
        record(&[&[1], body.as_slice(), signature].concat());
    }
}

/// A hostile guest seals a frame of its choice to the right key: opening gives what the frame
/// and the record data in it deserve, and nothing else.
pub fn sealed_frame(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let bucket = Bucket::ALL[usize::from(choice >> 1 & 3)];
    let size = usize::from(bucket.size());
    // Either any frame, or a good frame around any data.
    let frame = if choice & 1 == 0 {
        let mut frame = rest.to_vec();
        frame.resize(size, 0);
        frame
    } else {
        let data = &rest[..rest.len().min(padding::capacity(bucket))];
        padding::pad(data, bucket)
            .expect("within the capacity")
            .to_vec()
    };
    let envelope = sealed::seal_frame(&frame);
    let list = List::shared();
    let opened = opener().open(&envelope.as_ref());

    let Ok(data) = padding::unpad(&frame) else {
        reach("bad frame");
        assert_eq!(opened.err(), Some(OpenError::OpenFailed));
        return;
    };
    let disclosed = open_with_content_key(&envelope.as_ref(), content_key());
    assert_eq!(disclosed.as_deref().map(Vec::as_slice), Ok(data));
    match (Record::from_data(data), opened) {
        (Err(error), Err(OpenError::Record(reported))) => {
            reach("bad record");
            assert_eq!(error, reported);
        }
        (Ok((Record::CheckIn(expected), _)), Ok(Opened::CheckIn(check_in))) => {
            reach("check-in");
            assert_eq!(check_in, expected);
            let _ = Schema::new(list.descriptor.terms()).check(&check_in.attendance);
        }
        (Ok((Record::FollowUp(expected), _)), Ok(Opened::FollowUp(follow_up))) => {
            reach("follow-up");
            assert_eq!(*follow_up.check_in(), expected.check_in);
            // Its signature was made by nobody: no ticket key verifies it.
            assert!(follow_up.verify(&sealed::ticket_key()).is_err());
        }
        (Ok((Record::Canary(expected), _)), Ok(Opened::Canary(canary))) => {
            assert_eq!(canary, expected);
        }
        // The curve equation is left to the first follow-up (`spec/protocol.md#REC-4`).
        (Err(RecordError::BadKey), Ok(Opened::CheckIn(check_in))) => {
            assert!(!check_in.ticket_key.is_on_curve());
        }
        (read, opened) => unreachable!("read as {read:?}, opened as {opened:?}"),
    }
}

/// Padding is undone exactly; any other frame is refused.
pub fn frame(data: &[u8]) {
    for bucket in Bucket::ALL {
        if let Ok(frame) = padding::pad(data, bucket) {
            assert_eq!(frame.len(), usize::from(bucket.size()));
            assert_eq!(padding::unpad(&frame), Ok(data));
            reach("padded");
        } else {
            assert!(data.len() > padding::capacity(bucket));
        }
        let mut frame = data.to_vec();
        frame.resize(bucket.size().into(), 0);
        if let Ok(data) = padding::unpad(&frame) {
            let written = padding::pad(data, bucket).expect("what was read fits");
            assert_eq!(*written, frame);
            reach("read");
        }
    }
    let is_bucket = |bucket: &Bucket| usize::from(bucket.size()) == data.len();
    assert!(padding::unpad(data).is_err() || Bucket::ALL.iter().any(is_bucket));
}

/// A ticket is written again as the same bytes.
pub fn ticket(data: &[u8]) {
    if let Ok(ticket) = TicketSecrets::from_bytes(data) {
        assert_eq!(ticket.to_bytes().as_slice(), data);
        assert!(ticket.next_counter() > 0);
        reach("read");
    }
}

/// Seeds of [`record`].
pub fn record_seeds() -> Vec<Seed> {
    PlainRecord::examples()
        .into_iter()
        .map(|(name, plain)| Seed::new(name, sealed::data_of(&plain)))
        .collect()
}

/// Seeds of [`record_fields`].
pub fn record_fields_seeds() -> Vec<Seed> {
    let any = |step: u32| {
        (0..160_u32)
            .flat_map(|number| number.wrapping_mul(step).to_le_bytes())
            .collect::<Vec<_>>()
    };
    vec![
        Seed::new("zeros", [0; 400]),
        Seed::new("mixed", any(0x9e37_79b9)),
        Seed::new("text", b"+4930123456@a.example ".repeat(30)),
    ]
}

/// Seeds of [`sealed_frame`].
pub fn sealed_frame_seeds() -> Vec<Seed> {
    let mut seeds = vec![
        Seed::new("frame-of-zeros", [0]),
        Seed::new("bad-frame", [0, 0, 0, 1]),
    ];
    for (name, plain) in PlainRecord::examples() {
        seeds.push(Seed::new(name, [vec![3], sealed::data_of(&plain)].concat()));
    }
    seeds
}

/// Seeds of [`frame`].
pub fn frame_seeds() -> Vec<Seed> {
    vec![
        Seed::new("empty", []),
        Seed::new("three-bytes", [0, 3, 1, 2, 3]),
        Seed::new("stray-byte", [0, 1, 1, 1]),
    ]
}

/// Seeds of [`ticket`].
pub fn ticket_seeds() -> Vec<Seed> {
    let header = List::shared().header().to_bytes();
    let ticket = [&[1], &header[..], &[4; 96], &[0, 0, 0, 1]].concat();
    vec![Seed::new("first", ticket)]
}

fn opener() -> &'static Opener {
    static OPENER: LazyLock<Opener> = LazyLock::new(|| {
        let header = List::shared().header();
        Opener::new(list::epoch_key(), header, &list::presence_secret())
    });
    &OPENER
}

/// What an authority is given for one envelope; the same for all of [`sealed::seal_frame`].
fn content_key() -> &'static ContentKey {
    static KEY: LazyLock<ContentKey> = LazyLock::new(|| {
        let envelope = sealed::seal_frame(&[0; 256]);
        let key = opener()
            .content_key(&envelope.as_ref())
            .expect("the right key");
        ContentKey::from_bytes(&key.to_bytes())
    });
    &KEY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_valid() {
        for (name, plain) in PlainRecord::examples() {
            let read = Record::from_data(&sealed::data_of(&plain));
            assert!(read.is_ok(), "{name}: {:?}", read.err());
        }
    }
}

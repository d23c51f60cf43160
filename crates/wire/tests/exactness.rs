//! What mutation testing found untested: parts that are shown, bounds that are reached.

mod common;

use sealroll_wire::{
    AuthorityCard, DecodeError, DeviceCard, DeviceKeys, Environment, Feed, FeedPage, FeedShape,
    FeedSummary, KeyUse, Reader, Registration, Rights, Time, Writer, limit, read_envelopes,
    read_feeds, read_statements, write_envelopes, write_feeds, write_statements,
};

use common::{List, time};

#[test]
fn structures_show_their_parts() {
    let list = List::new();
    let registration = Registration::new(&list.root, &list.certificates, &list.descriptor);
    let registration = registration.expect("a valid registration");
    assert_eq!(registration.certificates(), list.certificates);

    let key = list.statement.hpke_public_key();
    let card = AuthorityCard::new(key, "Health office").expect("a plain name");
    let head = [&[1], &key.as_bytes()[..], &[13]].concat();
    assert_eq!(card.as_bytes(), [&head, &b"Health office"[..]].concat());
    let longest = AuthorityCard::new(key, &"n".repeat(120)).expect("a plain name");
    assert_eq!(longest.as_bytes().len(), AuthorityCard::MAX_LENGTH);

    assert_eq!(Environment::Production.to_string(), "production");
    assert_eq!(Environment::Test.to_string(), "test");
    let uses = KeyUse::ALL.map(|key_use| key_use.to_string());
    assert_eq!(uses[..4], ["statement", "instruction", "http", "witness"]);
}

#[test]
fn bounds_are_reached() {
    assert_eq!(Reader::new(&[0, 2, 7, 8]).bytes16(2), Ok(&[7, 8][..]));
    let refused = Err(DecodeError::Limit);
    assert_eq!(Reader::new(&[0, 2, 7, 8]).bytes16(1), refused);

    // 55 of header, 32 of commitment, 32 of enc, 16 of tag around the largest bucket.
    assert_eq!(limit::MAX_ENVELOPE, 2048 + 55 + 32 + 32 + 16);
    let longest = vec![5; limit::MAX_ENVELOPE + 1];
    let page = write_envelopes([(1, &longest[1..])]).expect("as long as may be");
    assert_eq!(read_envelopes(&page), Ok(vec![(1, &longest[1..])]));
    let refused = Err(DecodeError::Limit);
    assert_eq!(write_envelopes([(1, &longest[..])]), refused);

    let mut statements = vec![List::new().statement; limit::MAX_STATEMENTS];
    let upload = write_statements(&statements).expect("as many as may be");
    assert_eq!(read_statements(&upload).as_ref(), Ok(&statements));
    statements.push(statements[0].clone());
    assert_eq!(write_statements(&statements), Err(DecodeError::Limit));
}

/// What has room need not grow and leave copies behind.
#[test]
fn a_writer_has_the_room_that_it_was_given() {
    assert!(Writer::with_capacity(100).into_bytes().capacity() >= 100);
}

#[test]
fn times_have_days_and_numbers() {
    for (seconds, day) in [(0, 0), (86_399, 0), (86_400, 1), (1_790_000_000, 20_717)] {
        let time = time(seconds);
        assert_eq!((time.day(), u64::from(time)), (day, seconds));
    }
}

/// Each part alone beyond its range, and the day that no month has.
#[test]
fn dates_that_do_not_exist_are_refused() {
    let read = |date: &str| Time::from_rfc3339(&format!("{date}T00:00:00Z"));
    assert!(read("1970-01-01").is_ok() && read("2026-12-31").is_ok());
    for date in [
        "1969-12-31",
        "2026-00-10",
        "2026-13-10",
        "2026-05-00",
        "2026-05-32",
        "1970-01-00",
        "0000-01-01",
        "0000-00-00",
    ] {
        assert_eq!(read(date), Err(DecodeError::BadValue), "{date}");
    }
}

// covers: MBX-8
#[test]
fn feeds_and_pages_have_the_bounds_of_the_specification() {
    let list = List::new();
    let certificate = &list.certificates[1];
    let page = |count: usize| {
        let notices = vec![3; count * limit::NOTICE];
        let bytes = FeedPage::write(list.root.as_bytes(), certificate.as_bytes(), &notices);
        FeedPage::from_bytes(&bytes).map(|page| page.notices().len())
    };
    assert_eq!(page(16), Ok(16));
    assert_eq!(page(1024), Ok(1024));
    for count in [0, 15, 17, 1040] {
        assert_eq!(page(count), Err(DecodeError::BadLength), "{count}");
    }

    let shape = FeedShape::new(1, 16).expect("two pages");
    let feed = Feed::new(certificate, shape, &[4; 32 * limit::NOTICE]).expect("32 notices");
    let head = [&[1], &certificate.as_bytes()[..], &[1, 0, 16]].concat();
    assert_eq!(feed.as_bytes()[..head.len()], head);
    let pages: Vec<_> = feed.pages().collect();
    assert_eq!(pages, [&[4; 16 * limit::NOTICE][..]; 2]);
    assert_eq!(Feed::from_bytes(feed.as_bytes().to_vec()), Ok(feed));
    // 65,536 notices of 256 bytes behind the head; 92 days.
    assert_eq!(limit::MAX_FEED, 1 + 155 + 1 + 2 + 16_777_216);
    assert_eq!(limit::FEED_AGE, 7_948_800);

    let summary = |feed| FeedSummary {
        feed,
        time: time(9),
        shape,
    };
    let feeds: Vec<_> = (1..=1000).map(summary).collect();
    assert_eq!(read_feeds(&write_feeds(&feeds)), Ok(feeds.clone()));
    assert_eq!(read_feeds(&write_feeds(&feeds[..1])), Ok(vec![feeds[0]]));
    assert_eq!(read_feeds(&[]), Ok(Vec::new()));
    let more: Vec<_> = (1..=1001).map(summary).collect();
    assert_eq!(read_feeds(&write_feeds(&more)), Err(DecodeError::Limit));
    for numbers in [[2, 2], [2, 1], [0, 1]] {
        let feeds = numbers.map(summary);
        let read = read_feeds(&write_feeds(&feeds));
        assert_eq!(read, Err(DecodeError::NonCanonical));
    }
}

#[test]
fn a_device_card_and_rights_show_their_bytes() {
    let list = List::new();
    let keys = DeviceKeys {
        hpke: list.statement.hpke_public_key(),
        http: *list.certificates[2].public_key(),
        instruction: *list.certificates[1].public_key(),
    };
    let card = DeviceCard::new(&keys, "Tablet").expect("a plain name");
    let parts: [&[u8]; 6] = [
        &[1],
        keys.hpke.as_bytes(),
        keys.http.as_bytes(),
        keys.instruction.as_bytes(),
        &[6],
        b"Tablet",
    ];
    assert_eq!(card.as_bytes(), parts.concat());
    let longest = DeviceCard::new(&keys, &"n".repeat(120)).expect("a plain name");
    assert_eq!(longest.as_bytes().len(), DeviceCard::MAX_LENGTH);
    let both = Rights::READ.and(Rights::DELEGATE);
    assert_eq!(both.to_byte(), 3);
    assert_eq!(both.and(Rights::READ), both);
}

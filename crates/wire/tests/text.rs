//! Plain text, times, numbers and hex (`spec/protocol.md#conventions`).

use sealroll_wire::{
    DecodeError, Epoch, Generation, ListId, Reader, Serial, TextError, Time, Writer,
    text::{check_plain, is_forbidden, plain_from_bytes},
};

#[test]
fn txt_1_other_than_utf8_is_refused() {
    assert_eq!(plain_from_bytes(b"caf\xc3"), Err(TextError::NotUtf8));
    assert_eq!(plain_from_bytes(b"\xed\xa0\x80"), Err(TextError::NotUtf8));
    assert_eq!(plain_from_bytes("café".as_bytes()), Ok("café"));
}

#[test]
fn txt_2_forbidden_characters_are_refused() {
    let ranges = [
        (0, 0x1f),
        (0x7f, 0x9f),
        (0x61c, 0x61c),
        (0x200e, 0x200f),
        (0x2028, 0x2029),
        (0x202a, 0x202e),
        (0x2066, 0x2069),
        (0xfeff, 0xfeff),
        (0xfff9, 0xfffb),
    ];
    for character in '\0'..=char::MAX {
        let number = u32::from(character);
        let expected = ranges
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&number));
        assert_eq!(is_forbidden(character), expected, "U+{number:04X}");
    }
    assert_eq!(
        check_plain("a\u{202e}b"),
        Err(TextError::ForbiddenCharacter)
    );
}

#[test]
fn txt_3_outer_spaces_are_refused() {
    for text in [" a", "a ", " "] {
        assert_eq!(check_plain(text), Err(TextError::OuterSpace));
    }
    assert_eq!(check_plain("a b"), Ok(()));
    assert_eq!(check_plain(""), Ok(()));
}

#[test]
fn cnv_1_truncated_input_is_refused() {
    assert_eq!(Reader::new(&[1, 2, 3]).u32(), Err(DecodeError::Truncated));
    assert_eq!(
        Reader::new(b"\x05abcd").str8(1..=9),
        Err(DecodeError::Truncated)
    );
}

#[test]
fn cnv_2_trailing_bytes_are_refused() {
    let mut reader = Reader::new(&[1, 2]);
    assert_eq!(reader.u8(), Ok(1));
    assert_eq!(reader.finish(), Err(DecodeError::TrailingBytes));
}

#[test]
fn cnv_3_a_length_outside_its_bounds_is_refused_before_the_bytes_are_looked_at() {
    assert_eq!(Reader::new(b"\xff").str8(1..=9), Err(DecodeError::Limit));
    assert_eq!(
        Reader::new(b"\xff\xff").str16(1..=9),
        Err(DecodeError::Limit)
    );
    assert_eq!(Reader::new(b"\x00").str8(1..=9), Err(DecodeError::Limit));
    assert_eq!(Reader::new(b"\x00\x0a").bytes16(9), Err(DecodeError::Limit));
    assert_eq!(
        Writer::new().str8("", 1..=9).map(|_| ()),
        Err(DecodeError::Limit)
    );
    assert_eq!(
        Writer::new().bytes16(&[0; 65_536]).map(|_| ()),
        Err(DecodeError::Limit)
    );
}

#[test]
fn cnv_6_a_time_after_the_year_9999_is_refused() {
    assert_eq!(Time::new(253_402_300_800), Err(DecodeError::BadValue));
    assert_eq!(Time::new(253_402_300_799), Ok(Time::MAX));
    assert_eq!(Reader::new(&[0xff; 8]).time(), Err(DecodeError::BadValue));
}

#[test]
fn integers_are_big_endian() {
    let mut writer = Writer::new();
    writer
        .u8(1)
        .u16(0x203)
        .u32(0x0405_0607)
        .u64(0x0809_0a0b_0c0d_0e0f);
    assert_eq!(writer.as_bytes(), (1..=15).collect::<Vec<u8>>());
}

#[test]
fn times_are_written_as_rfc_3339() {
    let known = [
        (0, "1970-01-01T00:00:00Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (951_868_799, "2000-02-29T23:59:59Z"),
        (951_868_800, "2000-03-01T00:00:00Z"),
        (1_234_567_890, "2009-02-13T23:31:30Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
    ];
    for (seconds, text) in known {
        assert_eq!(Time::new(seconds).unwrap().to_rfc3339(), text);
        assert_eq!(Time::from_rfc3339(text), Time::new(seconds));
    }
    // 2 September of every year until 3969.
    for seconds in (0..63_113_904_000).step_by(31_556_952) {
        let time = Time::new(seconds).unwrap();
        assert_eq!(Time::from_rfc3339(&time.to_rfc3339()), Ok(time));
    }
}

#[test]
fn other_forms_of_times_are_refused() {
    for text in [
        "",
        "2026-11-21",
        "2026-11-21T08:30:00",
        "2026-11-21t08:30:00Z",
        "2026-11-21 08:30:00Z",
        "2026-11-21T08:30:60Z",
        "2026-11-21T24:00:00Z",
        "2026-11-31T08:30:00Z",
        "2026-02-29T08:30:00Z",
        "2026-13-01T08:30:00Z",
        "2026-00-01T08:30:00Z",
        "2026-01-00T08:30:00Z",
        "1969-12-31T23:59:59Z",
        "2026-11-21T08:30:0aZ",
        "+026-11-21T08:30:00Z",
        "2026-11-21T08:30:00Z ",
        "2026-11-2\u{ff11}T8:30:0Z",
    ] {
        assert_eq!(
            Time::from_rfc3339(text),
            Err(DecodeError::BadValue),
            "{text}"
        );
    }
}

#[test]
fn numbers_have_one_form() {
    assert_eq!("0".parse(), Ok(Epoch(0)));
    assert_eq!("4294967295".parse(), Ok(Generation(u32::MAX)));
    assert_eq!("18446744073709551615".parse(), Ok(Serial(u64::MAX)));
    for text in [
        "",
        "00",
        "01",
        "+1",
        "-1",
        " 1",
        "1 ",
        "4294967296",
        "1_0",
        "１",
    ] {
        assert!(text.parse::<Epoch>().is_err(), "{text}");
    }
    assert!("18446744073709551616".parse::<Serial>().is_err());
}

#[test]
fn identifiers_have_one_form() {
    let text = "000102030405060708090a0b0c0d0eff";
    let list: ListId = text.parse().unwrap();
    assert_eq!(list.to_string(), text);
    assert_eq!(list.as_bytes()[15], 0xff);
    for wrong in [
        &text[1..],
        &text.to_uppercase(),
        "",
        &format!("{text}00"),
        "0x",
    ] {
        assert!(wrong.parse::<ListId>().is_err());
    }
}

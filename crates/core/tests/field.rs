//! The rule of each field, at its edges.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use sealroll_core::{
    AddressLine, Country, DoorCode, Email, FieldError, Name, Phone, Place, PostalCode,
};

#[test]
fn lengths_are_counted_in_bytes() {
    assert_eq!(Name::new(""), Err(FieldError::TooShort));
    assert!(Name::new(&"ä".repeat(50)).is_ok());
    assert_eq!(Name::new(&"ä".repeat(51)), Err(FieldError::TooLong));
    assert!(AddressLine::new(&"x".repeat(120)).is_ok());
    assert_eq!(AddressLine::new(&"x".repeat(121)), Err(FieldError::TooLong));
    assert!(Place::new(&"x".repeat(60)).is_ok());
    assert_eq!(Place::new(&"x".repeat(61)), Err(FieldError::TooLong));
}

#[test]
fn plain_text_has_no_controls_and_no_outer_spaces() {
    for text in [
        " a",
        "a ",
        "a\u{0}",
        "a\tb",
        "a\nb",
        "\u{202e}a",
        "a\u{2066}",
        "\u{feff}a",
    ] {
        assert_eq!(Name::new(text), Err(FieldError::NotPlainText), "{text:?}");
    }
    for text in ["a b", "O'Neill", "José", "李", "=1+1", "👩‍🎤"] {
        assert_eq!(Name::new(text).unwrap().as_str(), text);
    }
}

#[test]
fn phones_are_e164() {
    for good in ["+1234567", "+491511234567", "+123456789012345"] {
        assert!(Phone::new(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "+",
        "1234567",
        "+0123456",
        "+123456",
        "+1234567890123456",
        "+49 151",
        "+1２34567",
    ] {
        assert!(Phone::new(bad).is_err(), "{bad}");
    }
}

#[test]
fn emails_have_one_at_and_a_domain() {
    let longest = format!(
        "{}@{}.{}.{}.de",
        "a".repeat(64),
        "b".repeat(63),
        "c".repeat(63),
        "d".repeat(58)
    );
    assert_eq!(longest.len(), 254);
    for good in [
        "a@b.c",
        "o'neil+list@example.org",
        "ä.ö@exämple.org",
        &longest,
    ] {
        assert!(Email::new(good).is_ok(), "{good}");
    }
    let bad = [
        "",
        "a@b",
        "a@@b.c",
        "a@b@c.d",
        "@b.c",
        "a@",
        ".a@b.c",
        "a.@b.c",
        "a..b@c.d",
        "a b@c.d",
        "a@-b.c",
        "a@b-.c",
        "a@b..c",
        "a@.c",
        "a@b.",
        "a,b@c.d",
        "\"a\"@b.c",
        "a@b_c.d",
    ];
    for bad in bad {
        assert!(Email::new(bad).is_err(), "{bad}");
    }
    assert_eq!(Email::new(&format!("x{longest}")), Err(FieldError::TooLong));
    assert_eq!(
        Email::new(&format!("{}@b.c", "a".repeat(65))),
        Err(FieldError::Malformed)
    );
    assert_eq!(
        Email::new(&format!("a@{}.c", "b".repeat(64))),
        Err(FieldError::Malformed)
    );
    assert_eq!(Email::new("a\u{202e}@b.c"), Err(FieldError::NotPlainText));
}

#[test]
fn codes_have_their_alphabets() {
    for good in ["10115", "SW1A 1AA", "1234-567"] {
        assert!(PostalCode::new(good).is_ok(), "{good}");
    }
    for bad in ["", " 1", "1 ", "1_2", "12345678901234567", "１"] {
        assert!(PostalCode::new(bad).is_err(), "{bad}");
    }
    assert!(Country::new("DE").is_ok());
    for bad in ["", "D", "de", "DEU", "D1"] {
        assert!(Country::new(bad).is_err(), "{bad}");
    }
    assert!(DoorCode::new("Abc-1234567890xy").is_ok());
    for bad in ["", "a b", "12345678901234567", "ä"] {
        assert!(DoorCode::new(bad).is_err(), "{bad}");
    }
}

#[test]
fn debug_output_is_redacted() {
    assert_eq!(
        format!("{:?}", Name::new("Ada").unwrap()),
        "Name(<redacted>)"
    );
    assert_eq!(
        format!("{:?}", Phone::new("+1234567").unwrap()),
        "Phone(<redacted>)"
    );
}

proptest! {
    #[test]
    fn no_text_panics_and_what_is_kept_is_unchanged(text in "\\PC{0,130}") {
        let kept = [
            Name::new(&text).map(|field| field.as_str().to_owned()),
            Email::new(&text).map(|field| field.as_str().to_owned()),
            AddressLine::new(&text).map(|field| field.as_str().to_owned()),
            PostalCode::new(&text).map(|field| field.as_str().to_owned()),
        ];
        for kept in kept.into_iter().flatten() {
            prop_assert_eq!(kept, text.as_str());
        }
    }
}

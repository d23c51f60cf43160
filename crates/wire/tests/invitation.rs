//! Invitations (`spec/protocol.md#invitation`) and fingerprint words.

mod common;

use base64ct::{Base64UrlUnpadded, Encoding};

use sealroll_wire::{
    DecodeError, DoorCode, Invitation, LinkError, PresenceSecret, RootFingerprint, UploadToken,
};

use common::presence_secret;

#[test]
fn invitations_survive_a_round_trip() {
    for base in [
        "https://cafe.example",
        "https://cafe.example:8443",
        "https://[2001:db8::1]:1",
        "https://192.0.2.7",
        "http://localhost",
        "http://127.0.0.1:8080",
        "http://[::1]:65535",
    ] {
        for door_code in [None, Some("K-7"), Some("ABCDEFGHIJklmn09")] {
            let link = invitation(base, door_code).unwrap().to_link();
            let read = Invitation::from_link(&link).unwrap();
            assert_eq!(read.base(), base);
            assert_eq!(read.root_fingerprint(), &fingerprint());
            assert_eq!(read.presence_secret().expose_bytes(), &[0xc3; 32]);
            assert_eq!(read.presence_secret().to_bytes().as_ref(), &[0xc3; 32]);
            assert_eq!(read.door_code().map(DoorCode::as_str), door_code);
            assert_eq!(read.hint_address(), format!("{base}/c.json"));
            assert_eq!(read.list_id(), fingerprint().list_id());
            assert_eq!(
                read.presence_id(),
                presence_secret().presence_id(&fingerprint().list_id())
            );
            assert_eq!(*read.to_link(), *link);
        }
    }
}

#[test]
fn inv_1_other_schemes_hosts_and_paths_are_refused() {
    let link = invitation("https://cafe.example", None).unwrap().to_link();
    let fragment = link.split_once('#').unwrap().1;
    for page in [
        "http://cafe.example/c",
        "http://localhost.example/c",
        "http://127.0.0.2/c",
        "ftp://cafe.example/c",
        "HTTPS://cafe.example/c",
        "https://Cafe.example/c",
        "https://owner@cafe.example/c",
        "https://owner:word@cafe.example/c",
        "http://localhost:8080@cafe.example/c",
        "https:///c",
        "https://:443/c",
        "https://cafe.example:/c",
        "https://cafe.example:0/c",
        "https://cafe.example:65536/c",
        "https://cafe.example:080/c",
        "https://cafe.example:443:443/c",
        "https://[::1/c",
        "https://[]/c",
        "https://[::1]x/c",
        "https://::1]/c",
        "https://cafe.example/c/",
        "https://cafe.example/d",
        "https://cafe.example",
        "https://cafe.example/x/c",
        "https://cafe.example/c?x=1",
        "https://cafe.example?/c",
        "https://cafe .example/c",
        "https://café.example/c",
        " https://cafe.example/c",
        "cafe.example/c",
        "",
    ] {
        assert_eq!(
            error(&format!("{page}#{fragment}")),
            LinkError::BadLink,
            "{page}"
        );
    }
    assert_eq!(error("https://cafe.example/c"), LinkError::BadLink);
    assert_eq!(
        error(&format!("https://{}/c#{fragment}", "a".repeat(254))),
        LinkError::BadLink
    );
    assert!(Invitation::from_link(&format!("https://{}/c#{fragment}", "a".repeat(253))).is_ok());
}

#[test]
fn inv_1_the_fragment_must_be_canonical() {
    let content = [&[1, 0][..], &[7; 64]].concat();
    let fragment = Base64UrlUnpadded::encode_string(&content);
    assert_eq!(fragment.len(), 88);
    let link = |fragment: &str| format!("https://cafe.example/c#{fragment}");
    assert!(Invitation::from_link(&link(&fragment)).is_ok());
    for wrong in [
        format!("{fragment}="),
        format!("{fragment}#"),
        format!("{fragment}\n"),
        fragment.replacen('A', "+", 1),
        fragment.replacen('A', "/", 1),
        fragment.replacen('A', "%", 1),
        String::new() + "A",
    ] {
        assert_eq!(error(&link(&wrong)), LinkError::BadLink, "{wrong}");
    }
    // 83 bytes leave two unused bits in the last character.
    let longer = [&[1, 1][..], &[7; 64], b"\x10aaaaaaaaaaaaaaaa"].concat();
    let fragment = Base64UrlUnpadded::encode_string(&longer);
    assert!(Invitation::from_link(&link(&fragment)).is_ok());
    let last = fragment.as_bytes()[fragment.len() - 1];
    let other = char::from(last + 1);
    let second_form = format!("{}{other}", &fragment[..fragment.len() - 1]);
    assert_eq!(error(&link(&second_form)), LinkError::BadLink);
}

#[test]
fn inv_2_reserved_flags_are_refused() {
    for bit in 1..8 {
        let content = [&[1, 1 << bit][..], &[7; 64]].concat();
        assert_eq!(content_error(&content), LinkError::BadValue);
    }
}

#[test]
fn inv_2_other_door_codes_are_refused() {
    let with_code =
        |code: &[u8]| content_error(&[&[1, 1][..], &[7; 64], &[code.len() as u8], code].concat());
    for code in ["a b", "ä", "a_b", "K.7", "\u{ff21}", " a"] {
        assert_eq!(with_code(code.as_bytes()), LinkError::BadText, "{code}");
        assert_eq!(DoorCode::new(code).err(), Some(DecodeError::BadText));
    }
    for code in ["", "12345678901234567"] {
        assert_eq!(with_code(code.as_bytes()), LinkError::Limit);
        assert_eq!(DoorCode::new(code).err(), Some(DecodeError::Limit));
    }
}

#[test]
fn other_content_is_refused() {
    let content = [&[1, 0][..], &[7; 64]].concat();
    for length in 0..content.len() {
        assert_eq!(content_error(&content[..length]), LinkError::Truncated);
    }
    assert_eq!(
        content_error(&[&content[..], &[0]].concat()),
        LinkError::TrailingBytes
    );
    assert_eq!(
        content_error(&[&[2, 0][..], &[7; 64]].concat()),
        LinkError::UnsupportedVersion
    );
}

#[test]
fn secrets_are_not_shown() {
    let invitation = invitation("https://cafe.example", Some("K-7")).unwrap();
    let shown = format!("{invitation:?}");
    assert!(shown.contains("PresenceSecret(<redacted>)"));
    assert!(shown.contains("DoorCode(<redacted>)"));
    assert!(!shown.contains("K-7") && !shown.contains("195"));
}

#[test]
fn fingerprint_words_are_five_proquints() {
    assert_eq!(fingerprint().words(), "lusab-babad-gutih-tugad-lusab");
    assert_eq!(
        RootFingerprint::from_bytes([0xff; 32]).words(),
        "zuzuz-zuzuz-zuzuz-zuzuz-zuzuz"
    );
}

fn invitation(base: &str, door_code: Option<&str>) -> Result<Invitation, LinkError> {
    let door_code = door_code.map(|code| DoorCode::new(code).expect("a valid code"));
    Invitation::new(
        base,
        fingerprint(),
        PresenceSecret::from_bytes([0xc3; 32]),
        door_code,
    )
}

fn fingerprint() -> RootFingerprint {
    let mut bytes = [0x22; 32];
    bytes[..10].copy_from_slice(&[127, 0, 0, 1, 63, 84, 220, 193, 127, 0]);
    RootFingerprint::from_bytes(bytes)
}

fn content_error(content: &[u8]) -> LinkError {
    error(&format!(
        "https://cafe.example/c#{}",
        Base64UrlUnpadded::encode_string(content)
    ))
}

fn error(link: &str) -> LinkError {
    Invitation::from_link(link).expect_err("must be refused")
}

#[test]
fn http_8_an_upload_token_has_one_spelling() {
    let list = fingerprint().list_id();
    let token = presence_secret().upload_token(&list);
    assert_eq!(
        token.presence_id(&list),
        presence_secret().presence_id(&list)
    );
    assert_ne!(token.to_bytes().as_ref(), &[0xc3; 32]);
    let value = token.to_authorization();
    assert_eq!(value.len(), "Upload ".len() + 43);
    let read = UploadToken::from_authorization(&value).expect("its own text");
    assert_eq!(read.to_bytes(), token.to_bytes());
    assert_eq!(read.copy().to_bytes(), token.to_bytes());
    assert_eq!(format!("{token:?}"), "UploadToken(<redacted>)");
    let (text, longer) = (&value["Upload ".len()..], format!("{}A", value.as_str()));
    let wrong = [
        "",
        "Upload ",
        text,
        &format!("upload {text}"),
        &format!("Upload  {text}"),
        &format!("Upload {text}="),
        &value[..value.len() - 1],
        &longer,
    ];
    for wrong in wrong {
        assert!(UploadToken::from_authorization(wrong).is_none(), "{wrong}");
    }
}

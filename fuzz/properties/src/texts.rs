//! What is read from text: links, instructions, names, numbers and times.

use base64ct::{Base64UrlUnpadded, Encoding};
use sealroll_wire::{
    DoorCode, Epoch, Generation, Instruction, Invitation, ListId, Order, PresenceSecret,
    ReaderToken, RecordId, Serial, Time, UploadToken, text,
};

use crate::depth::reach;
use crate::list::{List, NOW};
use crate::seed::Seed;

/// An invitation is written as the same link.
///
/// The first byte says whether the rest is a link or the content of a fragment.
pub fn invitation(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let link = if first & 1 == 0 {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        format!(
            "https://a.example/c#{}",
            Base64UrlUnpadded::encode_string(rest)
        )
    };
    let Ok(invitation) = Invitation::from_link(&link) else {
        return;
    };
    assert_eq!(*invitation.to_link(), link);
    reach("read");
    let written = Invitation::new(
        invitation.base(),
        *invitation.root_fingerprint(),
        PresenceSecret::from_bytes(*invitation.presence_secret().expose_bytes()),
        invitation
            .door_code()
            .map(|code| DoorCode::new(code.as_str()).expect("just read")),
    );
    assert_eq!(*written.expect("what was read is valid").to_link(), link);
    // No part of the secret fragment reaches a server.
    assert!(!invitation.hint_address().contains('#'));
    let secure = invitation.base().starts_with("https://");
    let hosts = ["http://localhost", "http://127.0.0.1", "http://[::1]"];
    assert!(secure || hosts.iter().any(|host| invitation.base().starts_with(host)));
}

/// An instruction is written as the same text.
pub fn instruction(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(instruction) = Instruction::from_text(&text) {
        assert_eq!(instruction.to_text(), text);
        reach("read");
        assert_eq!(text.lines().count(), 6);
    }
}

/// Plain text is what the list of forbidden characters leaves; identifiers, numbers and times
/// have one spelling.
pub fn plain_text(data: &[u8]) {
    let plain = text::plain_from_bytes(data);
    let Ok(read) = core::str::from_utf8(data) else {
        assert!(plain.is_err());
        return;
    };
    let outer_space = read.starts_with(' ') || read.ends_with(' ');
    let allowed = !outer_space && !read.chars().any(is_forbidden);
    if plain.is_ok() {
        reach("read");
    }
    assert_eq!(plain.ok(), allowed.then_some(read));

    same_spelling::<ListId>(read);
    same_spelling::<RecordId>(read);
    same_spelling::<Epoch>(read);
    same_spelling::<Generation>(read);
    same_spelling::<Serial>(read);
    if let Ok(time) = Time::from_rfc3339(read) {
        assert_eq!(time.to_rfc3339(), read);
    }
    if let Some(seconds) = data.first_chunk() {
        let seconds = u64::from_be_bytes(*seconds) % (Time::MAX.seconds() + 1);
        let time = Time::new(seconds).expect("within the range");
        assert_eq!(Time::from_rfc3339(&time.to_rfc3339()), Ok(time));
    }
    if let Some(token) = ReaderToken::from_text(read) {
        assert_eq!(*token.to_text(), read);
        reach("token");
    }
    if let Some(token) = UploadToken::from_authorization(read) {
        assert_eq!(*token.to_authorization(), read);
    }
    if let Ok(code) = DoorCode::new(read) {
        assert_eq!(code.as_str(), read);
    }
}

/// Seeds of [`invitation`].
pub fn invitation_seeds() -> Vec<Seed> {
    let link = |base: &str, code: Option<&str>| {
        let code = code.map(|code| DoorCode::new(code).expect("a valid code"));
        let fingerprint = List::shared().root.fingerprint();
        let secret = PresenceSecret::from_bytes([7; 32]);
        let invitation =
            Invitation::new(base, fingerprint, secret, code).expect("a valid invitation");
        [b"\0", invitation.to_link().as_bytes()].concat()
    };
    let content = [&[1, 1, 1][..], &[6; 64], b"\x04A-1z"].concat();
    vec![
        Seed::new("host", link("https://cafe.example", None)),
        Seed::new("door-code", link("https://cafe.example:8443", Some("A7-x"))),
        Seed::new("localhost", link("http://localhost:8080", None)),
        Seed::new("address", link("http://[::1]", None)),
        Seed::new("content", content),
    ]
}

/// Seeds of [`instruction`].
pub fn instruction_seeds() -> Vec<Seed> {
    let instruction = Instruction {
        list_id: List::shared().root.list_id(),
        serial: Serial(3),
        previous: None,
        time: NOW,
        order: Order::PurgeEpoch(Epoch(7)),
    };
    vec![Seed::new("purge", instruction.to_text())]
}

/// Seeds of [`plain_text`].
pub fn plain_text_seeds() -> Vec<Seed> {
    vec![
        Seed::new("name", "Žofie Nováková"),
        Seed::new("direction", "a\u{202e}b"),
        Seed::new("space", " a"),
        Seed::new("number", "4294967295"),
        Seed::new("leading-zero", "01"),
        Seed::new("token", "A".repeat(43)),
        Seed::new("identifier", "0123456789abcdef".repeat(2)),
        Seed::new("record-identifier", "0123456789abcdef".repeat(4)),
        Seed::new("time", "2028-02-29T23:59:59Z"),
        Seed::new("no-such-day", "2027-02-29T00:00:00Z"),
    ]
}

fn same_spelling<T: core::str::FromStr + ToString>(read: &str) {
    if let Ok(value) = read.parse::<T>() {
        assert_eq!(value.to_string(), read);
    }
}

/// The list of `spec/protocol.md#TXT-2`, written out once more.
fn is_forbidden(character: char) -> bool {
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
    let number = u32::from(character);
    ranges
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&number))
}

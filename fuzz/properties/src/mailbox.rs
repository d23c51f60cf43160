//! Notices, messages and lists of feeds.

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use ed25519_dalek::Signer;
use hkdf::Hkdf;
use sealroll_core::{Message, NoticeError, NoticeKind, NoticePart, NoticeSecret};
use sealroll_wire::{FeedPage, KeyUse, ListId, RecordId, label, read_feeds, write_feeds};
use sha2::Sha256;

use crate::depth::reach;
use crate::list::{self, List};
use crate::seed::Seed;

/// What is read as a message, a notice or a list of feeds is written again as the same bytes; a
/// notice that was altered does not open. The first byte chooses.
pub fn notice(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    match choice % 3 {
        0 => message(1 + choice / 3 % 3, rest),
        1 => sealed(choice / 3, rest),
        _ => feeds(rest),
    }
}

/// Seeds of [`notice`].
pub fn notice_seeds() -> Vec<Seed> {
    let text = |text: &str| [&[0, 1, 0, text.len() as u8], text.as_bytes()].concat();
    let disclosed = [&[6][..], &[7; 32], &[4], b"Amt ", &[8; 32]].concat();
    let disclosed_ok = [&[6][..], &[7; 32], &[3], b"Amt", &[8; 32]].concat();
    let head = |kind: u8, part: u8, parts: u8, data: &[u8]| {
        let time = list::NOW.seconds().to_be_bytes();
        let length = data.len() as u8;
        [&[1, kind], &time[..], &[part, parts, length], data].concat()
    };
    let sealed = |choice: u8, head: Vec<u8>| [vec![choice], head].concat();
    let feed = [
        0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0x6b, 0x4b, 0x1d, 0, 3, 0, 32,
    ];
    vec![
        Seed::new("answer", text("Die Frist läuft noch.")),
        Seed::new("erased", [3, 2]),
        Seed::new("disclosed", disclosed_ok),
        Seed::new("disclosed-space", disclosed),
        Seed::new("sealed", sealed(1, head(1, 1, 1, &[1, 0, 0]))),
        Seed::new("sealed-part", sealed(1, head(1, 1, 2, &[9; 115]))),
        Seed::new("sealed-news", sealed(1, head(2, 1, 1, &[3]))),
        Seed::new("altered", sealed(1 + 3 * 40, head(1, 1, 1, &[1, 0, 0]))),
        Seed::new("feeds", [&[2], &feed[..]].concat()),
    ]
}

fn message(kind: u8, data: &[u8]) {
    let kind = NoticeKind::from_number(kind).expect("1 to 3");
    if let Ok(message) = Message::from_data(kind, data) {
        reach("message");
        assert_eq!(message.kind(), kind);
        assert_eq!(message.to_data().as_deref(), Ok(data));
        assert!(
            !NoticePart::cut(kind, list::NOW, data)
                .expect("short")
                .is_empty()
        );
    }
}

/// Seals any head by hand and opens it; `alter` chooses a byte to be changed, 0 none.
fn sealed(alter: u8, head: &[u8]) {
    let list = List::shared();
    let (id, subject, nonce) = (list.root.list_id(), RecordId::from_bytes([5; 32]), [6; 32]);
    let mut text = [0; 192];
    let length = head.len().min(128);
    text[..length].copy_from_slice(&head[..length]);
    let signed = signed(&id, &subject, &nonce, &text[..128]);
    let key = list::key(KeyUse::Instruction);
    text[128..].copy_from_slice(&key.sign(&signed).to_bytes());
    let mut notice = seal(&SECRET, &subject, &nonce, &text);
    if alter > 0 {
        notice[usize::from(alter)] ^= 1;
    }
    let secret = NoticeSecret::from_bytes(&SECRET, true);
    let certificate = &list.certificates[1];
    let root = list.root.as_bytes();
    let page = FeedPage::write(root, certificate.as_bytes(), &[0; 16 * 256]);
    let page = FeedPage::from_bytes(&page).expect("sixteen fillings");
    let certificate = page.verify(&id).expect("the list's own");
    let opened = match secret.open(&notice, &id, &subject, &certificate) {
        Ok(opened) => opened,
        Err(error) => {
            reach("refused");
            assert_eq!(error == NoticeError::OpenFailed, alter > 0);
            return;
        }
    };
    reach("opened");
    assert_eq!(alter, 0);
    let part = NoticePart {
        kind: opened.kind,
        time: opened.time,
        part: opened.part,
        parts: opened.parts,
        data: &opened.data,
    };
    let sign = |message: &[u8]| key.sign(message).to_bytes();
    let again = secret.seal(&id, &subject, &nonce, &part, sign);
    assert_eq!(again, Ok(notice));
}

fn feeds(data: &[u8]) {
    if let Ok(feeds) = read_feeds(data) {
        reach("feeds");
        assert_eq!(write_feeds(&feeds), data);
        for summary in feeds {
            let notices = usize::from(summary.shape.pages()) * summary.shape.page_length() / 256;
            assert!((16..=65_536).contains(&notices));
        }
    }
}

/// The sealing of the specification, apart from the library's.
pub(crate) fn seal(
    secret: &[u8; 32],
    subject: &RecordId,
    nonce: &[u8; 32],
    text: &[u8; 192],
) -> [u8; 256] {
    let expand = |info: &[u8], okm: &mut [u8]| {
        let prk = Hkdf::<Sha256>::from_prk(secret).expect("32 bytes");
        prk.expand(info, okm).expect("a few bytes");
    };
    let mut tag = [0; 16];
    expand(&[label::NOTICE_TAG, nonce].concat(), &mut tag);
    let salt = [&subject.as_bytes()[..], nonce].concat();
    let mut okm = [0; 44];
    Hkdf::<Sha256>::new(Some(&salt), secret)
        .expand(label::NOTICE_KEY, &mut okm)
        .expect("44 bytes");
    let mut sealed = *text;
    let cipher = ChaCha20Poly1305::new_from_slice(&okm[..32]).expect("32 bytes");
    let aead_nonce: [u8; 12] = okm[32..].try_into().expect("12 bytes");
    let aead_tag = cipher
        .encrypt_inout_detached(&aead_nonce.into(), b"", sealed.as_mut_slice().into())
        .expect("192 bytes");
    let notice = [&tag[..], nonce, &sealed, &aead_tag].concat();
    notice.try_into().expect("256 bytes")
}

/// What is signed in a notice.
pub(crate) fn signed(list: &ListId, subject: &RecordId, nonce: &[u8; 32], head: &[u8]) -> Vec<u8> {
    let label = label::NOTICE_SIGNATURE;
    let parts: [&[u8]; 5] = [label, list.as_bytes(), subject.as_bytes(), nonce, head];
    parts.concat()
}

pub(crate) const SECRET: [u8; 32] = [4; 32];

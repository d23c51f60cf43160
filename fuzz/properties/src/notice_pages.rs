//! Whole pages of notices: what a guest makes of them, and of a processor that hands them out.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::Signer;
use sealroll::{Mailbox, Response, Ticket};
use sealroll_core::{Message, NoticeError, NoticeSecret, PageMail, TicketSecrets};
use sealroll_wire::{
    Certificate, CertificateBody, Feed, FeedPage, FeedShape, FeedSummary, KeyUse, ListId, RecordId,
    Rights, RootDocument, Serial, VerifyError, limit, write_feeds,
};

use crate::depth::reach;
use crate::list::{self, List};
use crate::mailbox::{SECRET, seal, signed};
use crate::saved_states::Visit;
use crate::seed::Seed;

/// A page says what the instruction key has sealed for the secret, each notice once, and nothing
/// that anyone else has made; a page of another key says nothing.
///
/// The first byte chooses certificate and secret, the second what was seen before; the notices
/// follow.
pub fn notice_page(data: &[u8]) {
    notice_page_read_by(data, |page, list, secret, subject, seen| {
        PageMail::read(page, list, secret, subject, |nonce| seen.contains(nonce))
    });
}

/// Reads a page by what was seen before.
pub(crate) type Read = fn(
    &FeedPage<'_>,
    &ListId,
    &NoticeSecret,
    &RecordId,
    &[[u8; 32]],
) -> Result<PageMail, VerifyError>;

/// [`notice_page`] of any reader.
pub(crate) fn notice_page_read_by(data: &[u8], read: Read) {
    let [choice, seen, rest @ ..] = data else {
        return;
    };
    let list = List::shared().root.list_id();
    let secret = NoticeSecret::from_bytes(&SECRET, choice & 1 == 0);
    let notices = notices(rest, &SECRET, &SUBJECT);
    let seen: Vec<[u8; 32]> = (0..8)
        .filter(|bit| seen >> bit & 1 == 1)
        .map(|bit| [bit; 32])
        .collect();
    let (root, certificate, refused) = signer(choice >> 1 & 3);
    let bytes = FeedPage::write(root.as_bytes(), certificate.as_bytes(), &notices.concat());
    let page = FeedPage::from_bytes(&bytes).expect("sixteen notices");
    let mail = read(&page, &list, &secret, &SUBJECT, &seen);
    if let Some(error) = refused {
        reach("refused");
        assert_eq!(mail, Err(error));
        return;
    }
    let mail = mail.expect("the list's own instruction key");
    let certificate = page.verify(&list).expect("just accepted");
    // The same by hand: first those that open, each once, then those that belong together.
    let (mut nonces, mut refused) = (seen, 0);
    let mut groups = BTreeMap::<_, BTreeMap<_, _>>::new();
    for notice in &notices {
        match secret.open(notice, &list, &SUBJECT, &certificate) {
            Ok(opened) if !nonces.contains(&opened.response_nonce) => {
                nonces.push(opened.response_nonce);
                let group = (opened.time, opened.kind, opened.parts);
                let parts = groups.entry(group).or_default();
                parts.entry(opened.part).or_insert(opened.data);
            }
            Err(NoticeError::OpenFailed) => {}
            _ => refused += 1,
        }
    }
    let mut messages = Vec::new();
    for ((time, kind, count), parts) in groups {
        let is_whole = (1..=count).all(|part| parts.contains_key(&part));
        let data: Vec<u8> = parts.into_values().flatten().collect();
        match Message::from_data(kind, &data) {
            Ok(message) if is_whole => messages.push((time, message)),
            _ => refused += 1,
        }
    }
    let given = mail.messages.iter();
    let given: Vec<_> = given.map(|it| (it.time, it.message.clone())).collect();
    assert_eq!(given, messages);
    assert_eq!(mail.refused.len(), refused);
    if !given.is_empty() {
        reach("message");
    }
    if refused > 0 {
        reach("passed over");
    }
}

/// A feed is read as it was put together, and taken only from an instruction key of the list
/// within its time; so are its pages.
///
/// Which key, when, how many bytes too many, and the shape; then changes of what stands before the
/// notices.
pub fn feed(data: &[u8]) {
    let [choice, days, more, k, high, low, edits @ ..] = data else {
        return;
    };
    let (root, certificate, refused) = signer(choice & 3);
    let per_page = u16::from_be_bytes([*high, *low]);
    let mut head = [&[1], &certificate.as_bytes()[..], &[*k, *high, *low]].concat();
    let whole = FeedShape::new(*k, per_page);
    let pages = whole.map_or(1, |shape| usize::from(shape.pages()) * shape.page_length());
    if pages > 65_536 {
        return;
    }
    let mut edited = false;
    for edit in edits.chunks_exact(2).take(4) {
        let place = usize::from(edit[0]) % head.len();
        head[place] ^= edit[1];
        edited |= edit[1] != 0;
    }
    let mut bytes = head;
    bytes.resize(bytes.len() + pages + usize::from(*more % 3), 0xab);
    let Ok(feed) = Feed::from_bytes(bytes.clone()) else {
        reach("not a feed");
        assert!(edited || more % 3 != 0 || whole.is_err());
        return;
    };
    reach("read");
    assert_eq!(feed.as_bytes(), bytes);
    let notices: Vec<u8> = feed.pages().flatten().copied().collect();
    let written = Feed::new(feed.certificate(), feed.shape(), &notices);
    assert_eq!(written.as_ref(), Ok(&feed));
    assert_eq!(feed.pages().len(), usize::from(feed.shape().pages()));
    let day = u64::from(*days % 128);
    let now = list::time(list::ANCHOR - list::DAY + day * list::DAY);
    let genuine = feed.certificate() == &certificate && refused.is_none();
    let in_time = (1..63).contains(&day);
    // The list of somebody else has a root of its own: its word counts there.
    let verified = feed.verify(&root, now);
    assert_eq!(verified.is_ok(), genuine && in_time);
    if verified.is_ok() {
        reach("verified");
    }
    for notices in feed.pages().take(2) {
        let page = FeedPage::write(root.as_bytes(), feed.certificate().as_bytes(), notices);
        let page = FeedPage::from_bytes(&page).map(|page| {
            assert_eq!(page.notices().collect::<Vec<_>>().concat(), notices);
            page.verify(&List::shared().root.list_id()).is_ok()
        });
        assert_eq!(page, Ok(genuine));
    }
}

/// Whatever a processor answers to a guest that reads its mailbox: the reading comes to an end,
/// takes no message that the list has not sealed, and none twice.
///
/// Each answer begins with a byte that chooses its kind and one for its length.
pub fn mailbox(data: &[u8]) {
    let ticket = || Ticket::from_bytes(&Visit::shared().ticket).expect("just saved");
    let mut reader = ticket();
    let mut box_ = reader.mailbox();
    let sealed = read(&mut box_, data, reader.record_id());
    let report = reader.take_mail(box_);
    let taken = report.messages.len();
    assert!(taken <= sealed.len());
    assert_eq!(reader.messages(), report.messages);
    if taken > 0 {
        reach("message");
    }
    // After a restart the reading goes on, so that the same answers are those to other requests:
    // what was taken before is not taken again.
    let saved = reader.to_bytes();
    let mut again = Ticket::from_bytes(&saved).expect("what was saved can be read");
    assert_eq!(again.messages(), reader.messages());
    let mut box_ = again.mailbox();
    let resealed = read(&mut box_, data, again.record_id());
    let fresh = resealed.difference(&sealed).count();
    assert!(again.take_mail(box_).messages.len() <= fresh);
}

/// Seeds of [`notice_page`].
pub fn notice_page_seeds() -> Vec<Seed> {
    let answer = |choice: u8, nonce: u8, part: u8, parts: u8, data: &[u8]| {
        [&[choice, nonce, 1, 0, part, parts, data.len() as u8], data].concat()
    };
    let whole = answer(1, 1, 1, 1, &[1, 0, 0]);
    let long = [&[1, 0, 200][..], b"x".repeat(200).as_slice()].concat();
    let parts = [
        answer(1, 2, 1, 2, &long[..115]),
        answer(1, 3, 2, 2, &long[115..]),
    ]
    .concat();
    let page = |head: [u8; 2], notices: &[&[u8]]| [&head[..], &notices.concat()].concat();
    let forged = answer(2, 4, 1, 1, &[1, 0, 0]);
    let elsewhere = answer(3, 5, 1, 1, &[1, 0, 0]);
    vec![
        Seed::new("message", page([0, 0], &[&whole])),
        Seed::new("parts", page([0, 0], &[&whole, &parts])),
        Seed::new("part-missing", page([0, 0], &[&parts[..122], &whole])),
        Seed::new("seen", page([0, 2], &[&whole, &parts])),
        Seed::new("twice", page([0, 0], &[&whole, &whole])),
        Seed::new("forged", page([0, 0], &[&forged, &elsewhere, &whole])),
        Seed::new("other-use", page([2, 0], &[&whole])),
        Seed::new("delegate", page([4, 0], &[&whole])),
        Seed::new("other-list", page([6, 0], &[&whole])),
        Seed::new("news", page([1, 0], &[&[1, 6, 2, 0, 1, 1, 1, 3]])),
    ]
}

/// Seeds of [`feed`].
pub fn feed_seeds() -> Vec<Seed> {
    vec![
        Seed::new("one-page", [0, 5, 0, 0, 0, 16]),
        Seed::new("eight-pages", [0, 62, 0, 3, 0, 32]),
        Seed::new("too-late", [0, 63, 0, 0, 0, 16]),
        Seed::new("other-use", [1, 5, 0, 0, 0, 16]),
        Seed::new("delegate", [2, 5, 0, 0, 0, 16]),
        Seed::new("other-list", [3, 5, 0, 0, 0, 16]),
        Seed::new("too-long", [0, 5, 1, 0, 0, 16]),
        Seed::new("odd", [0, 5, 0, 0, 0, 17]),
        Seed::new("altered", [0, 5, 0, 0, 0, 16, 90, 1]),
    ]
}

/// Seeds of [`mailbox`].
pub fn mailbox_seeds() -> Vec<Seed> {
    let feeds = |numbers: &[u8]| [&[2, numbers.len() as u8], numbers].concat();
    let page = |choice: u8| [choice, 2, 1, 3].to_vec();
    let answers = |answers: &[Vec<u8>]| answers.concat();
    vec![
        Seed::new("nothing", answers(&[feeds(&[])])),
        Seed::new("message", answers(&[feeds(&[1]), page(2)])),
        Seed::new("two-feeds", answers(&[feeds(&[1, 5]), page(2), page(2)])),
        Seed::new("gone", answers(&[feeds(&[1, 5]), vec![1, 0], page(2)])),
        Seed::new("other-list", answers(&[feeds(&[1]), page(3), page(2)])),
        Seed::new(
            "junk",
            answers(&[vec![0, 3, 1, 2, 3], feeds(&[1]), vec![0, 2, 1, 1]]),
        ),
    ]
}

/// Answers until there is no request any more, at most sixteen times; returns the response nonces of
/// what the list has sealed and the guest has read.
fn read(mailbox: &mut Mailbox, mut data: &[u8], subject: &RecordId) -> BTreeSet<u8> {
    let mut sealed = BTreeSet::new();
    for _ in 0..16 {
        let (Some(request), [choice, length, rest @ ..]) = (mailbox.request(), data) else {
            break;
        };
        let (body, rest) = rest.split_at(rest.len().min(usize::from(*length)));
        data = rest;
        let is_list = request.path.ends_with("/mailbox");
        let mut response = Response {
            status: 200,
            ..Response::default()
        };
        let mut nonce = None;
        match choice % 4 {
            0 => response.body = body.to_vec(),
            1 => response.status = [404, 410, 500, 304][usize::from(choice >> 2 & 3)],
            _ if is_list => {
                let summary = |feed: &u8| FeedSummary {
                    feed: u64::from(*feed),
                    time: list::NOW,
                    shape: FeedShape::new(0, 16).expect("one page"),
                };
                response.body = write_feeds(&body.iter().map(summary).collect::<Vec<_>>());
            }
            kind => {
                let mut head = [1, 1, 1, 0, 1, 1, 1, 3];
                head[1] = body.first().copied().unwrap_or_default();
                nonce = (kind == 2).then_some(head[1] % 8);
                head[2] = 2;
                let notices = notices(&head, &secret(), subject);
                let (root, certificate, _) = signer(if kind == 2 { 0 } else { 3 });
                response.body =
                    FeedPage::write(root.as_bytes(), certificate.as_bytes(), &notices.concat());
            }
        }
        if mailbox.receive(&response).is_err() {
            reach("refused");
            let same = mailbox.request().map(|request| request.target());
            assert_eq!(same, Some(request.target()));
        } else {
            sealed.extend(nonce);
        }
    }
    sealed
}

/// The secret of news about the check-in of the ticket.
fn secret() -> [u8; 32] {
    let saved = &Visit::shared().ticket[1..=TicketSecrets::LENGTH];
    let secrets = TicketSecrets::from_bytes(saved).expect("a ticket holds its secrets");
    *NoticeSecret::of_check_in(secrets.exporter_secret()).to_bytes()
}

/// Root, certificate, and why a page under it is refused.
fn signer(choice: u8) -> (RootDocument, Certificate, Option<VerifyError>) {
    let list = List::shared();
    let root = list.root.clone();
    match choice {
        0 => (root, list.certificates[1].clone(), None),
        1 => (
            root,
            list.certificates[2].clone(),
            Some(VerifyError::WrongUse),
        ),
        2 => {
            let body = CertificateBody {
                serial: Serial(30),
                rights: Rights::DELEGATE,
                ..list::certificate_body(&root, KeyUse::Instruction)
            };
            let certificate = body.sign(list::signer(list::root_key()));
            let certificate = certificate.expect("a delegate's");
            (root, certificate, Some(VerifyError::NotGranted))
        }
        _ => {
            let key = list::verifying(list::root_key());
            let other = RootDocument::new(root.environment(), key, 20_000, &[1; 16]);
            let certificate = list.certificates[1].clone();
            (other, certificate, Some(VerifyError::WrongList))
        }
    }
}

/// Sixteen notices, those of the input in front. Each is `choice | nonce | kind | seconds | part |
/// parts | u8 length ‖ data`.
fn notices(mut input: &[u8], secret: &[u8; 32], subject: &RecordId) -> Vec<[u8; limit::NOTICE]> {
    let list = List::shared().root.list_id();
    let mut notices = Vec::new();
    while let [choice, nonce, kind, seconds, part, parts, length, rest @ ..] = input {
        let length = rest.len().min(usize::from(*length)).min(115);
        let (data, rest) = rest.split_at(length);
        input = rest;
        let time = list::NOW.saturating_add((*seconds).into()).seconds();
        let head = [
            &[1, *kind],
            &time.to_be_bytes()[..],
            &[*part, *parts, length as u8],
            data,
        ];
        let mut text = [0; 192];
        let head = head.concat();
        text[..head.len()].copy_from_slice(&head);
        let nonce = [nonce % 8; 32];
        let about = if choice & 3 == 3 {
            &RecordId::from_bytes([9; 32])
        } else {
            subject
        };
        let key = list::key(if choice & 3 == 2 {
            KeyUse::Http
        } else {
            KeyUse::Instruction
        });
        let message = signed(&list, about, &nonce, &text[..128]);
        text[128..].copy_from_slice(&key.sign(&message).to_bytes());
        let mut notice = seal(secret, about, &nonce, &text);
        notice[usize::from(choice >> 3) * 8] ^= choice >> 2 & 1;
        notices.push(notice);
        if notices.len() == 16 {
            break;
        }
    }
    let fillings = (notices.len()..16).map(|number| [number as u8; limit::NOTICE]);
    let fillings: Vec<_> = fillings.collect();
    notices.extend(fillings);
    notices
}

const SUBJECT: RecordId = RecordId::from_bytes([5; 32]);

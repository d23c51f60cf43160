//! Notices, pages and feeds of the mailbox.

use ed25519_dalek::{Signer, SigningKey};
use sealroll_core::hpke::ExporterSecret;
use sealroll_core::{Message, NoticeError, NoticeKind, NoticePart, NoticeSecret, PageMail};
use sealroll_wire::{Certificate, Feed, FeedPage, RecordId};
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{array, bytes, hex, items, list_id, narrow, number, root, text, time, unhex};

/// One notice.
pub(crate) fn seal(input: &Value) -> Outcome {
    let kind = kind(text(input, "notice_kind"));
    let secret = secret(input, kind == NoticeKind::Answer);
    let data = bytes(input, "data");
    let part = NoticePart {
        kind,
        time: time(input, "time"),
        part: narrow(input, "part"),
        parts: narrow(input, "parts"),
        data: &data,
    };
    let key = SigningKey::from_bytes(&array(input, "instruction_seed"));
    let nonce = array(input, "response_nonce");
    let notice = secret.seal(&list_id(input), &subject(input), &nonce, &part, |message| {
        key.sign(message).to_bytes()
    })?;
    Ok(json!({
        "secret": hex(secret.to_bytes().as_slice()),
        "tag": hex(&notice[..16]),
        "notice": hex(&notice),
    }))
}

/// MBX-3 to MBX-6 for one notice.
pub(crate) fn open(input: &Value) -> Outcome {
    let list = list_id(input);
    let certificate = Certificate::from_bytes(&bytes(input, "certificate"))?;
    let head = [root(input)?.as_bytes(), &certificate.as_bytes()[..]].concat();
    let filled = [head, vec![0; 16 * 256]].concat();
    let certificate = FeedPage::from_bytes(&filled)?.verify(&list)?;
    let secret = secret(input, text(input, "word") == "answer");
    let opened = secret.open(
        &bytes(input, "notice"),
        &list,
        &subject(input),
        &certificate,
    )?;
    if seen(input).contains(&opened.response_nonce) {
        return Err(NoticeError::Duplicate.into());
    }
    Ok(json!({
        "notice_kind": name(opened.kind),
        "time": opened.time.seconds(),
        "part": opened.part,
        "parts": opened.parts,
        "data": hex(&opened.data),
        "response_nonce": hex(&opened.response_nonce),
    }))
}

/// The form of a message.
pub(crate) fn message(input: &Value) -> Outcome {
    let kind = kind(text(input, "notice_kind"));
    let data = bytes(input, "data");
    let message = Message::from_data(kind, &data)?;
    assert_eq!(message.to_data()?, data, "written again");
    Ok(write(&message))
}

/// A page as a guest reads it.
pub(crate) fn page(input: &Value) -> Outcome {
    let bytes = bytes(input, "page");
    let page = FeedPage::from_bytes(&bytes)?;
    let secret = secret(input, text(input, "word") == "answer");
    let seen = seen(input);
    let is_seen = |nonce: &[u8; 32]| seen.contains(nonce);
    let mail = PageMail::read(&page, &list_id(input), &secret, &subject(input), is_seen)?;
    let messages = mail.messages.iter().map(|received| {
        let mut value = write(&received.message);
        value["notice_kind"] = name(received.message.kind()).into();
        value["time"] = received.time.seconds().into();
        value
    });
    let refused = mail.refused.iter().map(|error| error.code());
    Ok(json!({
        "messages": messages.collect::<Vec<_>>(),
        "refused": refused.collect::<Vec<_>>(),
    }))
}

/// Which page a secret's notices are on.
pub(crate) fn page_number(input: &Value) -> Outcome {
    let secret = secret(input, text(input, "word") == "answer");
    let pages = (0..=12).map(|k| secret.page(number(input, "feed"), k));
    Ok(json!({ "pages": pages.collect::<Vec<_>>() }))
}

/// What a processor checks of a feed.
pub(crate) fn feed(input: &Value) -> Outcome {
    let feed = Feed::from_bytes(bytes(input, "feed"))?;
    feed.verify(&root(input)?, time(input, "now"))?;
    Ok(json!({
        "certificate_serial": feed.certificate().serial().value(),
        "k": feed.shape().k(),
        "per_page": feed.shape().per_page(),
    }))
}

fn secret(input: &Value, is_answer: bool) -> NoticeSecret {
    let exporter = ExporterSecret::from_bytes(&array(input, "exporter_secret"));
    if is_answer {
        NoticeSecret::of_request(&exporter)
    } else {
        NoticeSecret::of_check_in(&exporter)
    }
}

fn subject(input: &Value) -> RecordId {
    RecordId::from_bytes(array(input, "subject"))
}

fn seen(input: &Value) -> Vec<[u8; 32]> {
    let nonces = items(input, "seen").iter().map(unhex);
    nonces
        .map(|nonce| nonce.try_into().expect("32 bytes"))
        .collect()
}

fn kind(name: &str) -> NoticeKind {
    match name {
        "answer" => NoticeKind::Answer,
        "erased" => NoticeKind::Erased,
        _ => NoticeKind::Disclosed,
    }
}

fn name(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Answer => "answer",
        NoticeKind::Erased => "erased",
        NoticeKind::Disclosed => "disclosed",
    }
}

fn write(message: &Message) -> Value {
    match message {
        Message::Answer { decision, text } => {
            json!({ "decision": decision.name(), "text": text })
        }
        Message::Erased(reason) => json!({ "reason": reason.name() }),
        Message::Disclosed {
            disclosure,
            authority,
            fingerprint,
        } => json!({
            "disclosure_id": disclosure.to_string(),
            "authority": authority,
            "authority_fingerprint": fingerprint.to_string(),
        }),
        _ => Value::Null,
    }
}

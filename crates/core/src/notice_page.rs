//! What a page of notices says to one secret (`spec/protocol.md#MBX-6`).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use sealroll_wire::{DecodeError, FeedPage, ListId, RecordId, Time, VerifyError};

use crate::message::{Message, NoticeKind};
use crate::notice::{NoticeError, NoticeSecret, OpenedNotice};

/// What a page says to one secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageMail {
    /// Messages of which every part is there, ascending by time.
    pub messages: Vec<ReceivedMessage>,
    /// What was made by somebody who knows the secret, and does not count.
    pub refused: Vec<NoticeError>,
}

/// A message of the owner, verified.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedMessage {
    /// When the owner made it, by the owner's clock.
    pub time: Time,
    /// What it says.
    pub message: Message,
    /// The response nonces of its notices: remember them, each is accepted once.
    pub response_nonces: Vec<[u8; 32]>,
}

impl PageMail {
    /// Tries every notice of a page. `is_seen` says whether a response nonce was accepted before.
    ///
    /// # Errors
    /// [`VerifyError`] if the page is not the list's, or its certificate not that of an
    /// instruction key of it.
    pub fn read(
        page: &FeedPage<'_>,
        list: &ListId,
        secret: &NoticeSecret,
        subject: &RecordId,
        is_seen: impl Fn(&[u8; 32]) -> bool,
    ) -> Result<Self, VerifyError> {
        let certificate = page.verify(list)?;
        let mut mail = Self::default();
        let mut accepted: Vec<[u8; 32]> = Vec::new();
        let mut groups: BTreeMap<(Time, NoticeKind, u8), BTreeMap<u8, OpenedNotice>> =
            BTreeMap::new();
        for notice in page.notices() {
            match secret.open(notice, list, subject, &certificate) {
                Err(NoticeError::OpenFailed) => {}
                Err(error) => mail.refused.push(error),
                Ok(opened) => {
                    let nonce = opened.response_nonce;
                    if is_seen(&nonce) || accepted.contains(&nonce) {
                        mail.refused.push(NoticeError::Duplicate);
                        continue;
                    }
                    accepted.push(nonce);
                    let group = (opened.time, opened.kind, opened.parts);
                    let parts = groups.entry(group).or_default();
                    parts.entry(opened.part).or_insert(opened);
                }
            }
        }
        for ((time, kind, count), parts) in groups {
            match join(kind, count, &parts) {
                Ok(message) => mail.messages.push(ReceivedMessage {
                    time,
                    message,
                    response_nonces: parts.values().map(|part| part.response_nonce).collect(),
                }),
                Err(error) => mail.refused.push(error.into()),
            }
        }
        Ok(mail)
    }
}

fn join(
    kind: NoticeKind,
    count: u8,
    parts: &BTreeMap<u8, OpenedNotice>,
) -> Result<Message, DecodeError> {
    if parts.len() != usize::from(count) {
        return Err(DecodeError::Truncated);
    }
    let pieces: Vec<&[u8]> = parts.values().map(|part| part.data.as_slice()).collect();
    Message::from_data(kind, &pieces.concat())
}

//! What a page of notices says to one secret (`spec/protocol.md#MBX-6`).

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
        // Ascending by message and part. A few; maps would be long for a phone to download.
        let mut parts: Vec<OpenedNotice> = Vec::new();
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
                    let after = parts
                        .iter()
                        .position(|known| order(known) >= order(&opened));
                    let place = after.unwrap_or(parts.len());
                    // Of a part that stands there twice, the first one counts.
                    if after.is_none_or(|place| order(&parts[place]) != order(&opened)) {
                        parts.insert(place, opened);
                    }
                }
            }
        }
        for parts in parts.chunk_by(|one, next| message_of(one) == message_of(next)) {
            match join(parts) {
                Ok(message) => mail.messages.push(ReceivedMessage {
                    time: parts[0].time,
                    message,
                    response_nonces: parts.iter().map(|part| part.response_nonce).collect(),
                }),
                Err(error) => mail.refused.push(error.into()),
            }
        }
        Ok(mail)
    }
}

/// Tells the messages to one secret apart.
fn message_of(notice: &OpenedNotice) -> (Time, NoticeKind, u8) {
    (notice.time, notice.kind, notice.parts)
}

fn order(notice: &OpenedNotice) -> ((Time, NoticeKind, u8), u8) {
    (message_of(notice), notice.part)
}

fn join(parts: &[OpenedNotice]) -> Result<Message, DecodeError> {
    let first = &parts[0];
    if parts.len() != usize::from(first.parts) {
        return Err(DecodeError::Truncated);
    }
    let pieces: Vec<&[u8]> = parts.iter().map(|part| part.data.as_slice()).collect();
    Message::from_data(first.kind, &pieces.concat())
}

//! Notices of the mailbox: sealed by the owner, opened by one guest, random to everybody else
//! (`spec/protocol.md#mailbox`).

use alloc::vec::Vec;
use core::fmt;

use sealroll_wire::{
    Certificate, DecodeError, Fields, KeyUse, ListId, RecordId, Signature, Time, Verified,
    VerifyError, Writer, label, limit,
};
use subtle::ConstantTimeEq;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::aead;
use crate::hpke::ExporterSecret;
use crate::kdf::{Extractor, Prk};
use crate::message::NoticeKind;
use crate::redacted::redacted_debug;

/// What guest and owner share for notices about one record: an export of the HPKE context of its
/// envelope. The content key, which a disclosure hands out, does not give it. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct NoticeSecret {
    secret: [u8; 32],
    #[zeroize(skip)]
    is_answer: bool,
}

/// One notice as the owner makes it: a part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticePart<'a> {
    /// What the message is about.
    pub kind: NoticeKind,
    /// When it was made; it tells the messages to one secret apart.
    pub time: Time,
    /// The part's number, from 1.
    pub part: u8,
    /// How many parts there are, at most 16.
    pub parts: u8,
    /// The part of the message, 115 bytes in every part but the last.
    pub data: &'a [u8],
}

/// An opened and verified notice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenedNotice {
    /// What the message is about.
    pub kind: NoticeKind,
    /// When it was made.
    pub time: Time,
    /// The part's number, from 1.
    pub part: u8,
    /// How many parts there are.
    pub parts: u8,
    /// The part of the message.
    pub data: Vec<u8>,
    /// To be accepted once (`spec/protocol.md#MBX-6`).
    pub response_nonce: [u8; 32],
}

impl NoticeSecret {
    /// The secret for answers to the request of this exporter secret.
    #[must_use]
    pub fn of_request(exporter: &ExporterSecret) -> Self {
        Self::export(exporter, label::ANSWER, true)
    }

    /// The secret for notices about the check-in of this exporter secret.
    #[must_use]
    pub fn of_check_in(exporter: &ExporterSecret) -> Self {
        Self::export(exporter, label::NOTICE, false)
    }

    /// Restores a secret that was saved; `is_answer` as it was made.
    #[must_use]
    pub const fn from_bytes(secret: &[u8; 32], is_answer: bool) -> Self {
        Self {
            secret: *secret,
            is_answer,
        }
    }

    /// Exports the 32 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.secret)
    }

    /// Whether it is for answers to a request.
    #[must_use]
    pub const fn is_answer(&self) -> bool {
        self.is_answer
    }

    /// The page of a feed with `2^k` pages on which notices for this secret are.
    #[must_use]
    pub fn page(&self, feed: u64, k: u8) -> u16 {
        let mut bits = [0; 4];
        self.expand(&[label::NOTICE_PAGE, &feed.to_be_bytes()], &mut bits);
        let shift = 32 - u32::from(k.min(16));
        u32::from_be_bytes(bits)
            .checked_shr(shift)
            .and_then(|page| u16::try_from(page).ok())
            .unwrap_or_default()
    }

    /// Seals a part of a message about `subject`. `response_nonce` is fresh random. `signer` signs
    /// with the instruction key; the nonce is under the signature, so that who reads a notice
    /// cannot seal it again.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] for a part that breaks `spec/protocol.md#MBX-4`.
    pub fn seal(
        &self,
        list: &ListId,
        subject: &RecordId,
        response_nonce: &[u8; 32],
        part: &NoticePart<'_>,
        signer: impl FnOnce(&[u8]) -> Signature,
    ) -> Result<[u8; limit::NOTICE], DecodeError> {
        let head = part.head()?;
        let opened = decode_head(&head, *response_nonce)?;
        if (opened.kind == NoticeKind::Answer) != self.is_answer {
            return Err(DecodeError::BadValue);
        }
        let signature = signer(&message(list, subject, response_nonce, &head));
        let mut text = [0; TEXT];
        let (of_head, of_signature) = text.split_at_mut(HEAD);
        of_head.copy_from_slice(&head);
        of_signature.copy_from_slice(&signature);
        let key = self.key(subject, response_nonce);
        let tag = aead::seal(key.key(), key.nonce(), b"", &mut text)
            .expect("192 bytes are within limits");
        let mut notice = [0; limit::NOTICE];
        notice[..16].copy_from_slice(&self.tag(response_nonce));
        notice[16..48].copy_from_slice(response_nonce);
        notice[48..48 + TEXT].copy_from_slice(&text);
        notice[48 + TEXT..].copy_from_slice(&tag);
        Ok(notice)
    }

    /// Opens and verifies a notice. The certificate is that of its page.
    ///
    /// # Errors
    /// [`NoticeError::OpenFailed`] for what is not for this secret: pass over it. Whatever else
    /// was made by somebody who knows the secret, and does not hold.
    pub fn open(
        &self,
        notice: &[u8],
        list: &ListId,
        subject: &RecordId,
        certificate: &Verified<Certificate>,
    ) -> Result<OpenedNotice, NoticeError> {
        let notice: &[u8; limit::NOTICE] = notice
            .try_into()
            .map_err(|_| NoticeError::Malformed(DecodeError::BadLength))?;
        let mut fields = Fields::new(notice);
        let (tag, response_nonce) = (fields.chunk::<16>(), fields.chunk::<32>());
        if !bool::from(self.tag(response_nonce)[..].ct_eq(tag)) {
            return Err(NoticeError::OpenFailed);
        }
        let key = self.key(subject, response_nonce);
        let mut text = Zeroizing::new(fields.array::<{ TEXT + 16 }>());
        let plain = aead::open(key.key(), key.nonce(), b"", text.as_mut_slice());
        plain.ok_or(NoticeError::OpenFailed)?;
        let mut fields = Fields::new(&text);
        let head = fields.chunk::<HEAD>();
        let opened = decode_head(head, *response_nonce)?;
        if (opened.kind == NoticeKind::Answer) != self.is_answer {
            return Err(DecodeError::BadValue.into());
        }
        if certificate.rights().is_delegates() && opened.kind != NoticeKind::Disclosed {
            return Err(VerifyError::NotGranted.into());
        }
        certificate.check_use(KeyUse::Instruction, opened.time)?;
        let message = message(list, subject, response_nonce, head);
        certificate
            .public_key()
            .verify(&message, fields.chunk())
            .map_err(|_| VerifyError::BadSignature)?;
        Ok(opened)
    }

    fn export(exporter: &ExporterSecret, label: &[u8], is_answer: bool) -> Self {
        let exported = exporter.export(label, 32);
        let mut secret = Self {
            secret: [0; 32],
            is_answer,
        };
        let exported = exported.expect("32 bytes are within the limit of an export");
        secret.secret.copy_from_slice(&exported);
        secret
    }

    fn tag(&self, response_nonce: &[u8; 32]) -> [u8; 16] {
        let mut tag = [0; 16];
        self.expand(&[label::NOTICE_TAG, response_nonce], &mut tag);
        tag
    }

    fn expand(&self, info: &[&[u8]], okm: &mut [u8]) {
        Prk::from_bytes(&self.secret).expand(info, okm);
    }

    /// The response of RFC 9458 section 4.4, with the record id in the place of `enc`.
    fn key(&self, subject: &RecordId, response_nonce: &[u8; 32]) -> NoticeKey {
        let salt = [&subject.as_bytes()[..], response_nonce].concat();
        let mut okm = Zeroizing::new([0; 32 + 12]);
        let prk = Extractor::new(&salt).finish(&self.secret);
        prk.expand(&[label::NOTICE_KEY], okm.as_mut_slice());
        NoticeKey(okm)
    }
}

/// Key and nonce of one notice.
struct NoticeKey(Zeroizing<[u8; 32 + 12]>);

impl NoticeKey {
    fn key(&self) -> &[u8; 32] {
        self.0.first_chunk().expect("44 bytes")
    }

    fn nonce(&self) -> &[u8; 12] {
        self.0.last_chunk().expect("44 bytes")
    }
}

redacted_debug!(NoticeSecret);

impl<'a> NoticePart<'a> {
    /// Cuts a message into parts.
    ///
    /// # Errors
    /// [`DecodeError::Limit`] if it is empty or longer than 1840 bytes.
    pub fn cut(kind: NoticeKind, time: Time, data: &'a [u8]) -> Result<Vec<Self>, DecodeError> {
        let chunks = data.chunks(DATA);
        if data.is_empty() || chunks.len() > usize::from(MAX_PARTS) {
            return Err(DecodeError::Limit);
        }
        let parts = u8::try_from(chunks.len()).map_err(|_| DecodeError::Limit)?;
        let cut = (1..=parts).zip(chunks).map(|(part, data)| Self {
            kind,
            time,
            part,
            parts,
            data,
        });
        Ok(cut.collect())
    }

    fn head(&self) -> Result<[u8; HEAD], DecodeError> {
        let length = u8::try_from(self.data.len()).map_err(|_| DecodeError::BadValue)?;
        let mut writer = Writer::with_capacity(HEAD);
        writer
            .u8(VERSION)
            .u8(self.kind.number())
            .time(self.time)
            .u8(self.part)
            .u8(self.parts)
            .u8(length)
            .bytes(self.data);
        let mut head = [0; HEAD];
        head.get_mut(..writer.as_bytes().len())
            .ok_or(DecodeError::BadValue)?
            .copy_from_slice(writer.as_bytes());
        Ok(head)
    }
}

/// Why a notice does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoticeError {
    /// It is for somebody else, or a filling.
    OpenFailed,
    /// It was accepted before.
    Duplicate,
    /// Its content breaks a rule.
    Malformed(DecodeError),
    /// Its signature or certificate does not hold.
    Untrusted(VerifyError),
}

impl NoticeError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OpenFailed => "open-failed",
            Self::Duplicate => "duplicate",
            Self::Malformed(error) => error.code(),
            Self::Untrusted(error) => error.code(),
        }
    }
}

impl fmt::Display for NoticeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenFailed => f.write_str("the notice is not for this visit"),
            Self::Duplicate => f.write_str("the notice was accepted before"),
            Self::Malformed(error) => write!(f, "not a notice: {error}"),
            Self::Untrusted(error) => write!(f, "the notice is not the owner's: {error}"),
        }
    }
}

impl core::error::Error for NoticeError {}

impl From<DecodeError> for NoticeError {
    fn from(error: DecodeError) -> Self {
        Self::Malformed(error)
    }
}

impl From<VerifyError> for NoticeError {
    fn from(error: VerifyError) -> Self {
        Self::Untrusted(error)
    }
}

/// `spec/protocol.md#MBX-4`.
fn decode_head(head: &[u8; HEAD], response_nonce: [u8; 32]) -> Result<OpenedNotice, DecodeError> {
    let mut fields = Fields::new(head);
    if fields.u8() != VERSION {
        return Err(DecodeError::UnsupportedVersion);
    }
    let kind = NoticeKind::from_number(fields.u8())?;
    let time = fields.time()?;
    let (part, parts, length) = (fields.u8(), fields.u8(), usize::from(fields.u8()));
    let counted = part > 0 && part <= parts && parts <= MAX_PARTS;
    let whole = length == DATA || (part == parts && length > 0);
    let (data, filling) = fields
        .chunk::<DATA>()
        .split_at_checked(length)
        .ok_or(DecodeError::BadValue)?;
    if !counted || !whole || filling.iter().any(|byte| *byte != 0) {
        return Err(DecodeError::BadValue);
    }
    let data = data.to_vec();
    Ok(OpenedNotice {
        kind,
        time,
        part,
        parts,
        data,
        response_nonce,
    })
}

fn message(
    list: &ListId,
    subject: &RecordId,
    response_nonce: &[u8; 32],
    head: &[u8; HEAD],
) -> Vec<u8> {
    let parts: [&[u8]; 5] = [
        label::NOTICE_SIGNATURE,
        list.as_bytes(),
        subject.as_bytes(),
        response_nonce,
        head,
    ];
    parts.concat()
}

const VERSION: u8 = 1;
/// Bytes of the plaintext under the signature.
const HEAD: usize = 128;
/// Most bytes of a message in one notice.
const DATA: usize = 115;
/// Bytes of the plaintext.
const TEXT: usize = HEAD + 64;
const MAX_PARTS: u8 = 16;

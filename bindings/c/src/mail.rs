//! What an owner tells the guest of a ticket.

use sealroll::{AnswerKind, ErasedFor, Message, NoticeError, TicketMessage};

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::{Object, Out, borrow, count, free, guard, read};
use crate::status::SealrollStatus;
use crate::ticket::right_number;

/// Messages of the owner to the guest of a ticket, in the order of their arrival.
///
/// Freed by the caller with `sealroll_mail_free`.
pub struct SealrollMail {
    _opaque: [u8; 0],
}

impl Object for SealrollMail {
    type State = Mail;
    const TAG: &'static [u8; 8] = b"srmail..";
}

pub(crate) struct Mail {
    pub(crate) messages: Vec<TicketMessage>,
    pub(crate) refused: Vec<(u64, NoticeError)>,
}

/// What a message says.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollMessage {
    /// It answers a request of the guest: `sealroll_mail_answer`.
    Answer = 0,
    /// The check-in was erased: `sealroll_mail_erased_for`.
    Erased = 1,
    /// The check-in was disclosed to an authority: `sealroll_mail_disclosure`.
    Disclosed = 2,
}

/// What an owner decided on a request.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollDecision {
    /// Done as asked.
    Granted = 0,
    /// Not done; the text should say why.
    Refused = 1,
    /// There is nothing left that it could be done with.
    AlreadyErased = 2,
    /// Taken note of, without a decision.
    Noted = 3,
}

/// Why a check-in was erased.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollErasure {
    /// Its retention was over.
    Retention = 0,
    /// The owner wanted it.
    Owner = 1,
    /// The guest asked for it.
    Request = 2,
}

/// How many messages there are; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_mail_count(mail: *const SealrollMail) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(mail, |mail| mail.messages.len()) }
}

/// What a message says, one of `SealrollMessage`.
///
/// This and the next functions fail with `SEALROLL_STATUS_ABSENT` if there are not so many messages.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_mail_kind(
    mail: *const SealrollMail,
    index: usize,
    kind: *mut i32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(mail, kind, |mail| {
            Ok(match &message(mail, index)?.message {
                Message::Answer { .. } => SealrollMessage::Answer as i32,
                Message::Erased(_) => SealrollMessage::Erased as i32,
                Message::Disclosed { .. } => SealrollMessage::Disclosed as i32,
                _ => return Err(Failure::absent()),
            })
        })
    }
}

/// When the owner made a message, by the owner's clock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_mail_time(
    mail: *const SealrollMail,
    index: usize,
    time: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(mail, time, |mail| Ok(message(mail, index)?.time.seconds())) }
}

/// The request that a message answers: its record id, 32 bytes, what was asked for, one of
/// `SealrollRight`, and when, by the guest's clock.
///
/// Fails with `SEALROLL_STATUS_ABSENT` for news about the check-in, too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_mail_request(
    mail: *const SealrollMail,
    index: usize,
    record_id: *mut u8,
    right: *mut i32,
    time: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let record_id = Out::new(record_id.cast::<[u8; 32]>())?;
        let (right, time) = (Out::new(right)?, Out::new(time)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mail = borrow(mail)?;
            let asked = message(&mail, index)?.request;
            let asked = asked.ok_or_else(Failure::absent)?;
            record_id.set(*asked.record_id.as_bytes());
            right.set(right_number(asked.kind));
            time.set(asked.time.seconds());
        }
        Ok(())
    })
}

/// What an answer says: one of `SealrollDecision`, and the owner's text, which may be empty. The
/// answer to a request to see or take along the data has them as JSON. The text is hostile: escape it.
///
/// Fails with `SEALROLL_STATUS_ABSENT` for another message, too. Both outputs are written, or none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_mail_answer(
    mail: *const SealrollMail,
    index: usize,
    decision: *mut i32,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    guard(|| {
        let (decision_out, text_out) = (Out::new(decision)?, Out::new(text)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mail = borrow(mail)?;
            let Message::Answer { decision, text } = &message(&mail, index)?.message else {
                return Err(Failure::absent());
            };
            decision_out.set(decision_number(*decision));
            text_out.set(buffer(text.as_bytes()));
        }
        Ok(())
    })
}

/// Why the check-in was erased, one of `SealrollErasure`.
///
/// Fails with `SEALROLL_STATUS_ABSENT` for another message, too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_mail_erased_for(
    mail: *const SealrollMail,
    index: usize,
    erasure: *mut i32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(mail, erasure, |mail| {
            let Message::Erased(reason) = message(mail, index)?.message else {
                return Err(Failure::absent());
            };
            Ok((match reason {
                ErasedFor::Retention => SealrollErasure::Retention,
                ErasedFor::Owner => SealrollErasure::Owner,
                ErasedFor::Request => SealrollErasure::Request,
            }) as i32)
        })
    }
}

/// To whom the check-in was disclosed: the id of the disclosure, 32 bytes, which names it in the
/// list's instruction log; who the authority says that it is; and the five words of its card.
///
/// Fails with `SEALROLL_STATUS_ABSENT` for another message, too. All outputs are written, or none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_mail_disclosure(
    mail: *const SealrollMail,
    index: usize,
    disclosure_id: *mut u8,
    name: *mut *mut SealrollBuffer,
    words: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    guard(|| {
        let id = Out::new(disclosure_id.cast::<[u8; 32]>())?;
        let (name, words) = (Out::new(name)?, Out::new(words)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mail = borrow(mail)?;
            let Message::Disclosed {
                disclosure,
                authority,
                fingerprint,
            } = &message(&mail, index)?.message
            else {
                return Err(Failure::absent());
            };
            id.set(*disclosure.as_bytes());
            name.set(buffer(authority.as_bytes()));
            words.set(buffer(fingerprint.words().as_bytes()));
        }
        Ok(())
    })
}

/// How many notices do not count; 0 for NULL. They were made by somebody who knows the secrets: the
/// owner's readers could try to forge. `sealroll_ticket_messages` has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_mail_refused_count(mail: *const SealrollMail) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(mail, |mail| mail.refused.len()) }
}

/// A notice that does not count: the number of its feed, and why, as one of `SealrollStatus`.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_mail_refused(
    mail: *const SealrollMail,
    index: usize,
    feed: *mut u64,
    reason: *mut i32,
) -> SealrollStatus {
    guard(|| {
        let (feed_out, reason) = (Out::new(feed)?, Out::new(reason)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mail = borrow(mail)?;
            let (feed, error) = mail.refused.get(index).ok_or_else(Failure::absent)?;
            let status = SealrollStatus::of_code(error.code());
            feed_out.set(*feed);
            reason.set(status.unwrap_or(SealrollStatus::Panic) as i32);
        }
        Ok(())
    })
}

/// Frees mail. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_mail_free(mail: *mut SealrollMail) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(mail) }
}

/// The number of a decision.
pub(crate) const fn decision_number(decision: AnswerKind) -> i32 {
    (match decision {
        AnswerKind::Granted => SealrollDecision::Granted,
        AnswerKind::Refused => SealrollDecision::Refused,
        AnswerKind::AlreadyErased => SealrollDecision::AlreadyErased,
        AnswerKind::Noted => SealrollDecision::Noted,
    }) as i32
}

fn message(mail: &Mail, index: usize) -> Result<&TicketMessage, Failure> {
    mail.messages.get(index).ok_or_else(Failure::absent)
}

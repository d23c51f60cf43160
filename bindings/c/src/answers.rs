//! An owner answers guests, and tells them what became of their check-ins.

use core::ffi::c_char;

use sealroll::{AnswerKind, ErasedFor, FetchedEnvelope, RecordId};

use crate::batch::SealrollBatch;
use crate::buffer::{SealrollBuffer, buffer};
use crate::disclosure::SealrollDisclosure;
use crate::exchange::{Exchange, SealrollExchange};
use crate::failure::Failure;
use crate::fetched::SealrollFetched;
use crate::handle::{Out, borrow, guard, read};
use crate::input;
use crate::instruct::instruct;
use crate::outbox::SealrollOutbox;
use crate::owner::SealrollOwner;
use crate::random::{CallRandom, SealrollRandom};
use crate::request::SealrollRequest;
use crate::rights::{SealrollRights, queued};
use crate::status::SealrollStatus;

/// The data of a visit as JSON, as an answer takes them to who asks to see or to take them along. The
/// visit is named by the record id of its check-in, 32 bytes.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if no such visit was opened, or it is too long for an answer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_portable(
    owner: *const SealrollOwner,
    check_in: *const u8,
    json: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, json, |device| {
            let check_in = RecordId::from_bytes(input::array(check_in)?);
            let found = device.inbox.portable(&check_in);
            Ok(buffer(found.ok_or_else(Failure::absent)?.as_bytes()))
        })
    }
}

/// Answers a request: `decision` is one of `SealrollDecision`, `text` plain text of at most 1500 bytes,
/// or empty. What is granted is done: the orders that it takes are put before the next feed
/// (`sealroll_owner_instruct_outbox`), and the guest hears of it once they were carried out.
///
/// `fetched` are `fetched_count` epochs that hold the envelope of the request and, to erase, that of
/// its check-in. Their keys make the messages, so answer before anything is erased or punctured.
///
/// Fails with `SEALROLL_STATUS_LIMIT` or `..._BAD_TEXT` for the text, `..._NOT_LOGGED` if an envelope is
/// not there, `..._OPEN_FAILED` if it does not open, `..._ABSENT` if there are not so many requests. The outbox is
/// unchanged then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_answer(
    owner: *const SealrollOwner,
    outbox: *mut SealrollOutbox,
    rights: *const SealrollRights,
    index: usize,
    decision: i32,
    text: *const c_char,
    fetched: *const *const SealrollFetched,
    fetched_count: usize,
) -> SealrollStatus {
    guard(|| {
        let decision = match decision {
            0 => AnswerKind::Granted,
            1 => AnswerKind::Refused,
            2 => AnswerKind::AlreadyErased,
            3 => AnswerKind::Noted,
            _ => return Err(Failure::argument(c"there is no such decision")),
        };
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (device, mut outbox) = (borrow(owner)?, borrow(outbox)?);
            let rights = borrow(rights)?;
            let (text, envelopes) = (input::text(text)?, envelopes(fetched, fetched_count)?);
            let request = queued(&rights, index)?;
            device.owner.answer(
                &mut outbox,
                &device.inbox,
                request,
                decision,
                text,
                &envelopes,
            )?;
        }
        Ok(())
    })
}

/// Answers what the policy of the outbox decides, as `sealroll_owner_answer` does, and writes how many
/// requests that were. Those whose envelope is not among the fetched wait.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_answer_by_policy(
    owner: *const SealrollOwner,
    outbox: *mut SealrollOutbox,
    fetched: *const *const SealrollFetched,
    fetched_count: usize,
    now: u64,
    answered: *mut usize,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(answered)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (device, mut outbox) = (borrow(owner)?, borrow(outbox)?);
            let envelopes = envelopes(fetched, fetched_count)?;
            let (owner, inbox) = (&device.owner, &device.inbox);
            out.set(owner.answer_by_policy(&mut outbox, inbox, &envelopes, now));
        }
        Ok(())
    })
}

/// Answers follow-ups that were set aside because the list no longer has their check-in: already
/// erased. `batch` and `fetched` are of one epoch. Writes how many were answered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_answer_late(
    owner: *const SealrollOwner,
    outbox: *mut SealrollOutbox,
    batch: *const SealrollBatch,
    fetched: *const SealrollFetched,
    answered: *mut usize,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(answered)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (device, mut outbox) = (borrow(owner)?, borrow(outbox)?);
            let (batch, fetched) = (borrow(batch)?, borrow(fetched)?);
            let late = &batch.quarantined;
            let (owner, inbox) = (&device.owner, &device.inbox);
            out.set(owner.answer_the_late(&mut outbox, inbox, late, fetched.fetched()));
        }
        Ok(())
    })
}

/// Tells guests that their check-ins are erased before their time: `erasure` is one of
/// `SealrollErasure`. To be called before they are erased and before their epoch is punctured. What is
/// no check-in is passed over; writes how many are told.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_announce_erasure(
    owner: *const SealrollOwner,
    outbox: *mut SealrollOutbox,
    erasure: i32,
    fetched: *const SealrollFetched,
    told: *mut usize,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(told)?;
        let reason = match erasure {
            0 => ErasedFor::Retention,
            1 => ErasedFor::Owner,
            2 => ErasedFor::Request,
            _ => return Err(Failure::argument(c"there is no such erasure")),
        };
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (device, mut outbox) = (borrow(owner)?, borrow(outbox)?);
            let fetched = borrow(fetched)?;
            let owner = &device.owner;
            out.set(owner.announce_erasure(&mut outbox, reason, fetched.fetched()));
        }
        Ok(())
    })
}

/// Tells the guests whose check-ins were disclosed to whom. To be called once the disclosure's order
/// was confirmed; writes how many are told.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_announce_disclosure(
    owner: *const SealrollOwner,
    outbox: *mut SealrollOutbox,
    disclosure: *const SealrollDisclosure,
    told: *mut usize,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(told)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (device, mut outbox) = (borrow(owner)?, borrow(outbox)?);
            let sealed = borrow(disclosure)?;
            let (chosen, id) = (&sealed.chosen, sealed.disclosure.id);
            let owner = &device.owner;
            out.set(owner.announce_disclosure(&mut outbox, chosen, id, &sealed.card));
        }
        Ok(())
    })
}

/// Signs the next order that an answer promises, as `sealroll_owner_instruct_epoch` does. When it was
/// confirmed, call `sealroll_outbox_order_done`. As long as there is one, nothing is published.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there is none: that is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_instruct_outbox(
    owner: *mut SealrollOwner,
    outbox: *const SealrollOutbox,
    now: u64,
    instruction: *mut *mut SealrollRequest,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        let order = || borrow(outbox)?.next_order().ok_or_else(Failure::absent);
        instruct(owner, order, now, instruction)
    }
}

/// Publishes what waits in the outbox as feeds, and fillings where nothing does; writes how many
/// messages that were. While an order of the outbox has to be given, and on a delegate's device, it
/// does nothing.
///
/// `save` of the exchange is given what `sealroll_outbox_to_bytes` would give, not the owner's state:
/// the outbox changes before each feed leaves.
///
/// Fails with the codes of a refusal, with `SEALROLL_STATUS_UNREACHABLE`, and with `..._EXPIRED` if
/// certificates must be renewed first. What waits still waits: publish again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_publish(
    owner: *const SealrollOwner,
    outbox: *mut SealrollOutbox,
    exchange: *const SealrollExchange,
    random: *const SealrollRandom,
    published: *mut usize,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(published)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (device, mut outbox) = (borrow(owner)?, borrow(outbox)?);
            let exchange = Exchange::read(exchange)?;
            let mut random = CallRandom::seed(random)?;
            let (owner, authority) = (&device.owner, exchange.authority);
            let mut publication = owner.publish(&outbox);
            while let Some(request) =
                publication.request(owner, &mut outbox, authority, exchange.now()?, &mut random)?
            {
                exchange.save(&outbox.to_bytes())?;
                let response = exchange.send(&request)?;
                publication.receive(&mut outbox, &response, exchange.now()?)?;
            }
            out.set(publication.published());
        }
        Ok(())
    })
}

/// # Safety
/// The pointer is NULL or to so many, each of which the caller answers for.
unsafe fn envelopes(
    fetched: *const *const SealrollFetched,
    count: usize,
) -> Result<Vec<FetchedEnvelope>, Failure> {
    let mut envelopes = Vec::new();
    // SAFETY: the caller's promise.
    unsafe {
        for epoch in input::slice(fetched, count)? {
            envelopes.extend_from_slice(borrow(*epoch)?.fetched());
        }
    }
    Ok(envelopes)
}

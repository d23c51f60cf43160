//! What an owner has to tell guests.

use sealroll::{Outbox, RecordId, StandingPolicy};

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::{Object, Out, borrow, count, create, free, guard, read, restore};
use crate::input;
use crate::mail::decision_number;
use crate::status::SealrollStatus;

/// Messages to guests that wait for the next feed, orders that have to be carried out before, the
/// requests that were answered, and what is decided without a person.
///
/// Save it beside the device file after every call that takes it without `const`, before what that
/// brought about is sent. It opens no record. Freed by the caller with `sealroll_outbox_free`.
pub struct SealrollOutbox {
    _opaque: [u8; 0],
}

impl Object for SealrollOutbox {
    type State = Outbox;
    const TAG: &'static [u8; 8] = b"sroutbox";
}

/// An outbox with nothing in it.
#[unsafe(no_mangle)]
pub extern "C" fn sealroll_outbox_new() -> *mut SealrollOutbox {
    create(Outbox::new())
}

/// Restores what `sealroll_outbox_to_bytes` gave.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_outbox_from_bytes(
    bytes: *const u8,
    length: usize,
    outbox: *mut *mut SealrollOutbox,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { restore(bytes, length, outbox, Outbox::from_bytes) }
}

/// The outbox for the device's own storage.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_outbox_to_bytes(
    outbox: *const SealrollOutbox,
    bytes: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(outbox, bytes, |outbox| Ok(buffer(&outbox.to_bytes()))) }
}

/// Says what is decided without a person, by `sealroll_owner_answer_by_policy`. Erasure that is asked
/// for within `withdraw_within` seconds of the arrival is granted, never if that is 0; restriction is,
/// if `restrict_always`; and whoever asks to see or take along the data gets them, if `access_always`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_outbox_set_policy(
    outbox: *mut SealrollOutbox,
    withdraw_within: u64,
    restrict_always: bool,
    access_always: bool,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointer.
        unsafe { borrow(outbox) }?.set_policy(StandingPolicy {
            withdraw_within: (withdraw_within > 0).then_some(withdraw_within),
            restrict: restrict_always,
            access: access_always,
        });
        Ok(())
    })
}

/// What is decided without a person, as `sealroll_outbox_set_policy` was told.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_outbox_policy(
    outbox: *const SealrollOutbox,
    withdraw_within: *mut u64,
    restrict_always: *mut bool,
    access_always: *mut bool,
) -> SealrollStatus {
    guard(|| {
        let withdraw_within = Out::new(withdraw_within)?;
        let (restrict, access) = (Out::new(restrict_always)?, Out::new(access_always)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let policy = *borrow(outbox)?.policy();
            withdraw_within.set(policy.withdraw_within.unwrap_or_default());
            restrict.set(policy.restrict);
            access.set(policy.access);
        }
        Ok(())
    })
}

/// How a request was answered: its record id, 32 bytes, gives one of `SealrollDecision`.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if it was not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_outbox_answer_to(
    outbox: *const SealrollOutbox,
    record_id: *const u8,
    decision: *mut i32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(outbox, decision, |outbox| {
            let record_id = RecordId::from_bytes(input::array(record_id)?);
            let answer = outbox.answer_to(&record_id);
            Ok(decision_number(answer.ok_or_else(Failure::absent)?))
        })
    }
}

/// How many messages wait for the next feed; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_outbox_waiting(outbox: *const SealrollOutbox) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(outbox, Outbox::waiting) }
}

/// Whether a feed is due: one a day, also when there is nothing to say, so that its presence tells
/// nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_outbox_is_due(
    outbox: *const SealrollOutbox,
    now: u64,
    is_due: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(
            outbox,
            is_due,
            |outbox| Ok(outbox.is_due(input::time(now)?)),
        )
    }
}

/// The next order of the outbox was confirmed, or the processor says that there is nothing left to do
/// it to: it is taken out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_outbox_order_done(outbox: *mut SealrollOutbox) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointer.
        unsafe { borrow(outbox) }?.order_done();
        Ok(())
    })
}

/// Wipes and frees an outbox. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_outbox_free(outbox: *mut SealrollOutbox) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(outbox) }
}

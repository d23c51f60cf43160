//! A check-in on its way.

use sealroll::Pending;

use crate::buffer::{SealrollBuffer, buffer};
use crate::handle::{Object, Out, borrow, create, free, guard, read, restore};
use crate::input;
use crate::request::{SealrollRequest, request};
use crate::status::SealrollStatus;
use crate::ticket::SealrollTicket;

/// A sealed check-in that the log has not yet been proven to hold.
///
/// Freed by the caller with `sealroll_pending_free`.
pub struct SealrollPending {
    _opaque: [u8; 0],
}

impl Object for SealrollPending {
    type State = Pending;
    const TAG: &'static [u8; 8] = b"srpendin";
}

/// Restores what `sealroll_pending_to_bytes` gave.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_pending_from_bytes(
    bytes: *const u8,
    length: usize,
    pending: *mut *mut SealrollPending,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { restore(bytes, length, pending, Pending::from_bytes) }
}

/// Envelope and ticket, for the device's own storage. They contain the ticket key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_pending_to_bytes(
    pending: *const SealrollPending,
    bytes: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(pending, bytes, |pending| Ok(buffer(&pending.to_bytes()))) }
}

/// The upload. It may be sent any number of times: the same bytes give the same receipt.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_pending_request(
    pending: *const SealrollPending,
    upload: *mut *mut SealrollRequest,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(pending, upload, |pending| Ok(request(&pending.request()))) }
}

/// The check-in's record id: 32 bytes are written to `record_id`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_pending_record_id(
    pending: *const SealrollPending,
    record_id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(pending, record_id.cast::<[u8; 32]>(), |pending| {
            Ok(*pending.record_id().as_bytes())
        })
    }
}

/// When to erase it from the device, sent or not, in seconds since 1970.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_pending_erase_after(
    pending: *const SealrollPending,
    time: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(pending, time, |pending| Ok(pending.erase_after().seconds())) }
}

/// Verifies the receipt that answered the upload and makes the ticket.
///
/// On success the pending check-in is used up: every other call on it then answers
/// `SEALROLL_STATUS_USED`, and it is still to be freed. On failure it is unchanged; send it again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_pending_confirm(
    pending: *mut SealrollPending,
    receipt: *const u8,
    receipt_length: usize,
    ticket: *mut *mut SealrollTicket,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(ticket)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let receipt = input::bytes(receipt, receipt_length)?;
            let ticket = borrow(pending)?.replace(|pending| {
                let confirmed = pending.confirm(receipt);
                confirmed.map_err(|(pending, error)| (pending, error.into()))
            })?;
            out.set(create(ticket));
        }
        Ok(())
    })
}

/// Wipes and frees a pending check-in. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_pending_free(pending: *mut SealrollPending) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(pending) }
}

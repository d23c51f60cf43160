//! A check-out, correction or request on its way.

use sealroll::PendingFollowUp;

use crate::buffer::{SealrollBuffer, buffer};
use crate::handle::{Object, borrow, free, guard, read, restore};
use crate::input;
use crate::request::{SealrollRequest, request};
use crate::status::SealrollStatus;

/// A sealed check-out, correction or request that the log has not yet been proven to hold. Its
/// ticket stays with the guest.
///
/// Freed by the caller with `sealroll_follow_up_free`.
pub struct SealrollFollowUp {
    _opaque: [u8; 0],
}

impl Object for SealrollFollowUp {
    type State = PendingFollowUp;
    const TAG: &'static [u8; 8] = b"srfollow";
}

/// Restores what `sealroll_follow_up_to_bytes` gave.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_follow_up_from_bytes(
    bytes: *const u8,
    length: usize,
    follow_up: *mut *mut SealrollFollowUp,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { restore(bytes, length, follow_up, PendingFollowUp::from_bytes) }
}

/// The envelope and what its receipt must show. There is no secret in it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_follow_up_to_bytes(
    follow_up: *const SealrollFollowUp,
    bytes: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(follow_up, bytes, |follow_up| {
            Ok(buffer(&follow_up.to_bytes()))
        })
    }
}

/// The upload. It may be sent any number of times: the same bytes give the same receipt.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_follow_up_request(
    follow_up: *const SealrollFollowUp,
    upload: *mut *mut SealrollRequest,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(follow_up, upload, |follow_up| {
            Ok(request(&follow_up.request()))
        })
    }
}

/// Verifies the receipt that answered the upload, which may be kept as evidence.
///
/// On success the follow-up is used up and only to be freed; on failure it is unchanged, and can be
/// sent again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_follow_up_confirm(
    follow_up: *mut SealrollFollowUp,
    receipt: *const u8,
    receipt_length: usize,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let receipt = input::bytes(receipt, receipt_length)?;
            borrow(follow_up)?.replace(|follow_up| {
                let confirmed = follow_up.confirm(receipt);
                confirmed.map_err(|(follow_up, error)| (follow_up, error.into()))
            })?;
        }
        Ok(())
    })
}

/// Frees a follow-up. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_follow_up_free(follow_up: *mut SealrollFollowUp) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(follow_up) }
}

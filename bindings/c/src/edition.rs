//! A new edition of the poster, and the codes of its doors.

use core::ffi::c_char;

use sealroll::DoorCode;

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::guest::SealrollGuest;
use crate::handle::{Out, borrow, create, guard, read};
use crate::input;
use crate::invitation::SealrollInvitation;
use crate::owner::SealrollOwner;
use crate::random::{CallRandom, SealrollRandom};
use crate::status::SealrollStatus;
use crate::welcome::SealrollWelcome;

/// Replaces the poster: nobody signs in with the codes in print any more, nor with what displays at
/// the doors show. Who signed in with them can still check out, correct and ask. Publish the
/// statements and sync, print the new code, and grant devices anew what they are to go on reading.
///
/// Fails with `SEALROLL_STATUS_NOT_GRANTED` on a delegate's device and `..._EXPIRED` if
/// certificates must be renewed first; nothing has changed then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_replace_poster(
    owner: *mut SealrollOwner,
    now: u64,
    random: *const SealrollRandom,
) -> SealrollStatus {
    guard(|| {
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut device = borrow(owner)?;
            let mut random = CallRandom::seed(random)?;
            device.owner.replace_poster(now, &mut random)?;
        }
        Ok(())
    })
}

/// The code that the doors show at a moment, as a text for `sealroll_owner_invitation`.
///
/// Fails with `SEALROLL_STATUS_ABSENT` on a delegate's device.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_door_code(
    owner: *const SealrollOwner,
    time: u64,
    code: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, code, |device| {
            let time = input::time(time)?;
            let secret = device.owner.door_secret().ok_or_else(Failure::absent)?;
            let code = secret.code(device.owner.list_id(), time);
            Ok(buffer(code.as_str().as_bytes()))
        })
    }
}

/// Whether doors, those of former posters too, showed a code around an arrival. `code` may be NULL:
/// a guest who typed none.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if the terms ask for no code, and on a delegate's device.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_is_door_code_right(
    owner: *const SealrollOwner,
    arrival: u64,
    code: *const c_char,
    is_right: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, is_right, |device| {
            let arrival = input::time(arrival)?;
            let code = input::optional_text(code)?;
            let code = code.and_then(|code| DoorCode::new(code).ok());
            let is_right = device.owner.is_door_code_right(arrival, code.as_ref());
            is_right.ok_or_else(Failure::absent)
        })
    }
}

/// `sealroll_guest_accept` for a guest who holds a ticket: a poster that was replaced since does not
/// matter to follow-ups.
///
/// The status names the first check that failed. Nothing is remembered then, and nothing of the
/// bundle may be shown.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_guest_accept_for_follow_ups(
    guest: *mut SealrollGuest,
    invitation: *const SealrollInvitation,
    bundle: *const u8,
    bundle_length: usize,
    now: u64,
    welcome: *mut *mut SealrollWelcome,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(welcome)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut guest, invitation) = (borrow(guest)?, borrow(invitation)?);
            let bundle = input::bytes(bundle, bundle_length)?;
            let accepted = guest.accept_for_follow_ups(&invitation, bundle, now)?;
            out.set(create(accepted));
        }
        Ok(())
    })
}

/// Whether the poster of the invitation was replaced: then the bundle serves follow-ups only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_welcome_is_replaced(
    welcome: *const SealrollWelcome,
    is_replaced: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(welcome, is_replaced, |welcome| Ok(welcome.is_replaced())) }
}

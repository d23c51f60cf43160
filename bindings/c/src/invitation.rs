//! The content of a QR code.

use core::ffi::c_char;

use sealroll::Invitation;

use crate::buffer::{SealrollBuffer, buffer};
use crate::handle::{Object, Out, create, free, guard, read};
use crate::input;
use crate::status::SealrollStatus;

/// The content of a list's QR code. It holds the presence secret: whoever has it can seal to the
/// list.
///
/// Freed by the caller with `sealroll_invitation_free`.
pub struct SealrollInvitation {
    _opaque: [u8; 0],
}

impl Object for SealrollInvitation {
    type State = Invitation;
    const TAG: &'static [u8; 8] = b"srinvita";
}

/// Reads a link, as a scanner gives it. Nothing of it may be sent to anybody.
///
/// Fails with `SEALROLL_STATUS_BAD_LINK` and the codes of a decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_invitation_parse(
    link: *const c_char,
    invitation: *mut *mut SealrollInvitation,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(invitation)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let parsed = Invitation::from_link(input::text(link)?)?;
            out.set(create(parsed));
        }
        Ok(())
    })
}

/// The link for the QR code, as a text. It contains the presence secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_invitation_link(
    invitation: *const SealrollInvitation,
    link: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(invitation, link, |invitation| {
            Ok(buffer(invitation.to_link().as_bytes()))
        })
    }
}

/// Where the address of the API is hinted at, as a text: fetch it, and read `api` from the JSON.
/// What it says need not be trusted: everything that comes from there is verified.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_invitation_hint_address(
    invitation: *const SealrollInvitation,
    address: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(invitation, address, |invitation| {
            Ok(buffer(invitation.hint_address().as_bytes()))
        })
    }
}

/// Five words that stand beside the QR code as well, as a text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_invitation_fingerprint_words(
    invitation: *const SealrollInvitation,
    words: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(invitation, words, |invitation| {
            let fingerprint = invitation.root_fingerprint();
            Ok(buffer(fingerprint.words().as_bytes()))
        })
    }
}

/// The list's id: 16 bytes are written to `list_id`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_invitation_list_id(
    invitation: *const SealrollInvitation,
    list_id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(invitation, list_id.cast::<[u8; 16]>(), |invitation| {
            Ok(*invitation.list_id().as_bytes())
        })
    }
}

/// Wipes and frees an invitation. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_invitation_free(invitation: *mut SealrollInvitation) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(invitation) }
}

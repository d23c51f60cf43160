//! What a processor may ask of whoever registers a new list.

use core::ffi::c_char;

use sealroll::Admission;

use crate::failure::Failure;
use crate::handle::{Out, borrow, guard, read};
use crate::input;
use crate::owner::SealrollOwner;
use crate::request::{SealrollRequest, request};
use crate::status::SealrollStatus;

/// What lets a new list in where the processor does not take everybody's.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollAdmission {
    /// A token that the processor's operator has given out.
    Token = 0,
    /// The PIN that was sent to a phone after `sealroll_owner_pin_request`.
    Pin = 1,
}

/// Registers a new list as `sealroll_owner_registration_request` does, with what lets it in:
/// `admission` is one of `SealrollAdmission`. Once the list is registered, nothing more is asked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_admission_request(
    owner: *const SealrollOwner,
    admission: i32,
    text: *const c_char,
    registration: *mut *mut SealrollRequest,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(registration)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (device, text) = (borrow(owner)?, input::text(text)?);
            let admission = match admission {
                0 => Admission::Token(text),
                1 => Admission::Pin(text),
                _ => return Err(Failure::argument(c"there is no such admission")),
            };
            out.set(request(&device.owner.admission_request(admission)));
        }
        Ok(())
    })
}

/// Asks for a PIN, which confirms this registration as it is now and no other. The phone number is
/// `+`, the country's code and the rest, digits only; the processor refuses anything else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_pin_request(
    owner: *const SealrollOwner,
    phone_number: *const c_char,
    pin_request: *mut *mut SealrollRequest,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, pin_request, |device| {
            let number = input::text(phone_number)?;
            Ok(request(&device.owner.pin_request(number)))
        })
    }
}

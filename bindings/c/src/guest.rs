//! A guest's device.

use sealroll::{DeviceSecret, Epoch, Guest, GuestMemory, ListId};
use zeroize::Zeroizing;

use crate::buffer::{SealrollBuffer, buffer};
use crate::handle::{Object, Out, borrow, create, free, guard, read};
use crate::input;
use crate::invitation::SealrollInvitation;
use crate::random::{CallRandom, SealrollRandom};
use crate::request::{SealrollRequest, request};
use crate::status::SealrollStatus;
use crate::welcome::SealrollWelcome;

/// Which environment a program was built for. Lists of the other one are refused.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollEnvironment {
    /// Real visits.
    Production = 1,
    /// Tests.
    Test = 2,
}

/// A guest's device: what it remembers of lists, and the secret that hedges its random numbers.
///
/// A guest has no account and no identity. Freed by the caller with `sealroll_guest_free`.
pub struct SealrollGuest {
    _opaque: [u8; 0],
}

impl Object for SealrollGuest {
    type State = Guest;
    const TAG: &'static [u8; 8] = b"srguest.";
}

/// A guest on a device that has never been used. `environment` is one of `SealrollEnvironment`.
/// Save what `sealroll_guest_device_secret` gives.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_guest_first_use(
    environment: i32,
    random: *const SealrollRandom,
    guest: *mut *mut SealrollGuest,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(guest)?;
        let environment = input::environment(environment)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut random = CallRandom::seed(random)?;
            out.set(create(Guest::first_use(environment, &mut random)));
        }
        Ok(())
    })
}

/// A guest on a device that was used before. `memory` is what `sealroll_guest_memory` gave last,
/// `device_secret` the 32 bytes that `sealroll_guest_device_secret` gave once.
///
/// Fails with the codes of a decoder if the memory is damaged: then a first use is safer than none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_guest_restore(
    environment: i32,
    memory: *const u8,
    memory_length: usize,
    device_secret: *const u8,
    guest: *mut *mut SealrollGuest,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(guest)?;
        let environment = input::environment(environment)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let secret = Zeroizing::new(input::array::<32>(device_secret)?);
            let memory = GuestMemory::from_bytes(input::bytes(memory, memory_length)?)?;
            let secret = DeviceSecret::from_bytes(&secret);
            out.set(create(Guest::new(environment, memory, secret)));
        }
        Ok(())
    })
}

/// What the device remembers of lists, to be saved after every accepted bundle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_guest_memory(
    guest: *const SealrollGuest,
    memory: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(guest, memory, |guest| {
            Ok(buffer(&guest.memory().to_bytes()))
        })
    }
}

/// The device's secret of 32 bytes, to be saved once, where other programs cannot read it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_guest_device_secret(
    guest: *const SealrollGuest,
    secret: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(guest, secret, |guest| {
            Ok(buffer(guest.device_secret().to_bytes().as_slice()))
        })
    }
}

/// Asks for the welcome bundle of a list. Nothing but the list's id leaves the device.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_guest_welcome_request(
    guest: *const SealrollGuest,
    invitation: *const SealrollInvitation,
    welcome_request: *mut *mut SealrollRequest,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(welcome_request)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (guest, invitation) = (borrow(guest)?, borrow(invitation)?);
            out.set(request(&guest.welcome_request(&invitation)));
        }
        Ok(())
    })
}

/// Asks for the welcome bundle of one epoch, for instance when an owner restores a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_guest_welcome_request_for(
    guest: *const SealrollGuest,
    invitation: *const SealrollInvitation,
    epoch: u32,
    welcome_request: *mut *mut SealrollRequest,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(welcome_request)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (guest, invitation) = (borrow(guest)?, borrow(invitation)?);
            let asked = guest.welcome_request_for(&invitation, Epoch(epoch));
            out.set(request(&asked));
        }
        Ok(())
    })
}

/// Verifies a welcome bundle against the QR code, from the root fingerprint down to the proof that
/// the owner's witness has seen the statement logged. `now` is the time in seconds since 1970.
///
/// The status names the first check that failed. Nothing is remembered then, and nothing of the
/// bundle may be shown.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_guest_accept(
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
            out.set(create(guest.accept(&invitation, bundle, now)?));
        }
        Ok(())
    })
}

/// Forgets the list of this id, 16 bytes, for instance when its last ticket is erased.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_guest_forget(
    guest: *mut SealrollGuest,
    list_id: *const u8,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut guest = borrow(guest)?;
            guest.forget(&ListId::from_bytes(input::array(list_id)?));
        }
        Ok(())
    })
}

/// Wipes and frees a guest. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_guest_free(guest: *mut SealrollGuest) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(guest) }
}

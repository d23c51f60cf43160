//! An owner grants epochs and rights to a device.

use sealroll::{Epoch, Grant, Rights};

use crate::buffer::{SealrollBuffer, buffer};
use crate::device_card::SealrollDeviceCard;
use crate::failure::Failure;
use crate::handle::{Object, Out, borrow, count, create, free, guard, read};
use crate::identity::SealrollIdentity;
use crate::input;
use crate::owner::SealrollOwner;
use crate::random::{CallRandom, SealrollRandom};
use crate::request::{SealrollRequest, request};
use crate::status::SealrollStatus;

/// Rights sealed to a device.
///
/// Freed by the caller with `sealroll_grant_free`.
pub struct SealrollGrant {
    _opaque: [u8; 0],
}

impl Object for SealrollGrant {
    type State = Grant;
    const TAG: &'static [u8; 8] = b"srgrant.";
}

/// What a device may do. Functions take and give the sum. A device of the owner, which is no
/// delegate's, may do everything.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollAbility {
    /// Hold keys of epochs, and fetch their envelopes.
    Read = 1,
    /// The device is a delegate's.
    Delegate = 2,
    /// A delegate may order erasure, restriction and holds.
    Instruct = 4,
    /// A delegate may disclose.
    Disclose = 8,
}

/// Grants the epochs from `first` to `last` and what `abilities` say, a sum of `SealrollAbility`, to a
/// device: certifies its keys as a delegate's, and seals to it what opens those epochs and no others.
/// Epochs that are punctured here are left out. Show name and words of the card before.
///
/// Save the owner, send `sealroll_owner_registration_request`, then order it with
/// `sealroll_owner_instruct_grant`, and hand the file over once that was confirmed.
///
/// Fails with `SEALROLL_STATUS_WRONG_LIST` for the identity of another list, `..._NOT_YET_VALID` for an
/// empty range or one of more than 4096 epochs, `..._NOT_GRANTED` on a delegate's device.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_grant(
    owner: *mut SealrollOwner,
    identity: *const SealrollIdentity,
    card: *const SealrollDeviceCard,
    first: u32,
    last: u32,
    abilities: i32,
    now: u64,
    random: *const SealrollRandom,
    grant: *mut *mut SealrollGrant,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(grant)?;
        let rights = u8::try_from(abilities).ok();
        let rights = rights.and_then(|byte| Rights::of_any(byte).ok());
        let rights = rights.ok_or_else(|| Failure::argument(c"there are no such abilities"))?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut device, identity) = (borrow(owner)?, borrow(identity)?);
            let card = borrow(card)?;
            let mut random = CallRandom::seed(random)?;
            let range = Epoch(first)..=Epoch(last);
            let owner = &mut device.owner;
            let granted = owner.grant(&identity, &card, range, rights, now, &mut random)?;
            out.set(create(granted));
        }
        Ok(())
    })
}

/// Signs the entry of the instruction log that a grant was made, as `sealroll_owner_instruct_epoch`
/// does.
///
/// Fails with `SEALROLL_STATUS_WRONG_LIST` for the identity of another list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_instruct_grant(
    owner: *mut SealrollOwner,
    identity: *const SealrollIdentity,
    grant: *const SealrollGrant,
    now: u64,
    instruction: *mut *mut SealrollRequest,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(instruction)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut device, identity) = (borrow(owner)?, borrow(identity)?);
            let fingerprint = borrow(grant)?.device;
            let owner = &mut device.owner;
            out.set(request(&owner.grant_instruction(
                &identity,
                fingerprint,
                now,
            )?));
        }
        Ok(())
    })
}

/// The file for the device, which alone can open it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_grant_file(
    grant: *const SealrollGrant,
    file: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(grant, file, |grant| Ok(buffer(&grant.file))) }
}

/// When the device's certificates end, in seconds since 1970.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_grant_until(
    grant: *const SealrollGrant,
    time: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(grant, time, |grant| Ok(grant.until.seconds())) }
}

/// How many ranges of epochs the device will be able to open; 0 for NULL, and without
/// `SEALROLL_ABILITY_READ`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_grant_range_count(grant: *const SealrollGrant) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(grant, |grant| grant.epochs.len()) }
}

/// The first and the last epoch of a range.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_grant_range(
    grant: *const SealrollGrant,
    index: usize,
    first: *mut u32,
    last: *mut u32,
) -> SealrollStatus {
    guard(|| {
        let (first, last) = (Out::new(first)?, Out::new(last)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let grant = borrow(grant)?;
            let range = grant.epochs.get(index).ok_or_else(Failure::absent)?;
            first.set(range.start().value());
            last.set(range.end().value());
        }
        Ok(())
    })
}

/// How many certificates were made for the device; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_grant_certificate_count(grant: *const SealrollGrant) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(grant, |grant| grant.certificates.len()) }
}

/// The serial of a certificate.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_grant_certificate(
    grant: *const SealrollGrant,
    index: usize,
    serial: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(grant, serial, |grant| {
            let found = grant.certificates.get(index);
            Ok(found.ok_or_else(Failure::absent)?.value())
        })
    }
}

/// Frees a grant. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_grant_free(grant: *mut SealrollGrant) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(grant) }
}

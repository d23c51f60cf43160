//! An owner looks after the devices of a list, and revokes one.

use sealroll::{Epoch, Serial};

use crate::devices::SealrollDevices;
use crate::handle::{Out, borrow, create, guard, read};
use crate::identity::SealrollIdentity;
use crate::input;
use crate::owner::{SealrollOwner, write_epochs};
use crate::random::{CallRandom, SealrollRandom};
use crate::request::{SealrollRequest, request};
use crate::status::SealrollStatus;

/// What this device may do, the sum of `SealrollAbility`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_abilities(
    owner: *const SealrollOwner,
    abilities: *mut i32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, abilities, |device| {
            Ok(i32::from(device.owner.rights().to_byte()))
        })
    }
}

/// Every device of the list: who holds what, until when, and what a revoked one can still open. Sync
/// first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_devices(
    owner: *const SealrollOwner,
    now: u64,
    devices: *mut *mut SealrollDevices,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, devices, |device| {
            let now = input::time(now)?;
            Ok(create(device.owner.devices(&device.inbox, now)))
        })
    }
}

/// Who still has to puncture an epoch, which is not erased before, and who never will: devices that
/// were revoked, or are over, without ever saying so. Both outputs are written, or none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_holders(
    owner: *const SealrollOwner,
    epoch: u32,
    now: u64,
    missing: *mut *mut SealrollDevices,
    silent: *mut *mut SealrollDevices,
) -> SealrollStatus {
    guard(|| {
        let (missing, silent) = (Out::new(missing)?, Out::new(silent)?);
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let device = borrow(owner)?;
            let holders = device.owner.holders(&device.inbox, Epoch(epoch), now);
            missing.set(create(holders.missing));
            silent.set(create(holders.silent));
        }
        Ok(())
    })
}

/// Whether an epoch is erased: purged by the processor, and punctured by every holder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_is_erased(
    owner: *const SealrollOwner,
    epoch: u32,
    now: u64,
    is_erased: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, is_erased, |device| {
            let now = input::time(now)?;
            let (owner, inbox) = (&device.owner, &device.inbox);
            Ok(owner.is_erased(inbox, Epoch(epoch), now))
        })
    }
}

/// Epochs for which this device has to order `SEALROLL_ORDER_PUNCTURED_EPOCH`: they were erased, or
/// punctured by the owner, and it has not said yet that their keys are gone. Puncture them first; then
/// order. Written as by `sealroll_owner_open_epochs`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_punctures_to_order(
    owner: *const SealrollOwner,
    epochs: *mut u32,
    capacity: usize,
    count: *mut usize,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            write_epochs(epochs, capacity, count, || {
                let device = borrow(owner)?;
                Ok(device.owner.punctures_to_order(&device.inbox))
            })
        }
    })
}

/// Prepares to revoke the device that has the certificate `serial`, when it was lost or its holder
/// leaves: makes new keys for the epochs that have not ended, so that it cannot open what comes, and
/// new online keys for this device if they were the same. Printed codes stay valid.
///
/// Writes the device with what it can open, how many generations are new, and whether this device has
/// new keys. Then save the owner, send `sealroll_owner_registration_request`, order
/// `sealroll_owner_instruct_revocation` for each certificate of the device, and publish the statements.
/// Sync before and after.
///
/// Fails with `SEALROLL_STATUS_WRONG_LIST` for the identity of another list, `..._NOT_LOGGED` if no
/// device has the certificate, `..._EXPIRED`, `..._NOT_GRANTED` on a delegate's device. Nothing has
/// changed then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_revoke_device(
    owner: *mut SealrollOwner,
    identity: *const SealrollIdentity,
    serial: u64,
    now: u64,
    random: *const SealrollRandom,
    revoked: *mut *mut SealrollDevices,
    generation_count: *mut usize,
    has_new_keys: *mut bool,
) -> SealrollStatus {
    guard(|| {
        let revoked = Out::new(revoked)?;
        let (generations, new_keys) = (Out::new(generation_count)?, Out::new(has_new_keys)?);
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut device, identity) = (borrow(owner)?, borrow(identity)?);
            let mut random = CallRandom::seed(random)?;
            let device = &mut *device;
            let (inbox, serial) = (&device.inbox, Serial(serial));
            let owner = &mut device.owner;
            let done = owner.revoke_device(&identity, inbox, serial, now, &mut random)?;
            generations.set(done.generations.len());
            new_keys.set(done.has_new_keys);
            revoked.set(create(vec![done.device]));
        }
        Ok(())
    })
}

/// Signs the order to take nothing more that a certificate's key signs, as
/// `sealroll_owner_instruct_epoch` does.
///
/// Fails with `SEALROLL_STATUS_WRONG_LIST` for the identity of another list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_instruct_revocation(
    owner: *mut SealrollOwner,
    identity: *const SealrollIdentity,
    serial: u64,
    now: u64,
    instruction: *mut *mut SealrollRequest,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(instruction)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut device, identity) = (borrow(owner)?, borrow(identity)?);
            let owner = &mut device.owner;
            out.set(request(&owner.revoke(&identity, Serial(serial), now)?));
        }
        Ok(())
    })
}

//! Saves and restores an owner's device.

use sealroll::Owner;

use crate::buffer::{SealrollBuffer, buffer};
use crate::handle::{Out, borrow, create, guard, read, restore};
use crate::input;
use crate::owner::{Device, SealrollOwner};
use crate::random::{CallRandom, SealrollRandom};
use crate::secret::{SealrollCost, SealrollSecret, cost};
use crate::status::SealrollStatus;

/// Opens a device file. This takes as long as the file's cost says, usually a second.
///
/// Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret or a damaged file, and the codes of
/// a decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_from_device_file(
    file: *const u8,
    file_length: usize,
    secret: *const SealrollSecret,
    owner: *mut *mut SealrollOwner,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(owner)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (file, secret) = (input::bytes(file, file_length)?, borrow(secret)?);
            let owner = Owner::from_device_file(file, secret.as_secret())?;
            out.set(create(Device::new(owner)));
        }
        Ok(())
    })
}

/// Seals the device's state as a device file. It opens what this device opens: after a puncture
/// replace every earlier file. `cost` may be NULL.
///
/// Fails with `SEALROLL_STATUS_LIMIT` for a passphrase of the wrong length or too little memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_to_device_file(
    owner: *const SealrollOwner,
    secret: *const SealrollSecret,
    cost_of_file: *const SealrollCost,
    random: *const SealrollRandom,
    file: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(file)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (device, secret) = (borrow(owner)?, borrow(secret)?);
            let cost = cost(cost_of_file)?;
            let mut random = CallRandom::seed(random)?;
            let owner = &device.owner;
            let sealed = owner.to_device_file(secret.as_secret(), cost, &mut random)?;
            out.set(buffer(&sealed));
        }
        Ok(())
    })
}

/// Seals what brings a lost device back, together with the identity file. Replace it after every
/// roll-over and puncture. `cost` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_to_decryption_file(
    owner: *const SealrollOwner,
    secret: *const SealrollSecret,
    cost_of_file: *const SealrollCost,
    random: *const SealrollRandom,
    file: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(file)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (device, secret) = (borrow(owner)?, borrow(secret)?);
            let cost = cost(cost_of_file)?;
            let mut random = CallRandom::seed(random)?;
            let owner = &device.owner;
            let sealed = owner.to_decryption_file(secret.as_secret(), cost, &mut random)?;
            out.set(buffer(&sealed));
        }
        Ok(())
    })
}

/// Restores what `sealroll_owner_to_bytes` gave. Certificates, terms and statements are verified
/// again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_from_bytes(
    bytes: *const u8,
    length: usize,
    owner: *mut *mut SealrollOwner,
) -> SealrollStatus {
    let decode = |bytes: &[u8]| Owner::from_bytes(bytes).map(Device::new);
    // SAFETY: the caller answers for the pointers.
    unsafe { restore(bytes, length, owner, decode) }
}

/// Every secret of the device, not sealed, for a protected store of the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_to_bytes(
    owner: *const SealrollOwner,
    bytes: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(owner, bytes, |device| Ok(buffer(&device.owner.to_bytes()))) }
}

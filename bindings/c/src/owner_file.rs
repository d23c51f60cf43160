//! Saves and restores an owner's device.

use sealroll::Owner;

use crate::buffer::{SealrollBuffer, buffer};
use crate::handle::{read, restore};
use crate::owner::{Device, SealrollOwner};
use crate::random::SealrollRandom;
use crate::secret::{SealrollCost, SealrollSecret, open_file, seal_file};
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
    // SAFETY: the caller answers for the pointers.
    unsafe {
        open_file(file, file_length, secret, owner, |file, secret| {
            Owner::from_device_file(file, secret).map(Device::new)
        })
    }
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
    // SAFETY: the caller answers for the pointers.
    unsafe {
        seal_file(
            owner,
            secret,
            cost_of_file,
            random,
            file,
            |device, secret, cost, random| device.owner.to_device_file(secret, cost, random),
        )
    }
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
    // SAFETY: the caller answers for the pointers.
    unsafe {
        seal_file(
            owner,
            secret,
            cost_of_file,
            random,
            file,
            |device, secret, cost, random| device.owner.to_decryption_file(secret, cost, random),
        )
    }
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

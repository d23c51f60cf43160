//! A device before it has been granted anything.

use core::ffi::c_char;

use sealroll::NewDevice;

use crate::buffer::{SealrollBuffer, buffer};
use crate::device_card::SealrollDeviceCard;
use crate::handle::{Object, Out, borrow, create, free, guard, read, restore};
use crate::input;
use crate::owner::{Device, SealrollOwner};
use crate::random::{CallRandom, SealrollRandom};
use crate::secret::{SealrollCost, SealrollSecret, open_file, seal_file};
use crate::status::SealrollStatus;

/// A device that wants to be granted something. Hand its card to the owner, compare the words over
/// another channel, and accept the grant that comes back.
///
/// Freed by the caller with `sealroll_new_device_free`.
pub struct SealrollNewDevice {
    _opaque: [u8; 0],
}

impl Object for SealrollNewDevice {
    type State = NewDevice;
    const TAG: &'static [u8; 8] = b"srnewdev";
}

/// Draws the keys of a device, whose name the owner sees: plain text of 1 to 120 bytes.
///
/// Fails with `SEALROLL_STATUS_LIMIT` or `..._BAD_TEXT` for the name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_new_device_create(
    name: *const c_char,
    random: *const SealrollRandom,
    device: *mut *mut SealrollNewDevice,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(device)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let name = input::text(name)?;
            let mut random = CallRandom::seed(random)?;
            out.set(create(NewDevice::create(name, &mut random)?));
        }
        Ok(())
    })
}

/// Restores what `sealroll_new_device_to_bytes` gave.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_new_device_from_bytes(
    bytes: *const u8,
    length: usize,
    device: *mut *mut SealrollNewDevice,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { restore(bytes, length, device, NewDevice::from_bytes) }
}

/// Opens what `sealroll_new_device_to_file` sealed.
///
/// Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret or a damaged file, and the codes of a
/// decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_new_device_from_file(
    file: *const u8,
    file_length: usize,
    secret: *const SealrollSecret,
    device: *mut *mut SealrollNewDevice,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { open_file(file, file_length, secret, device, NewDevice::from_file) }
}

/// The device's keys, for its own protected store.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_new_device_to_bytes(
    device: *const SealrollNewDevice,
    bytes: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(device, bytes, |device| Ok(buffer(&device.to_bytes()))) }
}

/// The same, sealed as a key file. `cost_of_file` may be NULL.
///
/// Fails with `SEALROLL_STATUS_LIMIT` for a passphrase of the wrong length or too little memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_new_device_to_file(
    device: *const SealrollNewDevice,
    secret: *const SealrollSecret,
    cost_of_file: *const SealrollCost,
    random: *const SealrollRandom,
    file: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        seal_file(
            device,
            secret,
            cost_of_file,
            random,
            file,
            |device, secret, cost, random| device.to_file(secret, cost, random),
        )
    }
}

/// What to hand to the owner.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_new_device_card(
    device: *const SealrollNewDevice,
    card: *mut *mut SealrollDeviceCard,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(device, card, |device| Ok(create(device.card().clone()))) }
}

/// Opens a grant and verifies it. Writes the device as it works from now on, what it may do, as the sum
/// of `SealrollAbility`, and when it was granted, by the owner's clock. Show the list's terms and
/// fingerprint words before the delegate is used; `sealroll_owner_open_epochs` says what it opens.
/// `environment` is one of `SealrollEnvironment`.
///
/// Fails with `SEALROLL_STATUS_OPEN_FAILED` for a grant to another device, `..._WRONG_ENVIRONMENT`,
/// `..._BAD_SIGNATURE`, and the codes of a decoder. All outputs are written, or none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_new_device_accept(
    device: *const SealrollNewDevice,
    grant: *const u8,
    grant_length: usize,
    environment: i32,
    delegate: *mut *mut SealrollOwner,
    abilities: *mut i32,
    granted_at: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let delegate = Out::new(delegate)?;
        let (abilities, granted_at) = (Out::new(abilities)?, Out::new(granted_at)?);
        let environment = input::environment(environment)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let device = borrow(device)?;
            let grant = input::bytes(grant, grant_length)?;
            let accepted = device.accept(grant, environment)?;
            abilities.set(i32::from(accepted.rights.to_byte()));
            granted_at.set(accepted.time.seconds());
            delegate.set(create(Device::new(accepted.delegate)));
        }
        Ok(())
    })
}

/// Wipes and frees a device. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_new_device_free(device: *mut SealrollNewDevice) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(device) }
}

//! Who holds keys of a list, until when, and what each can open.

use sealroll::{Device as Known, Exposed};

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::{Object, Out, borrow, count, free, guard, read};
use crate::status::SealrollStatus;

/// Devices that the root has certified, as the last sync shows them.
///
/// Freed by the caller with `sealroll_devices_free`.
pub struct SealrollDevices {
    _opaque: [u8; 0],
}

impl Object for SealrollDevices {
    type State = Vec<Known>;
    const TAG: &'static [u8; 8] = b"srdevice";
}

/// How many devices there are; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_devices_count(devices: *const SealrollDevices) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(devices, Vec::len) }
}

/// What a device's holder calls it, as a text; empty where this device does not know.
///
/// This and the next functions fail with `SEALROLL_STATUS_ABSENT` if there are not so many devices.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_devices_name(
    devices: *const SealrollDevices,
    index: usize,
    name: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(devices, name, |devices| {
            Ok(buffer(known(devices, index)?.name.as_bytes()))
        })
    }
}

/// The five words of a device's card, as a text.
///
/// Fails with `SEALROLL_STATUS_ABSENT` too if nothing was granted to it from here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_devices_words(
    devices: *const SealrollDevices,
    index: usize,
    words: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(devices, words, |devices| {
            let fingerprint = known(devices, index)?.fingerprint;
            let words = fingerprint.ok_or_else(Failure::absent)?.words();
            Ok(buffer(words.as_bytes()))
        })
    }
}

/// What a device may do, the sum of `SealrollAbility`; the first moment after all of its certificates;
/// whether it is this one; and whether one of its certificates was revoked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_devices_state(
    devices: *const SealrollDevices,
    index: usize,
    abilities: *mut i32,
    until: *mut u64,
    is_this: *mut bool,
    is_revoked: *mut bool,
) -> SealrollStatus {
    guard(|| {
        let (abilities, until) = (Out::new(abilities)?, Out::new(until)?);
        let (is_this, is_revoked) = (Out::new(is_this)?, Out::new(is_revoked)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let devices = borrow(devices)?;
            let device = known(&devices, index)?;
            abilities.set(i32::from(device.rights.to_byte()));
            until.set(device.until.seconds());
            is_this.set(device.is_this);
            is_revoked.set(device.is_revoked);
        }
        Ok(())
    })
}

/// How many certificates a device has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_devices_certificate_count(
    devices: *const SealrollDevices,
    index: usize,
    count: *mut usize,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(devices, count, |devices| {
            Ok(known(devices, index)?.certificates.len())
        })
    }
}

/// The serial of a device's certificate, ascending.
///
/// Fails with `SEALROLL_STATUS_ABSENT` too if it does not have so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_devices_certificate(
    devices: *const SealrollDevices,
    index: usize,
    certificate: usize,
    serial: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(devices, serial, |devices| {
            let found = known(devices, index)?.certificates.get(certificate);
            Ok(found.ok_or_else(Failure::absent)?.value())
        })
    }
}

/// How many epochs that have begun, or have records, a device can open: it was given their keys and
/// never said to have punctured them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_devices_exposed_count(
    devices: *const SealrollDevices,
    index: usize,
    count: *mut usize,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(devices, count, |devices| {
            Ok(known(devices, index)?.can_open.len())
        })
    }
}

/// An epoch that a device can open; how many records of it are under keys that the device has; and
/// whether the processor has erased them: then only a dishonest one can still hand them out.
///
/// Fails with `SEALROLL_STATUS_ABSENT` too if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_devices_exposed(
    devices: *const SealrollDevices,
    index: usize,
    exposed: usize,
    epoch: *mut u32,
    records: *mut u64,
    is_purged: *mut bool,
) -> SealrollStatus {
    guard(|| {
        let (epoch_out, records_out) = (Out::new(epoch)?, Out::new(records)?);
        let purged_out = Out::new(is_purged)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let devices = borrow(devices)?;
            let found = known(&devices, index)?.can_open.get(exposed).copied();
            let Exposed {
                epoch,
                records,
                is_purged,
            } = found.ok_or_else(Failure::absent)?;
            epoch_out.set(epoch.value());
            records_out.set(records);
            purged_out.set(is_purged);
        }
        Ok(())
    })
}

/// Frees devices. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_devices_free(devices: *mut SealrollDevices) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(devices) }
}

fn known(devices: &[Known], index: usize) -> Result<&Known, Failure> {
    devices.get(index).ok_or_else(Failure::absent)
}

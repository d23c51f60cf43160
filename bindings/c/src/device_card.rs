//! The card of a device that wants to be granted something.

use sealroll::DeviceCard;

use crate::buffer::{SealrollBuffer, buffer};
use crate::handle::{Object, free, read, restore};
use crate::status::SealrollStatus;

/// What an owner needs to grant something to a device: its name and public keys. Show both name and
/// words, and compare the words over another channel than the one the card came by.
///
/// Freed by the caller with `sealroll_device_card_free`.
pub struct SealrollDeviceCard {
    _opaque: [u8; 0],
}

impl Object for SealrollDeviceCard {
    type State = DeviceCard;
    const TAG: &'static [u8; 8] = b"srdvcard";
}

/// Reads a card. Anybody can make one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_device_card_from_bytes(
    bytes: *const u8,
    length: usize,
    card: *mut *mut SealrollDeviceCard,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { restore(bytes, length, card, DeviceCard::from_bytes) }
}

/// The card, for owners. There is no secret in it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_device_card_to_bytes(
    card: *const SealrollDeviceCard,
    bytes: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(card, bytes, |card| Ok(buffer(card.as_bytes()))) }
}

/// What the device's holder calls it, as a text. Only the words say whether it is true.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_device_card_name(
    card: *const SealrollDeviceCard,
    name: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(card, name, |card| Ok(buffer(card.name().as_bytes()))) }
}

/// Five words that the device's holder tells over another channel, as a text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_device_card_words(
    card: *const SealrollDeviceCard,
    words: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(card, words, |card| {
            Ok(buffer(card.fingerprint().words().as_bytes()))
        })
    }
}

/// Frees a card. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_device_card_free(card: *mut SealrollDeviceCard) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(card) }
}

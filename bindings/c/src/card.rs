//! An authority's card.

use sealroll::AuthorityCard;

use crate::buffer::{SealrollBuffer, buffer};
use crate::handle::{Object, free, read, restore};
use crate::status::SealrollStatus;

/// What an owner needs to disclose to an authority: its name and public key. Show both name and
/// words, and compare the words over another channel than the one the card came by.
///
/// Freed by the caller with `sealroll_card_free`.
pub struct SealrollCard {
    _opaque: [u8; 0],
}

impl Object for SealrollCard {
    type State = AuthorityCard;
    const TAG: &'static [u8; 8] = b"srcard..";
}

/// Reads a card. Anybody can make one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_card_from_bytes(
    bytes: *const u8,
    length: usize,
    card: *mut *mut SealrollCard,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { restore(bytes, length, card, AuthorityCard::from_bytes) }
}

/// The card, for owners. There is no secret in it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_card_to_bytes(
    card: *const SealrollCard,
    bytes: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(card, bytes, |card| Ok(buffer(card.as_bytes()))) }
}

/// The authority's name, as a text. Only the words say whether it is true.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_card_name(
    card: *const SealrollCard,
    name: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(card, name, |card| Ok(buffer(card.name().as_bytes()))) }
}

/// Five words that the authority tells over another channel, as a text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_card_words(
    card: *const SealrollCard,
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
pub unsafe extern "C" fn sealroll_card_free(card: *mut SealrollCard) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(card) }
}

//! The authority: a recipient of disclosures.

use core::ffi::c_char;

use sealroll::Authority;

use crate::buffer::{SealrollBuffer, buffer};
use crate::card::SealrollCard;
use crate::disclosure_report::SealrollDisclosureReport;
use crate::handle::{Object, Out, borrow, create, free, guard, read, restore};
use crate::input;
use crate::random::{CallRandom, SealrollRandom};
use crate::secret::{SealrollCost, SealrollSecret, open_file, seal_file};
use crate::status::SealrollStatus;

/// Key and name of an authority: it opens what owners disclose to it, and needs no network.
///
/// Freed by the caller with `sealroll_authority_free`.
pub struct SealrollAuthority {
    _opaque: [u8; 0],
}

impl Object for SealrollAuthority {
    type State = Authority;
    const TAG: &'static [u8; 8] = b"srauthor";
}

/// Draws a key. Seal it as a file: without it nobody opens what owners disclose. The name, plain
/// text of 1 to 120 bytes, is shown to owners.
///
/// Fails with `SEALROLL_STATUS_LIMIT` or `..._BAD_TEXT` for the name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_authority_generate(
    name: *const c_char,
    random: *const SealrollRandom,
    authority: *mut *mut SealrollAuthority,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(authority)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let name = input::text(name)?;
            let mut random = CallRandom::seed(random)?;
            out.set(create(Authority::generate(name, &mut random)?));
        }
        Ok(())
    })
}

/// Restores what `sealroll_authority_to_bytes` gave.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_authority_from_bytes(
    bytes: *const u8,
    length: usize,
    authority: *mut *mut SealrollAuthority,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { restore(bytes, length, authority, Authority::from_bytes) }
}

/// Key and name, not sealed, for a protected store of the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_authority_to_bytes(
    authority: *const SealrollAuthority,
    bytes: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(authority, bytes, |state| Ok(buffer(&state.to_bytes()))) }
}

/// Opens an authority's key file. This takes as long as the file's cost says, usually a second.
///
/// Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret or a damaged file, and the codes of
/// a decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_authority_from_file(
    file: *const u8,
    file_length: usize,
    secret: *const SealrollSecret,
    authority: *mut *mut SealrollAuthority,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { open_file(file, file_length, secret, authority, Authority::from_file) }
}

/// Seals key and name as a file. `cost` may be NULL.
///
/// Fails with `SEALROLL_STATUS_LIMIT` for a passphrase of the wrong length or too little memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_authority_to_file(
    authority: *const SealrollAuthority,
    secret: *const SealrollSecret,
    cost_of_file: *const SealrollCost,
    random: *const SealrollRandom,
    file: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        seal_file(
            authority,
            secret,
            cost_of_file,
            random,
            file,
            |state, secret, cost, random| state.to_file(secret, cost, random),
        )
    }
}

/// What owners need to disclose to this authority.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_authority_card(
    authority: *const SealrollAuthority,
    card: *mut *mut SealrollCard,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(authority, card, |state| Ok(create(state.card().clone()))) }
}

/// Opens a disclosure and verifies all of it. `environment` is one of `SealrollEnvironment`. A
/// record that fails is reported with its reason; the others stay. Compare the report's words with
/// the venue's code: nothing else says whose list it is.
///
/// Fails with `SEALROLL_STATUS_OPEN_FAILED` for a disclosure to another authority or an altered one,
/// `..._BAD_SIGNATURE` if no key of the owner has signed it, `..._WRONG_ENVIRONMENT`, and the codes
/// of a decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_authority_open(
    authority: *const SealrollAuthority,
    disclosure: *const u8,
    disclosure_length: usize,
    environment: i32,
    report: *mut *mut SealrollDisclosureReport,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(report)?;
        let environment = input::environment(environment)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let disclosure = input::bytes(disclosure, disclosure_length)?;
            let opened = borrow(authority)?.open(disclosure, environment)?;
            out.set(create(opened));
        }
        Ok(())
    })
}

/// Wipes and frees an authority. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_authority_free(authority: *mut SealrollAuthority) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(authority) }
}

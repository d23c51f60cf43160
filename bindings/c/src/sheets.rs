//! A recovery code in words, and parted among people.

use core::ffi::c_char;

use sealroll::{RecoverySheet, WordLanguage, recovery_code_from_words, recovery_code_to_words};

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::{Object, Out, borrow, count, create, free, guard, read};
use crate::input;
use crate::random::{CallRandom, SealrollRandom};
use crate::secret::{SealrollSecret, Secret};
use crate::status::SealrollStatus;

/// Recovery sheets: a recovery code parted among people, some of whom bring it back. Fewer tell
/// nothing about it. They are wiped when they are freed.
///
/// Freed by the caller with `sealroll_sheets_free`.
pub struct SealrollSheets {
    _opaque: [u8; 0],
}

impl Object for SealrollSheets {
    type State = Vec<RecoverySheet>;
    const TAG: &'static [u8; 8] = b"srsheets";
}

/// The language of the words of a recovery code.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollLanguage {
    /// German.
    German = 0,
    /// English.
    English = 1,
}

/// The recovery code in 14 words of a language, one of `SealrollLanguage`, as a text.
///
/// Fails with `SEALROLL_STATUS_ABSENT` for a passphrase.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_secret_recovery_words(
    secret: *const SealrollSecret,
    language: i32,
    words: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(words)?;
        let language = match language {
            0 => WordLanguage::German,
            1 => WordLanguage::English,
            _ => return Err(Failure::argument(c"there is no such language")),
        };
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let Secret::RecoveryCode(code) = &*borrow(secret)? else {
                return Err(Failure::absent());
            };
            let words = recovery_code_to_words(code, language);
            out.set(buffer(words.as_bytes()));
        }
        Ok(())
    })
}

/// Reads the words of a recovery code as a person typed them: of either language, whole or cut to four
/// letters or more.
///
/// Fails with `SEALROLL_STATUS_BAD_CODE`, or `..._BAD_CHECKSUM` for a wrong word;
/// `sealroll_last_error` says where to look.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_secret_from_recovery_words(
    text: *const c_char,
    secret: *mut *mut SealrollSecret,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(secret)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (code, _) = recovery_code_from_words(input::text(text)?)?;
            out.set(create(Secret::RecoveryCode(code)));
        }
        Ok(())
    })
}

/// Parts a recovery code among `sheet_count` sheets, any `needed` of which bring it back.
///
/// Fails with `SEALROLL_STATUS_BAD_VALUE` unless 2 ≤ `needed` ≤ `sheet_count` ≤ 16, and
/// `..._ABSENT` for a passphrase.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_secret_part(
    secret: *const SealrollSecret,
    needed: u8,
    sheet_count: u8,
    random: *const SealrollRandom,
    sheets: *mut *mut SealrollSheets,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(sheets)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut random = CallRandom::seed(random)?;
            let Secret::RecoveryCode(code) = &*borrow(secret)? else {
                return Err(Failure::absent());
            };
            let made = RecoverySheet::part(code, needed, sheet_count, &mut random)?;
            out.set(create(made));
        }
        Ok(())
    })
}

/// No sheets yet: add those that people bring.
#[unsafe(no_mangle)]
pub extern "C" fn sealroll_sheets_new() -> *mut SealrollSheets {
    create(Vec::new())
}

/// Reads a sheet as a person typed it and adds it. Case, spaces and hyphens do not matter.
///
/// Fails with `SEALROLL_STATUS_BAD_CODE`, `..._BAD_CHECKSUM` for a mistyped character,
/// `..._UNSUPPORTED_VERSION` or `..._BAD_VALUE`. Nothing is added then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sheets_add(
    sheets: *mut SealrollSheets,
    text: *const c_char,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut sheets = borrow(sheets)?;
            let sheet = RecoverySheet::parse(input::text(text)?)?;
            sheets.push(sheet);
        }
        Ok(())
    })
}

/// How many sheets there are; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sheets_count(sheets: *const SealrollSheets) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(sheets, Vec::len) }
}

/// A sheet for a person, as a text: nine groups of five characters.
///
/// This and the next function fail with `SEALROLL_STATUS_ABSENT` if there are not so many sheets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sheets_text(
    sheets: *const SealrollSheets,
    index: usize,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(sheets, text, |sheets| {
            let sheet = sheets.get(index).ok_or_else(Failure::absent)?;
            Ok(buffer(sheet.to_text().as_bytes()))
        })
    }
}

/// What is printed beside a sheet: its number, from 1; how many were made together; and how many of
/// them bring the code back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sheets_numbers(
    sheets: *const SealrollSheets,
    index: usize,
    number: *mut u8,
    sheet_count: *mut u8,
    needed: *mut u8,
) -> SealrollStatus {
    guard(|| {
        let number = Out::new(number)?;
        let (count, needed) = (Out::new(sheet_count)?, Out::new(needed)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let sheets = borrow(sheets)?;
            let sheet = sheets.get(index).ok_or_else(Failure::absent)?;
            number.set(sheet.number());
            count.set(sheet.count());
            needed.set(sheet.needed());
        }
        Ok(())
    })
}

/// Brings the recovery code back.
///
/// Fails with `SEALROLL_STATUS_TOO_FEW_SHEETS`, or `..._MIXED_SHEETS` if they were not made together.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sheets_combine(
    sheets: *const SealrollSheets,
    secret: *mut *mut SealrollSecret,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(sheets, secret, |sheets| {
            let code = RecoverySheet::combine(sheets)?;
            Ok(create(Secret::RecoveryCode(code)))
        })
    }
}

/// Wipes and frees sheets. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sheets_free(sheets: *mut SealrollSheets) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(sheets) }
}

//! Arguments from C.

use core::ffi::{CStr, c_char};
use core::slice;

use sealroll::{Environment, Time};

use crate::failure::Failure;

/// Bytes with their length. NULL stands for no bytes if the length is 0.
///
/// # Safety
/// The pointer is NULL or valid for reading so many bytes, which do not change during the call.
pub(crate) unsafe fn bytes<'a>(pointer: *const u8, length: usize) -> Result<&'a [u8], Failure> {
    if pointer.is_null() {
        return match length {
            0 => Ok(&[]),
            _ => Err(Failure::null()),
        };
    }
    if isize::try_from(length).is_err() {
        return Err(Failure::argument(c"a length is out of range"));
    }
    // SAFETY: not NULL, not too long; the rest is the caller's promise.
    Ok(unsafe { slice::from_raw_parts(pointer, length) })
}

/// Values with their number. NULL stands for none if the number is 0.
///
/// # Safety
/// The pointer is NULL or valid for reading so many, which do not change during the call.
pub(crate) unsafe fn slice<'a, T>(pointer: *const T, count: usize) -> Result<&'a [T], Failure> {
    if count == 0 {
        return Ok(&[]);
    }
    check_array(pointer, count)?;
    // SAFETY: not NULL, aligned, not too long; the rest is the caller's promise.
    Ok(unsafe { slice::from_raw_parts(pointer, count) })
}

/// Room for values. NULL stands for none if the number is 0.
///
/// # Safety
/// The pointer is NULL or valid for reading and writing so many, which nobody else uses.
pub(crate) unsafe fn slice_mut<'a, T>(
    pointer: *mut T,
    count: usize,
) -> Result<&'a mut [T], Failure> {
    if count == 0 {
        return Ok(&mut []);
    }
    check_array(pointer, count)?;
    // SAFETY: not NULL, aligned, not too long; the rest is the caller's promise.
    Ok(unsafe { slice::from_raw_parts_mut(pointer, count) })
}

/// A text that ends with a zero byte.
///
/// # Safety
/// The pointer is NULL or to such a text, which does not change during the call.
pub(crate) unsafe fn text<'a>(pointer: *const c_char) -> Result<&'a str, Failure> {
    if pointer.is_null() {
        return Err(Failure::null());
    }
    // SAFETY: not NULL; the rest is the caller's promise.
    let text = unsafe { CStr::from_ptr(pointer) };
    text.to_str()
        .map_err(|_| Failure::argument(c"a text is not UTF-8"))
}

/// A number of bytes that is fixed.
///
/// # Safety
/// The pointer is NULL or valid for reading `N` bytes.
pub(crate) unsafe fn array<const N: usize>(pointer: *const u8) -> Result<[u8; N], Failure> {
    if pointer.is_null() {
        return Err(Failure::null());
    }
    // SAFETY: not NULL, and bytes need no alignment; the rest is the caller's promise.
    Ok(unsafe { pointer.cast::<[u8; N]>().read() })
}

/// Seconds since 1970.
pub(crate) fn time(seconds: u64) -> Result<Time, Failure> {
    Time::new(seconds).map_err(|_| Failure::argument(c"a time is after the year 9999"))
}

/// One of `SealrollEnvironment`.
pub(crate) fn environment(number: i32) -> Result<Environment, Failure> {
    match number {
        1 => Ok(Environment::Production),
        2 => Ok(Environment::Test),
        _ => Err(Failure::argument(c"there is no such environment")),
    }
}

/// A text, or nothing for NULL.
///
/// # Safety
/// As [`text`].
pub(crate) unsafe fn optional_text<'a>(pointer: *const c_char) -> Result<Option<&'a str>, Failure> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise.
    unsafe { text(pointer) }.map(Some)
}

fn check_array<T>(pointer: *const T, count: usize) -> Result<(), Failure> {
    if pointer.is_null() {
        return Err(Failure::null());
    }
    let size = count.checked_mul(size_of::<T>());
    if !pointer.is_aligned() || size.is_none_or(|size| isize::try_from(size).is_err()) {
        return Err(Failure::argument(c"an array is not aligned or too long"));
    }
    Ok(())
}

//! Bytes and texts that the library hands out.

use core::ffi::c_char;

use zeroize::Zeroizing;

use crate::handle::{Object, borrow, create, free};

/// Bytes that the library hands out. They are wiped when the buffer is freed.
///
/// Freed by the caller with `sealroll_buffer_free`.
pub struct SealrollBuffer {
    _opaque: [u8; 0],
}

impl Object for SealrollBuffer {
    /// The bytes, and a zero byte that does not count.
    type State = Zeroizing<Vec<u8>>;
    const TAG: &'static [u8; 8] = b"srbuffer";
}

/// Copies bytes into a new buffer.
pub(crate) fn buffer(bytes: &[u8]) -> *mut SealrollBuffer {
    let mut copy = Zeroizing::new(Vec::with_capacity(bytes.len() + 1));
    copy.extend_from_slice(bytes);
    copy.push(0);
    create(copy)
}

/// The bytes of a buffer; NULL for NULL. They live as long as the buffer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_buffer_data(buffer: *const SealrollBuffer) -> *const u8 {
    // SAFETY: the caller answers for the pointer.
    unsafe { borrow(buffer) }.map_or(core::ptr::null(), |bytes| bytes.as_ptr())
}

/// How many bytes a buffer has; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_buffer_length(buffer: *const SealrollBuffer) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { borrow(buffer) }.map_or(0, |bytes| bytes.len().saturating_sub(1))
}

/// The bytes of a buffer as a text: UTF-8 with a zero byte at the end, which
/// `sealroll_buffer_length` does not count. Only for buffers that are said to hold a text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_buffer_text(buffer: *const SealrollBuffer) -> *const c_char {
    // SAFETY: the caller answers for the pointer.
    unsafe { sealroll_buffer_data(buffer) }.cast()
}

/// Wipes and frees a buffer. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_buffer_free(buffer: *mut SealrollBuffer) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(buffer) }
}

//! Which library this is.

use core::ffi::{CStr, c_char};

/// The version of the library, such as `0.1.0`. The text lives as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn sealroll_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => c"",
        };
    VERSION.as_ptr()
}

/// The version of the protocol, in the first byte of every structure.
#[unsafe(no_mangle)]
pub extern "C" fn sealroll_protocol_version() -> u8 {
    1
}

//! A deliberate fault, with which the checks of memory show that they see what Rust writes. Only
//! the instrumented library of the tests has it.

/// Writes a byte behind the end of `bytes`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_planted_fault(bytes: *mut u8, length: usize) {
    // SAFETY: there is none, and that is what it is for.
    unsafe { bytes.add(length).write_volatile(1) }
}

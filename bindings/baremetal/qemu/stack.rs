//! How deep the stack ever was: the start-up code paints it, what is used loses its paint.
#![allow(unsafe_code, reason = "the stack is measured in raw memory")]

use core::ptr::addr_of;

use cortex_m_rt::STACK_PAINT_VALUE;

/// Bytes reserved for the stack.
pub(crate) fn size() -> usize {
    let (end, start) = bounds();
    start as usize - end as usize
}

/// The most bytes that were in use at one time. A word in use that happens to look painted at the
/// very end would be missed.
pub(crate) fn peak() -> usize {
    let (end, start) = bounds();
    let mut word = end;
    // SAFETY: all words between the bounds are memory of the stack, aligned, and were painted
    // before `main`; they are read one by one and never written.
    while word < start && unsafe { word.read_volatile() } == STACK_PAINT_VALUE {
        word = word.wrapping_add(1);
    }
    start as usize - word as usize
}

/// Lowest word, and the word after the highest.
fn bounds() -> (*const u32, *const u32) {
    // SAFETY: the linker gives these symbols addresses; what is there is not read here.
    unsafe extern "C" {
        static _stack_end: u32;
        static _stack_start: u32;
    }
    (addr_of!(_stack_end), addr_of!(_stack_start))
}

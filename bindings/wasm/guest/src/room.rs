//! Where the caller puts its bytes and finds the answer.

use std::cell::RefCell;

#[cfg(target_family = "wasm")]
use lol_alloc::{FreeListAllocator, LockedAllocator};
use wasm_bindgen::prelude::*;
use zeroize::Zeroize;

use crate::answer::{Answer, Failure};
use crate::{door, keep};

/// Makes room for so many bytes, and returns where it is. What was there is wiped.
#[wasm_bindgen]
#[must_use]
pub fn room(length: usize) -> usize {
    BYTES.with_borrow_mut(|bytes| {
        bytes.zeroize();
        bytes.resize(length, 0);
        bytes.as_mut_ptr() as usize
    })
}

/// Calls a function with the bytes in the room, wipes them, and returns where the answer is: its
/// length in four bytes, little-endian, then the answer. The next call of [`room`] wipes it.
#[wasm_bindgen]
#[must_use]
pub fn call(function: u32) -> usize {
    BYTES.with_borrow_mut(|bytes| {
        let mut answer = Answer::new();
        let called = match function {
            0 => door::read_link(bytes, &mut answer),
            1 => door::accept(bytes, &mut answer),
            2 => door::check_in(bytes, &mut answer),
            3 => keep::confirm(bytes, &mut answer),
            4 => keep::restore(bytes, &mut answer),
            5 => keep::check_out(bytes, &mut answer),
            6 => keep::confirm_follow_up(bytes, &mut answer),
            _ => Err(Failure::argument()),
        };
        let answer = answer.finish(called);
        bytes.zeroize();
        bytes.extend_from_slice(&answer);
        bytes.as_ptr() as usize
    })
}

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> =
    LockedAllocator::new(FreeListAllocator::new());

thread_local! {
    static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

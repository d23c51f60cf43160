//! The fixed heap, and how much of it was ever in use.
#![allow(unsafe_code, reason = "an allocator hands out raw memory")]

use core::alloc::{GlobalAlloc, Layout};
use core::mem::MaybeUninit;
use core::ptr::addr_of_mut;
use core::sync::atomic::{AtomicUsize, Ordering};

use embedded_alloc::LlffHeap;

/// Bytes of the heap: what the stack leaves of 32 KiB, but for a few variables.
pub(crate) const SIZE: usize = 16 * 1024 - 256;

/// Hands the memory to the allocator. To be called once, before anything allocates.
pub(crate) fn init() {
    // SAFETY: `main` calls this once, first of all; nothing else names the arena.
    unsafe { HEAP.inner.init(addr_of_mut!(ARENA) as usize, SIZE) }
}

/// The most bytes that were in use at one time, with what alignment added.
pub(crate) fn peak() -> usize {
    HEAP.peak.load(Ordering::Relaxed)
}

struct MeasuredHeap {
    inner: LlffHeap,
    peak: AtomicUsize,
}

// SAFETY: the inner allocator does the work; the counter touches no memory that it hands out.
unsafe impl GlobalAlloc for MeasuredHeap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract, which is the same.
        let memory = unsafe { self.inner.alloc(layout) };
        self.peak.fetch_max(self.inner.used(), Ordering::Relaxed);
        memory
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { self.inner.dealloc(memory, layout) }
    }
}

#[global_allocator]
static HEAP: MeasuredHeap = MeasuredHeap {
    inner: LlffHeap::empty(),
    peak: AtomicUsize::new(0),
};

static mut ARENA: [MaybeUninit<u64>; SIZE / 8] = [MaybeUninit::uninit(); SIZE / 8];

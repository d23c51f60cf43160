//! Requests to Valgrind's memcheck. Outside Valgrind they do nothing.
//!
//! A byte that is marked undefined taints whatever is computed from it; memcheck reports each
//! conditional jump and each address that depends on a tainted value. Marking secrets undefined
//! thus finds secret-dependent branches and look-ups in the very machine code that is shipped.

use core::mem::size_of_val;

/// Marks bytes as secret.
pub fn poison<T: ?Sized>(value: &mut T) {
    let address = core::ptr::from_mut(value).cast::<u8>().expose_provenance();
    request(MAKE_MEM_UNDEFINED, address, size_of_val(value));
}

/// How many reports memcheck has made so far.
#[must_use]
pub fn errors() -> usize {
    request(COUNT_ERRORS, 0, 0)
}

/// Whether the program runs under Valgrind at all.
#[must_use]
pub fn is_running() -> bool {
    request(RUNNING_ON_VALGRIND, 0, 0) > 0
}

/// One client request. The magic instruction sequence has no effect on a real processor; memcheck
/// recognises it and puts its answer into `rdx`.
#[cfg(target_arch = "x86_64")]
fn request(code: usize, first: usize, second: usize) -> usize {
    let arguments = [code, first, second, 0, 0, 0];
    let mut answer = 0_usize;
    // SAFETY: four rotations of rdi by 3 + 13 + 61 + 51 = 128 bits restore it, and exchanging rbx
    // with itself changes nothing; the sequence reads no memory. Under Valgrind only the six words
    // of `arguments` are read, which outlive the block.
    unsafe {
        core::arch::asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            inout("rdx") answer,
            in("rax") arguments.as_ptr(),
        );
    }
    answer
}

/// The sequence is known for x86-64 only; elsewhere the gate says that it is not running.
#[cfg(not(target_arch = "x86_64"))]
fn request(_: usize, _: usize, _: usize) -> usize {
    0
}

const RUNNING_ON_VALGRIND: usize = 0x1001;
const COUNT_ERRORS: usize = 0x1201;
const MAKE_MEM_UNDEFINED: usize = MEMCHECK + 1;
const MEMCHECK: usize = ((b'M' as usize) << 24) | ((b'C' as usize) << 16);

//! Files of the host, through semihosting.
#![allow(unsafe_code, reason = "semihosting is a breakpoint instruction")]

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ffi::CStr;

use cortex_m_semihosting::nr::{self, open};
use cortex_m_semihosting::syscall;

/// The command line, without the name of the program that QEMU puts first.
pub(crate) fn arguments() -> String {
    let mut text = [0_u8; 64];
    let mut block = [text.as_mut_ptr() as usize, text.len()];
    // SAFETY: the block holds a buffer and its length, which the host does not exceed. It writes
    // the length that it used into the block, whose address it has from a mutable borrow.
    let failed =
        unsafe { cortex_m_semihosting::syscall1(nr::GET_CMDLINE, block.as_mut_ptr() as usize) };
    let length = if failed == 0 { block[1] } else { 0 };
    let line = text.get(..length).unwrap_or_default();
    let line = str::from_utf8(line).unwrap_or_default();
    let words = line.trim_end_matches('\0').split_once(' ');
    words.map_or_else(String::new, |(_, rest)| rest.into())
}

/// Reads a whole file of at most `limit` bytes; `None` if there is none or it is longer.
pub(crate) fn read(name: &CStr, limit: usize) -> Option<Vec<u8>> {
    let file = File::open(name, open::R_BINARY)?;
    let length = file.length()?;
    if length > limit {
        return None;
    }
    let mut bytes = vec![0; length];
    file.read(&mut bytes).then_some(bytes)
}

/// Writes a whole file and returns whether that worked.
pub(crate) fn write(name: &CStr, bytes: &[u8]) -> bool {
    File::open(name, open::W_TRUNC_BINARY).is_some_and(|file| file.write(bytes))
}

/// An open file of the host, closed when dropped.
pub(crate) struct File(usize);

impl File {
    /// Opens a file for reading.
    pub(crate) fn read_only(name: &CStr) -> Option<Self> {
        Self::open(name, open::R_BINARY)
    }

    fn open(name: &CStr, mode: usize) -> Option<Self> {
        // SAFETY: a name that ends with a zero byte, and its length without it.
        let handle = unsafe { syscall!(OPEN, name.as_ptr(), mode, name.to_bytes().len()) };
        (handle != FAILED).then_some(Self(handle))
    }

    fn length(&self) -> Option<usize> {
        // SAFETY: an open file.
        let length = unsafe { syscall!(FLEN, self.0) };
        (length != FAILED).then_some(length)
    }

    /// Fills `bytes` with what comes next and returns whether there was enough.
    pub(crate) fn read(&self, bytes: &mut [u8]) -> bool {
        // SAFETY: an open file, a buffer and its length. The host answers how much was not read.
        let missing = unsafe { syscall!(READ, self.0, bytes.as_mut_ptr(), bytes.len()) };
        missing == 0
    }

    fn write(&self, bytes: &[u8]) -> bool {
        // SAFETY: an open file, bytes and their length. The host answers how much was not written.
        let missing = unsafe { syscall!(WRITE, self.0, bytes.as_ptr(), bytes.len()) };
        missing == 0
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // SAFETY: an open file, which nobody uses afterwards.
        unsafe { syscall!(CLOSE, self.0) };
    }
}

/// What the host answers instead of a handle or a length.
const FAILED: usize = usize::MAX;

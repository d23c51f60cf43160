//! What an owner has ordered, and what was done.

use sealroll::HistoryLine;

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::{Object, Out, borrow, count, create, free, guard, read};
use crate::owner::SealrollOwner;
use crate::status::SealrollStatus;

/// The instruction log as the last sync found it, in readable lines. Every signature was verified.
///
/// Freed by the caller with `sealroll_history_free`.
pub struct SealrollHistory {
    _opaque: [u8; 0],
}

impl Object for SealrollHistory {
    type State = Vec<HistoryLine>;
    const TAG: &'static [u8; 8] = b"srhistor";
}

/// Orders, acknowledgements, erasures, terms and the processor's statements. Sync first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_history(
    owner: *const SealrollOwner,
    history: *mut *mut SealrollHistory,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, history, |device| {
            Ok(create(device.owner.history(&device.inbox)))
        })
    }
}

/// How many lines there are; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_history_count(history: *const SealrollHistory) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(history, Vec::len) }
}

/// A line: where it stands in the instruction log, when it happened by the clock of whoever signed
/// it, 0 where no time is given, and what, as an English text.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_history_line(
    history: *const SealrollHistory,
    index: usize,
    position: *mut u64,
    time: *mut u64,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    guard(|| {
        let (position, time) = (Out::new(position)?, Out::new(time)?);
        let text = Out::new(text)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let history = borrow(history)?;
            let line = history.get(index).ok_or_else(Failure::absent)?;
            position.set(line.index);
            time.set(line.time.map_or(0, |time| time.seconds()));
            text.set(buffer(line.event.to_string().as_bytes()));
        }
        Ok(())
    })
}

/// Frees a history. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_history_free(history: *mut SealrollHistory) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(history) }
}

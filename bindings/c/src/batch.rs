//! What came of opening an epoch.

use sealroll::Batch;

use crate::failure::Failure;
use crate::handle::{Object, Out, borrow, free, guard, read};
use crate::status::SealrollStatus;

/// What came of opening an epoch. The visits are with the owner: `sealroll_owner_visits`.
///
/// Freed by the caller with `sealroll_batch_free`.
pub struct SealrollBatch {
    _opaque: [u8; 0],
}

impl Object for SealrollBatch {
    type State = Batch;
    const TAG: &'static [u8; 8] = b"srbatch.";
}

/// How many records were accepted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_batch_opened(
    batch: *const SealrollBatch,
    count: *mut usize,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(batch, count, |batch| Ok(batch.opened)) }
}

/// How many were set aside.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_batch_quarantined_count(
    batch: *const SealrollBatch,
    count: *mut usize,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(batch, count, |batch| Ok(batch.quarantined.len())) }
}

/// One that was set aside: where its entry stands, and why, as one of `SealrollStatus`.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_batch_quarantined(
    batch: *const SealrollBatch,
    index: usize,
    generation: *mut u32,
    position: *mut u64,
    reason: *mut i32,
) -> SealrollStatus {
    guard(|| {
        let (generation, position) = (Out::new(generation)?, Out::new(position)?);
        let reason = Out::new(reason)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let batch = borrow(batch)?;
            let found = batch.quarantined.get(index).ok_or_else(Failure::absent)?;
            let status = SealrollStatus::of_code(found.reason.code());
            generation.set(found.position.generation.value());
            position.set(found.position.index);
            reason.set(status.unwrap_or(SealrollStatus::Panic) as i32);
        }
        Ok(())
    })
}

/// How many are logged but were not returned by the processor, although the log does not say that
/// they were erased.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_batch_missing_count(
    batch: *const SealrollBatch,
    count: *mut usize,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(batch, count, |batch| Ok(batch.missing.len())) }
}

/// One that is missing: where its entry stands.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_batch_missing(
    batch: *const SealrollBatch,
    index: usize,
    generation: *mut u32,
    position: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let (generation, position) = (Out::new(generation)?, Out::new(position)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let batch = borrow(batch)?;
            let found = batch.missing.get(index).ok_or_else(Failure::absent)?;
            generation.set(found.generation.value());
            position.set(found.index);
        }
        Ok(())
    })
}

/// Frees a batch. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_batch_free(batch: *mut SealrollBatch) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(batch) }
}

//! What a sync found.

use sealroll::SyncReport;

use crate::failure::Failure;
use crate::handle::{Object, Out, borrow, free, guard};
use crate::status::SealrollStatus;

/// What a sync found.
///
/// Freed by the caller with `sealroll_sync_report_free`.
pub struct SealrollSyncReport {
    _opaque: [u8; 0],
}

impl Object for SealrollSyncReport {
    type State = SyncReport;
    const TAG: &'static [u8; 8] = b"srreport";
}

/// How many records are new.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_records(
    report: *const SealrollSyncReport,
    records: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(records)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let report = borrow(report)?;
            out.set(report.records);
        }
        Ok(())
    })
}

/// How many logs were checked and cosigned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_log_count(
    report: *const SealrollSyncReport,
    count: *mut usize,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(count)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let report = borrow(report)?;
            out.set(report.cosigned.len());
        }
        Ok(())
    })
}

/// A log that was checked and cosigned: its generation, and how many entries it has.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_log(
    report: *const SealrollSyncReport,
    index: usize,
    generation: *mut u32,
    size: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let (generation, size) = (Out::new(generation)?, Out::new(size)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let report = borrow(report)?;
            let log = report.cosigned.get(index).ok_or_else(Failure::absent)?;
            generation.set(log.0.value());
            size.set(log.1);
        }
        Ok(())
    })
}

/// How many epochs the log says were erased although this device did not order it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_unordered_purge_count(
    report: *const SealrollSyncReport,
    count: *mut usize,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(count)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let report = borrow(report)?;
            out.set(report.unordered_purges.len());
        }
        Ok(())
    })
}

/// An epoch that the log says was erased although this device did not order it.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_unordered_purge(
    report: *const SealrollSyncReport,
    index: usize,
    epoch: *mut u32,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(epoch)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let report = borrow(report)?;
            let epoch = report.unordered_purges.get(index);
            out.set(epoch.ok_or_else(Failure::absent)?.value());
        }
        Ok(())
    })
}

/// Frees a report. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_free(report: *mut SealrollSyncReport) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(report) }
}

//! What a sync found.

use sealroll::SyncReport;

use crate::failure::Failure;
use crate::finding::SealrollFindings;
use crate::handle::{Object, Out, borrow, count, create, free, guard, read};
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
    // SAFETY: the caller answers for the pointers.
    unsafe { read(report, records, |report| Ok(report.records)) }
}

/// How many logs were checked and cosigned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_log_count(
    report: *const SealrollSyncReport,
    count: *mut usize,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(report, count, |report| Ok(report.cosigned.len())) }
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
    // SAFETY: the caller answers for the pointers.
    unsafe { read(report, count, |report| Ok(report.unordered_purges.len())) }
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
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, epoch, |report| {
            let epoch = report.unordered_purges.get(index);
            Ok(epoch.ok_or_else(Failure::absent)?.value())
        })
    }
}

/// How many instructions of other devices there are; 0 for NULL. All that are known come with every
/// change of the instruction log; `sealroll_owner_history` shows them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_foreign_instruction_count(
    report: *const SealrollSyncReport,
) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(report, |report| report.foreign_instructions.len()) }
}

/// Whether the processor's statement about itself is new since the last sync: show it, with
/// `sealroll_owner_processor`. The owner may object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_is_processor_new(
    report: *const SealrollSyncReport,
    is_new: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(report, is_new, |report| Ok(report.processor.is_some())) }
}

/// What instructions, erasure certificates and record logs do not agree on; none if all is well.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_findings(
    report: *const SealrollSyncReport,
    findings: *mut *mut SealrollFindings,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, findings, |report| {
            Ok(create(report.findings.clone()))
        })
    }
}

/// Frees a report. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_free(report: *mut SealrollSyncReport) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(report) }
}

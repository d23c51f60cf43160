//! What a sync found out about a processor that was restored from a backup, and about logs that it
//! has deleted.

use sealroll::{Order, Recovery, SyncReport};

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::finding::log_number;
use crate::handle::{Out, borrow, guard, read};
use crate::status::SealrollStatus;
use crate::sync_report::SealrollSyncReport;

/// How many times a log goes on from a backup, found by this sync or an earlier one. If there are
/// any, publish the statements, sync, give the lost orders again with `sealroll_owner_give_again`,
/// and sync.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_recovery_count(
    report: *const SealrollSyncReport,
    count: *mut usize,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(report, count, |report| Ok(report.recoveries.len())) }
}

/// A log that goes on from a backup.
///
/// `log` is its generation, or `SEALROLL_INSTRUCTION_LOG`. `part` is the part that was opened, about
/// the time in seconds when that was. `restored` entries came back with the backup, of
/// `signed_entries` that the processor says it had signed, `UINT64_MAX` if it does not say. Of the
/// others this device had seen `lost`, `lost_records` of them records: `returned` are in the log
/// again, `erased` were erased since, and `missing` are missing. Of `unknown` of the lost entries
/// nothing else is known, because there was no copy of the log: `sealroll_owner_set_log_copy`.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_recovery(
    report: *const SealrollSyncReport,
    index: usize,
    log: *mut u32,
    part: *mut u64,
    restored: *mut u64,
    signed_entries: *mut u64,
    lost: *mut u64,
    lost_records: *mut u64,
    returned: *mut u64,
    erased: *mut u64,
    missing: *mut usize,
    unknown: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let (log, missing) = (Out::new(log)?, Out::new(missing)?);
        let (part, restored) = (Out::new(part)?, Out::new(restored)?);
        let (signed, lost) = (Out::new(signed_entries)?, Out::new(lost)?);
        let (lost_records, returned) = (Out::new(lost_records)?, Out::new(returned)?);
        let (erased, unknown) = (Out::new(erased)?, Out::new(unknown)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let report = borrow(report)?;
            let recovery = recovery(&report, index)?;
            log.set(log_number(recovery.log));
            part.set(recovery.part.value());
            restored.set(recovery.restored);
            signed.set(recovery.signed.unwrap_or(u64::MAX));
            lost.set(recovery.lost);
            lost_records.set(recovery.lost_records);
            returned.set(recovery.returned);
            erased.set(recovery.erased);
            missing.set(recovery.missing.len());
            unknown.set(recovery.unknown);
        }
        Ok(())
    })
}

/// A record that is missing after a recovery: its id of 32 bytes is written to `record_id`. Guests'
/// apps send such a check-in again. What stays missing can be shown with the heads that were
/// cosigned: it is a breach that the processor reports.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_recovery_missing(
    report: *const SealrollSyncReport,
    index: usize,
    missing: usize,
    record_id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, record_id.cast::<[u8; 32]>(), |report| {
            let id = recovery(report, index)?.missing.get(missing);
            Ok(*id.ok_or_else(Failure::absent)?.as_bytes())
        })
    }
}

/// How many orders of this device a processor carried out and lost with a restored log:
/// `sealroll_owner_give_again`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_lost_order_count(
    report: *const SealrollSyncReport,
    count: *mut usize,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(report, count, |report| Ok(report.lost_orders.len())) }
}

/// Such an order, as an English text.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_lost_order(
    report: *const SealrollSyncReport,
    index: usize,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, text, |report| {
            order_text(&report.lost_orders, index)
        })
    }
}

/// How many lost orders wait, because what they are about is not in the log again. A later sync
/// counts them among the lost ones.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_waiting_order_count(
    report: *const SealrollSyncReport,
    count: *mut usize,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(report, count, |report| Ok(report.waiting_orders.len())) }
}

/// Such an order, as an English text.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_waiting_order(
    report: *const SealrollSyncReport,
    index: usize,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, text, |report| {
            order_text(&report.waiting_orders, index)
        })
    }
}

/// How many record logs the processor has deleted, as it had to: all of them was erased, and the
/// time for audits is over. Each is told by one sync.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_deleted_count(
    report: *const SealrollSyncReport,
    count: *mut usize,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(report, count, |report| Ok(report.deleted.len())) }
}

/// The generation of such a log.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_deleted(
    report: *const SealrollSyncReport,
    index: usize,
    generation: *mut u32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, generation, |report| {
            let deleted = report.deleted.get(index);
            Ok(deleted.ok_or_else(Failure::absent)?.value())
        })
    }
}

/// Whether the processor has deleted the list, as it had to: it was ended three full calendar years
/// ago.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_sync_report_is_over(
    report: *const SealrollSyncReport,
    is_over: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(report, is_over, |report| Ok(report.is_over)) }
}

fn recovery(report: &SyncReport, index: usize) -> Result<&Recovery, Failure> {
    report.recoveries.get(index).ok_or_else(Failure::absent)
}

fn order_text(orders: &[Order], index: usize) -> Result<*mut SealrollBuffer, Failure> {
    let order = orders.get(index).ok_or_else(Failure::absent)?;
    Ok(buffer(order.to_string().as_bytes()))
}

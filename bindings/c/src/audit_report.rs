//! What an audit says.

use sealroll::AuditReport;

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::finding::{SealrollFindings, log_number};
use crate::handle::{Object, Out, borrow, count, create, free, guard, read};
use crate::processor::said;
use crate::status::SealrollStatus;
use crate::terms::text_of;

/// The result of an audit: what was read, and what is wrong.
///
/// Freed by the caller with `sealroll_audit_report_free`.
pub struct SealrollAuditReport {
    _opaque: [u8; 0],
}

impl Object for SealrollAuditReport {
    type State = AuditReport;
    const TAG: &'static [u8; 8] = b"sraudrep";
}

/// What is wrong; none if nothing is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_report_findings(
    report: *const SealrollAuditReport,
    findings: *mut *mut SealrollFindings,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, findings, |report| {
            Ok(create(report.findings.clone()))
        })
    }
}

/// Five words of the list's root, as a text. Whoever relies on the report compares them with the
/// code at the door, or with the owner.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if the root was not read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_report_fingerprint_words(
    report: *const SealrollAuditReport,
    words: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, words, |report| {
            let root = report.root.ok_or_else(Failure::absent)?;
            Ok(buffer(root.words().as_bytes()))
        })
    }
}

/// A text of the newest terms. `which` is one of `SealrollText`.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if no terms were read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_report_text(
    report: *const SealrollAuditReport,
    which: i32,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, text, |report| {
            let terms = report.terms.as_ref().ok_or_else(Failure::absent)?;
            Ok(buffer(text_of(terms, which)?.as_bytes()))
        })
    }
}

/// What the processor says of itself, as a text. `which` is one of `SealrollProcessor`.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if it has said nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_report_processor(
    report: *const SealrollAuditReport,
    which: i32,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, text, |report| {
            said(report.processor.as_ref(), which)
        })
    }
}

/// How many records were ever logged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_report_records(
    report: *const SealrollAuditReport,
    records: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(report, records, |report| Ok(report.records)) }
}

/// How many logs were read; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_report_log_count(
    report: *const SealrollAuditReport,
) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(report, |report| report.logs.len()) }
}

/// A log that was read: its generation, or `SEALROLL_INSTRUCTION_LOG`; how many entries it has by the
/// head that the processor signed; whether they are those that the head commits to; and how many the
/// owner had cosigned when, both 0 for none.
///
/// This and the next functions fail with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_report_log(
    report: *const SealrollAuditReport,
    index: usize,
    generation: *mut u32,
    size: *mut u64,
    is_confirmed: *mut bool,
    witnessed_size: *mut u64,
    witnessed_time: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let (generation, size) = (Out::new(generation)?, Out::new(size)?);
        let is_confirmed = Out::new(is_confirmed)?;
        let witnessed_size = Out::new(witnessed_size)?;
        let witnessed_time = Out::new(witnessed_time)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let report = borrow(report)?;
            let log = report.logs.get(index).ok_or_else(Failure::absent)?;
            generation.set(log_number(log.name));
            size.set(log.size);
            is_confirmed.set(log.is_confirmed);
            witnessed_size.set(log.witnessed.map_or(0, |(size, _)| size));
            witnessed_time.set(log.witnessed.map_or(0, |(_, time)| time.seconds()));
        }
        Ok(())
    })
}

/// How many instructions were logged; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_report_instruction_count(
    report: *const SealrollAuditReport,
) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(report, |report| report.instructions.len()) }
}

/// An instruction that was logged: when the owner gave it, when the processor says that it was done,
/// 0 if it does not, and its order as a text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_report_instruction(
    report: *const SealrollAuditReport,
    index: usize,
    given: *mut u64,
    acknowledged: *mut u64,
    order: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    guard(|| {
        let (given, acknowledged) = (Out::new(given)?, Out::new(acknowledged)?);
        let order = Out::new(order)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let report = borrow(report)?;
            let told = report.instructions.get(index).ok_or_else(Failure::absent)?;
            given.set(told.given.seconds());
            acknowledged.set(told.acknowledged.map_or(0, |time| time.seconds()));
            order.set(buffer(told.order.to_string().as_bytes()));
        }
        Ok(())
    })
}

/// How many erasure certificates were logged; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_report_erasure_count(
    report: *const SealrollAuditReport,
) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(report, |report| report.erasures.len()) }
}

/// An erasure certificate: its epoch, how many records it names, when they were erased, and the
/// moment from which no backup has them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_report_erasure(
    report: *const SealrollAuditReport,
    index: usize,
    epoch: *mut u32,
    records: *mut u64,
    destroyed: *mut u64,
    backups: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let (epoch, records) = (Out::new(epoch)?, Out::new(records)?);
        let (destroyed, backups) = (Out::new(destroyed)?, Out::new(backups)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let report = borrow(report)?;
            let erasure = report.erasures.get(index).ok_or_else(Failure::absent)?;
            epoch.set(erasure.epoch.value());
            records.set(erasure.records);
            destroyed.set(erasure.destroyed.seconds());
            backups.set(erasure.backups.seconds());
        }
        Ok(())
    })
}

/// Frees a report. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_report_free(report: *mut SealrollAuditReport) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(report) }
}

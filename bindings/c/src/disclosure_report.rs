//! What a disclosure says, once it was verified.

use sealroll::DisclosureReport;

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::{Object, count, create, free, guard, read};
use crate::handle::{Out, borrow};
use crate::status::SealrollStatus;
use crate::terms::text_of;
use crate::visits::SealrollVisits;

/// A disclosure after every check. Its records were logged before a head that the owner's witness
/// has cosigned, and are unchanged. It shows neither that somebody was there nor that nobody is
/// missing.
///
/// Freed by the caller with `sealroll_disclosure_report_free`.
pub struct SealrollDisclosureReport {
    _opaque: [u8; 0],
}

impl Object for SealrollDisclosureReport {
    type State = DisclosureReport;
    const TAG: &'static [u8; 8] = b"srdisrep";
}

/// Why records were disclosed.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollReason {
    /// Number or name of the authority's case, 1 to 120 bytes.
    Case = 0,
    /// What the records are needed for, 1 to 500 bytes.
    Purpose = 1,
    /// The law that asks for them, 1 to 300 bytes.
    LegalBasis = 2,
}

/// Names the disclosure in the list's instruction log: 32 bytes are written to `id`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_id(
    report: *const SealrollDisclosureReport,
    id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, id.cast::<[u8; 32]>(), |report| {
            Ok(*report.id.as_bytes())
        })
    }
}

/// The list's id: 16 bytes are written to `list_id`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_list_id(
    report: *const SealrollDisclosureReport,
    list_id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, list_id.cast::<[u8; 16]>(), |report| {
            Ok(*report.list_id().as_bytes())
        })
    }
}

/// Five words that stand beside the venue's code, as a text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_fingerprint_words(
    report: *const SealrollDisclosureReport,
    words: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, words, |report| {
            Ok(buffer(report.fingerprint_words().as_bytes()))
        })
    }
}

/// A text of the list's terms. `which` is one of `SealrollText`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_text(
    report: *const SealrollDisclosureReport,
    which: i32,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, text, |report| {
            Ok(buffer(text_of(&report.terms, which)?.as_bytes()))
        })
    }
}

/// Why the disclosure was made, as a text. `which` is one of `SealrollReason`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_reason(
    report: *const SealrollDisclosureReport,
    which: i32,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(report, text, |report| {
            let reason = &report.reason;
            let text = match which {
                0 => &reason.case,
                1 => &reason.purpose,
                2 => &reason.legal_basis,
                _ => return Err(Failure::argument(c"there is no such reason")),
            };
            Ok(buffer(text.as_bytes()))
        })
    }
}

/// When the disclosure was made, by the owner's clock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_time(
    report: *const SealrollDisclosureReport,
    time: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(report, time, |report| Ok(report.time.seconds())) }
}

/// How many records passed every check; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_record_count(
    report: *const SealrollDisclosureReport,
) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(report, |report| report.records.len()) }
}

/// The visits among the records.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_visits(
    report: *const SealrollDisclosureReport,
    visits: *mut *mut SealrollVisits,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(report, visits, |report| Ok(create(report.visits()))) }
}

/// How many records did not pass; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_refused_count(
    report: *const SealrollDisclosureReport,
) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(report, |report| report.refused.len()) }
}

/// A record that did not pass: where its entry stands, and why, as one of `SealrollStatus`.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_refused(
    report: *const SealrollDisclosureReport,
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
            let report = borrow(report)?;
            let (place, error) = report.refused.get(index).ok_or_else(Failure::absent)?;
            let status = SealrollStatus::of_code(error.code());
            generation.set(place.generation.value());
            position.set(place.index);
            reason.set(status.unwrap_or(SealrollStatus::Panic) as i32);
        }
        Ok(())
    })
}

/// How many records of a list under dual control have contact data that do not open; 0 for NULL.
/// They stand among the visits, without contact data.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_without_contact_count(
    report: *const SealrollDisclosureReport,
) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(report, |report| report.without_contact.len()) }
}

/// A record whose contact data do not open: where its entry stands, and why, as one of
/// `SealrollStatus`.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_without_contact(
    report: *const SealrollDisclosureReport,
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
            let report = borrow(report)?;
            let found = report.without_contact.get(index);
            let (place, error) = found.ok_or_else(Failure::absent)?;
            let status = SealrollStatus::of_code(error.code());
            generation.set(place.generation.value());
            position.set(place.index);
            reason.set(status.unwrap_or(SealrollStatus::Panic) as i32);
        }
        Ok(())
    })
}

/// Frees a report. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_report_free(report: *mut SealrollDisclosureReport) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(report) }
}

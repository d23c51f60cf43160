//! The auditor: verifies a whole list from its logs.

use core::ffi::c_char;

use sealroll::{AuditError, AuditOptions, Auditor, ListId, ReaderToken, Transcript};

use crate::audit_report::SealrollAuditReport;
use crate::buffer::{SealrollBuffer, buffer};
use crate::exchange::{Exchange, SealrollExchange};
use crate::failure::Failure;
use crate::handle::{Object, Out, borrow, count, create, free, guard, read};
use crate::input;
use crate::status::SealrollStatus;

/// An auditor at work on one list, with a reader token and no secret of anybody.
///
/// Freed by the caller with `sealroll_auditor_free`.
pub struct SealrollAuditor {
    _opaque: [u8; 0],
}

impl Object for SealrollAuditor {
    type State = Audit;
    const TAG: &'static [u8; 8] = b"srauditr";
}

pub(crate) struct Audit {
    auditor: Auditor,
    evidence: Transcript,
    has_begun: bool,
}

/// Stands for seven days, what an auditor usually allows.
pub const SEALROLL_SEVEN_DAYS: u64 = 604_800;

/// Begins an audit. The list is known by its id of 16 bytes, from the owner or the code at the door;
/// `token` is the text that the owner made with `sealroll_owner_admit_reader`. `now` is in seconds
/// since 1970. `witness_age` is how many seconds ago the owner may have cosigned a log the last time,
/// `downtime` for how many the processor may have been down when something was due;
/// `SEALROLL_SEVEN_DAYS` is usual for both.
///
/// Fails with `SEALROLL_STATUS_BAD_ARGUMENT` for a text that is no token.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_auditor_new(
    list_id: *const u8,
    token: *const c_char,
    now: u64,
    witness_age: u64,
    downtime: u64,
    auditor: *mut *mut SealrollAuditor,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(auditor)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let list_id = ListId::from_bytes(input::array(list_id)?);
            let token = ReaderToken::from_text(input::text(token)?);
            let token = token.ok_or_else(|| Failure::argument(c"that is no reader token"))?;
            let options = AuditOptions {
                witness_age,
                downtime,
            };
            out.set(create(Audit {
                auditor: Auditor::new(list_id, &token, now, options),
                evidence: Transcript::new(list_id, now, options),
                has_begun: false,
            }));
        }
        Ok(())
    })
}

/// Adds a head that somebody was shown: a checkpoint of an earlier audit, or a guest's receipt. The
/// log of today must contain it.
///
/// Fails with `SEALROLL_STATUS_BAD_PROOF` if it is neither, and `..._USED` once the audit runs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_auditor_compare_with(
    auditor: *mut SealrollAuditor,
    head: *const u8,
    head_length: usize,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut audit = borrow(auditor)?;
            let head = input::bytes(head, head_length)?;
            if audit.has_begun {
                return Err(Failure::new(
                    SealrollStatus::Used,
                    c"heads are given before the audit runs",
                ));
            }
            audit.auditor.compare_with(head)?;
            audit.evidence.add_head(head);
        }
        Ok(())
    })
}

/// Reads the logs and verifies them. Of the exchange, `authority` and `save` are not used.
///
/// That something is wrong with the list is no failure: it is in the report. Fails with
/// `SEALROLL_STATUS_WRONG_LIST`, `..._INCONSISTENT`, `..._BAD_PROOF`, `..._BAD_VALUE` or
/// `..._MISSING_DOCUMENT` if the audit cannot go on; with the codes of a refusal, such as
/// `..._NOT_FOUND` for an unknown token; and with `..._UNREACHABLE`. After the last two, run it
/// again: it goes on where it stopped. After success that gives the same report again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_auditor_run(
    auditor: *mut SealrollAuditor,
    exchange: *const SealrollExchange,
    report: *mut *mut SealrollAuditReport,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(report)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut audit = borrow(auditor)?;
            let exchange = Exchange::read(exchange)?;
            audit.has_begun = true;
            while let Some(request) = audit.auditor.request() {
                let response = exchange.send(&request)?;
                let received = audit.auditor.receive(&response);
                // What was refused is asked for again, and no part of the evidence.
                if !matches!(received, Err(AuditError::Refused(_))) {
                    audit.evidence.add(&request, &response);
                }
                received?;
            }
            out.set(create(audit.auditor.report()));
        }
        Ok(())
    })
}

/// Every answer that the audit rests on: `sealroll_audit_again` makes the report anew from it, for
/// anyone and without a network. The token is not in it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_auditor_evidence(
    auditor: *const SealrollAuditor,
    evidence: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(auditor, evidence, |audit| {
            Ok(buffer(&audit.evidence.to_bytes()))
        })
    }
}

/// How many logs have a newest head; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_auditor_head_count(auditor: *const SealrollAuditor) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(auditor, |audit| audit.auditor.newest_heads().count()) }
}

/// The newest head of a log: give it to `sealroll_auditor_compare_with` in the next audit.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_auditor_head(
    auditor: *const SealrollAuditor,
    index: usize,
    head: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(auditor, head, |audit| {
            let head = audit.auditor.newest_heads().nth(index);
            Ok(buffer(head.ok_or_else(Failure::absent)?))
        })
    }
}

/// Makes an audit again, at the moment at which it was made, from its evidence.
///
/// Fails as the audit did, and with `SEALROLL_STATUS_TRUNCATED` or the codes of a decoder if the
/// evidence is not complete.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_audit_again(
    evidence: *const u8,
    evidence_length: usize,
    report: *mut *mut SealrollAuditReport,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(report)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let evidence = Transcript::from_bytes(input::bytes(evidence, evidence_length)?)?;
            out.set(create(evidence.audit()?));
        }
        Ok(())
    })
}

/// The id of a reader, for `SEALROLL_ORDER_DISMISS_READER`: 32 bytes are written to `id`.
///
/// Fails with `SEALROLL_STATUS_BAD_ARGUMENT` for a text that is no token.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_reader_id(
    list_id: *const u8,
    token: *const c_char,
    id: *mut u8,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(id.cast::<[u8; 32]>())?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let list_id = ListId::from_bytes(input::array(list_id)?);
            let token = ReaderToken::from_text(input::text(token)?);
            let token = token.ok_or_else(|| Failure::argument(c"that is no reader token"))?;
            out.set(*token.reader_id(&list_id).as_bytes());
        }
        Ok(())
    })
}

/// Frees an auditor and wipes its token. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_auditor_free(auditor: *mut SealrollAuditor) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(auditor) }
}

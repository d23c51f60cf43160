//! What logs do not agree on.

use core::ffi::{CStr, c_char};

use sealroll::{Finding, FindingKind, LogName};

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::{Object, count, free, read};
use crate::status::SealrollStatus;

/// Stands for the instruction log where the generation of a record log is given otherwise.
pub const SEALROLL_INSTRUCTION_LOG: u32 = u32::MAX;

/// What an honest processor's logs do not show. None is good.
///
/// Freed by the caller with `sealroll_findings_free`.
pub struct SealrollFindings {
    _opaque: [u8; 0],
}

impl Object for SealrollFindings {
    type State = Vec<Finding>;
    const TAG: &'static [u8; 8] = b"srfindin";
}

/// A kind of finding. The numbers are never used again for something else.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollFinding {
    /// A head of the log is not signed by the processor, or belongs to another log.
    BadHead = 0,
    /// The log contradicts a head that the processor has signed.
    Forked = 1,
    /// The owner has not cosigned the log for too long.
    NotWitnessed = 2,
    /// An entry is malformed or stands in the wrong log.
    BadEntry = 3,
    /// A document was not handed out, or was exchanged.
    MissingDocument = 4,
    /// A document is not valid.
    BadDocument = 5,
    /// A time of the processor's that a cosignature disproves.
    BackDated = 6,
    /// An instruction does not follow the one before it.
    BrokenChain = 7,
    /// An instruction was not acknowledged.
    Unacknowledged = 8,
    /// An erasure was confirmed but the record log does not show it.
    NotCarriedOut = 9,
    /// Something was erased that nobody ordered and whose retention is not over.
    UnfoundedErasure = 10,
    /// An erasure has no certificate, or one that names other records.
    UncertifiedErasure = 11,
    /// Records should have been erased by now.
    Overdue = 12,
    /// A record was taken for an epoch that had been erased before.
    AfterPurge = 13,
    /// The log holds a statement that the owner has not signed.
    ForeignStatement = 14,
    /// Statements stand in another order than they were issued.
    Serial = 15,
    /// The processor was restored from a backup and has named a gap.
    Reopened = 16,
}

/// The name of a kind of finding in the specification, such as `forked`; of a number that is none,
/// `unknown`. The text lives as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn sealroll_finding_name(finding: i32) -> *const c_char {
    let place = usize::try_from(finding).ok();
    let name = place.and_then(|place| NAMES.get(place));
    name.copied().unwrap_or(c"unknown").as_ptr()
}

/// How many findings there are; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_findings_count(findings: *const SealrollFindings) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(findings, Vec::len) }
}

/// The kind of a finding, one of `SealrollFinding`.
///
/// This and the next functions fail with `SEALROLL_STATUS_ABSENT` if there are not so many findings,
/// or the finding has no such value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_findings_kind(
    findings: *const SealrollFindings,
    index: usize,
    kind: *mut i32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(findings, kind, |findings| {
            number(found(findings, index)?.kind)
        })
    }
}

/// The log of a finding: its generation, or `SEALROLL_INSTRUCTION_LOG`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_findings_log(
    findings: *const SealrollFindings,
    index: usize,
    generation: *mut u32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(findings, generation, |findings| {
            Ok(log_number(found(findings, index)?.log))
        })
    }
}

/// The entry of a finding, if it is about one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_findings_entry(
    findings: *const SealrollFindings,
    index: usize,
    entry: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(findings, entry, |findings| {
            found(findings, index)?.index.ok_or_else(Failure::absent)
        })
    }
}

/// The epoch of a finding, if it is about one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_findings_epoch(
    findings: *const SealrollFindings,
    index: usize,
    epoch: *mut u32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(findings, epoch, |findings| {
            let epoch = found(findings, index)?.epoch;
            Ok(epoch.ok_or_else(Failure::absent)?.value())
        })
    }
}

/// Whether a finding follows from what the processor has signed, so that the evidence convinces
/// anyone. The others rest on what it answered or did not answer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_findings_is_signed(
    findings: *const SealrollFindings,
    index: usize,
    is_signed: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(findings, is_signed, |findings| {
            Ok(found(findings, index)?.is_signed)
        })
    }
}

/// A finding for a person, as a text, in English or in German.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_findings_text(
    findings: *const SealrollFindings,
    index: usize,
    german: bool,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(findings, text, |findings| {
            let kind = found(findings, index)?.kind;
            let text = if german {
                kind.german()
            } else {
                kind.english()
            };
            Ok(buffer(text.as_bytes()))
        })
    }
}

/// Frees findings. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_findings_free(findings: *mut SealrollFindings) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(findings) }
}

/// How the interface names a log.
pub(crate) fn log_number(log: LogName) -> u32 {
    match log {
        LogName::Instructions => SEALROLL_INSTRUCTION_LOG,
        LogName::Records(generation) => generation.value(),
    }
}

fn found(findings: &[Finding], index: usize) -> Result<&Finding, Failure> {
    findings.get(index).ok_or_else(Failure::absent)
}

/// The number is the place among the names, which a test holds against the library's.
fn number(kind: FindingKind) -> Result<i32, Failure> {
    let is_it = |name: &&CStr| name.to_bytes() == kind.name().as_bytes();
    let place = NAMES.iter().position(is_it);
    let place = place.and_then(|place| i32::try_from(place).ok());
    place.ok_or_else(Failure::absent)
}

const NAMES: [&CStr; 17] = [
    c"bad-head",
    c"forked",
    c"not-witnessed",
    c"bad-entry",
    c"missing-document",
    c"bad-document",
    c"back-dated",
    c"broken-chain",
    c"unacknowledged",
    c"not-carried-out",
    c"unfounded-erasure",
    c"uncertified-erasure",
    c"overdue",
    c"after-purge",
    c"foreign-statement",
    c"serial",
    c"reopened",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_number() {
        for kind in FindingKind::ALL {
            assert!(number(*kind).is_ok(), "no number for {}", kind.name());
        }
        assert_eq!(FindingKind::ALL.len(), NAMES.len());
        assert_eq!(
            number(FindingKind::Serial).ok(),
            Some(SealrollFinding::Serial as i32)
        );
        assert_eq!(
            number(FindingKind::Overdue).ok(),
            Some(SealrollFinding::Overdue as i32)
        );
    }
}
